"""Opening hours, days and prices: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import groupby

MOST_EXCEPTION_DAYS = 92
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


def days_between(first: date, last: date) -> list[date]:
    """Return the days from the first to the last; raises ValueError for none or more than MOST_EXCEPTION_DAYS."""
    number = (last - first).days + 1
    if not 1 <= number <= MOST_EXCEPTION_DAYS:
        raise ValueError(f"The last day must be at most {MOST_EXCEPTION_DAYS} days after the first, and not before it.")
    return [first + timedelta(days=ahead) for ahead in range(number)]


def clock_time(minute: int) -> str:
    """Return minutes after midnight as a clock shows them; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def cents_of(typed: str) -> int | None:
    """Return an amount as people type it ("60", "60,50", "60.5") in cents, None for anything else."""
    whole, _, part = typed.strip().replace(",", ".").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 6):
        return None
    if part and not (part.isascii() and part.isdigit() and len(part) <= 2):
        return None
    return int(whole) * 100 + int(part.ljust(2, "0"))


def amount_of(cents: int) -> str:
    """Return cents as an amount: 60, 60.50."""
    return f"{cents // 100}" if cents % 100 == 0 else f"{cents // 100}.{cents % 100:02}"


@dataclass(frozen=True)
class WeekHours:
    """One opening of a weekday (0 is Monday), in minutes after midnight, and the days on which it holds."""

    weekday: int
    from_minute: int
    to_minute: int
    valid_from: date | None = None
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether it is an opening of this date."""
        has_begun = self.valid_from is None or self.valid_from <= day
        is_over = self.valid_until is not None and day > self.valid_until
        return self.weekday == day.weekday() and has_begun and not is_over


def openings_on(
    day: date,
    *,
    own: Iterable[tuple[int, int]] | None,
    of_all: Iterable[tuple[int, int]] | None,
    week: Iterable[WeekHours],
) -> tuple[tuple[int, int], ...]:
    """Return somebody's openings of a date: their own of that date, else the practice's, else those of the weekday.

    None means that nobody said anything of that date; nothing in it means closed.
    """
    for said in (own, of_all):
        if said is not None:
            return tuple(sorted(said))
    return tuple(sorted((hours.from_minute, hours.to_minute) for hours in week if hours.holds_on(day)))
