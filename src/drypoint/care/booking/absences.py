"""Somebody who treats is away: all that is booked with them on those days at once, with a look beforehand.

Whose record must stay as it is keeps the appointment as it stands, and whom no mail tells is called: nobody comes to a
closed door because the machine could not say so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy

from drypoint.care.booking import absence_rules, changing, mails, placing, queries
from drypoint.care.booking.hours import instant_at, microseconds
from drypoint.care.booking.life import STILL_TO_COME, Stage
from drypoint.care.booking.models import Appointment, AppointmentQuerySet
from drypoint.care.booking.saying import moment_said
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.registries.line_guards import reason_against
from drypoint.foundation.practice.actions import OtherDay, note_absence
from drypoint.foundation.practice.models import Practitioner
from drypoint.foundation.practice.queries import open_minutes, practitioners
from drypoint.foundation.worklist import opening
from drypoint.foundation.worklist.actions import NewTask, add_task
from drypoint.foundation.worklist.kinds import TaskKind
from drypoint.foundation.worklist.models import Task, Urgency

CALLED_WITHIN = timedelta(hours=8)
OF_OTHERS = "booking.absence"
# What becomes of an appointment is written down as one of these; a record that refuses either stays as it is.
_LINES = ("appointment.move", "appointment.cancel")


class PlanChangedError(RuntimeError):
    """What becomes of the appointments is not what was shown any more."""


@dataclass(frozen=True)
class Absence:
    """Who is away, from which day to which, and why."""

    practitioner_id: int
    day: OtherDay


@dataclass(frozen=True)
class Becoming:
    """What becomes of an appointment: a colleague takes it over at its time, or (None) it is cancelled.

    Where held_back gives a sentence, the patient's record must not be changed and the appointment stays as it is.
    is_mailed says whether a mail tells the patient; else somebody calls.
    """

    appointment: Appointment
    colleague: Practitioner | None
    held_back: str
    is_mailed: bool


def _address(pk: int) -> str:
    return reverse("booking_desk:appointment", args=[pk])


def _named(actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    rows = Appointment.objects.visible_to(actor).filter(pk__in=ids)
    return {row.pk: f"{row.for_whom}, {moment_said(row.starts_at)}" for row in rows}


TO_CALL = TaskKind(
    "booking.to_call",
    60,
    gettext_lazy("Call: the appointment was changed, and no mail could tell it"),
    "booking.read",
    _address,
    _named,
)
LEFT_STANDING = TaskKind(
    "booking.left_standing",
    61,
    gettext_lazy("Call: whoever treats is away, and the appointment stands because the record must not be changed"),
    "booking.read",
    _address,
    _named,
)


def whose_absence(actor: Actor) -> list[Practitioner]:
    """Return whose absence somebody may note: with booking.absence everybody's, else their own alone."""
    return [who for who in practitioners() if actor.may(OF_OTHERS) or _is_self(actor, who)]


def _is_self(actor: Actor, who: Practitioner) -> bool:
    return actor.user_id is not None and who.user_id == actor.user_id


def plan_of(actor: Actor, absence: Absence, at: datetime) -> list[Becoming]:
    """Return what becomes of what is booked with somebody on the days on which they are away, by time."""
    rows = list(_rows(actor, absence, at))
    if not rows:
        return []
    away = Practitioner.objects.get(pk=absence.practitioner_id)
    people = Practitioner.objects.filter(is_active=True).exclude(pk=away.pk).order_by("place", "pk")
    colleagues = {one.pk: one for one in people.prefetch_related("credentials", "services")}
    held = {row.pk: _held_back(actor, row) for row in rows}
    found = absence_rules.stand_ins(
        [_visit(row) for row in rows if not held[row.pk]],
        _as_values(list(colleagues.values()), absence, at),
        {one.name: one.valid_until for one in away.credentials.all()},
    )
    return [_becoming(row, colleagues.get(found.get(row.pk) or 0), held[row.pk]) for row in rows]


def _held_back(actor: Actor, row: Appointment) -> str:
    """Return why nothing of an appointment may be changed, "" where it may."""
    if row.person_id is None:
        return ""
    return next(filter(None, (reason_against(actor, line, row.person_id) for line in _LINES)), "")


def _becoming(row: Appointment, colleague: Practitioner | None, held_back: str) -> Becoming:
    kind = mails.CANCELLED if colleague is None else mails.CHANGED
    return Becoming(row, colleague, held_back, is_mailed=not held_back and mails.reaches(row, kind))


def digest_of(absence: Absence, plan: Sequence[Becoming]) -> str:
    """Return what tells this plan from every other: a person confirms exactly the one that was shown."""
    lines = [
        f"{absence}",
        *(
            f"{one.appointment.pk} {one.appointment.version} {one.colleague.pk if one.colleague else '-'} "
            f"{bool(one.held_back)} {one.is_mailed}"
            for one in plan
        ),
    ]
    return hashlib.blake2s("\n".join(lines).encode()).hexdigest()


