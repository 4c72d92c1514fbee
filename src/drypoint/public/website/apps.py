"""Configuration of the room."""

from datetime import timedelta

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.public.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the gate in front of every save, strip pictures, and have the worker publish what is due."""
        from drypoint.foundation.core.checks import register_check
        from drypoint.foundation.core.worker import register_scan
        from drypoint.public.website import guard, pictures
        from drypoint.public.website.evidence_pages.editions import check_own_rows
        from drypoint.public.website.jobs import publish_due_pages

        guard.connect()
        pictures.publish_without_exif()
        register_check("evidence.own_rows", check_own_rows)
        register_scan("pages due", timedelta(minutes=1), lambda _at: publish_due_pages())
