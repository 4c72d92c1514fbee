"""Here now: somebody stands at the desk without an appointment and is treated at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from drypoint.care.booking import changing, life, placing, queries
from drypoint.care.booking.changing import Booker
from drypoint.care.booking.hours import WallHours, instant_at, microseconds
from drypoint.care.booking.life import Stage
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.rules import Slot
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.actions import Particulars, write_person
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practitioner, Service
from drypoint.foundation.practice.queries import open_minutes


class NeedsReasonError(RuntimeError):
    """Whoever treats or every room is taken now, or it is off hours: it takes a reason to treat all the same."""


@dataclass(frozen=True)
class WalkIn:
    """Who is here for what: a patient, or somebody new with whom whoever asks has compared those of not_these."""

    service_id: int
    practitioner_id: int
    person_id: int | None = None
    newcomer: Particulars | None = None
    not_these: Collection[int] = ()
    reason: str = ""


def treat_now(*, actor: Actor, walk_in: WalkIn) -> Appointment:
    """Make the person, if new, and an appointment that begins now and is in the room, in one step.

    Needs booking.manage, for somebody new patients.write, and with a reason booking.override. Raises NeedsReasonError
    without one where it would take one, SomebodyAlikeError as add_person does, and TimeTakenError.
    """
    actor.require("booking.manage")
    if walk_in.reason:
        actor.require("booking.override")

    def work() -> Appointment:
        at = clock.now()
        service = Service.objects.get(pk=walk_in.service_id, is_offered=True)
        who = service.practitioners.get(pk=walk_in.practitioner_id, is_active=True)
        placing.lock(service)
        slot = placing.slot_all_the_same(service, beginning_of_cell(at), who, at)
        is_free = is_offered_now(service, who, slot, at)
        if not is_free and not walk_in.reason:
            raise NeedsReasonError(str(who))
        person = _person(actor, walk_in)
        appointment = Appointment(
            state=Stage.IN_ROOM,
            made_at=at,
            booked_at=at,
            made_by_id=actor.user_id,
            person=person,
            override_reason="" if is_free else walk_in.reason,
        )
        changing.fill(appointment, service, Booker(person.name, person.email, person.phone, person.language))
        changing.place(appointment, service, slot, at)
        audit.record(actor, "appointment.here_now", appointment, person=person.pk, is_override=not is_free)
        return appointment

    return placing.in_one_go(work)


def _person(actor: Actor, walk_in: WalkIn) -> Person:
    if walk_in.newcomer is not None:
        return write_person(actor=actor, particulars=walk_in.newcomer, not_these=walk_in.not_these)
    return Person.objects.visible_to(actor).get(pk=walk_in.person_id or 0)


def beginning_of_cell(at: datetime) -> datetime:
    """Return the last whole five minutes."""
    return life.cells_of(at, at + timedelta(microseconds=1))[0]


def is_offered_now(service: Service, who: Practitioner, slot: Slot, at: datetime) -> bool:
    """Say whether somebody is open for the whole of a slot, and neither they nor its room have anything else then."""
    day = queries.local_date(slot.start)
    zone = queries.zone()
    openings = open_minutes([who.pk], day, day)[who.pk][day]
    is_open = any(
        instant_at(day, one.from_minute, zone) <= microseconds(slot.start)
        and microseconds(slot.end) <= instant_at(day, one.to_minute, zone, closing=True)
        for one in (WallHours(*opening) for opening in openings)
    )
    begins = slot.start - timedelta(minutes=service.before_minutes)
    ends = slot.end + timedelta(minutes=service.after_minutes)
    is_busy = queries.meeting(begins, ends, at).filter(practitioner=who).exists()
    has_room = slot.room is None or int(slot.room) not in queries.rooms_taken(begins, ends, at)
    return is_open and has_room and not is_busy
