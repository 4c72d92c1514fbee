"""Configuration of the room."""

from django.apps import AppConfig


class PatientsConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.patients"
    label = "patients"
    default_auto_field = "django.db.models.BigAutoField"
