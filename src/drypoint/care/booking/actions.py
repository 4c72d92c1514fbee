"""Every write about appointments: permission, one durable transaction, the trail, the mail."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from drypoint.care.booking import changing, life, mails, placing, queries
from drypoint.care.booking.changing import Booker
from drypoint.care.booking.life import LifeEvent, Stage
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.placing import TimeTakenError, in_one_go
from drypoint.care.booking.rules import Slot
from drypoint.foundation.core import audit, clock, limits, links, second_fact
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.mail.outbox import erase_mails_of
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.patients.models import Episode, Person
from drypoint.foundation.practice.models import Service

HOLD_FORM = "booking.hold"
HOLDS_AN_ADDRESS = limits.Limit("booking.hold", 6, timedelta(minutes=10))
HOLDS_AN_ADDRESS_A_DAY = limits.Limit("booking.hold_day", 30, timedelta(days=1))
HOLDS_A_NETWORK = limits.Limit("booking.hold_network", 60, timedelta(hours=1))
# However often somebody types another person's address, that person gets no more mails than this.
HOLDS_A_MAILBOX = limits.Limit("booking.mailbox", 6, timedelta(days=1))
CODES = second_fact.GuessLimits(
    of_link=limits.Limit("booking.code", 5, timedelta(minutes=10)),
    of_link_in_all=limits.Limit("booking.code_all", 10, timedelta(days=1)),
    of_address=limits.Limit("booking.code_address", 30, timedelta(hours=1)),
)


class StillHeldError(RuntimeError):
    """Nobody has confirmed it yet: staff cannot cancel it, it ends by itself."""


class TooLateError(RuntimeError):
    """The service's rule lets patients change it no more: they are asked to call."""


class HoldOutcome(StrEnum):
    """What whoever confirms a hold is told."""

    READY = "ready"
    BOOKED = "booked"
    REQUESTED = "requested"
    ENDED = "ended"
    UNKNOWN = "unknown"
    WRONG_CODE = "wrong_code"
    NOT_FOR_NEW = "not_for_new"


@dataclass(frozen=True)
class Wish:
    """Which service is wanted when, and with whom (None: with anybody)."""

    service_id: int
    starts_at: datetime
    practitioner_id: int | None = None


@dataclass(frozen=True)
class Confirmed:
    """What came of a confirmation; own_token leads to the appointment where there is one."""

    outcome: HoldOutcome
    own_token: str = ""


def hold(*, wish: Wish, contact: Booker, key: FormKey, address: str) -> str:
    """Keep a time for ten minutes and mail how to confirm it; return the token of the hold's page.

    A second click leads to the same hold. Raises TimeTakenError, Service.DoesNotExist or LimitReachedError.
    """
    try:
        held = in_one_go(lambda: _held(wish, contact, key, address))
    except form_keys.AlreadySpentError as spent:
        return hold_token(spent.result)
    return hold_token(str(held.public_id))


def hold_token(public_id: str) -> str:
    """Return the token of the page of a hold."""
    return links.make(queries.HOLD, uuid.UUID(public_id), 1)


def _held(wish: Wish, contact: Booker, key: FormKey, address: str) -> Appointment:
    at = clock.now()
    held = Appointment(state=Stage.HELD, made_at=at, held_until=at + life.HOLD_LIFETIME)
    form_keys.spend(key, result=str(held.public_id), at=at)
    limits.take(HOLDS_AN_ADDRESS, address, at)
    limits.take(HOLDS_AN_ADDRESS_A_DAY, address, at)
    limits.take(HOLDS_A_NETWORK, limits.network_of(address) or address, at)
    limits.take(HOLDS_A_MAILBOX, contact.email.casefold(), at)
    service = Service.objects.get(pk=wish.service_id, is_offered=True)
    changing.fill(held, service, contact)
    placing.lock(service)
    changing.place(held, service, placing.offered_slot(service, wish.starts_at, wish.practitioner_id, at), at)
    audit.record(VISITOR, "appointment.hold", held)
    mails.queue_verification(held)
    return held