def carry_out(*, actor: Actor, absence: Absence, seen: str) -> list[Becoming]:
    """Close the days for somebody, and do with each appointment what was shown; one mail each, and a task without.

    Needs booking.absence, or for oneself booking.manage. Raises PlanChangedError where it is not what was
    shown any more: then nothing has changed.
    """
    is_self = _is_self(actor, Practitioner.objects.get(pk=absence.practitioner_id))
    actor.require("booking.manage" if is_self else OF_OTHERS)

    def work() -> list[Becoming]:
        at = clock.now()
        list(_rows(actor, absence, at).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        list(Practitioner.objects.select_for_update().order_by("pk").values_list("pk"))
        plan = plan_of(actor, absence, at)
        if digest_of(absence, plan) != seen:
            raise PlanChangedError(str(absence.practitioner_id))
        away = Practitioner.objects.get(pk=absence.practitioner_id)
        note_absence(actor=actor, practitioner=away, day=absence.day)
        _end_holds(absence, at)
        for one in plan:
            _change(actor, one, at)
        moved = sum(one.colleague is not None for one in plan)
        left = sum(bool(one.held_back) for one in plan)
        audit.record(actor, "appointment.absence", away, moved=moved, cancelled=len(plan) - moved - left, left=left)
        return plan

    return placing.in_one_go(work)


def _change(actor: Actor, becoming: Becoming, at: datetime) -> None:
    row = becoming.appointment
    if becoming.held_back:
        _ask_to_call(LEFT_STANDING, row, at)
        return
    if becoming.colleague is not None:
        changing.hand_to(actor, row, becoming.colleague.pk, at)
    else:
        changing.cancel_by(actor, row, "practice", "")
    if not becoming.is_mailed:
        _ask_to_call(TO_CALL, row, at)


def _ask_to_call(kind: TaskKind, row: Appointment, at: datetime) -> None:
    """Ask somebody to call whom no mail tells, before the appointment begins or would have begun."""
    due_at = min(opening.due_after(at, CALLED_WITHIN), max(row.starts_at, at))
    origin = f"{kind.name} {row.pk} {row.sequence}"
    # Who was called for an earlier absence, and is booked all the same, is called for this one too.
    earlier = Task.objects.visible_to(SYSTEM).filter(origin__startswith=origin, done_at__isnull=False).count()
    origin = f"{origin} {earlier}"
    new = NewTask(kind.name, Urgency.SOON, due_at, subject=row, person_id=row.person_id, origin=origin)
    add_task(actor=SYSTEM, new=new)


def _rows(actor: Actor, absence: Absence, at: datetime) -> AppointmentQuerySet:
    begins = clock.beginning_of(absence.day.first)
    ends = clock.beginning_of(absence.day.last, days_later=1)
    return (
        queries.whole(actor)
        .filter(practitioner=absence.practitioner_id, state__in=STILL_TO_COME)
        .filter(starts_at__gte=max(begins, at), starts_at__lt=ends)
        .order_by("starts_at", "pk")
    )


def _end_holds(absence: Absence, at: datetime) -> None:
    """Let go of times that are kept for visitors on those days."""
    begins = clock.beginning_of(absence.day.first)
    ends = clock.beginning_of(absence.day.last, days_later=1)
    held = Appointment.objects.filter(
        practitioner=absence.practitioner_id, state=Stage.HELD, starts_at__gte=begins, starts_at__lt=ends
    )
    for pk in sorted(held.select_for_update(skip_locked=True).values_list("pk", flat=True)):
        Appointment.objects.filter(pk=pk, held_until__gt=at).update(held_until=at)
        placing.drop_hold(pk, at)


def _visit(row: Appointment) -> absence_rules.BookedVisit:
    return absence_rules.BookedVisit(
        row.pk,
        (microseconds(row.starts_at), microseconds(row.ends_at)),
        (microseconds(row.occupied_from), microseconds(row.occupied_until)),
        queries.local_date(row.starts_at),
        row.service_id,
        row.language,
    )


def _as_values(colleagues: Sequence[Practitioner], absence: Absence, at: datetime) -> list[absence_rules.Colleague]:
    ids, first, last = [one.pk for one in colleagues], absence.day.first, absence.day.last
    begins, ends = clock.beginning_of(first, days_later=-1), clock.beginning_of(last, days_later=2)
    busy: dict[int, list[tuple[int, int]]] = {}
    booked: dict[int, dict[date, int]] = {}
    standing = queries.meeting(begins, ends, at).filter(practitioner__in=ids)
    for who, starts_at, begin, end in standing.values_list(
        "practitioner_id", "starts_at", "occupied_from", "occupied_until"
    ):
        busy.setdefault(who, []).append((microseconds(begin), microseconds(end)))
        on = queries.local_date(starts_at)
        booked.setdefault(who, {})[on] = booked.get(who, {}).get(on, 0) + 1
    opened, zone = open_minutes(ids, first, last), queries.zone()
    return [
        absence_rules.Colleague(
            id=one.pk,
            credentials={held.name: held.valid_until for held in one.credentials.all()},
            languages=frozenset(one.languages),
            services=frozenset(service.pk for service in one.services.all()),
            openings=[
                (instant_at(day, begin, zone), instant_at(day, end, zone, closing=True))
                for day, found in opened[one.pk].items()
                for begin, end in found
            ],
            busy=busy.get(one.pk, ()),
            daily_cap=one.daily_cap,
            booked_on=booked.get(one.pk, {}),
        )
        for one in colleagues
    ]
