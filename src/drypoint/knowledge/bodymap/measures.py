"""Measures of a drawing: how much of the body, where, how one-sided, and how it differs from another."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from drypoint.knowledge.bodymap.cutting import Point
from drypoint.knowledge.bodymap.drawing import Drawing
from drypoint.knowledge.bodymap.outlines import Sex, figure
from drypoint.knowledge.bodymap.regions import regions


@dataclass(frozen=True, slots=True)
class DrawingComparison:
    """What changed from one drawing to the next: shares of the drawn body, and intensity weighted by area."""

    gained: frozenset[str]
    lost: frozenset[str]
    share_before: float
    share_after: float
    intensity_before: float
    intensity_after: float


@cache
def drawn_areas(sex: Sex) -> Mapping[str, float]:
    """Area of each region where it is drawn largest among the four whole views, or else among the insets."""
    areas: dict[str, float] = {}
    for names in (("front", "back", "left", "right"), tuple(figure(sex))):
        for region in regions():
            seen = [figure(sex)[name].areas.get(region, 0.0) for name in names]
            if region not in areas and max(seen) > 0:
                areas[region] = max(seen)
    return MappingProxyType({region: areas[region] for region in regions()})


def share(drawing: Drawing) -> float:
    """Share of the drawn body that hurts, from 0 to 1. It is a share of the drawing, not of the skin."""
    areas = drawn_areas(drawing.sex)
    return sum(areas[region] * mark.coverage for region, mark in drawing.marks.items()) / sum(areas.values())


def mean_intensity(drawing: Drawing) -> float:
    """Intensity from 0 to 10, weighted by the drawn area; 0 when nothing is drawn."""
    areas = drawn_areas(drawing.sex)
    weights = {region: areas[region] * mark.coverage for region, mark in drawing.marks.items()}
    total = sum(weights.values())
    return sum(weights[region] * mark.intensity for region, mark in drawing.marks.items()) / total if total else 0.0


def sidedness(drawing: Drawing) -> float:
    """How one-sided the pain is: -1 all on the right, 0 even or nothing drawn, 1 all on the left."""
    areas = drawn_areas(drawing.sex)
    sides = {"left": 0.0, "right": 0.0}
    for region, mark in drawing.marks.items():
        sides[regions()[region].side] += areas[region] * mark.coverage
    total = sides["left"] + sides["right"]
    return (sides["left"] - sides["right"]) / total if total else 0.0


def centroid(drawing: Drawing, view: str) -> Point | None:
    """Middle of the pain on a view, as shares of its box (0 to 1); None when nothing is drawn there."""
    seen = figure(drawing.sex)[view]
    left, top, width, height = seen.box
    total = x = y = 0.0
    for region, mark in drawing.marks.items():
        for ring in seen.polygons.get(region, ()):
            size, middle = _ring_middle(ring)
            total += size * mark.coverage
            x += size * mark.coverage * middle[0]
            y += size * mark.coverage * middle[1]
    return ((x / total - left) / width, (y / total - top) / height) if total else None


def _ring_middle(ring: tuple[Point, ...]) -> tuple[float, Point]:
    twice = x = y = 0.0
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = ax * by - bx * ay
        twice += cross
        x += (ax + bx) * cross
        y += (ay + by) * cross
    return abs(twice) / 2, (x / (3 * twice), y / (3 * twice))


def jaccard(one: Drawing, two: Drawing) -> float:
    """Overlap of two drawings: shared area by joint area, from 0 to 1; 1 when both are empty."""
    shared, joint = _overlap(one, two)
    return shared / joint if joint else 1.0


def dice(one: Drawing, two: Drawing) -> float:
    """Overlap of two drawings: twice the shared area by the sum of both, from 0 to 1; 1 when both are empty."""
    shared, joint = _overlap(one, two)
    return 2 * shared / (shared + joint) if joint else 1.0


def _overlap(one: Drawing, two: Drawing) -> tuple[float, float]:
    """Shared and joint area. Within a region the smaller coverage is taken to lie inside the larger."""
    areas = drawn_areas(one.sex)
    shared = joint = 0.0
    for region in one.marks.keys() | two.marks.keys():
        covers = [drawing.marks[region].coverage if region in drawing.marks else 0.0 for drawing in (one, two)]
        shared += areas[region] * min(covers)
        joint += areas[region] * max(covers)
    return shared, joint


def change(before: Drawing, after: Drawing) -> DrawingComparison:
    """Say what changed between two drawings of one person."""
    return DrawingComparison(
        gained=frozenset(after.marks.keys() - before.marks.keys()),
        lost=frozenset(before.marks.keys() - after.marks.keys()),
        share_before=share(before),
        share_after=share(after),
        intensity_before=mean_intensity(before),
        intensity_after=mean_intensity(after),
    )
