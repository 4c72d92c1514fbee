"""A week of everybody who treats and of every room, read in few queries and shown as frozen values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language

from drypoint.care.booking import life, queries
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.saying import day_said, time_said
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.practice.models import Practitioner, TreatmentRoom
from drypoint.foundation.practice.queries import open_minutes, practitioners, reasons_of_all, rooms
from drypoint.foundation.practice.rules import clock_time
from drypoint.knowledge.language.languages import language_of

Openings = Mapping[int, Mapping[date, Sequence[tuple[int, int]]]]
_WORKDAYS = 5


@dataclass(frozen=True)
class WeekRead:
    """All that the page of a week comes of: seven dates from a Monday, and what stands on them."""

    days: tuple[date, ...]
    people: Sequence[Practitioner]
    rooms: Sequence[TreatmentRoom]
    appointments: Sequence[Appointment]
    openings: Openings
    reasons: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class WeekEntry:
    """One appointment in a field of the week; also is the room for somebody's field, and who treats for a room's."""

    pk: int
    hours: str
    name: str
    also: str
    state: str
    state_name: str | Promise
    is_outside: bool


@dataclass(frozen=True, slots=True)
class WeekField:
    """A date of somebody or of a room; opened is when somebody treats, and empty for rooms."""

    words: str
    opened: tuple[str, ...]
    entries: tuple[WeekEntry, ...]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """Somebody's week, or that of a room."""

    name: str
    fields: tuple[WeekField, ...]


@dataclass(frozen=True, slots=True)
class WeekDay:
    """A date of the week; reason says why the practice has other hours on it."""

    on: str
    words: str
    long_words: str
    reason: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class WeekPage:
    """A week of everybody who treats and of every room; this_week leads to the week of today, "" while it is shown."""

    template: ClassVar = "booking/desk/week.html"
    first: str
    last: str
    on: str
    before: str
    after: str
    this_week: str
    days: tuple[WeekDay, ...]
    people: tuple[WeekRow, ...]
    rooms: tuple[WeekRow, ...]


def monday_of(day: date) -> date:
    """Return the Monday of a date's week."""
    return day - timedelta(days=day.weekday())


def read_week(actor: Actor, monday: date, language: str | None, at: datetime) -> WeekRead:
    """Read a week in six queries, however many treat and however much is booked."""
    days = tuple(monday + timedelta(days=ahead) for ahead in range(7))
    begins, ends = clock.beginning_of(monday), clock.beginning_of(monday, days_later=7)
    standing = queries.occupying(at).visible_to(actor).select_related("service", "practitioner", "room")
    found = list(standing.filter(starts_at__gte=begins, starts_at__lt=ends).order_by("starts_at", "pk"))
    people = practitioners()
    return WeekRead(
        days=days,
        people=people,
        rooms=rooms(),
        appointments=found,
        openings=open_minutes([who.pk for who in people], days[0], days[-1]),
        reasons=reasons_of_all(days[0], days[-1], language),
    )


def week_page(read: WeekRead, today: date) -> WeekPage:
    """Return the week. Who is booked no more and a room that is not used stand only with what they have.

    Saturday and Sunday are left out while nobody treats and nothing stands on them.
    """
    busy = {queries.local_date(row.starts_at) for row in read.appointments}
    days = [
        day
        for place, day in enumerate(read.days)
        if place < _WORKDAYS or day in busy or any(read.openings[who.pk][day] for who in read.people if who.is_active)
    ]
    monday = read.days[0]
    return WeekPage(
        first=day_said(days[0]),
        last=day_said(days[-1]),
        on=monday.isoformat(),
        before=(monday - timedelta(days=7)).isoformat(),
        after=(monday + timedelta(days=7)).isoformat(),
        this_week="" if today in read.days else today.isoformat(),
        days=tuple(
            WeekDay(day.isoformat(), _short(day), day_said(day), read.reasons.get(day, ""), day == today)
            for day in days
        ),
        people=_rows(
            [(who.pk, who.name, who.is_active) for who in read.people],
            days,
            read.appointments,
            of=lambda row: row.practitioner_id,
            also=lambda row: row.room.name if row.room else "",
            openings=read.openings,
        ),
        rooms=_rows(
            [(room.pk, room.name, room.is_used) for room in read.rooms],
            days,
            read.appointments,
            of=lambda row: row.room_id,
            also=lambda row: row.practitioner.name,
            openings={},
        ),
    )


def _rows(
    resources: Collection[tuple[int, str, bool]],
    days: Sequence[date],
    appointments: Sequence[Appointment],
    *,
    of: Callable[[Appointment], int | None],
    also: Callable[[Appointment], str],
    openings: Openings,
) -> tuple[WeekRow, ...]:
    standing: dict[tuple[int | None, date], list[WeekEntry]] = {}
    for row in appointments:
        entries = standing.setdefault((of(row), queries.local_date(row.starts_at)), [])
        entries.append(_entry(row, also(row)))
    has_something = {pk for pk, _day in standing}
    return tuple(
        WeekRow(
            name,
            tuple(
                WeekField(
                    _short(day),
                    tuple(f"{clock_time(begin)}–{clock_time(end)}" for begin, end in openings.get(pk, {}).get(day, ())),
                    tuple(standing.get((pk, day), ())),
                )
                for day in days
            ),
        )
        for pk, name, is_used in resources
        if is_used or pk in has_something
    )


def _entry(row: Appointment, also: str) -> WeekEntry:
    return WeekEntry(
        pk=row.pk,
        hours=f"{time_said(row.starts_at)}–{time_said(row.ends_at)}",
        name=row.for_whom,
        also=also,
        state=row.state,
        state_name="" if row.state == life.Stage.BOOKED else Appointment.State(row.state).label,
        is_outside=bool(row.override_reason),
    )


def _short(day: date) -> str:
    return date_format(day, language_of(get_language()).short_day)
