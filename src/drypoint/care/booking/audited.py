"""What this room writes into the audit trail, in words. docs/reference/audit.md says which facts go with it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "appointment.absence": _("Somebody who treats is away, and what was booked with them was changed"),
    "appointment.approve": _("A request for an appointment was approved"),
    "appointment.attach_person": _("An appointment was given its patient"),
    "appointment.book": _("An appointment was booked by staff"),
    "appointment.cancel": _("An appointment was cancelled"),
    "appointment.confirm": _("A visitor confirmed an appointment"),
    "appointment.expire": _("A time that nobody confirmed was freed"),
    "appointment.here_now": _("Somebody was taken in without an appointment"),
    "appointment.hold": _("A visitor chose a time"),
    "appointment.mark": _("Somebody arrived, was in the room, was done or did not come"),
    "appointment.move": _("An appointment was moved"),
    "appointment.read": _("An appointment was looked at"),
    "appointment.refuse_new": _("A booking was refused because the service is not for new people"),
    "appointment.remind": _("Somebody was reminded of an appointment"),
    "appointment.request": _("A visitor asked for an appointment"),
}
