"""Whatever happens to appointments in whatever order: nobody is double-booked, and cells are those of the living.

Hypothesis makes up the orders; a model of a few lines says what has to come of each step, by its own arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from drypoint.care.booking import absences, actions, jobs, life, queries, walk_ins
from drypoint.care.booking.life import LifeEvent
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.care.booking.placing import TimeTakenError
from drypoint.foundation.core import clock, limits, links
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.practice.models import DayException, Practitioner, Service, TreatmentRoom
from tests.booking.conftest import FIRST, NOW, a_schedule
from tests.booking.test_life import ALLOWED
from tests.patients.people import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STARTS = [FIRST + timedelta(minutes=20 * number) for number in range(5)]
LENGTH, AFTER, HOLD = timedelta(minutes=30), timedelta(minutes=10), timedelta(minutes=10)
TUESDAY = date(2027, 5, 4)
TIMES, NUMBERS = st.sampled_from(STARTS), st.integers(0, 99)
MOVABLE = ("requested", "booked")


@dataclass
class Known:
    """What the model knows of an appointment."""

    state: str
    who: int
    room: int
    starts_at: datetime
    held_until: datetime | None = None
    is_override: bool = False

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + LENGTH + AFTER

    def meets(self, starts_at: datetime) -> bool:
        return self.starts_at < starts_at + LENGTH + AFTER and starts_at < self.ends_at


class Life(RuleBasedStateMachine):
    """Two who treat, two rooms, one service at once and one on request; all ask for the same two hours."""

    moment = [NOW]
    names = count()

    def __init__(self) -> None:
        super().__init__()
        Appointment.objects.all().delete()
        DayException.objects.all().delete()
        self.moment[0] = NOW
        self.known: dict[int, Known] = {}
        self.people = list(Practitioner.objects.order_by("place").values_list("pk", flat=True))
        self.rooms = list(TreatmentRoom.objects.order_by("place", "pk").values_list("pk", flat=True))
        self.at_once, self.on_request = Service.objects.order_by("pk").values_list("pk", flat=True)
        self.away: set[int] = set()
        self.person = a_person()

    # What the model says

    def living(self, but: int | None = None) -> list[Known]:
        now = self.moment[0]
        return [
            one
            for pk, one in self.known.items()
            if pk != but and one.state != "cancelled" and (one.held_until is None or one.held_until > now)
        ]

    def is_free(self, starts_at: datetime, who: int, but: int | None = None) -> bool:
        meeting = [one for one in self.living(but) if one.meets(starts_at)]
        has_room = len({one.room for one in meeting}) < len(self.rooms)
        return who not in self.away and has_room and all(one.who != who for one in meeting)

    @contextmanager
    def expecting(self, *, success: bool) -> Iterator[None]:
        """Hold the step to succeed, or to be refused because the time is taken."""
        if success:
            yield
        else:
            with pytest.raises(TimeTakenError):
                yield

    def note(self, pk: int) -> None:
        """Take over where the database put it; the invariants say whether that is right."""
        row = Appointment.objects.get(pk=pk)
        self.known[pk] = Known(
            row.state, row.practitioner_id, row.room_id or 0, row.starts_at, row.held_until, bool(row.override_reason)
        )

    def pick(self, number: int, *states: str) -> Appointment | None:
        found = sorted(pk for pk, one in self.known.items() if one.state in states)
        return Appointment.objects.filter(pk=found[number % len(found)]).first() if found else None

    def forget_the_gone(self) -> None:
        there = set(Appointment.objects.values_list("pk", flat=True))
        for pk in set(self.known) - there:
            held = self.known.pop(pk)
            assert held.state == "held"
            assert held.held_until is not None
            assert held.held_until <= self.moment[0]

    # What happens

    @rule(start=TIMES, place=st.sampled_from([0, 1, None]), is_request=st.booleans())
    def hold(self, start: datetime, place: int | None, is_request: bool) -> None:
        who = None if place is None else self.people[place]
        service, name = self.on_request if is_request else self.at_once, f"v{next(self.names)}"
        key = form_keys.make(actions.HOLD_FORM, clock.now())
        contact = actions.Booker(name, f"{name}@example.com", "", "en")
        before = set(self.known)
        with self.expecting(success=any(self.is_free(start, one) for one in self.people if who in {None, one})):
            actions.hold(wish=actions.Wish(service, start, who), contact=contact, key=key, address=name)
            (made,) = set(Appointment.objects.values_list("pk", flat=True)) - before
            self.note(made)
        self.forget_the_gone()

    @rule(number=NUMBERS)
    def confirm(self, number: int) -> None:
        held = self.pick(number, "held")
        if held is None or held.held_until is None:
            return
        told = actions.confirm(token=links.make(queries.CONFIRM, held.public_id, held.link_version))
        if held.held_until <= self.moment[0]:
            assert told.outcome == "ended"
        else:
            expected = "requested" if held.service_id == self.on_request else "booked"
            assert told.outcome == expected
            self.known[held.pk].state, self.known[held.pk].held_until = expected, None

    @rule(start=TIMES, place=st.sampled_from([0, 1]), is_override=st.booleans())
    def book_by_staff(self, start: datetime, place: int, is_override: bool) -> None:
        who = self.people[place]
        wish = actions.Wish(self.at_once, start, who)
        with self.expecting(success=is_override or self.is_free(start, who)):
            row = actions.book(
                actor=SYSTEM, wish=wish, contact=actions.Booker("V", "", "", "en"), person_id=self.person,
                override_reason="in pain" if is_override else "",
            )  # fmt: skip
            self.note(row.pk)
        self.forget_the_gone()

    @rule(number=NUMBERS, start=TIMES, by_patient=st.booleans())
    def move(self, number: int, start: datetime, by_patient: bool) -> None:
        row = self.pick(number, *MOVABLE)
        if row is None or row.starts_at == start:
            return
        with self.expecting(success=any(self.is_free(start, who, row.pk) for who in self.people)):
            if by_patient:
                assert actions.move_own(token=actions.own_token(row), starts_at=start)
            else:
                wish = actions.Wish(row.service_id, start)
                actions.move(actor=SYSTEM, appointment_id=row.pk, expected_version=row.version, wish=wish)
            self.note(row.pk)
        assert self.known[row.pk].state == row.state
        self.forget_the_gone()

    @rule(number=NUMBERS)
    def approve(self, number: int) -> None:
        row = self.pick(number, "requested")
        if row is not None:
            actions.approve(actor=SYSTEM, appointment_id=row.pk, expected_version=row.version)
            self.known[row.pk].state = "booked"

    @rule(number=NUMBERS, by_patient=st.booleans())
    def cancel(self, number: int, by_patient: bool) -> None:
        row = self.pick(number, *MOVABLE)
        if row is None:
            return
        if by_patient:
            assert actions.cancel_own(token=actions.own_token(row))
        else:
            actions.cancel(actor=SYSTEM, appointment_id=row.pk, expected_version=row.version)
        self.known[row.pk].state = "cancelled"

    @rule(number=NUMBERS, event=st.sampled_from(life.MARKS))
    def mark(self, number: int, event: LifeEvent) -> None:
        row = self.pick(number, *(stage.value for stage in life.Stage))
        if row is None:
            return
        after = ALLOWED.get((life.Stage(row.state), event))
        if after is None:
            with pytest.raises(life.NotPossibleError):
                actions.mark(actor=SYSTEM, appointment_id=row.pk, expected_version=row.version, event=event)
        else:
            actions.mark(actor=SYSTEM, appointment_id=row.pk, expected_version=row.version, event=event)
            self.known[row.pk].state = after.value

    @rule(place=st.sampled_from([0, 1]))
    def is_here_now(self, place: int) -> None:
        walk_in = walk_ins.WalkIn(self.at_once, self.people[place], person_id=self.person, reason="in pain")
        self.note(walk_ins.treat_now(actor=SYSTEM, walk_in=walk_in).pk)

    @precondition(lambda self: not self.away and len(self.known) >= 4)
    @rule(place=st.sampled_from([0, 1]))
    def is_away(self, place: int) -> None:
        who = self.people[place]
        absence = absences.Absence(who, absences.OtherDay(TUESDAY, TUESDAY))
        plan = absences.plan_of(SYSTEM, absence, clock.now())
        done = absences.carry_out(actor=SYSTEM, absence=absence, seen=absences.digest_of(absence, plan))
        for one in done:
            known = self.known[one.appointment.pk]
            assert (known.who, known.state in MOVABLE) == (who, True)
            if one.colleague is None:
                known.state = "cancelled"
            else:
                assert known.is_override or not any(
                    other.who == one.colleague.pk and other.meets(known.starts_at) for other in self.living()
                )
                known.who = one.colleague.pk
        self.away.add(who)
        for pk, known in list(self.known.items()):
            if known.state == "held" and known.who == who and known.starts_at in STARTS:
                assert not Appointment.objects.filter(pk=pk).exists()
                del self.known[pk]
        # Whoever takes an appointment over takes the cells of holds that have ended.
        self.forget_the_gone()

    @rule(minutes=st.sampled_from([1, 5, 9, 10]))
    def time_passes(self, minutes: int) -> None:
        self.moment[0] += timedelta(minutes=minutes)

    @rule()
    def the_worker_frees_ended_holds(self) -> None:
        jobs.expire_holds(self.moment[0])
        self.forget_the_gone()
        assert all(one.held_until is None or one.held_until > self.moment[0] for one in self.known.values())

    # What holds at every moment

    @invariant()
    def every_appointment_is_where_the_model_says(self) -> None:
        rows = Appointment.objects.values_list("pk", "state", "practitioner_id", "room_id", "starts_at")
        assert sorted(rows) == sorted(
            (pk, one.state, one.who, one.room, one.starts_at) for pk, one in self.known.items()
        )

    @invariant()
    def nobody_and_no_room_is_taken_twice_but_by_an_override(self) -> None:
        for one, two in combinations([one for one in self.known.values() if one.state != "cancelled"], 2):
            if not (one.is_override or two.is_override) and one.meets(two.starts_at):
                assert one.who != two.who
                assert one.room != two.room

    @invariant()
    def cells_are_exactly_those_of_the_living(self) -> None:
        wanted = {
            (resource, one.starts_at + timedelta(minutes=ahead))
            for one in self.known.values()
            if one.state != "cancelled"
            for resource in (f"p{one.who}", f"r{one.room}")
            for ahead in range(0, 40, 5)
        }
        cells = list(BookedCell.objects.values_list("resource", "starts_at"))
        assert len(cells) == len(set(cells))
        assert set(cells) == wanted


def test_the_whole_life_of_appointments_in_any_order(practice: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = a_schedule(change_minutes=0)
    ivo = Practitioner.objects.create(name="Ivo Primjer", languages=["en"], place=1)
    for weekday in range(5):
        ivo.hours.create(weekday=weekday, from_minute=480, to_minute=720)
    TreatmentRoom.objects.create(name="Room 2", place=1)
    on_request = Service.objects.create(
        names={"en": "Conversation"},
        minutes=30,
        after_minutes=10,
        step_minutes=20,
        change_minutes=0,
        is_on_request=True,
    )
    for service in (at_once, on_request):
        service.practitioners.set(Practitioner.objects.all())
        service.rooms.set(TreatmentRoom.objects.all())
    monkeypatch.setattr(limits, "take", lambda *_: None)
    monkeypatch.setattr(clock, "now", lambda: Life.moment[0])
    assert STARTS[-1] + LENGTH <= datetime(2027, 5, 4, 10, tzinfo=UTC)
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=40, stateful_step_count=40, deadline=None, database=None, derandomize=False,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
