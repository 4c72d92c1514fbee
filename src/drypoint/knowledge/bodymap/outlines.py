"""The drawn body map: views of a figure, their regions as rings of shared arcs, areas and neighbours."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final, Literal

from drypoint.knowledge.bodymap.cutting import Point, area, contains
from drypoint.knowledge.bodymap.regions import MAP_VERSION, OPPOSITE, VERSIONS, Side, region_id, regions
from drypoint.knowledge.bodymap.skeleton import HALVES, OUTLINES, SEXES
from drypoint.knowledge.plain import Raw

Sex = Literal["female", "male", "neutral"]

# Every view that a stroke can lie on. left and right are seen from that side; the insets exist for each hand and foot.
VIEWS: Final = (
    "front",
    "back",
    "left",
    "right",
    "palm_left",
    "palm_right",
    "handback_left",
    "handback_right",
    "sole_left",
    "sole_right",
)
# Side of the body that the drawn half or the drawn inset shows; its mirror image shows the other.
_DRAWN_SIDE: Final[Mapping[str, Side]] = {
    "front": "left",
    "back": "right",
    "side": "left",
    "palm": "left",
    "handback": "right",
    "sole": "left",
}
_MARGIN: Final = 8.0


@dataclass(frozen=True, eq=False)
class View:
    """One view of a figure. arcs are rows of points; a region's ring lists arcs from 1 on, negative when reversed.

    lines are those that divide nothing, by their weight: edge, detail, fine.
    """

    name: str
    arcs: tuple[tuple[Point, ...], ...]
    rings: Mapping[str, tuple[tuple[int, ...], ...]]
    lines: Mapping[str, tuple[tuple[Point, ...], ...]]

    def ring(self, numbers: Sequence[int]) -> list[Point]:
        """Return the points of a ring, closed implicitly."""
        points: list[Point] = []
        for number in numbers:
            arc = self.arcs[abs(number) - 1]
            points += (arc if number > 0 else arc[::-1])[:-1]
        return points

    @cached_property
    def polygons(self) -> Mapping[str, tuple[tuple[Point, ...], ...]]:
        """The regions as polygons."""
        return {region: tuple(tuple(self.ring(ring)) for ring in rings) for region, rings in self.rings.items()}

    @cached_property
    def areas(self) -> Mapping[str, float]:
        """Area of each region in square units."""
        return {region: sum(area(ring) for ring in rings) for region, rings in self.polygons.items()}

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height of the view, with a margin."""
        xs = [x for arc in self.arcs for x, _ in arc]
        ys = [y for arc in self.arcs for _, y in arc]
        left, top = min(xs) - _MARGIN, min(ys) - _MARGIN
        return left, top, max(xs) + _MARGIN - left, max(ys) + _MARGIN - top

    @cached_property
    def border(self) -> frozenset[int]:
        """Arcs (from 1 on) of which only one side belongs to a region: the outline of the body."""
        used: dict[int, int] = {}
        for rings in self.rings.values():
            for ring in rings:
                for number in ring:
                    used[abs(number)] = used.get(abs(number), 0) + 1
        return frozenset(number for number, count in used.items() if count == 1)

    def region_at(self, x: float, y: float) -> str | None:
        """Return the region at a point given in shares of the view's box (0 to 1), or None beside the body."""
        left, top, width, height = self.box
        point = (left + x * width, top + y * height)
        for region, rings in self.polygons.items():
            if any(contains(ring, point) for ring in rings):
                return region
        return None


def _unpacked(row: Sequence[int]) -> tuple[Point, ...]:
    points, x, y = [], 0, 0
    for dx, dy in zip(row[::2], row[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x / 10, y / 10))
    return tuple(points)


def _mirrored(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple((-x, y) for x, y in points)


def _whole(raw: Raw, drawn: str, name: str, side: Side) -> View:
    """Build a view from what is drawn: as it is or mirrored, or both halves joined at the midline."""
    arcs = [_unpacked(row) for row in raw["arcs"]]
    lines = {weight: [_unpacked(row) for row in rows] for weight, rows in raw["lines"].items()}
    if drawn not in HALVES:
        if side != _DRAWN_SIDE[drawn]:
            arcs = [_mirrored(arc) for arc in arcs]
            lines = {weight: [_mirrored(row) for row in rows] for weight, rows in lines.items()}
        rings = {region_id(key, side): _tuples(found) for key, found in raw["regions"].items()}
        return View(name, tuple(arcs), rings, {weight: tuple(rows) for weight, rows in lines.items()})
    twin: dict[int, int] = {}
    for number, arc in enumerate(list(arcs), start=1):
        if all(x == 0 for x, _ in arc):
            twin[number] = number
        else:
            arcs.append(_mirrored(arc))
            twin[number] = len(arcs)
    halves = {}
    for key, found in raw["regions"].items():
        halves[region_id(key, side)] = _tuples(found)
        halves[region_id(key, OPPOSITE[side])] = tuple(
            tuple(-twin[-number] if number < 0 else twin[number] for number in ring) for ring in found
        )
    paired = {
        weight: (*rows, *(_mirrored(row) for row in rows if any(x != 0 for x, _ in row)))
        for weight, rows in lines.items()
    }
    return View(name, tuple(arcs), halves, paired)


def _tuples(found: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(ring) for ring in found)


@cache
def _stored(version: str) -> Raw:
    path = OUTLINES if version == MAP_VERSION else OUTLINES.with_name(f"outlines-{version}.json")
    stored: Raw = json.loads(path.read_text("utf-8"))
    return stored


@cache
def figure(sex: Sex, version: str = MAP_VERSION) -> Mapping[str, View]:
    """Return the views of a figure by name; of an older version of the map, its outlines without fine lines."""
    if sex not in SEXES:
        raise ValueError(f"There is no figure “{sex}”. There are {', '.join(SEXES)}.")
    if version not in VERSIONS:
        raise ValueError(f"There is no version “{version}” of the body map. There are {', '.join(VERSIONS)}.")
    stored = _stored(version)["figures"]
    found = {}
    for name in VIEWS:
        drawn, _, suffix = name.partition("_")
        if name in ("left", "right"):
            drawn, suffix = "side", name
        side: Side = _DRAWN_SIDE[drawn] if drawn in HALVES else "left" if suffix == "left" else "right"
        raw = stored[sex].get(drawn) or stored["neutral"][drawn]
        found[name] = _whole(raw, drawn, name, side)
    return MappingProxyType(found)


@cache
def neighbours() -> Mapping[str, tuple[str, ...]]:
    """Return for each region those that share a border with it in any view of the neutral figure."""
    touching: dict[str, set[str]] = {region: set() for region in regions()}
    for view in figure("neutral").values():
        owners: dict[int, list[str]] = {}
        for region, rings in view.rings.items():
            for number in {abs(number) for ring in rings for number in ring}:
                owners.setdefault(number, []).append(region)
        for sharing in owners.values():
            for one in sharing:
                touching[one].update(other for other in sharing if other != one)
    order = {region: place for place, region in enumerate(regions())}
    return MappingProxyType(
        {region: tuple(sorted(others, key=lambda other: order[other])) for region, others in touching.items()}
    )
