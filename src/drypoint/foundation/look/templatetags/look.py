"""Icons and figures in templates: `{% load look %}`."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from drypoint.knowledge.figures import icons
from drypoint.knowledge.figures.mechanism import MechanismLabels, mechanism
from drypoint.knowledge.figures.muscle import engraved_muscle
from drypoint.knowledge.figures.needle import divider

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Write a line icon; words must stand beside it, because it is hidden from screen readers."""
    return mark_safe(icons.icon(name))  # noqa: S308 - drawn by us, no text of anybody in it


def _muscle() -> str:
    return engraved_muscle(
        640,
        440,
        title=_("A needle in a muscle"),
        desc=_(
            "Engraving: a thin needle passes through the skin and reaches a tight knot among the fibres of a muscle."
        ),
    )


def _mechanism() -> str:
    return mechanism(
        MechanismLabels(
            title=_("Where needling may act"),
            desc=_(
                "Engraving in four parts, each with a copper point: a needle in a muscle; the nerve that leads from "
                "the muscle; the spinal cord, cut across, which the nerve enters; the brain above it."
            ),
            muscle=_("Muscle"),
            nerve=_("Nerve"),
            spinal_cord=_("Spinal cord"),
            brain=_("Brain"),
        )
    )


_FIGURES = {"engraved_muscle": _muscle, "mechanism": _mechanism, "divider": divider}


@register.simple_tag
def figure(name: str) -> SafeString:
    """Write a drawing into the page: "engraved_muscle", "mechanism" or "divider", described in the page's language."""
    return mark_safe(_FIGURES[name]())  # noqa: S308 - drawn by us; titles are escaped where they enter the SVG
