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

from drypoint.foundation.body.words import place_name
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.bodymap import keys
from drypoint.knowledge.bodymap.outlines import Sex
from drypoint.knowledge.language.folding import folded
from drypoint.knowledge.language.phrases import phrases

Kind = Literal["figure", "place", "muscle"]
Angle = Literal["front_back", "sides", "hands_feet"]

FIGURES: tuple[tuple[Sex, Angle], ...] = (
    ("neutral", "front_back"),
    ("female", "front_back"),
    ("male", "front_back"),
    ("neutral", "sides"),
    ("female", "sides"),
    ("male", "sides"),
    ("neutral", "hands_feet"),  # hands and feet are drawn alike for all
)


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


def _slug(spot: Spot, language: str) -> str:
    if spot.kind == "muscle":
        return spot.key.replace("_", "-")
    if spot.kind == "place":
        return slugify(folded(place_name(spot.key, language)))
    return "" if spot == FIRST else phrases(__package__, "figure_addresses")["_".join(spot.figure)].in_(language)


@cache
def spots() -> tuple[Spot, ...]:
    """Return every page of an atlas: the figures, the places from head to foot, the muscles by id."""
    return (
        *(Spot("figure", " ".join(figure)) for figure in FIGURES),
        *(Spot("place", key) for key in keys()),
        *(Spot("muscle", key) for key in sorted(load().muscles)),
    )


@cache
def _by_slug(language: str) -> Mapping[str, Spot]:
    return MappingProxyType({_slug(spot, language): spot for spot in spots()})


def find(slug: str, language: str) -> Spot | None:
    """Return what stands below an atlas page of the language under the slug; None where nothing does."""
    return _by_slug(language).get(slug)


def url_of(spot: Spot, atlas_url: str, language: str) -> str:
    """Return the path of a page of the atlas that stands at atlas_url, such as /en/atlas/."""
    slug = _slug(spot, language)
    return f"{atlas_url}{slug}/" if slug else atlas_url


def all_public_spots() -> tuple[Spot, ...]:
    """Return the pages of an atlas that a search engine should know: each place and each muscle."""
    return tuple(spot for spot in spots() if spot.kind != "figure")
