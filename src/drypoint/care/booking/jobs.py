"""Scans over what is due: holds that ended, appointments without their person, reminders. Safe to run twice."""

from __future__ import annotations

from datetime import datetime

from drypoint.care.booking import actions, life
from drypoint.care.booking.life import Stage
from drypoint.care.booking.models import Appointment

_AT_ONCE = 500


def expire_holds(at: datetime) -> int:
    """Remove holds that ended, and return how many."""
    ended = Appointment.objects.filter(state=Stage.HELD, held_until__lte=at).order_by("held_until")
    found = list(ended.values_list("pk", flat=True)[:_AT_ONCE])
    return sum(actions.expire(appointment_id=pk, at=at) for pk in found)


def attach_people(_at: datetime) -> int:
    """Give verified appointments their people, where the moment after the confirmation was lost."""
    waiting = Appointment.objects.filter(person__isnull=True, booked_at__isnull=False)
    found = list(waiting.values_list("pk", flat=True)[:_AT_ONCE])
    for pk in found:
        actions.attach_person(appointment_id=pk)
    return len(found)


def remind(at: datetime) -> int:
    """Mail what is to be reminded of, and return how many were looked at."""
    due = Appointment.objects.filter(
        state=Stage.BOOKED,
        reminded_at__isnull=True,
        starts_at__gt=at,
        starts_at__lte=at + life.REMINDED_BEFORE,
    )
    found = list(due.exclude(email="").values_list("pk", flat=True)[:_AT_ONCE])
    for pk in found:
        actions.remind(appointment_id=pk)
    return len(found)
