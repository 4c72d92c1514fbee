"""Grow the three figures from one skeleton of control points, and write them cut into regions.

Run `python -m drypoint.knowledge.bodymap` after changing facts/skeleton.txt; a test holds the written file to it.
"""

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from drypoint.knowledge.bodymap.cutting import Cut, Point, cut
from drypoint.knowledge.bodymap.regions import MAP_VERSION

OUTLINES: Final = Path(__file__).parent / "facts" / "outlines.json"
SEXES: Final = ("neutral", "female", "male")
DRAWN_VIEWS: Final = ("front", "back", "side", "palm", "handback", "sole")
# Weights of the lines that divide nothing, heaviest first.
WEIGHTS: Final = ("edge", "detail", "fine")
# Half views: only the half at x >= 0 is drawn, the midline closes it.
HALVES: Final = frozenset({"front", "back"})

_STEP: Final = 3.0
_TOLERANCE: Final = 0.3
_LINE_TOLERANCE: Final = 0.15
_TENTHS: Final = 10

_INSET_SCALE: Final = 3.0
_SOLE_SCALE: Final = 2.8

# Where the hand hangs in each view: wrist, direction of the fingers, size of the hand.
_Frame = tuple[Point, Point, float]
_HANDS: Final[dict[str, dict[str, _Frame]]] = {
    "male": {"half": ((190.5, 521.5), (0.28, 0.96), 1.0), "side": ((112.5, 520.0), (0.19, 0.982), 0.98)},
    "female": {"half": ((178.5, 523.5), (0.28, 0.96), 0.9), "side": ((111.5, 520.0), (0.19, 0.982), 0.88)},
}
# Within this distance of the midline a half body moves less and less, so that it stays closed.
_MIDLINE: Final = 25.0


@dataclass(frozen=True, slots=True)
class Swell:
    """A rise of the form (a dip when height is negative): middle, radii, turn in radians, height; units of the view."""

    middle: Point
    radii: Point
    turn: float
    height: float


@dataclass
class _View:
    """One view of one figure, as dense curves."""

    outline: list[Point] = field(default_factory=list)
    cuts: list[list[Point]] = field(default_factory=list)
    lines: dict[str, list[list[Point]]] = field(default_factory=lambda: {weight: [] for weight in WEIGHTS})
    seeds: list[tuple[str, Point]] = field(default_factory=list)
    swells: list[Swell] = field(default_factory=list)


def _mean(one: Point, two: Point) -> Point:
    return ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)


def _frame(view: str, sex: str) -> _Frame:
    """Return the hand's frame; the neutral one is the mean of the other two."""
    if sex != "neutral":
        return _HANDS[sex]["half" if view in HALVES else "side"]
    (wrist, fingers, size), (wrist2, fingers2, size2) = _frame(view, "male"), _frame(view, "female")
    return _mean(wrist, wrist2), _mean(fingers, fingers2), (size + size2) / 2


def _in_hand(u: float, v: float, view: str, sex: str) -> Point:
    """Place a point of the hand: u across towards the thumb, v from the wrist to the finger tips."""
    if view not in HALVES and view != "side":
        return (-u * _INSET_SCALE, -v * _INSET_SCALE)
    (wx, wy), (dx, dy), size = _frame(view, sex)
    across, along = u * size, v * size
    if view == "side":
        across = -across
    return (wx + across * dy + along * dx, wy - across * dx + along * dy)


@dataclass(frozen=True)
class _Anchors:
    """How a figure's outline lies apart from the neutral one: pairs of a neutral point and its step."""

    pairs: tuple[tuple[Point, Point], ...]
    is_half: bool

    def moved(self, point: Point) -> Point:
        """Move a point of the neutral figure as the outline near it moves (inverse distance, cubed)."""
        total = dx = dy = 0.0
        for at, (step_x, step_y) in self.pairs:
            distance = math.dist(point, at)
            if distance == 0:
                dx, dy, total = step_x, step_y, 1.0
                break
            weight = distance**-3
            total += weight
            dx += weight * step_x
            dy += weight * step_y
        if total == 0:
            return point
        ease = max(0.0, min(1.0, point[0] / _MIDLINE)) if self.is_half else 1.0
        return (point[0] + dx / total * ease, point[1] + dy / total)


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


def _values(word: str) -> tuple[float, float, bool, bool]:
    """Read a control point: its two values, whether it is a corner, and whether it lies in the hand's frame."""
    place, _, frame = word.rstrip("!").partition("@")
    u, v = (float(value) for value in place.split(","))
    return u, v, word.endswith("!"), bool(frame)


