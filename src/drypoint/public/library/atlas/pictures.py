"""The figures of the atlas, drawn once for each language and kept: drawing costs a tenth of a second."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from drypoint.knowledge.bodymap import Side, regions
from drypoint.knowledge.bodymap.outlines import Sex
from drypoint.knowledge.bodymap.regions import SIDES, region_id
from drypoint.knowledge.figures.body import BodyMap, body_map_svg
from drypoint.knowledge.language import languages
from drypoint.public.library.atlas.addresses import FIGURES, Angle, Spot, url_of

VIEWS: Final[dict[Angle, tuple[tuple[str, ...], ...]]] = {
    "front_back": (("front",), ("back",)),
    "sides": (("left",), ("right",)),
    "hands_feet": (("palm_right", "palm_left"), ("handback_left", "handback_right"), ("sole_left", "sole_right")),
}
# Places are shown on this side of the figure.
SHOWN_SIDE: Final[Side] = "left"
_MARKED: Final = 0.85
_HANDS: Final = ("palm", "handback")
_INSETS: Final = frozenset({*_HANDS, "sole"})


@lru_cache(maxsize=len(FIGURES) * len(languages()))
def map_figures(sex: Sex, angle: Angle, language: str, atlas_url: str) -> tuple[SafeString, ...]:
    """Return the map, one drawing for each part of what is seen; every area leads to the page of its place."""
    links = {one.id: url_of(Spot("place", one.key), atlas_url, language) for one in regions().values()}
    return tuple(_safe(BodyMap(sex=sex, views=views, links=links, language=language)) for views in VIEWS[angle])


@lru_cache(maxsize=512)
def place_figure(key: str, language: str) -> SafeString:
    """Return the figure with a place marked on both sides."""
    marked = frozenset(region_id(key, side) for side in SIDES)
    return _safe(
        BodyMap(
            views=_views([key]),
            painful=dict.fromkeys(marked, _MARKED),
            language=language,
            only_marked=True,
            inner_borders=False,
        )
    )


def _views(places: Iterable[str]) -> tuple[str, ...]:
    """Return the views that show the places: a hand alone, or front, back or both, and the sole for what they hide."""
    seen = [frozenset(regions()[region_id(key, SHOWN_SIDE)].views) for key in places]
    for wanted in (_HANDS, ("front",), ("back",), ("front", "back"), ("front", "back", "sole")):
        if all(views & set(wanted) for views in seen):
            break
    shown = (view for view in wanted if any(view in views for views in seen))
    return tuple(f"{view}_{SHOWN_SIDE}" if view in _INSETS else view for view in shown)


def _safe(drawn: BodyMap) -> SafeString:
    return mark_safe(body_map_svg(drawn))  # noqa: S308 (drawn by us; names and addresses are escaped there)
