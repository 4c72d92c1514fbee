"""Configuration of the room."""

from django.apps import AppConfig


class BodyConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.foundation.body"
    label = "body"
