"""Configuration of the room."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.look"
    label = "look"
