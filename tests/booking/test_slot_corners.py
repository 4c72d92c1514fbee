"""Corners of the free slots that random questions seldom reach."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from drypoint.care.booking.hours import OpeningHours, WallHours
from drypoint.care.booking.rules import BusyTime, Practitioner, Service, SlotQuestion, free_slots

HAVANA = ZoneInfo("America/Havana")
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 1)
DAY = date(2027, 3, 1)
HALF_HOURS = Service(minutes=30, step_minutes=30, horizon_days=30)
AN_INSTANT = timedelta(microseconds=1)


def over_midnight(first: date, last: date, full: date | None = None) -> list[str]:
    """Ask for the evening of the day before Havana puts its clocks back at 01:00, open from 23:00 to 24:00."""
    evening = OpeningHours(exceptions={OCTOBER: (WallHours(23 * 60, 24 * 60),)})
    person = Practitioner("ana", evening, daily_cap=1, booked_on={full: 1} if full else {})
    now = datetime(2026, 10, 20, tzinfo=UTC)
    return [
        f"{slot.start:%d %H:%M}" for slot in free_slots(SlotQuestion(HAVANA, now, first, last, HALF_HOURS, [person]))
    ]


@pytest.mark.parametrize(
    ("first", "last", "full", "expected"),
    [
        (OCTOBER, NOVEMBER, None, ["31 23:00", "31 23:30", "01 00:00", "01 00:30"]),
        (OCTOBER, OCTOBER, None, ["31 23:00", "31 23:30"]),
        (NOVEMBER, NOVEMBER, None, ["01 00:00", "01 00:30"]),
        (OCTOBER, NOVEMBER, OCTOBER, ["01 00:00", "01 00:30"]),
        (OCTOBER, NOVEMBER, NOVEMBER, ["31 23:00", "31 23:30"]),
    ],
)
def test_an_opening_over_midnight_counts_for_the_date_of_each_start(
    first: date, last: date, full: date | None, expected: list[str]
) -> None:
    assert over_midnight(first, last, full) == expected


def starts(busy: list[tuple[datetime, datetime]], hours: tuple[WallHours, ...] = (WallHours(480, 600),)) -> list[str]:
    person = Practitioner("ana", OpeningHours({0: hours}), busy=[BusyTime(*one) for one in busy], daily_cap=1)
    now = datetime(2027, 2, 20, tzinfo=UTC)
    question = SlotQuestion(ZoneInfo("UTC"), now, DAY, DAY, HALF_HOURS, [person])
    return [f"{slot.start:%H:%M}" for slot in free_slots(question)]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 3, 1, hour, minute, tzinfo=UTC)


def test_a_date_without_appointments_is_not_full() -> None:
    assert starts([]) == ["08:00", "08:30", "09:00", "09:30"]


@pytest.mark.parametrize(
    ("busy", "expected"),
    [
        # One inside another, one that outlasts another, and one that only touches.
        ([(at(8), at(9, 30)), (at(8, 30), at(9))], ["09:30"]),
        ([(at(8), at(8, 30)), (at(8, 10), at(9))], ["09:00", "09:30"]),
        ([(at(8), at(8, 30)), (at(8, 30), at(9))], ["09:00", "09:30"]),
        ([(at(8), at(8, 30)), (at(9), at(9, 30))], ["08:30", "09:30"]),
        ([(at(6), at(7)), (at(8), at(8, 30)), (at(8, 10), at(9))], ["09:00", "09:30"]),
        ([(at(6), at(7)), (at(8), at(9, 30)), (at(8, 30), at(9))], ["09:30"]),
        ([(at(7), at(12)), (at(8), at(8, 30)), (at(9), at(9, 30))], []),
    ],
)
def test_busy_times_may_lie_over_each_other(busy: list[tuple[datetime, datetime]], expected: list[str]) -> None:
    assert starts(busy) == expected
    assert starts(busy[::-1]) == expected


def test_a_long_busy_time_is_not_forgotten_behind_the_short_ones_within_it() -> None:
    busy = [(at(6), at(6, 30)), (at(8), at(9, 30)), (at(8, 30), at(9)), (at(8, 40), at(9, 10))]
    assert starts(busy, (WallHours(555, 600),)) == []
    assert starts(busy, (WallHours(570, 600),)) == ["09:30"]


def test_the_shortest_of_times_keeps_a_slot_from_being_free() -> None:
    assert starts([(at(7), at(8))])[0] == "08:00"
    assert starts([(at(7), at(8) + AN_INSTANT)])[0] == "08:30"
    assert starts([(at(8, 30) - AN_INSTANT, at(8, 30))])[0] == "08:30"
