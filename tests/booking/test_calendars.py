"""What a calendar program gets with the mails, read back by a strict parser and by the library's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.care.booking.calendars import CalendarEntry, written
from drypoint.foundation.core import clock
from drypoint.foundation.core.mail.mail_server import Sender
from drypoint.foundation.core.mail.sending import as_message
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.practice.models import Practice, Service
from tests.booking import strict_calendar
from tests.booking.conftest import FIRST, a_schedule, booked, last_mail
from tests.booking.strict_calendar import instant, parse

ZAGREB = ZoneInfo("Europe/Zagreb")


def an_entry(starts_at: datetime, *, title: str = "Appointment", is_cancelled: bool = False) -> CalendarEntry:
    return CalendarEntry(
        uid="a@clinic.example", sequence=3, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30),
        zone=ZAGREB, written_at=starts_at - timedelta(days=3), title=title, place="Invented street 1, Town",
        organizer_name="Invented Practice", organizer_email="practice@clinic.example",
        attendee_email="vera@example.com", is_cancelled=is_cancelled,
    )  # fmt: skip


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2027, 3, 27, 9, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2027, 7, 1, 9, tzinfo=UTC),
        datetime(2027, 10, 30, 9, tzinfo=UTC),
        datetime(2027, 10, 31, 2, 30, tzinfo=UTC),
        datetime(2040, 1, 1, 9, tzinfo=UTC),
        datetime(2040, 7, 1, 9, tzinfo=UTC),
    ],
)
def test_both_readers_find_the_instant_by_the_calendars_own_zone(starts_at: datetime) -> None:
    text = written(an_entry(starts_at))
    calendar = parse(text)
    assert instant(calendar, "DTSTART") == starts_at
    assert instant(calendar, "DTEND") == starts_at + timedelta(minutes=30)
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert event["dtstart"].dt.astimezone(UTC) == starts_at


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=120))
def test_no_title_breaks_the_lines(title: str) -> None:
    text = written(an_entry(FIRST, title=title))
    calendar = parse(text)
    assert len(calendar.parts) == 2
    assert set(calendar.only("VEVENT").values) == {
        "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "LOCATION", "ORGANIZER", "ATTENDEE",
    }  # fmt: skip


def sent(mail: OutboxMail) -> EmailMessage:
    raw = as_message(mail, Sender("Invented Practice", "practice@clinic.example"), clock.now()).as_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.mark.django_db
def test_booking_moving_and_cancelling_are_one_event_in_the_calendar(visitor: Client, practice: Practice) -> None:
    service = a_schedule(names={"en": "Shoulder pain"})
    own = booked(visitor, service, FIRST + timedelta(days=2))
    mails = [last_mail()]
    visitor.post(f"{own}move/", {"when": "20270507T0620Z"})
    mails.append(last_mail())
    visitor.post(f"{own}cancel/")
    mails.append(last_mail())
    seen = []
    for mail in mails:
        (attached,) = sent(mail).iter_attachments()
        assert attached.get_content_type() == "text/calendar"
        text = attached.get_payload(decode=True).decode()
        assert "Shoulder" not in text
        calendar = parse(text)
        assert attached.get_param("method") == calendar.one("METHOD")
        event = calendar.only("VEVENT")
        seen.append((event.one("UID"), calendar.one("METHOD"), event.one("SEQUENCE"), event.one("STATUS")))
        assert event.one("SUMMARY") == "Appointment\\, Invented Practice"
    uid = seen[0][0]
    assert seen == [
        (uid, "REQUEST", "0", "CONFIRMED"),
        (uid, "REQUEST", "1", "CONFIRMED"),
        (uid, "CANCEL", "2", "CANCELLED"),
    ]
    assert instant(parse(mails[1].calendar), "DTSTART") == datetime(2027, 5, 7, 6, 20, tzinfo=UTC)


@pytest.mark.django_db
def test_what_is_only_held_or_requested_stands_in_no_calendar(visitor: Client, practice: Practice) -> None:
    booked(visitor, a_schedule(is_on_request=True))
    assert set(OutboxMail.objects.values_list("kind", "calendar")) == {
        ("booking.verify", ""),
        ("booking.requested", ""),
    }
    assert not list(sent(last_mail()).iter_attachments())


@pytest.mark.django_db
def test_a_reminder_repeats_no_calendar(visitor: Client, service: Service) -> None:
    booked(visitor, service)
    assert OutboxMail.objects.exclude(calendar="").count() == 1


@pytest.mark.parametrize(
    "broken",
    [
        "BEGIN:VCALENDAR\nEND:VCALENDAR\n",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VEVENT\r\n",
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{'x' * 80}\r\nEND:VCALENDAR\r\n",
    ],
)
def test_the_strict_reader_refuses_what_is_none(broken: str) -> None:
    with pytest.raises((AssertionError, ValueError)):
        strict_calendar.parse(broken)
