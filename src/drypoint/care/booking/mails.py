"""The mails of a booking. They say when, where and with whom; never what is treated, nor the name of the service."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from drypoint.care.booking import life, queries
from drypoint.care.booking.calendars import CalendarEntry, written
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.saying import moment_said
from drypoint.foundation.core import clock
from drypoint.foundation.core.mail.guards import would_be_withheld
from drypoint.foundation.core.mail.outbox import CODE_PLACEHOLDER, PLACEHOLDER, SecretLink, queue_mail
from drypoint.foundation.practice.queries import the_practice

BOOKED, CHANGED, CANCELLED = "booking.booked", "booking.changed", "booking.cancelled"


def queue_verification(appointment: Appointment) -> None:
    """Ask whether the mail address is right, in the caller's transaction: by a link and by a code."""
    link = SecretLink(queries.CONFIRM, appointment.public_id, appointment.link_version, life.HOLD_LIFETIME)
    _queue(appointment, "booking.verify", _("Please confirm your appointment"), "verify", link, "booking:confirm")


def queue_booked(appointment: Appointment) -> None:
    """Say that the appointment is booked, and put it into the calendar."""
    _queue_own(appointment, BOOKED, _("Your appointment is booked"), "booked", has_calendar=True)


def queue_requested(appointment: Appointment) -> None:
    """Say that the practice will look at the request."""
    _queue_own(appointment, "booking.requested", _("We have your request for an appointment"), "requested")


def queue_changed(appointment: Appointment) -> None:
    """Say that the appointment is at another time."""
    is_booked = appointment.state == life.Stage.BOOKED
    _queue_own(appointment, CHANGED, _("Your appointment has been moved"), "changed", has_calendar=is_booked)


def queue_cancelled(appointment: Appointment, *, was_booked: bool) -> None:
    """Say that the appointment will not be, or that a request was turned down."""
    subject = _("Your appointment is cancelled") if was_booked else _("Your request for an appointment")
    _queue_own(appointment, CANCELLED, subject, "cancelled", has_calendar=was_booked)


def queue_reminder(appointment: Appointment) -> None:
    """Remind of tomorrow."""
    _queue_own(appointment, "booking.reminder", _("A reminder of your appointment"), "reminder")


def reaches(appointment: Appointment, kind: str) -> bool:
    """Say whether a mail of a kind would go out to whoever booked: there is an address, and nothing holds it back."""
    return bool(appointment.email) and not would_be_withheld(kind=kind, to_address=appointment.email, cause=appointment)


def _queue_own(
    appointment: Appointment, kind: str, subject: str | Promise, template: str, *, has_calendar: bool = False
) -> None:
    until_it_is_over = max(appointment.ends_at - appointment.made_at, timedelta()) + life.LINK_KEPT
    link = SecretLink(queries.OWN, appointment.public_id, appointment.link_version, until_it_is_over)
    calendar = _calendar(appointment) if has_calendar and appointment.email else ""
    _queue(appointment, kind, subject, template, link, "booking:own", calendar)


def _calendar(appointment: Appointment) -> str:
    practice = the_practice()
    host = urlsplit(settings.CONFIG.url).hostname or "localhost"
    name, email = (practice.name, practice.email) if practice else ("", "")
    where = (
        ", ".join(filter(None, (practice.street, f"{practice.postcode} {practice.town}".strip()))) if practice else ""
    )
    with translation.override(appointment.language):
        title = gettext("Appointment, %(practice)s") % {"practice": name}
    return written(
        CalendarEntry(
            uid=f"{appointment.public_id}@{host}",
            sequence=appointment.sequence,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            zone=queries.zone(),
            written_at=clock.now(),
            title=title,
            place=where,
            organizer_name=name,
            organizer_email=email or f"appointments@{host}",
            attendee_email=appointment.email,
            is_cancelled=appointment.state == life.Stage.CANCELLED,
        )
    )


def _queue(
    appointment: Appointment,
    kind: str,
    subject: str | Promise,
    template: str,
    link: SecretLink,
    leads_to: str,
    calendar: str = "",
) -> None:
    if not appointment.email:
        return
    with translation.override(appointment.language):
        context = {
            "address": f"{settings.CONFIG.url}{reverse(leads_to, args=[PLACEHOLDER])}",
            "code": CODE_PLACEHOLDER,
            "practice": the_practice(),
            "when": moment_said(appointment.starts_at),
            "who": appointment.practitioner.name,
            "minutes": int(life.HOLD_LIFETIME.total_seconds() // 60),
        }
        text = render_to_string(f"booking/mail/{template}.txt", context)
        title = str(subject)
    queue_mail(
        kind=kind,
        to_address=appointment.email,
        language=appointment.language,
        subject=title,
        text=text,
        cause=appointment,
        link=link,
        calendar=calendar,
    )
