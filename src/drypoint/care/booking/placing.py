"""Take time for an appointment and give it back, in the caller's transaction.

Two ways lead here at once and only one may win. On PostgreSQL the rows of who treats and of the rooms are locked first,
always in the same order, so that nobody waits in a circle; on SQLite writers come one after the other anyway. Whatever
slips past that, the unique cells refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError

from drypoint.care.booking import life, queries
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.care.booking.rules import Slot
from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.mail.outbox import erase_mails_of
from drypoint.foundation.core.writing import durable
from drypoint.foundation.practice.models import Practitioner, Service, TreatmentRoom
from drypoint.foundation.practice.queries import rooms_for, who_offers

T = TypeVar("T")


class TimeTakenError(RuntimeError):
    """The time is not free (any more): taken, too soon, too far ahead, or none that was ever offered."""


def in_one_go(work: Callable[[], T]) -> T:
    """Do the work in one durable transaction. Raises TimeTakenError where a cell was taken by somebody else."""
    try:
        with durable():
            return work()
    except IntegrityError as refused:
        if "cell" not in str(refused).lower():
            raise
        raise TimeTakenError("Somebody else was first.") from refused


def lock(service: Service) -> None:
    """Let nobody else book what this service takes until the transaction ends."""
    list(service.practitioners.select_for_update().order_by("pk").values_list("pk"))
    list(service.rooms.select_for_update().order_by("pk").values_list("pk"))


def lock_taken(appointment: Appointment) -> None:
    """Let nobody else book what an appointment takes until the transaction ends."""
    list(Practitioner.objects.select_for_update().filter(pk=appointment.practitioner_id))
    if appointment.room_id is not None:
        list(TreatmentRoom.objects.select_for_update().filter(pk=appointment.room_id))


def offered_slot(
    service: Service,
    starts_at: datetime,
    practitioner_id: int | None,
    at: datetime,
    *,
    leaving_out: int | None = None,
) -> Slot:
    """Return the free slot asked for, of somebody or (None) of the first who is free. Raises TimeTakenError."""
    if starts_at <= at or starts_at > at + timedelta(days=service.horizon_days + 2):
        raise TimeTakenError("This time cannot be booked.")
    who = [one for one in who_offers(service) if practitioner_id in {None, one.pk}]
    day = queries.local_date(starts_at)
    for slot in queries.free_slots(service, who, day, day, at, leaving_out=leaving_out):
        if slot.start == starts_at:
            return slot
    raise TimeTakenError("This time is not free.")


def slot_for_moving(appointment: Appointment, service: Service, starts_at: datetime, at: datetime) -> Slot:
    """Return the free slot that an appointment can be moved to: with the same person, or else with another."""
    try:
        return offered_slot(service, starts_at, appointment.practitioner_id, at, leaving_out=appointment.pk)
    except TimeTakenError:
        return offered_slot(service, starts_at, None, at, leaving_out=appointment.pk)


def slot_all_the_same(
    service: Service, starts_at: datetime, practitioner: Practitioner, at: datetime, *, leaving_out: int | None = None
) -> Slot:
    """Return a slot over others or off hours, in the first room that is free, or else in the first."""
    end = starts_at + timedelta(minutes=service.minutes)
    begins = starts_at - timedelta(minutes=service.before_minutes)
    ends = end + timedelta(minutes=service.after_minutes)
    rooms = [room.pk for room in rooms_for(service)]
    taken = queries.rooms_taken(begins, ends, at, leaving_out=leaving_out)
    room = next((one for one in [*(pk for pk in rooms if pk not in taken), *rooms]), None)
    return Slot(starts_at, end, str(practitioner.pk), None if room is None else str(room))


def put_at(appointment: Appointment, service: Service, slot: Slot) -> None:
    """Give an appointment the time, the person and the room of a slot, without storing it."""
    appointment.starts_at, appointment.ends_at = slot.start, slot.end
    appointment.occupied_from = slot.start - timedelta(minutes=service.before_minutes)
    appointment.occupied_until = slot.end + timedelta(minutes=service.after_minutes)
    appointment.practitioner_id = int(slot.practitioner)
    appointment.room_id = None if slot.room is None else int(slot.room)


def occupy(appointment: Appointment, at: datetime, *, is_override: bool = False) -> None:
    """Take the appointment's cells; holds that have ended give theirs. An override takes those that nobody has.

    Raises IntegrityError where a cell is taken.
    """
    cells = life.cells_of(appointment.occupied_from, appointment.occupied_until)
    taken = BookedCell.objects.filter(resource__in=appointment.resources, starts_at__in=cells)
    ended = taken.filter(appointment__state=life.Stage.HELD, appointment__held_until__lte=at)
    for pk in sorted(set(ended.values_list("appointment_id", flat=True))):
        drop_hold(pk, at)
    _take_cells(appointment, cells, but_those_taken=is_override)


def _take_cells(appointment: Appointment, cells: Sequence[datetime], *, but_those_taken: bool) -> None:
    BookedCell.objects.bulk_create(
        [
            BookedCell(resource=resource, starts_at=cell, appointment=appointment)
            for resource in sorted(appointment.resources)
            for cell in cells
        ],
        ignore_conflicts=but_those_taken,
    )


def drop_hold(appointment_id: int, at: datetime) -> bool:
    """Remove a hold that has ended, with all that its owner wrote; False if it was confirmed meanwhile or is gone.

    One that is in somebody's hands at this moment is left: whoever confirms it may wait for what the caller holds.
    """
    hold = (
        Appointment.objects.select_for_update(skip_locked=True)
        .filter(pk=appointment_id, state=life.Stage.HELD, held_until__lte=at)
        .first()
    )
    if hold is None:
        return False
    audit.record(SYSTEM, "appointment.expire", hold)
    give_back(hold)
    erase_mails_of(hold)
    hold.delete()
    return True


def give_back(appointment: Appointment) -> None:
    """Free the appointment's cells; overrides that stand there too take them over, so that they stay occupied."""
    appointment.cells.all().delete()
    others = Appointment.objects.filter(
        state__in=life.OCCUPYING,
        occupied_from__lt=appointment.occupied_until,
        occupied_until__gt=appointment.occupied_from,
    ).exclude(pk=appointment.pk)
    for other in others.exclude(override_reason=""):
        _take_cells(other, life.cells_of(other.occupied_from, other.occupied_until), but_those_taken=True)


def has_its_cells(appointment: Appointment) -> bool:
    """Say whether every cell of an appointment is its own: asked before a hold is confirmed."""
    cells = life.cells_of(appointment.occupied_from, appointment.occupied_until)
    return appointment.cells.count() == len(cells) * len(appointment.resources)
