"""Configuration of the room."""

from datetime import timedelta

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.care.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the people's room what is held here, and have the worker remove sheets that were never begun."""
        from drypoint.care.intake import actions, queries
        from drypoint.foundation.core.worker import register_scan
        from drypoint.foundation.patients.holdings import Holding, register_holding

        register_holding(Holding("pain_drawings", queries.export_of, actions.erase_of))
        register_scan("empty drawings", timedelta(hours=6), actions.remove_empty)
