"""Grow the three figures from one skeleton of control points, and write them cut into regions.

Run `python -m drypoint.knowledge.bodymap` after changing facts/skeleton.txt; a test holds the written file to it.
"""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from drypoint.knowledge.bodymap.cutting import Cut, Point, cut
from drypoint.knowledge.bodymap.regions import MAP_VERSION

OUTLINES: Final = Path(__file__).parent / "facts" / "outlines.json"
SEXES: Final = ("neutral", "female", "male")
DRAWN_VIEWS: Final = ("front", "back", "side", "palm", "handback", "sole")
# Half views: only the half at x >= 0 is drawn, the midline closes it.
HALVES: Final = frozenset({"front", "back"})

_STEP: Final = 3.0
_TOLERANCE: Final = 0.3
_TENTHS: Final = 10

# Where the hand hangs: wrist, and the direction of the fingers.
_WRIST: Final = (214.0, 521.0)
_FINGERS: Final = (0.30, 0.954)
_INSET_SCALE: Final = 3.0
_SOLE_SCALE: Final = 2.8

# Width of a figure against the neutral one, by height: (y, factor), eased in between.
_WIDTHS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "neutral": ((0, 1.0), (1000, 1.0)),
    "female": (
        (0, 0.98), (90, 0.97), (140, 0.90), (170, 0.93), (270, 0.93), (320, 0.93), (384, 0.90), (440, 1.02),
        (490, 1.06), (560, 1.05), (700, 1.0), (800, 0.98), (940, 0.94), (1000, 0.92),
    ),
    "male": (
        (0, 1.0), (90, 1.02), (140, 1.10), (170, 1.06), (270, 1.06), (320, 1.05), (384, 1.05), (440, 0.99),
        (490, 0.97), (560, 0.98), (700, 1.0), (800, 1.03), (1000, 1.03),
    ),
}  # fmt: skip
# Depth in the side view, as bulges: (y, spread, from which x forwards (negative) or backwards, by how much).
_BULGES: Final[dict[str, tuple[tuple[float, float, float, float], ...]]] = {
    "neutral": (),
    "female": ((258, 24, -36, -9), (385, 50, -36, 5), (485, 34, 46, 6), (140, 20, -5, 2)),
    "male": ((240, 36, -36, -3), (430, 40, -36, -2), (150, 24, 20, 3)),
}
_ARMPIT: Final = (103.0, 263.0)


@dataclass
class _View:
    outline: list[Point] = field(default_factory=list)
    cuts: list[list[Point]] = field(default_factory=list)
    details: list[list[Point]] = field(default_factory=list)
    seeds: list[tuple[str, Point]] = field(default_factory=list)


def _eased(table: Sequence[tuple[float, float]], y: float) -> float:
    for (y0, low), (y1, high) in pairwise(table):
        if y <= y1:
            share = max(0.0, (y - y0) / (y1 - y0))
            return low + (high - low) * share * share * (3 - 2 * share)
    return table[-1][1]


def _warped(view: str, sex: str, point: Point) -> Point:
    """Move a point of the neutral figure to its place on another one."""
    x, y = point
    if view in HALVES:
        is_arm = y > _ARMPIT[1] and x > _ARMPIT[0] + (y - _ARMPIT[1]) * 0.25
        width = _eased(_WIDTHS[sex], _ARMPIT[1] if is_arm else y)
        return (x + (width - 1) * min(x, _ARMPIT[0]), y)
    if view == "side":
        for height, spread, start, most in _BULGES[sex]:
            beyond = max(0.0, min(1.0, (x - start) / math.copysign(14, start)))
            x += most * beyond * math.exp(-(((y - height) / spread) ** 2))
    return (x, y)


def _curve(points: Sequence[tuple[Point, bool]]) -> list[Point]:
    """Run a smooth curve (Catmull-Rom) through points; it may turn sharply only at corners."""
    places = [point for point, _ in points]
    closed = places[0] == places[-1]
    drawn = [places[0]]
    for index in range(len(points) - 1):
        start, end = places[index], places[index + 1]
        before = places[index - 1] if index else places[-2] if closed else start
        after = places[index + 2] if index + 2 < len(places) else places[1] if closed else end
        leave = _tangent(before, start, end) if not points[index][1] else (end[0] - start[0], end[1] - start[1])
        arrive = _tangent(start, end, after) if not points[index + 1][1] else (end[0] - start[0], end[1] - start[1])
        size = math.dist(start, end)
        leave, arrive = _limited(leave, size), _limited(arrive, size)
        steps = max(2, round(size / _STEP))
        drawn += [_hermite(start, end, leave, arrive, step / steps) for step in range(1, steps)]
        drawn.append(end)
    return drawn


