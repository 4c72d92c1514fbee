"""What a conversion is: the numbers that it asks, what comes of them, and what cannot be."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.evidence.errors import EvidenceError

Numbers = Mapping[str, float]
LEVEL: Final = "level"
_MOST_PEOPLE: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class ConversionInput:
    """A number that a conversion takes: its name on the command line, what it is, and whether it may be left out."""

    name: str
    label: str
    is_whole: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class ConvertedNumber:
    """A number that comes of it, with its 95 % limits where an interval was given.

    note says why the upper limit is missing where the lower one stands alone.
    """

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conversion:
    """One conversion. assumption and source are said beside every result."""

    name: str
    group: str
    title: str
    asked: tuple[ConversionInput, ...]
    assumption: str
    source: str
    work: Callable[[Numbers], tuple[ConvertedNumber, ...]]

    def convert(self, given: Numbers) -> tuple[ConvertedNumber, ...]:
        """Return what comes of the numbers. Raises EvidenceError with a sentence for what is missing or cannot be."""
        self._refuse_what_cannot_be(given)
        try:
            found = self.work(given)
        except (OverflowError, ZeroDivisionError, ValueError) as problem:
            if isinstance(problem, EvidenceError):
                raise
            raise EvidenceError("These numbers are too large or too small to calculate with.") from problem
        numbers = [number for one in found for number in (one.value, one.low, one.high) if number is not None]
        if not all(map(math.isfinite, numbers)):
            raise EvidenceError("These numbers are too large or too small to calculate with.")
        return found

    def _refuse_what_cannot_be(self, given: Numbers) -> None:
        asked = {one.name: one for one in self.asked}
        for name, value in given.items():
            if name not in asked:
                raise EvidenceError("There is no “{name}” in this conversion.", name=name)
            if not math.isfinite(value):
                raise EvidenceError("“{name}” must be a number.", name=name)
            if asked[name].is_whole and (value != int(value) or not 0 <= value <= _MOST_PEOPLE):
                raise EvidenceError("“{name}” must be a whole number of people.", name=name)
        missing = [one.name for one in self.asked if not one.is_optional and one.name not in given]
        if missing:
            raise EvidenceError("“{name}” is missing.", name=missing[0])
        if ("low" in given) != ("high" in given):
            raise EvidenceError("Give both limits of the interval, or neither.")
        if not 0 < given.get(LEVEL, 95.0) < 100:
            raise EvidenceError("The confidence level must lie between 0 and 100 percent.")
