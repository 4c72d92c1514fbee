"""Configuration of the room."""

from datetime import timedelta

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.public.enquiries"
    label = "enquiries"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the worker erase enquiries that were kept long enough."""
        from drypoint.foundation.core.worker import register_scan
        from drypoint.public.enquiries.actions import remove_outdated

        register_scan("outdated enquiries", timedelta(hours=1), remove_outdated)
