"""Configuration of the room."""

from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.practice"
    label = "practice"
    default_auto_field = "django.db.models.BigAutoField"
