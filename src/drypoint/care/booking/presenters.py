"""What the pages of bookings show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from drypoint.care.booking import choosing
from drypoint.care.booking.forms import BookingForm
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.saying import day_said, moment_said, short_said, time_said
from drypoint.foundation.core.files.submitting import Submission
from drypoint.foundation.practice.models import Practitioner, Service
from drypoint.foundation.practice.rules import amount_of

DAYS_A_PAGE = 6


@dataclass(frozen=True, slots=True)
class Offered:
    """A service as visitors see it."""

    pk: int
    name: str
    about: str
    minutes: int
    price: str
    is_on_request: bool
    is_for_new_people: bool


@dataclass(frozen=True, slots=True)
class ServicesPage:
    """What can be booked."""

    template: ClassVar = "booking/services.html"
    services: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody whom one can book with; value is what the address carries, "" for anybody."""

    value: str
    name: str
    about: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Time:
    """A start: the time of day, the whole moment in few and in many letters, and what addresses carry."""

    clock: str
    short: str
    words: str
    when: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day in words with its free times."""

    words: str
    times: tuple[Time, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Some days with free times; earlier and later are days that addresses carry on to, "" where there are none."""

    days: tuple[Day, ...]
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class TimesPage:
    """When and with whom a service can be booked."""

    template: ClassVar = "booking/times.html"
    service: Offered
    choices: tuple[Choice, ...]
    chosen: str
    shown: Days


@dataclass(frozen=True, slots=True)
class DetailsPage:
    """Who books; others are times to choose instead where the one that was wanted is not free."""

    template: ClassVar = "booking/details.html"
    service: Offered
    start: str
    when: str
    who: str
    chosen: str
    submission: Submission[BookingForm]
    form: BookingForm
    others: tuple[Time, ...]
    privacy_url: str


@dataclass(frozen=True, slots=True)
class HeldPage:
    """A time that is kept until the mail address is verified; outcome says what came of a code."""

    template: ClassVar = "booking/held.html"
    token: str
    start: str
    held_until: str
    email: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """What the link from the mail leads to."""

    template: ClassVar = "booking/confirm.html"
    outcome: str
    token: str
    start: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own appointment: what it is, and what can be done with it."""

    template: ClassVar = "booking/own.html"
    token: str
    service: str
    start: str
    end: str
    who: str
    price: str
    state: str
    may_change: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class MovePage:
    """Times to which an appointment can be moved; wanted is the one that was chosen and waits for the button."""

    template: ClassVar = "booking/move.html"
    token: str
    start: str
    shown: Days
    wanted: Time | None
    is_taken: bool


@dataclass(frozen=True, slots=True)
class FreeOfService:
    """The free times of a service within a week."""

    name: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class FreeWeekPart:
    """What patients see of the coming week, on the page about hours."""

    template: ClassVar = "booking/_free_week.html"
    services: tuple[FreeOfService, ...]


def price_of(cents: int | None, currency: str) -> str:
    """Return a price with its currency; "" where none was set."""
    return "" if cents is None else f"{amount_of(cents)} {currency}"


def offered(service: Service, language: str | None) -> Offered:
    """Return a service as visitors see it."""
    return Offered(
        service.pk,
        service.name_in(language),
        service.text_in(language),
        service.minutes,
        price_of(service.price_cents, service.currency),
        service.is_on_request,
        service.is_for_new_people,
    )


def choices(
    people: Sequence[Practitioner], chosen: int | None, language: str, names: Mapping[str, str], anybody: str
) -> tuple[Choice, ...]:
    """Return whom one can choose; nobody is asked where there is one alone. names says languages in words."""
    if len(people) < 2:
        return ()
    found = [Choice("", anybody, "", chosen is None)]
    for one in people:
        speaks = ", ".join(names.get(code, code) for code in one.languages)
        about = " · ".join(filter(None, (one.title_in(language), speaks)))
        found.append(Choice(str(one.pk), one.name, about, chosen == one.pk))
    return tuple(found)


def time_of(start: datetime) -> Time:
    """Return a start with what addresses carry of it."""
    return Time(time_said(start), short_said(start), moment_said(start), choosing.when_of(start))


def days_from(found: Sequence[tuple[date, Sequence[datetime]]], first: date | None) -> Days:
    """Return a page of days with free times, from a day on."""
    begin = next((place for place, (day, _) in enumerate(found) if first is None or day >= first), len(found))
    shown = found[begin : begin + DAYS_A_PAGE]
    later = found[begin + DAYS_A_PAGE][0].isoformat() if len(found) > begin + DAYS_A_PAGE else ""
    earlier = found[max(0, begin - DAYS_A_PAGE)][0].isoformat() if begin > 0 else ""
    return Days(all_days(shown), earlier, later)


def all_days(found: Sequence[tuple[date, Sequence[datetime]]]) -> tuple[Day, ...]:
    """Return every day with its free times."""
    return tuple(Day(day_said(day), tuple(map(time_of, starts))) for day, starts in found)


def own(appointment: Appointment, token: str, language: str | None, *, may_change: bool, at: datetime) -> OwnPage:
    """Return one's own appointment."""
    return OwnPage(
        token=token,
        service=appointment.service.name_in(language),
        start=moment_said(appointment.starts_at),
        end=time_said(appointment.ends_at),
        who=appointment.practitioner.name,
        price=price_of(appointment.price_cents, appointment.currency),
        state=appointment.state,
        may_change=may_change,
        is_past=appointment.starts_at <= at,
    )
