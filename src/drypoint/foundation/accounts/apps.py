"""Configuration of the room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
