"""The clock that stands still while the practice is closed, held against one that counts minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.foundation.practice.rules import DAYS, OpenTime
from drypoint.foundation.worklist import rules

ZAGREB = ZoneInfo("Europe/Zagreb")
MINUTE = timedelta(minutes=1)
OFFICE = rules.weekly([OpenTime(day, time(8), time(16)) for day in DAYS[:5]])


def local(text: str, zone: ZoneInfo = ZAGREB) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-05-04 09:00", 2, "2026-05-04 11:00"),
        # Monday's last hour goes on with Tuesday's first; the weekend counts for nothing.
        ("2026-05-04 15:00", 2, "2026-05-05 09:00"),
        ("2026-05-08 15:30", 1, "2026-05-11 08:30"),
        # What arrives at night begins to count in the morning.
        ("2026-05-05 02:00", 1, "2026-05-05 09:00"),
        # The last minute is the practice's own: due as it closes, not as it opens again.
        ("2026-05-04 15:00", 1, "2026-05-04 16:00"),
        ("2026-05-04 08:00", 24, "2026-05-06 16:00"),
        ("2026-05-04 20:00", 0, "2026-05-04 20:00"),
    ],
)
def test_a_wait_passes_while_the_practice_is_open(start: str, hours: int, due: str) -> None:
    assert rules.after_open(local(start), timedelta(hours=hours), OFFICE, ZAGREB) == local(due)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # On 29 March 2026 the hour from 2 to 3 does not come, so 01:30 to 03:30 is one hour.
        ("2026-03-29T01:30+01:00", 60, "2026-03-29T03:30+02:00"),
        # On 25 October 2026 it comes twice.
        ("2026-10-25T01:30+02:00", 60, "2026-10-25T02:30+02:00"),
        ("2026-10-25T01:30+02:00", 120, "2026-10-25T02:30+01:00"),
    ],
)
def test_an_hour_that_is_skipped_does_not_count_and_one_that_comes_twice_counts_twice(
    start: str, minutes: int, due: str
) -> None:
    night = rules.weekly([OpenTime("su", time(1), time(5))])
    found = rules.after_open(datetime.fromisoformat(start), minutes * MINUTE, night, ZAGREB)
    assert found == datetime.fromisoformat(due)


def test_a_practice_that_tells_no_hours_counts_every_hour() -> None:
    assert rules.weekly([]) is None
    assert rules.after_open(local("2026-05-09 23:00"), timedelta(hours=3), None, ZAGREB) == local("2026-05-10 02:00")


SATURDAY = local("2026-05-09 09:00").date()


@pytest.mark.parametrize(
    ("openings", "start", "due"),
    [
        # A Saturday that is open counts, and on Friday evening somebody waits for it.
        ([(540, 720)], "2026-05-08 15:00", "2026-05-09 11:00"),
        # Open until midnight is open to its end, and the next day's first minute is another day's.
        ([(1260, 1440)], "2026-05-09 10:00", "2026-05-10 00:00"),
        ([(1260, 1440)], "2026-05-09 21:30", "2026-05-11 08:30"),
        ([(600, 660), (780, 840)], "2026-05-09 10:00", "2026-05-11 09:00"),
        ([], "2026-05-08 15:00", "2026-05-11 10:00"),
    ],
)
def test_a_date_with_hours_of_its_own_counts_with_those(openings: list[tuple[int, int]], start: str, due: str) -> None:
    assert OFFICE is not None
    hours = rules.with_other_days(OFFICE, {SATURDAY: openings})
    assert rules.after_open(local(start), timedelta(hours=3), hours, ZAGREB) == local(due)


def test_a_practice_that_is_closed_for_good_lets_the_wait_pass_by_the_calendar() -> None:
    start = local("2026-05-04 09:00")
    assert rules.after_open(start, timedelta(hours=1), lambda _day: (), ZAGREB) == start + timedelta(hours=1)


# Around both changes of the clocks, and where they are changed by half an hour or at midnight.
ZONES = [ZAGREB, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("America/Havana"), ZoneInfo("Asia/Beirut")]
CHANGES = [date(2026, 3, 28), date(2026, 4, 4), date(2026, 3, 7), date(2026, 10, 24), date(2026, 10, 3)]
times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
spans = st.tuples(times, times).filter(lambda pair: pair[0] < pair[1])
weeks = st.lists(
    st.builds(lambda day, span: OpenTime(day, *span), st.sampled_from(DAYS), spans), min_size=1, max_size=6
)
starts = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), UTC) + minutes * MINUTE,
    st.sampled_from(CHANGES),
    st.integers(-600, 2000),
)


Other = dict[date, list[tuple[int, int]]]
NO_OTHERS: Other = {}
minute_spans = st.tuples(st.integers(0, 287), st.integers(1, 288)).filter(lambda pair: pair[0] < pair[1])
# Dates around the changes of the clocks that have hours of their own, until midnight too, or are closed.
others = st.dictionaries(
    st.builds(lambda day, ahead: day + timedelta(days=ahead), st.sampled_from(CHANGES), st.integers(-1, 3)),
    st.lists(minute_spans.map(lambda pair: (5 * pair[0], 5 * pair[1])), max_size=3),
    max_size=8,
)


def hours_of(week: list[OpenTime], days: Other) -> rules.OpenOn:
    weekly = rules.weekly(week)
    assert weekly is not None
    return rules.with_other_days(weekly, days)


def is_open_minute(at: datetime, week: list[OpenTime], zone: ZoneInfo, days: Other = NO_OTHERS) -> bool:
    """Look at the clock on the wall, and at the sheet beside the door."""
    wall = at.astimezone(zone)
    if wall.date() in days:
        return any(opens <= wall.hour * 60 + wall.minute < closes for opens, closes in days[wall.date()])
    return any(one.day == DAYS[wall.weekday()] and one.opens <= wall.time() < one.closes for one in week)


@settings(max_examples=60, deadline=None)
@given(starts, weeks, others, st.integers(1, 400), st.sampled_from(ZONES))
def test_a_wait_ends_at_the_minute_at_which_counting_ends(
    start: datetime, week: list[OpenTime], days: Other, wait: int, zone: ZoneInfo
) -> None:
    left, at = wait, start
    while left and at < start + timedelta(days=7):
        left -= is_open_minute(at, week, zone, days)
        at += MINUTE
    found = rules.after_open(start, wait * MINUTE, hours_of(week, days), zone)
    if left:
        assert found > start + timedelta(days=7)
    else:
        assert found == at


@settings(max_examples=60, deadline=None)
@given(starts, weeks, others, st.integers(1, 400), st.sampled_from(ZONES))
def test_who_came_at_the_latest_moment_has_waited_long_enough_and_who_came_later_has_not(
    end: datetime, week: list[OpenTime], days: Other, wait: int, zone: ZoneInfo
) -> None:
    hours = hours_of(week, days)
    start = rules.before_open(end, wait * MINUTE, hours, zone)
    assert rules.after_open(start, wait * MINUTE, hours, zone) <= end
    assert rules.after_open(start + MINUTE, wait * MINUTE, hours, zone) > end


def test_backwards_too_a_practice_without_hours_counts_every_hour() -> None:
    end = local("2026-05-10 02:00")
    for hours in (None, lambda _day: ()):
        assert rules.before_open(end, timedelta(hours=3), hours, ZAGREB) == local("2026-05-09 23:00")


@given(starts, weeks, st.lists(st.integers(0, 600), min_size=2, max_size=4), st.sampled_from(ZONES))
def test_a_longer_wait_never_ends_sooner(
    start: datetime, week: list[OpenTime], waits: list[int], zone: ZoneInfo
) -> None:
    ends = [rules.after_open(start, wait * MINUTE, rules.weekly(week), zone) for wait in sorted(waits)]
    assert all(one <= other for one, other in pairwise(ends))