def _lines() -> Iterable[tuple[str, list[str], list[str]]]:
    text = resources.files(__package__).joinpath("facts/skeleton.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, _, body = line.partition(" | ")
            kind, *names = head.split()
            yield kind, names, body.split()


def _border(parts: Iterable[str], view: str, sex: str) -> list[tuple[Point, bool]]:
    """Return the control points of an outline, and which are corners."""
    points = []
    for part in parts:
        drawn = {tuple(names[1:]): words for kind, names, words in _lines() if kind == "part" and names[0] == part}
        choices = [drawn[()]] if () in drawn else [drawn[one,] for one in ("male", "female") if sex in (one, "neutral")]
        for words in zip(*choices, strict=True):
            read = [_values(word) for word in words]
            u, v = (math.fsum(one[axis] for one in read) / len(read) for axis in (0, 1))
            scale = _SOLE_SCALE if view == "sole" else 1.0
            in_hand = read[0][3]
            points.append((_in_hand(u, v, view, sex) if in_hand else (u * scale, v * scale), read[0][2]))
    return points


@cache
def _anchors(view: str, sex: str) -> _Anchors:
    parts = _parts(view)
    neutral, border = _border(parts, view, "neutral"), _border(parts, view, sex)
    steps = zip([point for point, _ in neutral], [point for point, _ in border], strict=True)
    return _Anchors(tuple((at, (to[0] - at[0], to[1] - at[1])) for at, to in steps), view in HALVES)


def _parts(view: str) -> list[str]:
    return next(words for kind, names, words in _lines() if kind == "outline" and view in names)


def placed_on(view: str, sex: str, word: str) -> Point:
    """Place a point, written as in the skeleton ("48,712" or "3,40@hand"), on a drawn view of a figure."""
    u, v, _, in_hand = _values(word)
    scale = _SOLE_SCALE if view == "sole" else 1.0
    return _in_hand(u, v, view, sex) if in_hand else _anchors(view, sex).moved((u * scale, v * scale))


def _view(name: str, sex: str) -> _View:
    """Read one view of one figure."""
    border = _border(_parts(name), name, sex)

    def placed(word: str) -> tuple[Point, bool]:
        return placed_on(name, sex, word), _values(word)[2]

    view = _View(_curve(border))
    view.cuts.append([*view.outline, (0.0, view.outline[-1][1]), (0.0, 0.0)] if name in HALVES else view.outline)
    for kind, names, words in _lines():
        if name not in names or (set(names) & set(SEXES) and sex not in names):
            continue
        if kind == "seed":
            view.seeds += [(key, placed(at)[0]) for key, at in zip(words[::2], words[1::2], strict=True)]
        elif kind == "swell":
            view.swells += [
                Swell(placed(at)[0], _values(radii)[:2], math.radians(_values(turn)[0]), _values(turn)[1])
                for at, radii, turn in zip(words[::3], words[1::3], words[2::3], strict=True)
            ]
        elif kind == "cut" or kind in WEIGHTS:
            (view.cuts if kind == "cut" else view.lines[kind]).append(_curve([placed(word) for word in words]))
    return view


def swells(view: str, sex: str) -> tuple[Swell, ...]:
    """Return where the form of a drawn view rises and sinks; of a half view, only the drawn half."""
    return tuple(_view(view, sex).swells)


def thinned(points: Sequence[Point], tolerance: float = _TOLERANCE) -> list[Point]:
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
    if away(points[far]) <= tolerance:
        return [points[0], points[-1]]
    return thinned(points[: far + 1], tolerance)[:-1] + thinned(points[far:], tolerance)


def _packed(points: Iterable[Point]) -> list[int]:
    """Tenths of a unit, each point as the step from the one before."""
    row: list[int] = []
    last = (0, 0)
    for x, y in points:
        now = (round(x * _TENTHS), round(y * _TENTHS))
        row += [now[0] - last[0], now[1] - last[1]]
        last = now
    return row


def _view_of(view: _View, name: str) -> dict[str, object]:
    ends = [point for point in (view.outline[0], view.outline[-1]) if name in HALVES]
    pieces: Cut = cut(view.cuts, view.seeds, view.cuts[0], ends)
    return {
        "arcs": [_packed(thinned(arc)) for arc in pieces.arcs],
        "regions": {key: [list(ring) for ring in rings] for key, rings in pieces.rings.items()},
        "lines": {
            weight: [_packed(thinned(line, _LINE_TOLERANCE)) for line in lines] for weight, lines in view.lines.items()
        },
    }


def outlines_text(report: Callable[[str], object] = lambda _: None) -> str:
    """Return the text of the outlines file. Hands and soles are the same for all figures and stored once."""
    figures: dict[str, dict[str, object]] = {}
    for sex in SEXES:
        figures[sex] = {}
        for name in DRAWN_VIEWS:
            if sex == "neutral" or name in ("front", "back", "side"):
                report(f"{sex} {name}\n")
                figures[sex][name] = _view_of(_view(name, sex), name)
    return json.dumps({"version": MAP_VERSION, "figures": figures}, separators=(",", ":"), sort_keys=True) + "\n"
