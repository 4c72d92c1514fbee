"""An appointment for a calendar (iCalendar, RFC 5545 and 5546): when and where, and nothing of what is treated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

_AROUND: Final = timedelta(days=366)


@dataclass(frozen=True)
class CalendarEntry:
    """What a calendar is told. uid stays for the appointment's whole life, sequence rises with every change."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: ZoneInfo
    written_at: datetime
    title: str
    place: str
    organizer_name: str
    organizer_email: str
    attendee_email: str
    is_cancelled: bool = False


def written(entry: CalendarEntry) -> str:
    """Return the calendar's text: METHOD REQUEST, or CANCEL for what will not be."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Drypoint//Appointments//EN")
    calendar.add("method", "CANCEL" if entry.is_cancelled else "REQUEST")
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.written_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(entry.zone))
    event.add("dtend", entry.ends_at.astimezone(entry.zone))
    event.add("summary", vText(entry.title))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.place:
        event.add("location", vText(entry.place))
    organizer = vCalAddress(f"mailto:{entry.organizer_email}")
    organizer.params["cn"] = vText(entry.organizer_name)
    event.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{entry.attendee_email}")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    event.add("attendee", attendee)
    calendar.add_component(event)
    first = (entry.starts_at - _AROUND).date()
    calendar.add_missing_timezones(first_date=first, last_date=(entry.ends_at + _AROUND).date())
    text: str = calendar.to_ical().decode()
    return text
