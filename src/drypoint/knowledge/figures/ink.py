"""The drawn figure without any mark on it: outline, anatomical lines and engraved shade, kept once made."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.bodymap.cutting import Point
from drypoint.knowledge.bodymap.outlines import Sex, figure
from drypoint.knowledge.bodymap.skeleton import HALVES
from drypoint.knowledge.plain import Raw

TONE: Final = Path(__file__).parent / "facts" / "tone.json"
# Views that are drawn; the others are their mirror images, written with the very same numbers.
TWINS: Final[Mapping[str, str]] = MappingProxyType(
    {"right": "left", "palm_right": "palm_left", "handback_left": "handback_right", "sole_right": "sole_left"}
)
SAME_FOR_ALL: Final = frozenset({"palm_left", "handback_right", "sole_left"})
# How far the lines bulge with the form, and the distance between the heights that are kept (units).
BULGE: Final = 0.30
KEPT_CELL: Final = 10.0
# Shade from which a line is drawn in each weight (units), lightest first.
WEIGHTS: Final = ((0.24, 0.36), (0.40, 0.58), (0.56, 0.88), (0.74, 1.25))
# What is drawn is written in whole grains: so many to a unit, 0.2 units each.
GRAINS: Final = 5
_LINES: Final = (("edge", 1.25), ("detail", 0.85), ("fine", 0.5))
_OUTLINE: Final = 1.6
# A turn sharper than this stays a corner; anything flatter is drawn as one smooth curve.
_CORNER_COSINE: Final = 0.55


@cache
def _stored() -> Raw:
    figures: Raw = json.loads(TONE.read_text("utf-8"))["figures"]
    return figures


def stored(sex: Sex, view: str) -> Raw:
    """Return what is worked out beforehand for a drawn view: paths by weight, and heights on a coarse grid."""
    found: Raw = _stored()["neutral" if view in SAME_FOR_ALL else sex][view]
    return found


def lean(view: str, x: float) -> float:
    """How far a hatching line leaves the level at x, so that it crosses the arms at right angles (units)."""
    if view in ("front", "back"):
        return -0.27 * max(0.0, abs(x) - 96)
    if view == "left":
        return -0.36 * max(0.0, x - 52)
    return 0.0


def written(run: Sequence[Point], pen: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """Write a line as a relative path in grains, going on from where the pen is."""
    text = ""
    for place, (x, y) in enumerate(run):
        at = (round(x * GRAINS), round(y * GRAINS))
        text += ("m" if place == 0 else "l" if place == 1 else " ") + _step(at[0] - pen[0], at[1] - pen[1])
        pen = at
    return text.replace(" -", "-"), pen


def _step(dx: int, dy: int) -> str:
    return f"{dx} {dy}".replace(" -", "-")


def _in_grains(paths: str, kind: str, extra: str = "") -> str:
    return f'<g class="{kind}" transform="scale({1 / GRAINS:g})"{extra}>{paths}</g>' if paths else ""


@cache
def shade(sex: Sex, view: str) -> str:
    """Return the hatching of a drawn view."""
    paths = stored(sex, view)["paths"]
    drawn = "".join(
        f'<path stroke-width="{width * GRAINS:g}" d="{paths[str(number)]}"/>'
        for number, (_, width) in enumerate(WEIGHTS, start=1)
        if paths[str(number)]
    )
    return _in_grains(drawn, "hatching")


def _both(drawn: str, view: str) -> str:
    """Add to a drawn half its mirror image: the very same text, so that it costs next to nothing to send."""
    return f'{drawn}<g transform="scale(-1 1)">{drawn}</g>' if view in HALVES else drawn


def half(view: str, rows: Iterable[Sequence[Point]]) -> list[Sequence[Point]]:
    """Leave only the drawn half (x from 0 on) of a half view."""
    return [row for row in rows if view not in HALVES or all(x >= 0 for x, _ in row)]


@cache
def lines(sex: Sex, view: str) -> str:
    """Return the outline and the anatomical lines of a drawn view."""
    seen = figure(sex)[view]
    drawn = "".join(
        f'<path class="{weight}" stroke-width="{width * GRAINS:g}" d="{"".join(map(curved, rows))}"/>'
        for weight, width in _LINES
        if (rows := half(view, seen.lines[weight]))
    )
    border = half(view, [seen.arcs[number - 1] for number in sorted(seen.border)])
    drawn += f'<path class="outline" stroke-width="{_OUTLINE * GRAINS:g}" d="{"".join(map(curved, chained(border)))}"/>'
    return _in_grains(_both(drawn, view), "lines")


def sketch(sex: Sex, view: str, crop: tuple[float, float, float, float]) -> str:
    """Return the lines of any view that are seen between left, top, right and bottom of a crop, without shade."""
    seen = figure(sex)[view]
    rows = {weight: seen.lines[weight] for weight, _ in _LINES}
    rows["outline"] = tuple(seen.arcs[number - 1] for number in sorted(seen.border))
    drawn = ""
    for weight, width in (*_LINES, ("outline", _OUTLINE)):
        shown = "".join(curved(row) for row in rows[weight] if _meets(row, crop))
        drawn += f'<path class="{weight}" stroke-width="{width * GRAINS:g}" d="{shown}"/>' if shown else ""
    return _in_grains(drawn, "lines")


def _meets(row: Sequence[Point], crop: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = crop
    return (
        min(x for x, _ in row) <= right
        and max(x for x, _ in row) >= left
        and min(y for _, y in row) <= bottom
        and max(y for _, y in row) >= top
    )


@cache
def borders(sex: Sex, view: str) -> str:
    """Return the dashed lines between the regions of a drawn view."""
    seen = figure(sex)[view]
    inner = half(view, [arc for number, arc in enumerate(seen.arcs, start=1) if number not in seen.border])
    path = "".join(written([arc[0], *arc[1:]], (0, 0))[0].replace("m", "M", 1) for arc in inner)
    return _in_grains(
        _both(f'<path d="{path}"/>', view),
        "inner",
        f' stroke-width="{0.6 * GRAINS:g}" opacity=".5" stroke-dasharray="6 15"',
    )


def chained(arcs: Iterable[Sequence[Point]]) -> list[list[Point]]:
    """Join arcs that end where another begins into the longest lines there are."""
    left = [list(arc) for arc in arcs]
    found: list[list[Point]] = []
    while left:
        line = left.pop(0)
        place = 0
        while place < len(left) and line[0] != line[-1]:
            arc = left[place]
            for turned in (arc, arc[::-1]):
                if turned[0] == line[-1]:
                    line = [*line, *turned[1:]]
                    break
                if turned[-1] == line[0]:
                    line = [*turned[:-1], *line]
                    break
            else:
                place += 1
                continue
            left.pop(place)
            place = 0
        found.append(line)
    return found


@cache
def shapes(sex: Sex, view: str) -> Mapping[str, str]:
    """Return the path of each region of a drawn view; of a half view, those of the drawn half."""
    return MappingProxyType(
        {
            region: "".join(f"{move(ring[0])}{straight(ring)}z" for ring in rings)
            for region, rings in figure(sex)[view].polygons.items()
            if half(view, rings) or view not in HALVES
        }
    )


def number(value: float) -> str:
    """Write a coordinate with at most one decimal, as short as SVG allows."""
    text = f"{value:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _pair(dx: float, dy: float) -> str:
    second = number(dy)
    return number(dx) + (second if second.startswith("-") else f" {second}")


def move(point: Point) -> str:
    """Write a step of the pen to a point."""
    return f"M{_pair(*point)}"


def straight(points: Sequence[Point]) -> str:
    """Write straight lines through the points, relative to where the pen is."""
    steps = (_pair(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points))
    return f"l{' '.join(steps)}"


def curved(points: Sequence[Point]) -> str:
    """Write a smooth curve with the points as its control polygon, in grains; it breaks only at sharp corners.

    Each piece runs from the middle of one side to the middle of the next with the corner between as control point.
    SVG's "t" mirrors the control point by itself, so that a point costs one pair of numbers; each middle is rounded so
    that the mirrored control point never strays by more than a grain.
    """
    grains = [(x * GRAINS, y * GRAINS) for x, y in points]
    pen = (round(grains[0][0]), round(grains[0][1]))
    text = f"M{_step(*pen)}"
    for start, end in pairwise([0, *_corners(points), len(points) - 1]):
        piece = grains[start : end + 1]
        last = (round(piece[-1][0]), round(piece[-1][1]))
        control: tuple[int, int] | None = None
        for aim, after in pairwise(piece[1:]):
            if control is None:
                control = (round(aim[0]), round(aim[1]))
                text += f"q{_step(control[0] - pen[0], control[1] - pen[1])} "
            is_last = after is piece[-1]
            at = last if is_last else (round((control[0] + after[0]) / 2), round((control[1] + after[1]) / 2))
            text += _step(at[0] - pen[0], at[1] - pen[1]) + ("" if is_last else "t" if text[-1] == " " else " ")
            control, pen = (2 * at[0] - control[0], 2 * at[1] - control[1]), at
        if control is None:
            text += f"l{_step(last[0] - pen[0], last[1] - pen[1])}"
            pen = last
    return text.replace(" -", "-")


def _corners(points: Sequence[Point]) -> list[int]:
    found = []
    for index in range(1, len(points) - 1):
        (ax, ay), (bx, by), (cx, cy) = points[index - 1 : index + 2]
        lengths = math.dist(points[index - 1], points[index]) * math.dist(points[index], points[index + 1])
        if (bx - ax) * (cx - bx) + (by - ay) * (cy - by) < _CORNER_COSINE * lengths:
            found.append(index)
    return found
