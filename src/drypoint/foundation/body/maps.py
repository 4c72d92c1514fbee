"""The body map in a page, with what is marked on it.

Drawing it takes a tenth of a second, so the bare figures are kept. Marks are attributes of its areas (data-strength,
data-zone), coloured by static/body/drawing.css.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from drypoint.knowledge.bodymap.drawing import Drawing
from drypoint.knowledge.bodymap.outlines import VIEWS, Sex
from drypoint.knowledge.bodymap.regions import regions
from drypoint.knowledge.figures.body import BodyMap, body_map_svg

WHOLE_VIEWS: Final = ("front", "back", "left", "right")
_AREA: Final = re.compile(r'data-region="([a-z_]+)"')


# Three figures, two languages, ten views one by one, four together: what is asked for in practice fits.
@lru_cache(maxsize=96)
def bare_map(sex: Sex, views: tuple[str, ...], language: str) -> str:
    """Return the figure without marks, as SVG."""
    return body_map_svg(BodyMap(sex=sex, views=views, language=language))


def marked_map(
    sex: Sex,
    views: tuple[str, ...],
    language: str,
    *,
    strengths: Mapping[str, int] | None = None,
    zones: Mapping[str, str] | None = None,
) -> SafeString:
    """Return the figure with its areas marked.

    strengths are whole numbers from 1 to 5; zones are "essential" or "spill_over", by region.
    """

    def mark(found: re.Match[str]) -> str:
        region = found[1]
        text = found[0]
        if strengths and region in strengths:
            text += f' data-strength="{strengths[region]}"'
        if zones and region in zones:
            text += f' data-zone="{zones[region]}"'
        return text

    bare = bare_map(sex, views, language)
    return mark_safe(_AREA.sub(mark, bare) if strengths or zones else bare)  # noqa: S308 - drawn by us, no text of anybody in it


def strengths_of(drawing: Drawing) -> dict[str, int]:
    """Return how deep each region of a drawing is coloured, 1 to 5, by its intensity; 1 also for no pain at all."""
    return {region: max(1, math.ceil(mark.intensity / 2)) for region, mark in drawing.marks.items()}


def insets_of(drawing: Drawing) -> tuple[str, ...]:
    """Return the insets (hands, soles) that show something which no whole view does."""
    hidden = [
        regions()[region].views for region in drawing.marks if not set(WHOLE_VIEWS) & set(regions()[region].views)
    ]
    return tuple(view for view in VIEWS if view not in WHOLE_VIEWS and any(view in views for views in hidden))
