"""A pain drawing: strokes or ticked regions, both read as coverage and intensity of each region."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from drypoint.knowledge.bodymap.cutting import Point, area
from drypoint.knowledge.bodymap.outlines import VIEWS, Sex, View, figure
from drypoint.knowledge.bodymap.regions import MAP_VERSION, regions

Quality = Literal["aching", "burning", "tingling", "numb", "stabbing"]

# Strokes are laid on a raster of this many units; a region smaller than a cell still counts by its middle.
_CELL: Final = 3.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line drawn on a view. points are shares of the view's box (0 to 1); width is a share of the box's height."""

    view: str
    points: tuple[Point, ...]
    width: float
    intensity: float
    quality: Quality = "aching"

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        if self.view not in VIEWS:
            raise ValueError(f"There is no view “{self.view}”. Views are {', '.join(VIEWS)}.")
        if not self.points or not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in self.points):
            raise ValueError("A stroke needs points between 0 and 1.")
        if not 0 < self.width <= 1:
            raise ValueError("The width of a stroke is a share of the view's height, above 0 and up to 1.")
        if not 0 <= self.intensity <= 10:
            raise ValueError("Intensity runs from 0 to 10.")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a drawing says of one region: share of it that is drawn on (0 to 1), intensity (0 to 10), quality."""

    coverage: float
    intensity: float
    quality: Quality = "aching"

    def __post_init__(self) -> None:
        """Refuse impossible numbers."""
        if not 0 < self.coverage <= 1:
            raise ValueError("Coverage lies above 0 and up to 1.")
        if not 0 <= self.intensity <= 10:
            raise ValueError("Intensity runs from 0 to 10.")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing as regions, on a version of the body map. Strokes are kept beside it and can be read again."""

    sex: Sex
    marks: Mapping[str, Mark]
    map_version: str = MAP_VERSION

    def __post_init__(self) -> None:
        """Refuse regions that the body map does not have."""
        if unknown := sorted(set(self.marks) - set(regions())):
            raise ValueError(f"The body map has no region {', '.join(unknown)}.")


def from_ticks(sex: Sex, ticked: Iterable[str], *, intensity: float = 5.0, quality: Quality = "aching") -> Drawing:
    """Read ticked regions: each counts as drawn on in full."""
    return Drawing(sex, {region: Mark(1.0, intensity, quality) for region in ticked})


def from_strokes(sex: Sex, strokes: Sequence[Stroke], map_version: str = MAP_VERSION) -> Drawing:
    """Read strokes: what share of each region they cover, and how strong the pain is there.

    A region seen in several views takes the view that covers it most. Where strokes lie over each other the strongest
    sets intensity and quality. Strokes are read on the outlines on which they were drawn (map_version), so that they
    keep their meaning when outlines change. Raise ValueError when there is no such version.
    """
    marks: dict[str, Mark] = {}
    for name in dict.fromkeys(stroke.view for stroke in strokes):
        view = figure(sex, map_version)[name]
        for region, mark in _read_view(view, [stroke for stroke in strokes if stroke.view == name]).items():
            if region not in marks or marks[region].coverage < mark.coverage:
                marks[region] = mark
    return Drawing(sex, {region: marks[region] for region in regions() if region in marks}, map_version)


def redrawn(sex: Sex, stroke: Stroke, map_version: str) -> Stroke:
    """Move a stroke drawn on an older map to the same places of today's figure, so that it can be shown there.

    Each point goes along with the regions near it (inverse distance, squared). To read a stroke, use from_strokes.
    """
    old, new = figure(sex, map_version)[stroke.view], figure(sex)[stroke.view]
    shared = [region for region in new.polygons if region in old.polygons]
    steps = [(_middle_of(old, region), _middle_of(new, region)) for region in shared]

    def moved(point: Point) -> Point:
        x, y = old.box[0] + point[0] * old.box[2], old.box[1] + point[1] * old.box[3]
        weights = [1 / ((x - ax) ** 2 + (y - ay) ** 2 + 1) for (ax, ay), _ in steps]
        total = sum(weights)
        x += sum(weight * (to[0] - at[0]) for weight, (at, to) in zip(weights, steps, strict=True)) / total
        y += sum(weight * (to[1] - at[1]) for weight, (at, to) in zip(weights, steps, strict=True)) / total
        across, down = (x - new.box[0]) / new.box[2], (y - new.box[1]) / new.box[3]
        return (max(0.0, min(1.0, across)), max(0.0, min(1.0, down)))

    width = stroke.width * old.box[3] / new.box[3]
    return replace(stroke, points=tuple(moved(point) for point in stroke.points), width=min(1.0, width))


