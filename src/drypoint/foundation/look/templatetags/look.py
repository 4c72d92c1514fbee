"""Tags that draw."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from drypoint.knowledge.figures.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return a line icon that says nothing to a screen reader; the words stand beside it. KeyError for none such."""
    paths = mark_safe(ICONS[name])  # noqa: S308 (our own constant)
    return format_html(
        '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" fill="none" '
        'stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">{}</svg>',
        paths,
    )
