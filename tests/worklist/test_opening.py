"""The clock follows the practice's own week, and its closed days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from drypoint.foundation.practice.models import DayException, Practice
from drypoint.foundation.worklist import opening

THURSDAY = datetime(2026, 4, 30, 13, tzinfo=UTC)  # at 15:00 by the clock on the wall


def test_a_wait_goes_on_when_the_practice_opens_again() -> None:
    assert opening.due_after(THURSDAY, timedelta(hours=2)) == datetime(2026, 5, 1, 7, tzinfo=UTC)


def test_a_holiday_of_the_whole_practice_does_not_count() -> None:
    DayException.objects.create(on=date(2026, 5, 1))
    assert opening.due_after(THURSDAY, timedelta(hours=2)) == datetime(2026, 5, 4, 7, tzinfo=UTC)
    monday = datetime(2026, 5, 4, 7, tzinfo=UTC)
    assert opening.waited_since(monday, timedelta(hours=2), Practice.objects.get()) == THURSDAY


def test_a_day_on_which_it_is_open_for_other_hours_is_no_holiday() -> None:
    DayException.objects.create(on=date(2026, 5, 1), from_minute=600, to_minute=720)
    assert opening.due_after(THURSDAY, timedelta(hours=2)) == datetime(2026, 5, 1, 7, tzinfo=UTC)


def test_without_a_practice_every_hour_counts() -> None:
    Practice.objects.all().delete()
    assert opening.due_after(THURSDAY, timedelta(hours=20)) == THURSDAY + timedelta(hours=20)