def _middle_of(view: View, region: str) -> Point:
    """Middle of the largest piece of a region, by its box."""
    ring = max(view.polygons[region], key=area)
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)


def _read_view(view: View, strokes: Sequence[Stroke]) -> dict[str, Mark]:
    covered: dict[tuple[int, int], Stroke] = {}
    for stroke in sorted(strokes, key=lambda one: one.intensity):
        covered.update(dict.fromkeys(_cells_of(view, stroke), stroke))
    found: dict[str, Mark] = {}
    for region, cells in _raster(view).items():
        hit = [covered[cell] for cell in cells if cell in covered]
        if hit:
            strongest = max(hit, key=lambda stroke: stroke.intensity)
            found[region] = Mark(len(hit) / len(cells), strongest.intensity, strongest.quality)
    return found


def _cells_of(view: View, stroke: Stroke) -> Iterable[tuple[int, int]]:
    """Return the cells whose middle a stroke covers: row by row, from its left edge to its right one."""
    left, top, width, height = view.box
    path = _thinned([(left + x * width, top + y * height) for x, y in stroke.points])
    radius = stroke.width * height / 2
    for start, end in zip(path, path[1:] or path, strict=False):
        for row in range(_cell(min(start[1], end[1]) - radius), _cell(max(start[1], end[1]) + radius) + 1):
            span = _span(start, end, radius, (row + 0.5) * _CELL)
            if span is not None:
                for column in range(math.ceil(span[0] / _CELL - 0.5), math.floor(span[1] / _CELL - 0.5) + 1):
                    yield column, row


def _thinned(path: Sequence[Point]) -> list[Point]:
    """Leave out points that lie within half a cell of the one before: a hand that rests gives hundreds of them."""
    kept = [path[0]]
    for point in path[1:]:
        if math.dist(kept[-1], point) >= _CELL / 2:
            kept.append(point)
    if len(kept) > 1 or path[-1] == path[0]:
        return kept
    return [path[0], path[-1]]


def _cell(value: float) -> int:
    return math.floor(value / _CELL)


def _span(start: Point, end: Point, radius: float, y: float) -> tuple[float, float] | None:
    """Return from where to where a line at height y runs through a stroke's segment with round ends, if it does.

    The segment is the union of discs along it. Each edge is reached in the disc at which the edge's tangent touches,
    or in the nearest end.
    """
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    edges = []
    for sign in (-1.0, 1.0):
        if dy == 0:
            share = 1.0 if dx * sign > 0 else 0.0
        else:
            touching = y + sign * radius * dx * math.copysign(1.0, dy) / length
            share = max(0.0, min(1.0, (touching - start[1]) / dy))
        off = y - (start[1] + share * dy)
        if abs(off) > radius:
            return None
        edges.append(start[0] + share * dx + sign * math.sqrt(radius * radius - off * off))
    return edges[0], edges[1]


_RASTERS: Final[dict[View, dict[str, frozenset[tuple[int, int]]]]] = {}


def _raster(view: View) -> dict[str, frozenset[tuple[int, int]]]:
    """Return the cells whose middle lies in each region; computed once for each view."""
    if view not in _RASTERS:
        _RASTERS[view] = {
            region: frozenset(cell for ring in rings for cell in _filled(ring))
            for region, rings in view.polygons.items()
        }
    return _RASTERS[view]


def _filled(ring: Sequence[Point]) -> set[tuple[int, int]]:
    """Scan a ring row by row; a ring too small for any middle counts the cell of its first point."""
    cells: set[tuple[int, int]] = set()
    edges = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    for row in range(_cell(min(y for _, y in ring)), _cell(max(y for _, y in ring)) + 1):
        y = (row + 0.5) * _CELL
        hits = sorted((bx - ax) * (y - ay) / (by - ay) + ax for (ax, ay), (bx, by) in edges if (ay > y) != (by > y))
        for start, end in zip(hits[::2], hits[1::2], strict=True):
            cells.update((column, row) for column in range(math.ceil(start / _CELL - 0.5), _cell(end - _CELL / 2) + 1))
    return cells or {(_cell(ring[0][0]), _cell(ring[0][1]))}