def confirm(*, token: str) -> Confirmed:
    """Confirm a hold for whoever holds the link from the mail; a second time it is the same success."""
    with durable():
        link = queries.behind_confirm_link(token, clock.now(), is_locked=True)
        return _confirmed(link.appointment, token, is_in_time=link.is_in_time)


def confirm_by_code(*, token: str, code: str, address: str) -> Confirmed:
    """Confirm a hold for whoever types the code from the mail into the hold's page.

    Raises LimitReachedError after too many tries.
    """
    with durable():
        at = clock.now()
        guess = second_fact.Guess(CODES, queries.HOLD, token, address, at)
        guess.count()
        held = queries.behind_link(queries.HOLD, token, at, is_locked=True)
        expected = links.six_digits(queries.CONFIRM, held.public_id, held.link_version) if held else None
        if not guess.is_right(code, expected, is_code=True):
            return Confirmed(HoldOutcome.WRONG_CODE if held else HoldOutcome.ENDED)
        # The digits have no end of their own: they let in as long as the time is kept.
        is_in_time = held is not None and at < held.made_at + life.HOLD_LIFETIME
        return _confirmed(held, token, is_in_time=is_in_time)


def standing(appointment: Appointment, at: datetime) -> HoldOutcome:
    """Return what is said of an appointment to whoever was to confirm it: READY while it waits for that."""
    if appointment.held_until is not None:
        return HoldOutcome.ENDED if life.is_over(appointment.held_until, at) else HoldOutcome.READY
    if appointment.state == Stage.CANCELLED:
        return HoldOutcome.ENDED
    return HoldOutcome.REQUESTED if appointment.state == Stage.REQUESTED else HoldOutcome.BOOKED


def told(appointment: Appointment, at: datetime, *, is_in_time: bool) -> Confirmed:
    """Return what came of a confirmation; what was confirmed lets nobody in once the time for confirming is over."""
    outcome = standing(appointment, at)
    lets_in = is_in_time and outcome in {HoldOutcome.BOOKED, HoldOutcome.REQUESTED}
    return Confirmed(outcome, own_token(appointment) if lets_in else "")


def _confirmed(held: Appointment | None, token: str, *, is_in_time: bool) -> Confirmed:
    if held is None:
        return Confirmed(why_gone(token))
    before = told(held, clock.now(), is_in_time=is_in_time)
    if before.outcome is not HoldOutcome.READY:
        # Before any waiting: whoever takes over a hold that has ended waits for its row, and keeps who treats.
        return before
    placing.lock_taken(held)
    at = clock.now()
    if standing(held, at) is HoldOutcome.ENDED or not placing.has_its_cells(held):
        return Confirmed(HoldOutcome.ENDED)
    if not held.service.is_for_new_people and not queries.is_known(held.email):
        audit.record(VISITOR, "appointment.refuse_new", held)
        placing.give_back(held)
        erase_mails_of(held)
        held.delete()
        return Confirmed(HoldOutcome.NOT_FOR_NEW)
    is_request = held.service.is_on_request
    changing.move_on(held, LifeEvent.ASK if is_request else LifeEvent.CONFIRM)
    held.held_until, held.booked_at = None, at
    held.save()
    audit.record(VISITOR, "appointment.request" if is_request else "appointment.confirm", held)
    if is_request:
        mails.queue_requested(held)
    else:
        mails.queue_booked(held)
    return Confirmed(HoldOutcome.REQUESTED if is_request else HoldOutcome.BOOKED, own_token(held))


def why_gone(token: str) -> HoldOutcome:
    """Tell a link that was made here, and whose hold has been removed, from one that never was."""
    made = (links.read_late_or_nobody(purpose, token) for purpose in (queries.CONFIRM, queries.HOLD))
    return HoldOutcome.UNKNOWN if all(link.is_of_nobody for link in made) else HoldOutcome.ENDED


def own_token(appointment: Appointment) -> str:
    """Return the token by which its owner sees, moves and cancels an appointment."""
    return links.make(queries.OWN, appointment.public_id, appointment.link_version)


