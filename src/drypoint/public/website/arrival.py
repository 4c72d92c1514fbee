"""How to come to the practice, as the contact page says it: route, access, parking, and a sketch drawn by us.

What the practice has not filled in is not there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from drypoint.knowledge.figures.surroundings import SketchSpot, SketchWords, surroundings
from drypoint.public.website.drawn import draw
from drypoint.public.website.links import TextRenderer
from drypoint.public.website.presenters import Landmark, Section, ShownArrival
from drypoint.public.website.stored import StoredLandmark

if TYPE_CHECKING:
    from drypoint.public.website.models import ContactPage

ANCHOR = "getting-here"
DIRECTIONS: dict[str, str | Promise] = {
    "n": gettext_lazy("to the north"),
    "ne": gettext_lazy("to the north-east"),
    "e": gettext_lazy("to the east"),
    "se": gettext_lazy("to the south-east"),
    "s": gettext_lazy("to the south"),
    "sw": gettext_lazy("to the south-west"),
    "w": gettext_lazy("to the west"),
    "nw": gettext_lazy("to the north-west"),
}


def sections_of(page: ContactPage, text: TextRenderer) -> tuple[Section, ...]:
    """Return the section of how to come here; none where nothing is filled in."""
    stored = [
        cast("StoredLandmark", block["value"])
        for block in page.surroundings.get_prep_value()
        if isinstance(block, dict) and block["value"]["direction"] in DIRECTIONS
    ]
    landmarks = tuple(Landmark(text.plain(one["name"]), one["metres"], DIRECTIONS[one["direction"]]) for one in stored)
    route, access, parking = (text.html(said) for said in (page.route, page.access, page.parking))
    if not (route or access or parking or landmarks):
        return ()
    spots = [SketchSpot(one["direction"], one["metres"]) for one in stored]
    shown = ShownArrival(route, access, parking, _sketch(spots) if spots else SafeString(), landmarks)
    return (Section(ANCHOR, _("How to come to us"), draw(shown)),)


def _sketch(spots: list[SketchSpot]) -> SafeString:
    words = SketchWords(
        title=_("What lies around us"),
        description=_("A sketch with the north on top. What the numbers mean stands in the list below it."),
        north=pgettext("north", "N"),
        metres=_("{metres} m"),
    )
    return mark_safe(surroundings(spots, words))  # noqa: S308 (drawn by us; the words are escaped where they enter)
