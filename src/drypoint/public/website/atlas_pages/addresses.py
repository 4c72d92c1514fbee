"""What stands at which address below an atlas page, in both languages.

A muscle is found by its id, the same in both languages; a place by its plain name in each of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from django.utils.text import slugify

from drypoint.knowledge.atlas.everyday import Language
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.bodymap import keys, regions
from drypoint.knowledge.bodymap.outlines import Sex

Kind = Literal["figure", "place", "muscle"]
Angle = Literal["front_back", "sides", "hands_feet"]

LANGUAGES: tuple[Language, ...] = ("en", "hr")
_FIGURES: Mapping[tuple[Sex, Angle], Mapping[Language, str]] = {
    ("neutral", "front_back"): {"en": "", "hr": ""},
    ("female", "front_back"): {"en": "female", "hr": "zenski-lik"},
    ("male", "front_back"): {"en": "male", "hr": "muski-lik"},
    ("neutral", "sides"): {"en": "sides", "hr": "sa-strane"},
    ("female", "sides"): {"en": "female-sides", "hr": "zenski-lik-sa-strane"},
    ("male", "sides"): {"en": "male-sides", "hr": "muski-lik-sa-strane"},
    # Hands and feet are drawn alike for all.
    ("neutral", "hands_feet"): {"en": "hands-and-feet", "hr": "sake-i-stopala"},
}
FIGURES: tuple[tuple[Sex, Angle], ...] = tuple(_FIGURES)


@dataclass(frozen=True)
class Spot:
    """One page below an atlas page. key is a place, a muscle's id, or "<sex> <angle>" of a figure."""

    kind: Kind
    key: str

    @property
    def figure(self) -> tuple[Sex, Angle]:
        """Return whose figure is seen from where. Raises StopIteration for a spot that is no figure."""
        return next(figure for figure in FIGURES if " ".join(figure) == self.key)


FIRST = Spot("figure", "neutral front_back")


def place_name(key: str, language: Language) -> str:
    """Return the plain name of a place, without its side."""
    region = regions()[f"{key}_left"]
    return region.name_hr if language == "hr" else region.name_en


def _slug(spot: Spot, language: Language) -> str:
    if spot.kind == "muscle":
        return spot.key.replace("_", "-")
    if spot.kind == "place":
        return slugify(place_name(spot.key, language).replace("đ", "d").replace("Đ", "D"))
    return _FIGURES[spot.figure][language]


@cache
def spots() -> tuple[Spot, ...]:
    """Return every page of an atlas: the figures, the places from head to foot, the muscles by id."""
    return (
        *(Spot("figure", " ".join(figure)) for figure in FIGURES),
        *(Spot("place", key) for key in keys()),
        *(Spot("muscle", key) for key in sorted(load().muscles)),
    )


@cache
def _by_slug(language: Language) -> Mapping[str, Spot]:
    return MappingProxyType({_slug(spot, language): spot for spot in spots()})


def find(slug: str, language: str) -> Spot | None:
    """Return what stands below an atlas page of the language under the slug; None where nothing does."""
    return _by_slug("hr" if language == "hr" else "en").get(slug)


def url_of(spot: Spot, atlas_url: str, language: str) -> str:
    """Return the path of a page of the atlas that stands at atlas_url, such as /en/atlas/."""
    slug = _slug(spot, "hr" if language == "hr" else "en")
    return f"{atlas_url}{slug}/" if slug else atlas_url
