"""Configuration of the room."""

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.public.enquiries"
    label = "enquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the worker looks for."""
        from drypoint.public.enquiries import tasks

        tasks.register()