def cancel_own(*, token: str, reason: str = "") -> bool:
    """Cancel for whoever holds the link; False if there is no such appointment, a second time it is the same success.

    Raises TooLateError when the service's rule lets patients do it no more.
    """
    with durable():
        at = clock.now()
        appointment = queries.behind_link(queries.OWN, token, at, is_locked=True)
        if appointment is None:
            return False
        if appointment.state != Stage.CANCELLED:
            _refuse_if_late(appointment, at)
            changing.cancel_by(VISITOR, appointment, "patient", reason)
        return True


def move_own(*, token: str, starts_at: datetime) -> bool:
    """Move for whoever holds the link, to the same practitioner if free, else to another; False if there is none.

    Raises TooLateError as cancelling does, TimeTakenError if the time is not free: then all stays as it was.
    """

    def work() -> bool:
        at = clock.now()
        appointment = queries.behind_link(queries.OWN, token, at, is_locked=True)
        if appointment is None:
            return False
        if appointment.starts_at == starts_at:
            return True
        _refuse_if_late(appointment, at)
        service = appointment.service
        placing.lock(service)
        slot = placing.slot_for_moving(appointment, service, starts_at, at)
        changing.move_to(VISITOR, appointment, service, slot, at)
        return True

    return in_one_go(work)


def _refuse_if_late(appointment: Appointment, at: datetime) -> None:
    if not life.may_patient_change(appointment.stands, appointment.starts_at, appointment.change_minutes, at):
        raise TooLateError(str(appointment))


def book(
    *,
    actor: Actor,
    wish: Wish,
    contact: Booker,
    person_id: int,
    override_reason: str = "",
    episode_id: int | None = None,
) -> Appointment:
    """Book for a person. Needs booking.manage; with a reason to book over others or off hours also booking.override.

    episode_id is the problem that it is booked from. Raises TimeTakenError, and Episode.DoesNotExist for a problem of
    somebody else.
    """
    actor.require("booking.manage")
    if override_reason:
        actor.require("booking.override")

    def work() -> Appointment:
        at = clock.now()
        service = Service.objects.get(pk=wish.service_id)
        if episode_id is not None:
            Episode.objects.visible_to(actor).get(pk=episode_id, person_id=person_id)
        appointment = Appointment(
            state=Stage.BOOKED,
            made_at=at,
            booked_at=at,
            made_by_id=actor.user_id,
            person_id=person_id,
            episode_id=episode_id,
        )
        appointment.override_reason = override_reason
        changing.fill(appointment, service, contact)
        placing.lock(service)
        slot = _slot_for_staff(service, wish, at, override_reason, None)
        changing.place(appointment, service, slot, at)
        audit.record(actor, "appointment.book", appointment, person=person_id, is_override=bool(override_reason))
        mails.queue_booked(appointment)
        return appointment

    return in_one_go(work)


def move(
    *, actor: Actor, appointment_id: int, expected_version: int, wish: Wish, override_reason: str = ""
) -> Appointment:
    """Move an appointment; where nobody is wished for, to the same practitioner if free, else to another.

    Needs booking.manage, with a reason booking.override. Raises TimeTakenError.
    """
    actor.require("booking.manage")
    if override_reason:
        actor.require("booking.override")

    def work() -> Appointment:
        at = clock.now()
        appointment = changing.locked(actor, appointment_id, expected_version)
        service = appointment.service
        placing.lock(service)
        slot = _slot_for_staff(service, wish, at, override_reason, appointment)
        appointment.override_reason = override_reason
        changing.move_to(actor, appointment, service, slot, at)
        return appointment

    return in_one_go(work)


def _slot_for_staff(service: Service, wish: Wish, at: datetime, reason: str, moved: Appointment | None) -> Slot:
    if moved is not None and wish.practitioner_id is None:
        return placing.slot_for_moving(moved, service, wish.starts_at, at)
    leaving_out = None if moved is None else moved.pk
    try:
        return placing.offered_slot(service, wish.starts_at, wish.practitioner_id, at, leaving_out=leaving_out)
    except TimeTakenError:
        if not reason or wish.practitioner_id is None:
            raise
    practitioner = service.practitioners.get(pk=wish.practitioner_id)
    return placing.slot_all_the_same(service, wish.starts_at, practitioner, at, leaving_out=leaving_out)


