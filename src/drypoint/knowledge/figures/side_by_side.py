"""Results side by side, each with its interval and without a pool: a forest plot that adds nothing up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drypoint.knowledge.figures.canvas import Canvas, Target
from drypoint.knowledge.figures.lines import wrapped
from drypoint.knowledge.figures.scales import Axis, axis_over
from drypoint.knowledge.figures.words import ENGLISH, Words

_WIDTH = 360.0
_EDGE = 12.0
_LINE = 17.0
_BAR = 24.0

Kind = Literal["published", "own", "trial"]


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One result: a published pool (open diamond), a pool of our own (full diamond) or one trial (square)."""

    kind: Kind
    label: str
    about: str
    estimate: float | None
    low: float
    high: float


def draw_side_by_side(
    lines: Sequence[ComparisonRow],
    *,
    title: str,
    description: str,
    sides: tuple[str, str],
    words: Words = ENGLISH,
    target: Target = "page",
    prefix: str = "results",
) -> str:
    """Return the results as SVG, in one unit, no difference at 0; ``sides`` say what is left and right of it.

    Raises ValueError without a line.
    """
    if not lines:
        raise ValueError("There is no result to draw.")
    values = [value for line in lines for value in (line.low, line.high)]
    axis = axis_over(values, _EDGE, _WIDTH - _EDGE, hold=0.0)
    told = [_written(line, words) for line in lines]
    texts = [_texts(line, result) for line, result in zip(lines, told, strict=True)]
    base = 6.0 + sum(len(rows) * _LINE + _BAR for rows in texts)
    canvas = Canvas(_WIDTH, base + 46, title, description, target, prefix)
    zero = axis.place(0)
    y = 6.0
    for line, rows, result in zip(lines, texts, told, strict=True):
        for number, text in enumerate(rows):
            y += _LINE
            is_told = number == 0 or text == result
            canvas.text(_EDGE, y - 4, text, size=13 if is_told else 12, tone="ink" if is_told else "soft")
        # No difference is marked behind the intervals only: a line through the numbers would look like a sign.
        canvas.line(zero, y - 1, zero, y + _BAR - 5, width=0.7, tone="soft")
        _draw(canvas, axis, line, y + _BAR / 2 - 3)
        y += _BAR
    canvas.line(axis.start, base, axis.end, base, width=0.8)
    for value, label in axis.ticks():
        canvas.line(axis.place(value), base, axis.place(value), base + 4, width=0.8)
        canvas.text(
            axis.place(value), base + 17, label.replace(".", words.decimal), anchor="middle", tone="soft", size=12
        )
    _draw_sides(canvas, axis, base + 37, sides)
    return canvas.svg()


def _written(line: ComparisonRow, words: Words) -> str:
    interval = f"({words.number(line.low)}; {words.number(line.high)})"
    return interval if line.estimate is None else f"{words.number(line.estimate)} {interval}"


def _texts(line: ComparisonRow, result: str) -> list[str]:
    room = _WIDTH - 2 * _EDGE
    return [*wrapped(line.label, room, 13, most=1), *(wrapped(line.about, room, 12) if line.about else ()), result]


def _draw(canvas: Canvas, axis: Axis, line: ComparisonRow, y: float) -> None:
    low, high = axis.place(line.low), axis.place(line.high)
    canvas.line(low, y, high, y, width=1.2)
    for end in (low, high):
        canvas.line(end, y - 3.5, end, y + 3.5, width=1.2)
    if line.estimate is None:
        return
    x = axis.place(line.estimate)
    if line.kind == "trial":
        canvas.polygon([(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)], fill="ink")
        return
    corners = [(x - 7, y), (x, y - 6), (x + 7, y), (x, y + 6)]
    canvas.polygon(corners, fill="copper" if line.kind == "own" else "paper", stroke="copper", width=1.4)


def _draw_sides(canvas: Canvas, axis: Axis, y: float, sides: tuple[str, str]) -> None:
    """Write what the sides mean at the two ends of the axis; an end on which nothing lies needs no words."""
    if axis.place(0) > axis.start + 20:
        canvas.text(axis.start, y, sides[0], size=12.5)
    if axis.place(0) < axis.end - 20:
        canvas.text(axis.end, y, sides[1], size=12.5, anchor="end")
