"""Configuration of the room."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Audit, outbox, jobs, documents."""

    name = "drypoint.foundation.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
