"""Opening hours: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import groupby

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")


@dataclass(frozen=True)
class OpenTime:
    """One day's opening, in the practice's own time zone; day is one of DAYS."""

    day: str
    opens: time
    closes: time

    def as_json(self) -> dict[str, str]:
        """Return the form in which the practice's row keeps it."""
        return {"day": self.day, "opens": f"{self.opens:%H:%M}", "closes": f"{self.closes:%H:%M}"}


@dataclass(frozen=True)
class DayRange:
    """Neighbouring days with the same hours: Monday to Friday, 8 to 16."""

    first_day: str
    last_day: str
    opens: time
    closes: time


def open_times(rows: Iterable[Mapping[str, str]]) -> list[OpenTime]:
    """Read the practice's row.

    Raises ValueError for a day or an hour that does not exist, or a closing that is not after the opening.
    """
    times = []
    for row in rows:
        if row["day"] not in DAYS:
            raise ValueError(f"{row['day']!r} is not a day of the week.")
        opened = OpenTime(row["day"], time.fromisoformat(row["opens"]), time.fromisoformat(row["closes"]))
        if opened.closes <= opened.opens:
            raise ValueError("The closing time must be after the opening time.")
        times.append(opened)
    return sorted(times, key=lambda one: (DAYS.index(one.day), one.opens))


def day_ranges(times: Iterable[OpenTime]) -> list[DayRange]:
    """Join neighbouring days that have the same single opening."""
    by_day = [(day, [(one.opens, one.closes) for one in group]) for day, group in groupby(times, lambda one: one.day)]
    ranges: list[DayRange] = []
    alone: list[bool] = []
    for day, hours in by_day:
        single = len(hours) == 1
        previous = ranges[-1] if ranges else None
        if (
            previous
            and single
            and alone[-1]
            and (previous.opens, previous.closes) == hours[0]
            and DAYS.index(day) == DAYS.index(previous.last_day) + 1
        ):
            ranges[-1] = DayRange(previous.first_day, day, previous.opens, previous.closes)
            continue
        for opens, closes in hours:
            ranges.append(DayRange(day, day, opens, closes))
            alone.append(single)
    return ranges
