"""The engraved drawings that a page may show, with their words in the language of the page."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from drypoint.knowledge.figures.mechanism import MechanismLabels, mechanism
from drypoint.knowledge.figures.muscle import engraved_muscle
from drypoint.knowledge.figures.needle import divider

# Drawing costs milliseconds and gives the same lines for the same words; a site has a handful of drawings.
_KEPT = 32


@lru_cache(maxsize=_KEPT)
def _muscle(title: str, description: str) -> str:
    return engraved_muscle(640, 440, title=title, desc=description)


@lru_cache(maxsize=_KEPT)
def _mechanism(labels: MechanismLabels) -> str:
    return mechanism(labels)


@lru_cache(maxsize=1)
def _needle() -> str:
    return divider()


def drawing(name: str, *, description: str) -> SafeString:
    """Return a drawing as inline SVG that says the description to whoever does not see it; "" for an unknown name."""
    if name == "engraved_muscle":
        svg = _muscle(_("A needle in a muscle"), description)
    elif name == "mechanism":
        svg = str(mechanism_drawing())
    else:
        svg = _needle() if name == "needle" else ""
    return mark_safe(svg)  # noqa: S308 (drawn by us; the words are escaped where they enter the drawing)


def mechanism_drawing() -> SafeString:
    """Return the drawing from the needle to the brain."""
    labels = MechanismLabels(
        title=_("Where needling may act"),
        desc=_(
            "Engraving in four parts, each with a copper point: a needle in a muscle; the nerve that leads from the "
            "muscle; the spinal cord, cut across, which the nerve enters; the brain above it."
        ),
        muscle=_("Muscle"),
        nerve=_("Nerve"),
        spinal_cord=_("Spinal cord"),
        brain=_("Brain"),
    )
    return mark_safe(_mechanism(labels))  # noqa: S308 (as above)
