"""The numbers beside an axis: one way for all plots."""

from drypoint.knowledge.figures.canvas import Canvas
from drypoint.knowledge.figures.scales import Axis
from drypoint.knowledge.figures.words import Words

_SIZE = 11.5
_STROKE = 0.6


def label_below(canvas: Canvas, axis: Axis, base: float, words: Words) -> None:
    """Write the ticks of a level axis whose line lies at ``base``."""
    for value, label in axis.ticks():
        place = axis.place(value)
        canvas.line(place, base, place, base + 4, width=_STROKE)
        written = label.replace(".", words.decimal)
        canvas.text(place, base + 18, written, anchor="middle", tone="soft", size=_SIZE)


def label_left(canvas: Canvas, axis: Axis, edge: float, words: Words, *, has_marks: bool = True) -> None:
    """Write the ticks of an upright axis whose line stands at ``edge``, each with a small mark where wanted."""
    for value, label in axis.ticks():
        place = axis.place(value)
        if has_marks:
            canvas.line(edge - 4, place, edge, place, width=_STROKE)
        canvas.text(edge - 8, place + 4, label.replace(".", words.decimal), anchor="end", tone="soft", size=_SIZE)
