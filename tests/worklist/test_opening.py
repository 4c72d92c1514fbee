"""The clock follows the practice's own week, and its closed days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from drypoint.foundation.practice.models import DayException, Practice, Practitioner
from drypoint.foundation.worklist import opening

THURSDAY = datetime(2026, 4, 30, 13, tzinfo=UTC)  # at 15:00 by the clock on the wall


def test_a_wait_goes_on_when_the_practice_opens_again() -> None:
    assert opening.due_after(THURSDAY, timedelta(hours=2)) == datetime(2026, 5, 1, 7, tzinfo=UTC)


def test_a_holiday_of_the_whole_practice_does_not_count() -> None:
    DayException.objects.create(on=date(2026, 5, 1))
    assert opening.due_after(THURSDAY, timedelta(hours=2)) == datetime(2026, 5, 4, 7, tzinfo=UTC)
    monday = datetime(2026, 5, 4, 7, tzinfo=UTC)
    assert opening.waited_since(monday, timedelta(hours=2), Practice.objects.get()) == THURSDAY


def test_a_day_on_which_it_is_open_for_other_hours_counts_with_those() -> None:
    DayException.objects.create(on=date(2026, 5, 1))
    DayException.objects.create(on=date(2026, 5, 1), from_minute=600, to_minute=660)
    assert opening.due_after(THURSDAY, timedelta(hours=2)) == datetime(2026, 5, 1, 9, tzinfo=UTC)
    # The other hour of three comes on Monday only: the day is short.
    assert opening.due_after(THURSDAY, timedelta(hours=3)) == datetime(2026, 5, 4, 7, tzinfo=UTC)


def test_a_saturday_that_is_open_counts() -> None:
    DayException.objects.create(on=date(2026, 5, 2), from_minute=540, to_minute=720)
    friday = datetime(2026, 5, 1, 13, tzinfo=UTC)
    assert opening.due_after(friday, timedelta(hours=2)) == datetime(2026, 5, 2, 8, tzinfo=UTC)
    saturday = datetime(2026, 5, 2, 8, tzinfo=UTC)
    assert opening.waited_since(saturday, timedelta(hours=2), Practice.objects.get()) == friday


def test_a_day_off_of_one_who_treats_is_none_of_the_practice() -> None:
    away = Practitioner.objects.create(name="Clara")
    DayException.objects.create(on=date(2026, 5, 1), practitioner=away)
    assert opening.due_after(THURSDAY, timedelta(hours=2)) == datetime(2026, 5, 1, 7, tzinfo=UTC)


def test_without_a_practice_every_hour_counts() -> None:
    Practice.objects.all().delete()
    assert opening.due_after(THURSDAY, timedelta(hours=20)) == THURSDAY + timedelta(hours=20)
