"""What places, sides, views and qualities of pain are called, and how sure a fact is: said here once.

Names of muscles and structures are facts, and come from the atlas in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drypoint.knowledge.atlas.model import Confidence
from drypoint.knowledge.bodymap.regions import regions

# The word for each confidence, and what it means.
CONFIDENCE: Final[Mapping[Confidence, tuple[str | Promise, str | Promise]]] = {
    "sourced": (_("sourced"), _("somebody read a source for this, at least in part")),
    "textbook": (_("textbook"), _("common knowledge of textbooks, recalled and not looked up")),
    "expert": (_("expert opinion"), _("a teaching page, or our own judgement")),
    "inferred": (_("inferred"), _("our own reading of a coarser description")),
}
QUALITY_NAMES: Final[Mapping[str, str | Promise]] = {
    "aching": pgettext_lazy("pain", "aching"),
    "burning": pgettext_lazy("pain", "burning"),
    "tingling": pgettext_lazy("pain", "tingling"),
    "numb": pgettext_lazy("pain", "numb"),
    "stabbing": pgettext_lazy("pain", "stabbing"),
}
SIDE_NAMES: Final[Mapping[str, str | Promise]] = {"left": _("left"), "right": _("right")}
VIEW_NAMES: Final[Mapping[str, str | Promise]] = {
    "front": _("Front"),
    "back": _("Back"),
    "left": _("Left side"),
    "right": _("Right side"),
    "palm_left": _("Left palm"),
    "palm_right": _("Right palm"),
    "handback_left": _("Back of the left hand"),
    "handback_right": _("Back of the right hand"),
    "sole_left": _("Left sole"),
    "sole_right": _("Right sole"),
}


def place_name(key: str, language: str) -> str:
    """Return the plain name of a place, without its side."""
    return regions()[f"{key}_left"].name.in_(language)


def confidence_name(confidence: Confidence) -> str | Promise:
    """Return the word for how sure a fact is."""
    return CONFIDENCE[confidence][0]
