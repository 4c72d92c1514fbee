"""Configuration of the room."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.public.enquiries"
    label = "enquiries"
    default_auto_field = "django.db.models.BigAutoField"
