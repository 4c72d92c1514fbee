"""What the pages of bookings show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from drypoint.care.booking import choosing, life
from drypoint.care.booking.forms import BookingForm
from drypoint.care.booking.forms_desk import OverrideForm
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
    """What the link from the mail leads to; own_token leads on to what was confirmed, "" for whom it does not."""

    template: ClassVar = "booking/confirm.html"
    outcome: str
    token: str
    start: str
    own_token: str


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


@dataclass(frozen=True, slots=True)
class DayRow:
    """One appointment in a list of the desk; is_restricted: nothing in the patient's record may be changed."""

    pk: int
    moment: str
    hours: str
    name: str
    service: str
    room: str
    state: str
    state_name: str | Promise
    phone: str
    note: str
    override_reason: str
    is_restricted: bool


@dataclass(frozen=True, slots=True)
class PractitionerDay:
    """Somebody's day."""

    name: str
    rows: tuple[DayRow, ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    """A day of everybody who treats; requests wait for approval, whatever their day."""

    template: ClassVar = "booking/desk/day.html"
    words: str
    on: str
    before: str
    after: str
    today: str
    people: tuple[PractitionerDay, ...]
    requests: tuple[DayRow, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be done about an appointment."""

    value: str
    words: str | Promise


@dataclass(frozen=True, slots=True)
class AppointmentPage:
    """One appointment on the desk; episode is the problem that it is for, "" where there is none to read."""

    template: ClassVar = "booking/desk/appointment.html"
    row: DayRow
    version: int
    day: str
    person_pk: int | None
    episode_pk: int | None
    episode: str
    booked_by: str
    email: str
    who: str
    price: str
    cancelled_by: str
    cancel_reason: str
    buttons: tuple[Button, ...]
    may_cancel: bool
    may_move: bool


@dataclass(frozen=True, slots=True)
class DeskMovePage:
    """Where an appointment can be moved to by staff."""

    template: ClassVar = "booking/desk/move.html"
    pk: int
    version: int
    name: str
    start: str
    shown: Days
    form: OverrideForm
    may_override: bool


@dataclass(frozen=True, slots=True)
class DeskBookPage:
    """What and when can be booked for a patient.

    episode is the problem that it is booked from, "" for none; kept is what the addresses of other days keep.
    """

    template: ClassVar = "booking/desk/book.html"
    person_pk: int
    name: str
    episode_pk: int | None
    episode: str
    services: tuple[Offered, ...]
    service: Offered | None
    kept: str
    shown: Days
    form: OverrideForm
    may_override: bool


@dataclass(frozen=True, slots=True)
class AppointmentsOfPerson:
    """A patient's appointments, on the patient's page."""

    template: ClassVar = "booking/desk/_of_person.html"
    person_pk: int
    coming: tuple[DayRow, ...]
    past: tuple[DayRow, ...]
    may_manage: bool


_BUTTONS: Mapping[life.LifeEvent, str | Promise] = {
    life.LifeEvent.APPROVE: gettext_lazy("Approve"),
    life.LifeEvent.ARRIVE: gettext_lazy("Has arrived"),
    life.LifeEvent.SEAT: gettext_lazy("Is in the room"),
    life.LifeEvent.FINISH: gettext_lazy("Is done"),
    life.LifeEvent.MISS: gettext_lazy("Did not come"),
    life.LifeEvent.TAKE_BACK: gettext_lazy("Take back"),
}


def day_row(row: Appointment, language: str | None, restricted: Collection[int] = ()) -> DayRow:
    """Return an appointment as lists of the desk show it; restricted are those whose records are restricted."""
    return DayRow(
        pk=row.pk,
        moment=moment_said(row.starts_at),
        hours=f"{time_said(row.starts_at)}–{time_said(row.ends_at)}",
        name=row.for_whom,
        service=row.service.name_in(language),
        room=row.room.name if row.room else "",
        state=row.state,
        state_name=Appointment.State(row.state).label,
        phone=row.phone,
        note=row.note,
        override_reason=row.override_reason,
        is_restricted=row.person_id in restricted,
    )


def day_page(
    day: date,
    today: date,
    rows: Sequence[Appointment],
    requests: Sequence[Appointment],
    language: str | None,
    at: datetime,
    *,
    may_manage: bool,
    restricted: Collection[int],
) -> DayPage:
    """Return a day of everybody who treats, in the order of the list; what was cancelled or let go is left out."""
    people: dict[tuple[int, int], tuple[str, list[DayRow]]] = {}
    for row in rows:
        is_gone = row.state == life.Stage.CANCELLED or (row.held_until is not None and life.is_over(row.held_until, at))
        if not is_gone:
            who = row.practitioner
            people.setdefault((who.place, who.pk), (who.name, []))[1].append(day_row(row, language, restricted))
    return DayPage(
        words=day_said(day),
        on=day.isoformat(),
        before=(day - timedelta(days=1)).isoformat(),
        after=(day + timedelta(days=1)).isoformat(),
        today="" if day == today else today.isoformat(),
        people=tuple(PractitionerDay(name, tuple(found)) for _place, (name, found) in sorted(people.items())),
        requests=tuple(day_row(row, language, restricted) for row in requests),
        may_manage=may_manage,
    )


def appointment_page(row: Appointment, language: str | None, *, may_manage: bool, episode: str = "") -> AppointmentPage:
    """Return one appointment with what can be done about it; episode is the problem as the reader may know it."""
    events = life.possible_events(row.stands) if may_manage else ()
    return AppointmentPage(
        row=day_row(row, language),
        version=row.version,
        day=timezone.localtime(row.starts_at).date().isoformat(),
        person_pk=row.person_id,
        episode_pk=row.episode_id,
        episode=episode,
        booked_by=row.name if row.patient_name else "",
        email=row.email,
        who=row.practitioner.name,
        price=price_of(row.price_cents, row.currency),
        cancelled_by=row.cancelled_by,
        cancel_reason=row.cancel_reason,
        buttons=tuple(Button(event.value, words) for event, words in _BUTTONS.items() if event in events),
        may_cancel=life.LifeEvent.CANCEL in events,
        may_move=life.LifeEvent.MOVE in events,
    )


def of_person(
    person_pk: int, rows: Sequence[Appointment], language: str | None, at: datetime, *, may_manage: bool
) -> AppointmentsOfPerson:
    """Return a patient's appointments: those to come in order, then the past ones, the latest first."""
    coming = [row for row in rows if row.starts_at > at and row.state != life.Stage.CANCELLED]
    past = [row for row in rows if row not in coming]
    return AppointmentsOfPerson(
        person_pk,
        tuple(day_row(row, language) for row in coming),
        tuple(day_row(row, language) for row in reversed(past)),
        may_manage,
    )
