"""The form of the figure, and the lines with which an engraver shades it.

The outline is blown up like a balloon (its cross-sections become circles), muscles swell on it, and the lines of the
drawing cut furrows into it. Light falls from the upper left. Hatching lines are level curves of the form seen from
slightly above: they run around the limbs, and are drawn where the form turns from the light, the heavier the darker.

All this is worked out beforehand: run `python -m drypoint.knowledge.figures.relief` after a change of outlines.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from drypoint.knowledge.bodymap.cutting import Point
from drypoint.knowledge.bodymap.outlines import Sex, View, figure
from drypoint.knowledge.bodymap.regions import MAP_VERSION
from drypoint.knowledge.bodymap.skeleton import HALVES, SEXES, Swell, swells, thinned
from drypoint.knowledge.figures.ink import BULGE, KEPT_CELL, SAME_FOR_ALL, TONE, WEIGHTS, lean, written
from drypoint.knowledge.plain import Raw

Field = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Views that are worked out; the others are mirror images.
_VIEWS: Final = ("front", "back", "left", *sorted(SAME_FOR_ALL))
_DRAWN: Final = {"left": "side", "palm_left": "palm", "handback_right": "handback", "sole_left": "sole"}
# Units from one cell of the form to the next.
_CELL: Final = 2.0
# Depth of the balloon against its width: a trunk is flatter than a cylinder.
_DEPTH: Final = 0.72
_FURROWS: Final = {"edge": (4.0, 4.5), "detail": (1.3, 3.0), "fine": (0.5, 2.6)}
_LIGHT: Final = (-0.50, -0.52, 0.69)
# How far the lines lie apart, on the whole figure and close by.
_SPACING: Final = 5.0
_INSET_SPACING: Final = 4.8
_CROSSED: Final = 0.72
_SHORTEST: Final = 5.0
_TOLERANCE: Final = 0.35


class Form:
    """The form of one view: heights on a grid of cells, and where the body is."""

    def __init__(self, view: View, rises: Iterable[Swell]) -> None:
        """Blow up the outline of a view, and let the muscles swell on it."""
        left, top, width, height = view.box
        self.left, self.top = left, top
        self.columns, self.rows = math.ceil(width / _CELL) + 1, math.ceil(height / _CELL) + 1
        self.x = left + _CELL * np.arange(self.columns)
        self.y = top + _CELL * np.arange(self.rows)
        self.body = self._filled(view)
        self.height = np.sqrt(2 * self._balloon()) * _DEPTH
        for rise in rises:
            self.height += self._swelling(rise)
        for weight, (depth, reach) in _FURROWS.items():
            self._furrow(view.lines[weight], depth, reach)
        self.height = np.where(self.body, self.height, 0.0)
        self.shade = self._shaded()
        # The shade stops a cell short of the outline, so that no line reaches over it.
        self.inside = self.body.astype(np.float64)
        for axis in (0, 1):
            for step in (-1, 1):
                self.inside *= np.roll(self.body, step, axis)

    def _filled(self, view: View) -> Mask:
        inside = np.zeros((self.rows, self.columns), dtype=np.bool_)
        for rings in view.polygons.values():
            for ring in rings:
                crossed = np.zeros_like(inside)
                for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
                    rows = (self.y < ay) != (self.y < by)
                    if rows.any():
                        meets = (bx - ax) * (self.y[rows] - ay) / (by - ay) + ax
                        crossed[rows] ^= self.x[None, :] < meets[:, None]
                inside |= crossed
        inside[[0, -1], :] = False
        inside[:, [0, -1]] = False
        return inside

    def _balloon(self) -> Field:
        """Solve Poisson's equation with no height at the outline, from coarse to fine by relaxation."""
        masks = [self.body]
        while min(masks[-1].shape) > 16:
            masks.append(masks[-1][::2, ::2])
        height = np.zeros(masks[-1].shape)
        for level in range(len(masks) - 1, -1, -1):
            mask = masks[level]
            if height.shape != mask.shape:
                height = np.repeat(np.repeat(height, 2, axis=0), 2, axis=1)[: mask.shape[0], : mask.shape[1]]
            load = (_CELL * 2**level) ** 2 / 4
            for _ in range(90):
                height[1:-1, 1:-1] = (
                    (height[:-2, 1:-1] + height[2:, 1:-1] + height[1:-1, :-2] + height[1:-1, 2:]) / 4 + load
                ) * mask[1:-1, 1:-1]
        return height

    def _swelling(self, rise: Swell) -> Field:
        dx, dy = self.x[None, :] - rise.middle[0], self.y[:, None] - rise.middle[1]
        across = (dx * math.cos(rise.turn) + dy * math.sin(rise.turn)) / rise.radii[0]
        along = (dy * math.cos(rise.turn) - dx * math.sin(rise.turn)) / rise.radii[1]
        bell: Field = rise.height * np.maximum(0.0, 1 - (across**2 + along**2) / 1.6) ** 2
        return bell

    def _furrow(self, lines: Iterable[Sequence[Point]], depth: float, reach: float) -> None:
        near = np.full(self.height.shape, np.inf)
        for line in lines:
            for start, end in pairwise(line):
                for step in range(int(math.dist(start, end) / _CELL) + 1):
                    share = step * _CELL / (math.dist(start, end) or 1.0)
                    x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
                    column, row = int((x - self.left) / _CELL), int((y - self.top) / _CELL)
                    wide = int(2.5 * reach / _CELL) + 1
                    rows = slice(max(row - wide, 0), row + wide + 1)
                    columns = slice(max(column - wide, 0), column + wide + 1)
                    away = (self.x[None, columns] - x) ** 2 + (self.y[rows, None] - y) ** 2
                    near[rows, columns] = np.minimum(near[rows, columns], away)
        self.height -= depth * np.exp(-near / reach**2)

    def _shaded(self) -> Field:
        """Shade from 0 (in the light) to 1: away from the light, and a little at every edge."""
        smooth = self.height.copy()
        for _ in range(2):
            smooth[1:-1, 1:-1] = (
                4 * smooth[1:-1, 1:-1] + smooth[:-2, 1:-1] + smooth[2:, 1:-1] + smooth[1:-1, :-2] + smooth[1:-1, 2:]
            ) / 8
        down, right = np.gradient(smooth, _CELL)
        length = np.sqrt(down**2 + right**2 + 1)
        lit = (-right * _LIGHT[0] - down * _LIGHT[1] + _LIGHT[2]) / length
        turned = 1 - 1 / length
        # Light thrown back from the ground keeps the very edge of the shadow side open.
        thrown = 0.30 * np.clip((right * _LIGHT[0] + down * _LIGHT[1]) / length, 0, 1) ** 4
        shade: Field = 0.92 * (0.80 - lit) + 0.42 * turned**2 - thrown
        return np.where(self.body, np.clip(shade, 0.0, 1.0), 0.0)

    def at(self, grid: Field, x: float, y: float) -> float:
        """Read a grid between its cells."""
        column, row = (x - self.left) / _CELL, (y - self.top) / _CELL
        if not (0 <= column < self.columns - 1 and 0 <= row < self.rows - 1):
            return 0.0
        c, r = int(column), int(row)
        u, v = column - c, row - r
        upper = grid[r, c] * (1 - u) + grid[r, c + 1] * u
        lower = grid[r + 1, c] * (1 - u) + grid[r + 1, c + 1] * u
        return float(upper * (1 - v) + lower * v)


