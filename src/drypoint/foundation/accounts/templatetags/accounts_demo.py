"""Whether this is the demo, for the sentence on the sign-in page."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def is_demo() -> bool:
    """Say whether the demo runs, where invented staff need no second factor on this machine."""
    return bool(settings.CONFIG.demo)
