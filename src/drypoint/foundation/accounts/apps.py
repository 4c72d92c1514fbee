"""Configuration of the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Start to mirror what allauth and Wagtail write."""
        from drypoint.foundation.accounts import mirror

        mirror.connect()
