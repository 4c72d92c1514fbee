"""Where the calculator stands."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import override


def calculator_url(language: str) -> str:
    """Return the path of the calculator of meta-analyses in the language."""
    with override(language):
        return reverse("library:calculator")


def conversions_url(language: str) -> str:
    """Return the path of the conversions in the language."""
    with override(language):
        return reverse("library:conversions")
