"""The steps of which actions on appointments are made, each in the transaction of an action that has asked who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drypoint.care.booking import life, mails, placing
from drypoint.care.booking.life import LifeEvent, Stage
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.rules import Slot
from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.practice.models import Service


class AppointmentChangedError(RuntimeError):
    """Somebody else changed this appointment since the page was opened."""


@dataclass(frozen=True)
class Booker:
    """Who books, checked and cleaned by the form; patient_name if it is for somebody else."""

    name: str
    email: str
    phone: str
    language: str
    patient_name: str = ""
    note: str = ""


def fill(appointment: Appointment, service: Service, contact: Booker) -> None:
    """Give a new appointment its service, its price, its rules, and who booked it."""
    appointment.service = service
    appointment.price_cents, appointment.currency = service.price_cents, service.currency
    appointment.change_minutes = service.change_minutes
    appointment.name, appointment.email, appointment.phone = contact.name, contact.email, contact.phone
    appointment.language, appointment.patient_name = contact.language, contact.patient_name
    appointment.note = contact.note


def place(appointment: Appointment, service: Service, slot: Slot, at: datetime) -> None:
    """Store an appointment in the time of a slot, and take its cells. Raises IntegrityError where one is taken."""
    placing.put_at(appointment, service, slot)
    appointment.save()
    placing.occupy(appointment, at, is_override=bool(appointment.override_reason))


def move_to(actor: Actor, appointment: Appointment, service: Service, slot: Slot, at: datetime) -> None:
    """Move an appointment into a slot, and mail it."""
    move_on(appointment, LifeEvent.MOVE)
    placing.give_back(appointment)
    appointment.sequence += 1
    appointment.reminded_at = None
    place(appointment, service, slot, at)
    is_override = bool(appointment.override_reason)
    audit.record(actor, "appointment.move", appointment, sequence=appointment.sequence, is_override=is_override)
    mails.queue_changed(appointment)


def hand_to(actor: Actor, appointment: Appointment, practitioner_id: int, at: datetime) -> None:
    """Give an appointment to a colleague at the same time in the same room, and mail it."""
    move_on(appointment, LifeEvent.MOVE)
    placing.give_back(appointment)
    appointment.practitioner_id = practitioner_id
    appointment.sequence += 1
    appointment.reminded_at = None
    appointment.save()
    placing.occupy(appointment, at, is_override=bool(appointment.override_reason))
    is_override = bool(appointment.override_reason)
    audit.record(actor, "appointment.move", appointment, sequence=appointment.sequence, is_override=is_override)
    mails.queue_changed(appointment)


def cancel_by(actor: Actor, appointment: Appointment, by: str, reason: str) -> None:
    """Cancel an appointment for the patient or the practice, and mail it."""
    was_booked = appointment.state == Stage.BOOKED
    move_on(appointment, LifeEvent.CANCEL)
    appointment.held_until = None
    appointment.sequence += 1
    appointment.cancelled_by, appointment.cancel_reason = by, reason
    appointment.save()
    placing.give_back(appointment)
    audit.record(actor, "appointment.cancel", appointment, by=by)
    mails.queue_cancelled(appointment, was_booked=was_booked)


def move_on(appointment: Appointment, event: LifeEvent) -> None:
    """Let something happen to an appointment, without storing it. Raises NotPossibleError."""
    appointment.state = life.next_state(appointment.stands, event)
    appointment.version += 1


def locked(actor: Actor, appointment_id: int, expected_version: int) -> Appointment:
    """Return an appointment with its row locked. Raises AppointmentChangedError unless it is as it was shown."""
    rows = Appointment.objects.select_for_update(of=("self",)).visible_to(actor)
    appointment = rows.select_related("service", "practitioner").get(pk=appointment_id)
    if appointment.version != expected_version:
        raise AppointmentChangedError(str(appointment))
    return appointment
