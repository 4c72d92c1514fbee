"""Configuration of the room."""

from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    """See the package's docstring."""

    name = "drypoint.public.website"
    label = "website"
    default_auto_field = "django.db.models.BigAutoField"
