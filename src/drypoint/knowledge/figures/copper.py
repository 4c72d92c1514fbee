"""Pain as an engraver shows it: copper hatching that follows the form, closer and heavier the stronger the pain."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from drypoint.knowledge.bodymap.cutting import Point, contains
from drypoint.knowledge.bodymap.outlines import Sex, figure
from drypoint.knowledge.figures.ink import BULGE, GRAINS, KEPT_CELL, lean, stored, written

COPPER: Final = "var(--copper, #a5522a)"
# Strengths are drawn in this many steps, so that what is drawn once is kept.
STEPS: Final = 10
# Distance of the lines (units) and their width, from the weakest to the strongest; insets are drawn larger.
_SPACING: Final = (5.4, 2.3)
_WIDTH: Final = (0.75, 1.35)
# From this strength on a second set of lines crosses the first: strong pain stays strong without colour.
_CROSSED_FROM: Final = 0.7
_STRIDE: Final = 5.0


def step_of(strength: float) -> int:
    """Return the step, from 0 (none) to STEPS, in which a strength from 0 to 1 is drawn."""
    if not strength > 0:
        return 0
    return max(1, min(STEPS, round(strength * STEPS)))


def _between(ends: tuple[float, float], share: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * share


def width_of(step: int) -> float:
    """Return the width of the lines of a step, in units."""
    return _between(_WIDTH, step / STEPS)


def tint_of(step: int) -> float:
    """Return the opacity of the tone under the lines, so that a small region is seen from afar."""
    return 0.10 + 0.34 * step / STEPS


class _Heights:
    """The coarse form of a view, read between its cells."""

    def __init__(self, rows: Sequence[Sequence[int]], left: float, top: float) -> None:
        self.rows, self.left, self.top = rows, left, top

    def at(self, x: float, y: float) -> float:
        column = min(max((x - self.left) / KEPT_CELL, 0.0), len(self.rows[0]) - 1.001)
        row = min(max((y - self.top) / KEPT_CELL, 0.0), len(self.rows) - 1.001)
        c, r = int(column), int(row)
        u, v = column - c, row - r
        upper = self.rows[r][c] * (1 - u) + self.rows[r][c + 1] * u
        lower = self.rows[r + 1][c] * (1 - u) + self.rows[r + 1][c + 1] * u
        return upper * (1 - v) + lower * v


@lru_cache(maxsize=4096)
def hatching(sex: Sex, view: str, region: str, step: int) -> str:
    """Return the path (in grains) of the copper lines of a region drawn at a step from 1 to STEPS."""
    seen = figure(sex)[view]
    heights = _Heights(stored(sex, view)["heights"], seen.box[0], seen.box[1])
    rings = seen.polygons[region]
    share = step / STEPS
    spacing = _between(_SPACING, share)
    slopes = (0.0, -0.75) if share >= _CROSSED_FROM else (0.0,)
    path, pen = "", (0, 0)
    for slope in slopes:
        for run in _clipped(_lines(rings, heights, view, spacing * (1.25 if slope else 1.0), slope), rings):
            text, pen = written(run, pen)
            path += text
    return path


def _lines(
    rings: Iterable[Sequence[Point]], heights: _Heights, view: str, spacing: float, slope: float
) -> Iterable[list[Point]]:
    points = [point for ring in rings for point in ring]
    left, right = min(x for x, _ in points) - 1, max(x for x, _ in points) + 1
    levels = [y - lean(view, x) - slope * x - BULGE * heights.at(x, y) for x, y in points]
    count = max(1, math.ceil((right - left) / _STRIDE))
    # Levels are counted from the same zero for all regions, so that lines run on from one into the next.
    for number in range(math.floor(min(levels) / spacing), math.ceil(max(levels) / spacing) + 1):
        line = []
        for place in range(count + 1):
            x = left + (right - left) * place / count
            base = number * spacing + lean(view, x) + slope * x
            line.append((x, base + BULGE * heights.at(x, base + BULGE * heights.at(x, base))))
        yield line


def _clipped(lines: Iterable[list[Point]], rings: Sequence[Sequence[Point]]) -> Iterable[list[Point]]:
    edges = [edge for ring in rings for edge in zip(ring, [*ring[1:], ring[0]], strict=True)]
    for line in lines:
        top, bottom = min(y for _, y in line), max(y for _, y in line)
        near = [(a, b) for a, b in edges if min(a[1], b[1]) <= bottom and max(a[1], b[1]) >= top]
        if not near:
            continue
        cut: list[Point] = []
        for start, end in pairwise(line):
            cut += [start, *(_on(start, end, t) for t in sorted(_meets(start, end, near)))]
        cut.append(line[-1])
        run: list[Point] = []
        for start, end in pairwise(cut):
            middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
            if any(contains(ring, middle) for ring in rings):
                run = [*run, end] if run else [start, end]
            elif run:
                yield run
                run = []
        if run:
            yield run


def _on(start: Point, end: Point, t: float) -> Point:
    return (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t)


def _meets(start: Point, end: Point, edges: Iterable[tuple[Point, Point]]) -> Iterable[float]:
    ax, ay = end[0] - start[0], end[1] - start[1]
    for (cx, cy), (dx, dy) in edges:
        bx, by = dx - cx, dy - cy
        cross = ax * by - ay * bx
        if cross:
            t = ((cx - start[0]) * by - (cy - start[1]) * bx) / cross
            u = ((cx - start[0]) * ay - (cy - start[1]) * ax) / cross
            if 0 < t < 1 and 0 <= u <= 1:
                yield t


def marks(sex: Sex, view: str, painful: Mapping[str, float]) -> str:
    """Return the copper lines of all painful regions of a view as one group, empty when nothing hurts there."""
    paths = []
    for region in figure(sex)[view].rings:
        step = step_of(painful.get(region, 0.0))
        if step:
            paths.append(
                f'<path stroke-width="{GRAINS * width_of(step):.1f}" d="{hatching(sex, view, region, step)}"/>'
            )
    if not paths:
        return ""
    place = f'transform="scale({1 / GRAINS:g})" pointer-events="none"'
    return f'<g class="pain" stroke="{COPPER}" {place}>{"".join(paths)}</g>'
