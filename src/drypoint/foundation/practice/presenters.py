"""What the pages about hours, rooms, people and services show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.forms import BoundField
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.functional import Promise

from drypoint.foundation.core.registries import PagePart
from drypoint.foundation.practice import rules
from drypoint.foundation.practice.forms import DAY_NAMES
from drypoint.foundation.practice.forms_desk import (
    CredentialForm,
    HolidaysForm,
    HoursForm,
    OtherDayForm,
    PractitionerForm,
    RoomForm,
    ServiceForm,
)
from drypoint.foundation.practice.models import (
    Credential,
    DayException,
    OpenHoliday,
    Practitioner,
    Service,
    TreatmentRoom,
    WorkingHours,
    said_in,
)
from drypoint.foundation.practice.public_holidays import PublicHoliday
from drypoint.foundation.practice.standing import On, OnTheDay

_DAYS = tuple(DAY_NAMES.values())


@dataclass(frozen=True, slots=True)
class HoursLine:
    """An opening of a weekday, in words."""

    pk: int
    day: str | Promise
    begins: str
    ends: str
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class OtherDayLine:
    """A date that is other than its weekday; without times it is closed, and standing stands on it all the same."""

    pk: int
    on: date
    begins: str
    ends: str
    reason: str
    standing: tuple[OnTheDay, ...]


@dataclass(frozen=True, slots=True)
class HolidayLine:
    """A public holiday with the question whether it is closed, and what stands on it."""

    field: BoundField
    standing: tuple[OnTheDay, ...]


@dataclass(frozen=True, slots=True)
class OpenHolidayLine:
    """A public holiday on which the practice decided to be open."""

    pk: int
    words: str


@dataclass(frozen=True, slots=True)
class Holidays:
    """The public holidays that are still to be decided on; year is the hidden field."""

    year: BoundField
    lines: tuple[HolidayLine, ...]


@dataclass(frozen=True, slots=True)
class CredentialLine:
    """What somebody may do, and until when; None: without end."""

    pk: int
    name: str
    valid_until: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class PractitionerLine:
    """Somebody who treats, as the list shows them."""

    pk: int
    name: str
    is_active: bool
    hours: tuple[HoursLine, ...]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """What can be booked, as the list shows it."""

    pk: int
    name: str
    minutes: int
    price: str
    who: str
    is_offered: bool


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """Everything that free times come of, with what the rooms show of it.

    holidays are the public ones of the country and year that nobody has decided on yet, None where there are none;
    open_holidays those on which it is open.
    """

    template: ClassVar = "practice/hours.html"
    parts: tuple[PagePart, ...]
    people: tuple[PractitionerLine, ...]
    services: tuple[ServiceLine, ...]
    rooms: tuple[TreatmentRoom, ...]
    closed: tuple[OtherDayLine, ...]
    form: OtherDayForm
    country: str
    year: int
    years: tuple[int, ...]
    holidays: Holidays | None
    open_holidays: tuple[OpenHolidayLine, ...]


@dataclass(frozen=True, slots=True)
class RoomPage:
    """A room, or a new one."""

    template: ClassVar = "practice/room.html"
    room: TreatmentRoom | None
    form: RoomForm


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A service, or a new one."""

    template: ClassVar = "practice/service.html"
    name: str
    form: ServiceForm


@dataclass(frozen=True, slots=True)
class PractitionerPage:
    """Somebody who treats, with their hours and the days that are other; practitioner is None for a new one."""

    template: ClassVar = "practice/practitioner.html"
    practitioner: Practitioner | None
    form: PractitionerForm
    hours: tuple[HoursLine, ...]
    hours_form: HoursForm
    other_days: tuple[OtherDayLine, ...]
    other_day_form: OtherDayForm
    credentials: tuple[CredentialLine, ...]
    credential_form: CredentialForm


def hours_lines(rows: Iterable[WorkingHours]) -> tuple[HoursLine, ...]:
    """Return openings in words, by day and time."""
    return tuple(
        HoursLine(
            row.pk,
            _DAYS[row.weekday],
            rules.clock_time(row.from_minute),
            rules.clock_time(row.to_minute),
            row.valid_from,
            row.valid_until,
        )
        for row in rows
    )


def other_days(rows: Iterable[DayException], language: str | None, standing: On) -> tuple[OtherDayLine, ...]:
    """Return dates that are other, in order, each closed one with what stands on it."""
    return tuple(
        OtherDayLine(
            row.pk,
            row.on,
            "" if row.from_minute is None else rules.clock_time(row.from_minute),
            "" if row.to_minute is None else rules.clock_time(row.to_minute),
            row.reason_in(language),
            standing.get(row.on, ()) if row.from_minute is None else (),
        )
        for row in rows
    )


def credential_lines(rows: Iterable[Credential], today: date) -> tuple[CredentialLine, ...]:
    """Return what somebody may do, by name."""
    return tuple(
        CredentialLine(row.pk, row.name, row.valid_until, row.valid_until is not None and row.valid_until < today)
        for row in rows
    )


def holidays_form(
    proposed: Sequence[PublicHoliday], language: str | None, year: int, standing: On, data: QueryDict | None = None
) -> HolidaysForm | None:
    """Return the form that asks what becomes of the proposed holidays; None where there are none."""
    days = [(one.on, _holiday_said(one.on, one.names, language)) for one in proposed]
    return HolidaysForm(data, days=days, standing=standing, year=year) if days else None


def holidays_asked(form: HolidaysForm | None, standing: On) -> Holidays | None:
    """Return the holidays as they are asked about, each with what stands on it."""
    if form is None:
        return None
    return Holidays(
        form["year"], tuple(HolidayLine(form[name], standing.get(day, ())) for name, day in form.days.items())
    )


def open_holiday_lines(rows: Iterable[OpenHoliday], language: str | None) -> tuple[OpenHolidayLine, ...]:
    """Return the holidays on which it is open, by date."""
    return tuple(OpenHolidayLine(row.pk, _holiday_said(row.on, row.names, language)) for row in rows)


def _holiday_said(on: date, names: dict[str, str], language: str | None) -> str:
    return f"{date_format(on, 'l')}, {date_format(on, 'DATE_FORMAT')}: {said_in(names, language)}"


def price_of(cents: int | None, currency: str) -> str:
    """Return a price with its currency; "" where none was set."""
    return "" if cents is None else f"{rules.amount_of(cents)} {currency}"


def person_lines(rows: Iterable[Practitioner]) -> tuple[PractitionerLine, ...]:
    """Return who treats, each with their hours."""
    return tuple(PractitionerLine(row.pk, row.name, row.is_active, hours_lines(row.hours.all())) for row in rows)


def service_lines(rows: Sequence[Service], language: str) -> tuple[ServiceLine, ...]:
    """Return what can be booked."""
    return tuple(
        ServiceLine(
            row.pk,
            row.name_in(language),
            row.minutes,
            price_of(row.price_cents, row.currency),
            ", ".join(who.name for who in row.practitioners.all()),
            row.is_offered,
        )
        for row in rows
    )
