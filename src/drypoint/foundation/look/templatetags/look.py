"""Icons and kept fragments in templates: `{% load look %}`."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from drypoint.foundation.core import contact_details
from drypoint.knowledge.figures import icons

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Write a line icon; words must stand beside it, because it is hidden from screen readers."""
    return mark_safe(icons.icon(name))  # noqa: S308 - drawn by us, no text of anybody in it


@register.filter
def dialled(phone: str) -> str:
    """Return the digits of a telephone number, and its plus, as a tel: link wants them."""
    return contact_details.dialled(phone)


@register.simple_tag
def preview_picture() -> str:
    """Return the whole address of the picture that other sites show beside a link to one of our pages."""
    return f"{settings.CONFIG.url}{static('look/og.png')}"


# A site has some dozens of pages, each with its own header, in a few languages.
_KEPT_FRAGMENTS = 1_000
# What is compared by its content. A row of the database is not: it equals its older self.
_PLAIN = (str, int, bool, tuple, type(None))

_Values = tuple[tuple[str, type, object], ...]


@lru_cache(maxsize=_KEPT_FRAGMENTS)
def _kept_fragment(fragment: str, values: _Values, _language: str | None) -> SafeString:
    return mark_safe(get_template(fragment).render({key: value for key, _kind, value in values}))  # noqa: S308 (a template's)


@register.simple_tag
def kept(fragment: str, **values: object) -> SafeString:
    """Include a template that reads the given values and nothing else; the same values are rendered once a language.

    The values are the key, so that the fragment can never be stale. A tuple must hold plain values or frozen
    dataclasses of such; what cannot be a key is rendered each time.
    """
    if not settings.DEBUG and all(isinstance(value, _PLAIN) for value in values.values()):
        # With its type: of two equal strings one may be safe and the other not.
        return _kept_fragment(
            fragment, tuple((key, type(value), value) for key, value in values.items()), get_language()
        )
    return mark_safe(get_template(fragment).render(values))  # noqa: S308 (a template's)
