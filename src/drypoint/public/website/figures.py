"""The engraved drawings of the site, made by drypoint.knowledge.figures."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from drypoint.knowledge import figures


def drawing(name: str) -> SafeString:
    """Return the drawing as inline SVG without words; "" for a name that is not drawn."""
    draw = getattr(figures, name, None)
    return mark_safe(draw()) if draw else SafeString("")  # noqa: S308 (our own drawing)


def mechanism_drawing(titles: dict[str, str]) -> SafeString:
    """Return the drawing from the needle to the brain, its four places labelled with the titles of the steps."""
    draw = getattr(figures, "mechanism", None)
    return mark_safe(draw(titles)) if draw else SafeString("")  # noqa: S308 (labels are escaped by the drawing)