def _level(form: Form, view: str, level: float, slope: float) -> list[Point]:
    """One hatching line across the whole view, bulging with the form."""
    line = []
    for x in form.x:
        base = level + lean(view, float(x)) + slope * (float(x) - form.left)
        y = base + BULGE * form.at(form.height, float(x), base)
        y = base + BULGE * form.at(form.height, float(x), y)
        line.append((float(x), y))
    return line


def _runs(form: Form, line: Sequence[Point], least: float) -> Iterable[tuple[int, list[Point]]]:
    """Break a line into the stretches that are drawn, each with its weight."""
    weights = []
    for x, y in line:
        shade = form.at(form.shade, x, y) if form.at(form.inside, x, y) > 0.9 else 0.0
        weights.append(sum(shade >= from_ for from_, _ in WEIGHTS) if shade >= least else 0)
    start = 0
    for place in range(1, len(line) + 1):
        if place == len(line) or weights[place] != weights[start]:
            if weights[start]:
                yield weights[start], list(line[start : min(place + 1, len(line))])
            start = place


def _tone(form: Form, view: str) -> dict[str, str]:
    spacing = _INSET_SPACING if view in SAME_FOR_ALL else _SPACING
    paths = {str(number): "" for number in range(1, len(WEIGHTS) + 1)}
    pens: dict[str, tuple[int, int]] = {}
    plans = [(0.0, spacing, WEIGHTS[0][0]), (-0.55, spacing * 1.15, _CROSSED)]
    for slope, step, least in plans:
        level = form.top - 60
        bottom = form.top + _CELL * form.rows + abs(slope) * _CELL * form.columns
        while level < bottom:
            for weight, run in _runs(form, _level(form, view, level, slope), least):
                if run[-1][0] - run[0][0] >= _SHORTEST or weight > 1:
                    number = "1" if slope else str(weight)
                    text, pens[number] = written(thinned(run, _TOLERANCE), pens.get(number, (0, 0)))
                    paths[number] += text
            level += step
    return paths


def _whole(rises: Iterable[Swell], drawn: str) -> list[Swell]:
    """Both halves of a half view."""
    found = list(rises)
    if drawn in HALVES:
        found += [
            Swell((-rise.middle[0], rise.middle[1]), rise.radii, -rise.turn, rise.height)
            for rise in rises
            if rise.middle[0] > 0
        ]
    return found


def form_of(sex: Sex, name: str) -> Form:
    """Build the form of a view."""
    drawn = _DRAWN.get(name, name)
    return Form(figure(sex)[name], _whole(swells(drawn, sex), drawn))


def _kept(form: Form) -> list[list[int]]:
    step = round(KEPT_CELL / _CELL)
    return [[round(float(value)) for value in row[::step]] for row in form.height[::step]]


def tone_text(report: Callable[[str], object] = lambda _: None) -> str:
    """Return the text of the tone file: paths by weight in grains, and the form on a coarse grid."""
    figures: dict[str, Raw] = {}
    for sex in SEXES:
        views = {}
        for name in _VIEWS:
            if sex == "neutral" or name not in SAME_FOR_ALL:
                report(f"{sex} {name}\n")
                form = form_of(sex, name)
                views[name] = {"paths": _tone(form, name), "heights": _kept(form)}
        figures[sex] = views
    return json.dumps({"version": MAP_VERSION, "figures": figures}, separators=(",", ":"), sort_keys=True) + "\n"


if __name__ == "__main__":
    TONE.parent.mkdir(exist_ok=True)
    TONE.write_text(tone_text(sys.stderr.write), "utf-8")
