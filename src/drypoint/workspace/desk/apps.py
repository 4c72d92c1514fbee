"""Configuration of the room."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.workspace.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
