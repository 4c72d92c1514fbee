"""From values to places on paper: linear axes, logarithmic labels, round ticks."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_RATIO_TICKS = (1.0, 2.0, 5.0)


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps values from ``low`` to ``high`` onto places from ``start`` to ``end``.

    ``ratio`` says that values are logarithms whose ticks are written as ratios.
    """

    low: float
    high: float
    start: float
    end: float
    ratio: bool = False

    def place(self, value: float) -> float:
        """Return the place of a value, not beyond the ends of the axis."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def holds(self, value: float) -> bool:
        """Tell whether a value lies on the axis."""
        return self.low <= value <= self.high

    def ticks(self) -> list[tuple[float, str]]:
        """Return values with their labels, between three and nine of them."""
        if self.ratio and self.high - self.low > math.log(3):
            return self._ratio_ticks()
        step = _round_step(self.high - self.low)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        values = [i * step for i in range(first, last + 1)]
        label: Callable[[float], str] = (lambda v: f"{math.exp(v):.2g}") if self.ratio else _decimal_label(step)
        return [(value, label(value)) for value in values]

    def _ratio_ticks(self) -> list[tuple[float, str]]:
        lowest = math.floor(self.low / math.log(10))
        highest = math.ceil(self.high / math.log(10))
        decades = highest - lowest
        bases = _RATIO_TICKS if decades <= 3 else (1.0,)
        every = max(1, math.ceil(decades / 8))
        powers = [power for power in range(lowest, highest + 1) if power % every == 0]
        values = [(math.log(base) + power * math.log(10), base * 10.0**power) for power in powers for base in bases]
        return [(place, f"{value:g}") for place, value in values if self.holds(place)]


def _round_step(span: float) -> float:
    raw = span / 5
    size = 10.0 ** math.floor(math.log10(raw))
    return next(step * size for step in _STEPS if step * size >= raw * 0.999)


def _decimal_label(step: float) -> Callable[[float], str]:
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    digits += 1 if abs(step * 10**digits - round(step * 10**digits)) > 1e-9 else 0
    return lambda value: minus(f"{value + 0.0:.{digits}f}" if abs(value) > step / 1e6 else f"{0:.{digits}f}")


def minus(text: str) -> str:
    """Write a negative number with a true minus sign."""
    return text.replace("-", "−")


def axis_over(
    values: Iterable[float], start: float, end: float, *, ratio: bool = False, hold: float | None = None
) -> Axis:
    """Return an axis over the values with a little room; ``hold`` is a value that must be on it."""
    known = [value for value in values if math.isfinite(value)]
    if hold is not None:
        known.append(hold)
    low, high = min(known), max(known)
    if high - low < 1e-9 * max(abs(high), abs(low), 1e-9):
        low, high = low - 1, high + 1
    room = (high - low) * 0.04
    return Axis(low - room, high + room, start, end, ratio)
