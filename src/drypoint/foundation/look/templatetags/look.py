"""Icons and figures in templates: `{% load look %}`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from drypoint.knowledge.figures import icons

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Write a line icon; words must stand beside it, because it is hidden from screen readers."""
    return mark_safe(icons.icon(name))  # noqa: S308 - drawn by us, no text of anybody in it
