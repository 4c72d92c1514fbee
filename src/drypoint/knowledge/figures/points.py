"""A difference on the scale that people know, 0 to 10, beside the smallest change that matters to them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from drypoint.knowledge.figures.canvas import Canvas, Target
from drypoint.knowledge.figures.lines import wrapped
from drypoint.knowledge.figures.scales import Axis, minus

_WIDTH = 360.0
_EDGE = 12.0
_LINE = 17.0
_BAR = 30.0
_HATCH = 3.5


@dataclass(frozen=True, slots=True)
class PointsRow:
    """One difference in points of 10, above 0 for less pain with needling; ``is_assumed``: turned from other units."""

    label: str
    estimate: float | None
    low: float
    high: float
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class PointsWords:
    """The words of the figure; ``matters`` explains the hatched band."""

    title: str
    description: str
    less: str
    more: str
    matters: str


def draw_points(
    rows: Sequence[PointsRow],
    matters: tuple[float, float],
    words: PointsWords,
    *,
    target: Target = "page",
    prefix: str = "points",
) -> str:
    """Return the differences as SVG. The axis is as long as the whole scale, so that a small difference looks small.

    Raises ValueError without a row.
    """
    if not rows:
        raise ValueError("There is no difference to draw.")
    lowest = min(0.0, *(math.floor(row.low) for row in rows))
    axis = Axis(max(-10.0, min(lowest, -1.0)), 10.0, _EDGE, _WIDTH - _EDGE)
    labels = [wrapped(row.label, _WIDTH - 2 * _EDGE, 13) for row in rows]
    base = 8.0 + sum(len(lines) * _LINE + _BAR for lines in labels)
    explained = wrapped(words.matters, _WIDTH - 2 * _EDGE - 30, 12.5, most=3)
    canvas = Canvas(_WIDTH, base + 58 + len(explained) * _LINE, words.title, words.description, target, prefix)
    y = 8.0
    for row, lines in zip(rows, labels, strict=True):
        for line in lines:
            y += _LINE
            canvas.text(_EDGE, y - 3, line, size=13)
        # Band and zero stand behind the bars only: a line through the words above would make them hard to read.
        _draw_band(canvas, axis, matters, y + 1, y + _BAR - 3)
        canvas.line(axis.place(0), y + 1, axis.place(0), y + _BAR - 3, width=0.8)
        _draw_bar(canvas, axis, row, y + _BAR / 2 - 1)
        y += _BAR
    _draw_axis(canvas, axis, base, words)
    top = base + 44
    _draw_band(canvas, Axis(0, 1, _EDGE, _EDGE + 20), (0.0, 1.0), top, top + 14)
    for number, line in enumerate(explained):
        canvas.text(_EDGE + 30, top + 11 + number * _LINE, line, size=12.5, tone="soft")
    return canvas.svg()


def _draw_band(canvas: Canvas, axis: Axis, ends: tuple[float, float], top: float, base: float) -> None:
    """Shade the band as an engraver does, with upright lines close together."""
    left, right = axis.place(ends[0]), axis.place(ends[1])
    count = max(2, round((right - left) / _HATCH) + 1)
    for number in range(count):
        x = left + (right - left) * number / (count - 1)
        canvas.line(x, top, x, base, tone="soft", width=0.5)


def _draw_bar(canvas: Canvas, axis: Axis, row: PointsRow, y: float) -> None:
    dash = "4 3" if row.is_assumed else ""
    low, high = axis.place(row.low), axis.place(row.high)
    if row.estimate is not None:
        start, end = sorted((axis.place(0), axis.place(row.estimate)))
        corners = [(start, y - 6), (end, y - 6), (end, y + 6), (start, y + 6)]
        canvas.polygon(corners, fill=None if row.is_assumed else "copper", stroke="copper", width=1)
    canvas.line(low, y, high, y, width=3.4, tone="paper")
    canvas.line(low, y, high, y, width=1.3, dash=dash)
    for end in (low, high):
        canvas.line(end, y - 5, end, y + 5, width=1.3)


def _draw_axis(canvas: Canvas, axis: Axis, base: float, words: PointsWords) -> None:
    canvas.line(axis.start, base, axis.end, base, width=0.8)
    step = 2 if axis.high - axis.low > 12 else 1
    for value in range(math.ceil(axis.low), 11):
        if value % step == 0:
            x = axis.place(value)
            canvas.line(x, base, x, base + 4, width=0.8)
            canvas.text(x, base + 17, minus(str(value)), anchor="middle", tone="soft", size=12)
    zero = axis.place(0)
    canvas.text(zero, base + 34, words.less, size=12.5)
    if zero - axis.start > 90:
        canvas.text(zero - 8, base + 34, words.more, anchor="end", size=12.5)