def _tangent(before: Point, at: Point, after: Point) -> Point:
    """Direction of the curve at a point: neighbours count by their nearness, which keeps tight bends tidy."""
    near, far = math.dist(before, at), math.dist(at, after)
    if near == 0 or far == 0:
        return (after[0] - before[0], after[1] - before[1])
    share = near / (near + far)
    return (
        (at[0] - before[0]) / near * (1 - share) + (after[0] - at[0]) / far * share,
        (at[1] - before[1]) / near * (1 - share) + (after[1] - at[1]) / far * share,
    )


def _limited(tangent: Point, size: float) -> Point:
    length = math.hypot(*tangent) or 1.0
    return (tangent[0] / length * size, tangent[1] / length * size)


def _hermite(start: Point, end: Point, leave: Point, arrive: Point, t: float) -> Point:
    a, b = 2 * t**3 - 3 * t**2 + 1, t**3 - 2 * t**2 + t
    c, d = -2 * t**3 + 3 * t**2, t**3 - t**2
    return (
        a * start[0] + b * leave[0] + c * end[0] + d * arrive[0],
        a * start[1] + b * leave[1] + c * end[1] + d * arrive[1],
    )


def _placed(text: str, view: str) -> tuple[Point, bool]:
    """Read one control point and whether it is a corner."""
    corner = text.endswith("!")
    place, _, frame = text.rstrip("!").partition("@")
    u, v = (float(value) for value in place.split(","))
    if not frame:
        scale = _SOLE_SCALE if view == "sole" else 1.0
        return (u * scale, v * scale), corner
    if view in HALVES:
        (wx, wy), (dx, dy) = _WRIST, _FINGERS
        return (wx + u * dy + v * dx, wy - u * dx + v * dy), corner
    return (-u * _INSET_SCALE, -v * _INSET_SCALE), corner


def _read() -> dict[str, _View]:
    views = {name: _View() for name in DRAWN_VIEWS}
    text = resources.files(__package__).joinpath("facts/skeleton.txt").read_text("utf-8")
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        head, _, body = line.partition(" | ")
        kind, *names = head.split()
        for name in names:
            _add(views[name], kind, body.split(), name)
    return views


def _add(view: _View, kind: str, words: list[str], name: str) -> None:
    if kind == "seed":
        view.seeds += [(key, _placed(place, name)[0]) for key, place in zip(words[::2], words[1::2], strict=True)]
        return
    curve = _curve([_placed(word, name) for word in words])
    if kind == "outline":
        view.outline = curve
        view.cuts.append([*curve, (0.0, curve[-1][1]), (0.0, 0.0)] if name in HALVES else curve)
    elif kind == "cut":
        view.cuts.append(curve)
    else:
        view.details.append(curve)


def _thinned(points: Sequence[Point]) -> list[Point]:
    """Leave out points that lie within the tolerance of the line (Douglas-Peucker)."""
    if len(points) < 3:
        return list(points)
    (ax, ay), (bx, by) = points[0], points[-1]
    length = math.dist(points[0], points[-1])

    def away(point: Point) -> float:
        if length == 0:
            return math.dist(point, points[0])
        return abs((bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)) / length

    far = max(range(1, len(points) - 1), key=lambda index: away(points[index]))
    if away(points[far]) <= _TOLERANCE:
        return [points[0], points[-1]]
    return _thinned(points[: far + 1])[:-1] + _thinned(points[far:])


def _packed(points: Iterable[Point]) -> list[int]:
    """Tenths of a unit, each point as the step from the one before."""
    row: list[int] = []
    last = (0, 0)
    for x, y in points:
        now = (round(x * _TENTHS), round(y * _TENTHS))
        row += [now[0] - last[0], now[1] - last[1]]
        last = now
    return row


def _view_of(view: _View, name: str, sex: str) -> dict[str, Any]:
    def move(curve: Sequence[Point]) -> list[Point]:
        return [_warped(name, sex, point) for point in curve]

    ring = move(view.cuts[0])
    seeds = [(key, _warped(name, sex, at)) for key, at in view.seeds]
    ends = [point for point in (view.outline[0], view.outline[-1]) if name in HALVES]
    pieces: Cut = cut([move(curve) for curve in view.cuts], seeds, ring, ends)
    return {
        "arcs": [_packed(_thinned(arc)) for arc in pieces.arcs],
        "regions": {key: [list(ring) for ring in rings] for key, rings in pieces.rings.items()},
        "details": [_packed(_thinned(move(detail))) for detail in view.details],
    }


def outlines_text(report: Callable[[str], object] = lambda _: None) -> str:
    """Return the text of the outlines file. Hands and soles are the same for all figures and stored once."""
    views = _read()
    figures: dict[str, dict[str, Any]] = {}
    for sex in SEXES:
        figures[sex] = {}
        for name, view in views.items():
            if sex == "neutral" or name in ("front", "back", "side"):
                report(f"{sex} {name}\n")
                figures[sex][name] = _view_of(view, name, sex)
    return json.dumps({"version": MAP_VERSION, "figures": figures}, separators=(",", ":"), sort_keys=True) + "\n"