def look_at_appointment(*, actor: Actor, appointment_id: int) -> Appointment:
    """Record that a member of staff looked, and return the appointment with its service. Needs booking.read."""
    actor.require("booking.read")
    with durable():
        appointment = queries.whole(actor).get(pk=appointment_id)
        audit.record(actor, "appointment.read", appointment)
    return appointment


def approve(*, actor: Actor, appointment_id: int, expected_version: int) -> None:
    """Turn a request into a booking, and mail it. Needs booking.manage."""
    actor.require("booking.manage")
    with durable():
        appointment = changing.locked(actor, appointment_id, expected_version)
        changing.move_on(appointment, LifeEvent.APPROVE)
        appointment.booked_at = clock.now()
        appointment.save()
        audit.record(actor, "appointment.approve", appointment)
        mails.queue_booked(appointment)


def cancel(*, actor: Actor, appointment_id: int, expected_version: int, reason: str = "") -> None:
    """Cancel an appointment or turn a request down, and mail it. Needs booking.manage. Raises StillHeldError."""
    actor.require("booking.manage")
    with durable():
        appointment = changing.locked(actor, appointment_id, expected_version)
        if appointment.state == Stage.HELD:
            raise StillHeldError(str(appointment))
        changing.cancel_by(actor, appointment, "practice", reason)


def mark(*, actor: Actor, appointment_id: int, expected_version: int, event: LifeEvent) -> None:
    """Note that somebody arrived, is done or did not come, or take that back. Needs booking.manage."""
    actor.require("booking.manage")
    if event not in life.MARKS:
        raise life.NotPossibleError(f"{event} is not for marking.")
    with durable():
        appointment = changing.locked(actor, appointment_id, expected_version)
        changing.move_on(appointment, event)
        appointment.save()
        audit.record(actor, "appointment.mark", appointment, state=appointment.state)


def attach_person(*, appointment_id: int) -> None:
    """Give a verified appointment its person: that of an earlier one of the same name and mailbox, or a new one."""
    appointment = Appointment.objects.filter(pk=appointment_id, person__isnull=True, booked_at__isnull=False).first()
    if appointment is None:
        return
    person_id = queries.person_before(appointment)
    if person_id is None:
        particulars = patients.Particulars(
            name=appointment.for_whom,
            email=appointment.email,
            phone=appointment.phone,
            language=appointment.language,
        )
        origin = f"{queries.ORIGIN} {appointment.pk}"
        person_id = patients.add_person(actor=SYSTEM, particulars=particulars, origin=origin).pk
    with durable():
        if Appointment.objects.filter(pk=appointment_id, person__isnull=True).update(person_id=person_id):
            audit.record(SYSTEM, "appointment.attach_person", appointment, person=person_id)


def remind(*, appointment_id: int) -> None:
    """Mail a reminder, once."""
    with durable():
        at = clock.now()
        due = Appointment.objects.select_for_update().filter(
            pk=appointment_id, state=Stage.BOOKED, reminded_at__isnull=True
        )
        appointment = due.first()
        if appointment is None or appointment.booked_at is None:
            return
        if life.is_to_be_reminded(appointment.starts_at, appointment.booked_at, at):
            appointment.reminded_at = at
            appointment.save(update_fields=["reminded_at"])
            audit.record(SYSTEM, "appointment.remind", appointment)
            mails.queue_reminder(appointment)


def expire(*, appointment_id: int, at: datetime) -> bool:
    """Remove a hold that has ended; False if it was confirmed meanwhile or is gone."""
    with durable():
        return placing.drop_hold(appointment_id, at)


def erase_of(person: Person) -> int:
    """Erase what bookings hold about a person, in the caller's transaction, and return how many went."""
    rows = list(Appointment.objects.select_for_update().filter(person=person))
    for appointment in rows:
        placing.give_back(appointment)
        erase_mails_of(appointment)
        appointment.delete()
    return len(rows)
