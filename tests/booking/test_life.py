"""What may become of an appointment, which cells it takes, and who may still change it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.care.booking import life
from drypoint.care.booking.life import LifeEvent, NotPossibleError, Stage

AT = datetime(2027, 5, 4, 6, tzinfo=UTC)
ALLOWED = {
    (Stage.HELD, LifeEvent.CONFIRM): Stage.BOOKED,
    (Stage.HELD, LifeEvent.ASK): Stage.REQUESTED,
    (Stage.REQUESTED, LifeEvent.APPROVE): Stage.BOOKED,
    (Stage.REQUESTED, LifeEvent.CANCEL): Stage.CANCELLED,
    (Stage.REQUESTED, LifeEvent.MOVE): Stage.REQUESTED,
    (Stage.BOOKED, LifeEvent.CANCEL): Stage.CANCELLED,
    (Stage.BOOKED, LifeEvent.MOVE): Stage.BOOKED,
    (Stage.BOOKED, LifeEvent.ARRIVE): Stage.ARRIVED,
    (Stage.BOOKED, LifeEvent.MISS): Stage.NO_SHOW,
    (Stage.ARRIVED, LifeEvent.SEAT): Stage.IN_ROOM,
    (Stage.ARRIVED, LifeEvent.FINISH): Stage.DONE,
    (Stage.IN_ROOM, LifeEvent.FINISH): Stage.DONE,
    (Stage.IN_ROOM, LifeEvent.TAKE_BACK): Stage.ARRIVED,
    (Stage.ARRIVED, LifeEvent.TAKE_BACK): Stage.BOOKED,
    (Stage.DONE, LifeEvent.TAKE_BACK): Stage.ARRIVED,
    (Stage.NO_SHOW, LifeEvent.ARRIVE): Stage.ARRIVED,
    (Stage.NO_SHOW, LifeEvent.TAKE_BACK): Stage.BOOKED,
}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("change", LifeEvent)
def test_only_what_is_in_the_table_happens(stage: Stage, change: LifeEvent) -> None:
    expected = ALLOWED.get((stage, change))
    assert (change in life.possible_events(stage)) is (expected is not None)
    if expected is None:
        with pytest.raises(NotPossibleError, match=f"{stage} cannot {change}"):
            life.next_state(stage, change)
    else:
        assert life.next_state(stage, change) is expected


def test_times_and_marks_are_what_the_manual_says() -> None:
    assert timedelta(minutes=10) == life.HOLD_LIFETIME
    assert timedelta(days=30) == life.LINK_KEPT
    assert set(life.MARKS) == {
        LifeEvent.ARRIVE,
        LifeEvent.SEAT,
        LifeEvent.FINISH,
        LifeEvent.MISS,
        LifeEvent.TAKE_BACK,
    }
    assert {stage.value for stage in life.CAME} == {"arrived", "in_room", "done"}


def test_everything_but_the_cancelled_takes_time() -> None:
    assert set(life.OCCUPYING) == {stage.value for stage in Stage} - {"cancelled"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 20), st.integers(1, 60), st.sampled_from([0, 0, 0, 1, 7]))
def test_cells_cover_the_stretch_and_nothing_else(begins: int, minutes: int, off_seconds: int) -> None:
    first = AT + timedelta(minutes=begins, seconds=off_seconds)
    end = first + timedelta(minutes=minutes)
    cells = life.cells_of(first, end)
    assert all(cell.timestamp() % 300 == 0 for cell in cells)
    assert cells[0] <= first < cells[0] + life.CELL
    assert cells[-1] < end <= cells[-1] + life.CELL
    assert [later - one for one, later in pairwise(cells)] == [life.CELL] * (len(cells) - 1)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(*[st.integers(0, 48)] * 2), st.tuples(*[st.integers(0, 48)] * 2))
def test_two_stretches_share_a_cell_exactly_if_they_meet(one: tuple[int, int], two: tuple[int, int]) -> None:
    (a, b), (c, d) = (
        (AT + timedelta(minutes=5 * begin), AT + timedelta(minutes=5 * (begin + 1 + length)))
        for begin, length in (one, two)
    )
    assert bool(set(life.cells_of(a, b)) & set(life.cells_of(c, d))) is (a < d and c < b)


def test_nothing_takes_no_cell() -> None:
    assert life.cells_of(AT, AT) == []


@pytest.mark.parametrize(("seconds", "over"), [(-1, False), (0, True), (1, True)])
def test_a_hold_ends_at_its_very_end(seconds: int, over: bool) -> None:
    assert life.is_over(AT, AT + timedelta(seconds=seconds)) is over


@pytest.mark.parametrize(
    ("stage", "minutes_before", "may"),
    [
        (Stage.BOOKED, 61, True),
        (Stage.BOOKED, 60, True),
        (Stage.BOOKED, 59, False),
        (Stage.REQUESTED, 59, True),
        (Stage.REQUESTED, 1, True),
        (Stage.REQUESTED, 0, False),
        (Stage.HELD, 600, False),
        (Stage.CANCELLED, 600, False),
        (Stage.ARRIVED, 600, False),
        (Stage.DONE, 600, False),
        (Stage.NO_SHOW, 600, False),
    ],
)
def test_patients_change_it_until_the_service_says(stage: Stage, minutes_before: int, may: bool) -> None:
    assert life.may_patient_change(stage, AT + timedelta(minutes=minutes_before), 60, AT) is may


@pytest.mark.parametrize(
    ("hours_before", "booked_before", "due"),
    [(25, 48, False), (24, 48, True), (3, 48, True), (2, 48, False), (-1, 48, False), (20, 24, False), (20, 25, True)],
)
def test_a_reminder_is_due_within_the_day_before(hours_before: int, booked_before: int, due: bool) -> None:
    starts_at = AT + timedelta(hours=hours_before)
    assert life.is_to_be_reminded(starts_at, starts_at - timedelta(hours=booked_before), AT) is due
