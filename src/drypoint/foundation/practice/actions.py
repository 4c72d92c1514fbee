"""Every write about the practice itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db.models import Model

from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.front.page_store import raise_generation
from drypoint.foundation.core.writing import durable
from drypoint.foundation.practice import queries, rules
from drypoint.foundation.practice.models import (
    Credential,
    DayException,
    OpenHoliday,
    Practice,
    Practitioner,
    Service,
    TreatmentRoom,
    WorkingHours,
)

EDITABLE = (
    "name",
    "street",
    "postcode",
    "town",
    "country",
    "email",
    "phone",
    "emergency_number",
    "opening_hours",
    "answer_within_hours",
    "enquiry_kept_days",
    "languages",
    "main_language",
    "uses_own_counts",
)


SCHEDULE = "practice.schedule"
M = TypeVar("M", bound=Model)


class AlreadyFoundedError(RuntimeError):
    """There is a practice already; somebody else filled in the set-up page first."""


def _full_clean(practice: Practice, values: dict[str, object]) -> None:
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise ValueError(f"A practice has no {', '.join(sorted(unknown))} that could be changed.")
    for name, value in values.items():
        setattr(practice, name, value)
    practice.full_clean(validate_unique=False, validate_constraints=False)


def change_practice(*, actor: Actor, **values: object) -> Practice:
    """Change what the practice says of itself; every public page is built anew."""
    actor.require("practice.change")
    with durable():
        practice = Practice.objects.select_for_update().get(pk=1)
        changed = sorted(name for name, value in values.items() if getattr(practice, name) != value)
        _full_clean(practice, values)
        practice.save()
        raise_generation()
        audit.record(actor, "practice.change", practice, changed=", ".join(changed))
    return practice


def found_practice(*, actor: Actor, is_demo: bool = False, **values: object) -> Practice:
    """Create the practice, once, in the caller's transaction, so that it comes together with its owner.

    Raises AlreadyFoundedError if there is one.
    """
    if Practice.objects.filter(pk=1).exists():
        raise AlreadyFoundedError("The practice has been set up already.")
    practice = Practice(pk=1, is_demo=is_demo)
    _full_clean(practice, values)
    practice.save(force_insert=True)
    audit.record(actor, "practice.found", practice, is_demo=is_demo)
    return practice


@dataclass(frozen=True)
class Opening:
    """Hours of one or several weekdays (0 is Monday), in minutes after midnight, and the days on which they hold."""

    weekdays: tuple[int, ...]
    from_minute: int
    to_minute: int
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class OtherDay:
    """Dates that are other than their weekday: closed where the minutes are None, else open just then."""

    first: date
    last: date
    from_minute: int | None = None
    to_minute: int | None = None
    reason: str = ""


def save_room(*, actor: Actor, room_id: int | None, values: Mapping[str, object]) -> TreatmentRoom:
    """Add or change a room. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        room = _changed(TreatmentRoom, room_id, values)
        audit.record(actor, "practice.room", room, is_new=room_id is None)
    return room


def save_practitioner(*, actor: Actor, practitioner_id: int | None, values: Mapping[str, object]) -> Practitioner:
    """Add or change somebody who treats. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        practitioner = _changed(Practitioner, practitioner_id, values)
        raise_generation()
        audit.record(actor, "practice.practitioner", practitioner, is_new=practitioner_id is None)
    return practitioner


def save_service(
    *,
    actor: Actor,
    service_id: int | None,
    values: Mapping[str, object],
    practitioners: Collection[Practitioner],
    rooms: Collection[TreatmentRoom],
) -> Service:
    """Add or change what can be booked; what is booked keeps its length and price. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        service = _changed(Service, service_id, values)
        service.practitioners.set(practitioners)
        service.rooms.set(rooms)
        # Whether the website leads to the bookings depends on it.
        raise_generation()
        audit.record(actor, "practice.service", service, is_new=service_id is None)
    return service


def add_hours(*, actor: Actor, practitioner_id: int, opening: Opening) -> None:
    """Add an opening to each of the weekdays. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        practitioner = Practitioner.objects.select_for_update().get(pk=practitioner_id)
        for weekday in opening.weekdays:
            hours = WorkingHours(
                practitioner=practitioner,
                weekday=weekday,
                from_minute=opening.from_minute,
                to_minute=opening.to_minute,
                valid_from=opening.valid_from,
                valid_until=opening.valid_until,
            )
            _stored([hours])
        audit.record(actor, "practice.hours", practitioner, added=len(opening.weekdays))


def remove_hours(*, actor: Actor, hours_id: int) -> None:
    """Take an opening away; one that is gone already is no fault. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        hours = WorkingHours.objects.select_for_update().filter(pk=hours_id).select_related("practitioner").first()
        if hours is not None:
            audit.record(actor, "practice.hours", hours.practitioner, removed=1)
            hours.delete()


def add_exception(*, actor: Actor, practitioner_id: int | None, day: OtherDay) -> None:
    """Say that dates are other than their weekday, for somebody or (None) for all. Needs practice.schedule.

    Raises ValueError for more days than rules.MOST_EXCEPTION_DAYS, or a last day before the first.
    """
    actor.require(SCHEDULE)
    with durable():
        practitioner = None
        if practitioner_id is not None:
            practitioner = Practitioner.objects.select_for_update().get(pk=practitioner_id)
        _say_of_days(actor, practitioner, day)


def note_absence(*, actor: Actor, practitioner: Practitioner, day: OtherDay) -> None:
    """Say that somebody is away on some days, in the caller's transaction, which has asked who may.

    What else was said of those days of theirs is gone. Raises ValueError as add_exception does.
    """
    DayException.objects.filter(practitioner=practitioner, on__range=(day.first, day.last)).delete()
    _say_of_days(actor, practitioner, day)


def _say_of_days(actor: Actor, practitioner: Practitioner | None, day: OtherDay) -> None:
    days = rules.days_between(day.first, day.last)
    _stored(
        DayException(
            practitioner=practitioner, on=on, from_minute=day.from_minute, to_minute=day.to_minute, reason=day.reason
        )
        for on in days
    )
    audit.record(actor, "practice.exception", practitioner, added=len(days))


def remove_exception(*, actor: Actor, exception_id: int) -> None:
    """Let a date be as its weekday again; one that is gone already is no fault. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        exception = DayException.objects.select_for_update().filter(pk=exception_id).first()
        if exception is not None:
            audit.record(actor, "practice.exception", exception.practitioner, removed=1)
            exception.delete()


def decide_holidays(
    *, actor: Actor, year: int, closed: Collection[date], opened: Collection[date], at: datetime
) -> tuple[int, int]:
    """Close on some of the proposed public holidays of a year, be open on others, and leave the rest undecided.

    Returns on how many. A day on which somebody decided meanwhile stays as it was decided. Needs practice.schedule.
    """
    actor.require(SCHEDULE)
    with durable():
        # Two who confirm at once come one after the other, so that no day is closed twice.
        practice = Practice.objects.select_for_update().get(pk=1)
        proposed = queries.proposed_holidays(year, at)
        shut = [DayException(on=one.on, names=one.names) for one in proposed if one.on in closed]
        kept = [
            OpenHoliday(on=one.on, names=one.names) for one in proposed if one.on in opened and one.on not in closed
        ]
        _stored([*shut, *kept])
        audit.record(
            actor,
            "practice.holidays",
            practice,
            added=len(shut),
            open=len(kept),
            country=practice.country,
            year=str(year),
        )
    return len(shut), len(kept)


def reopen_holiday_question(*, actor: Actor, holiday_id: int) -> None:
    """Ask again about a holiday that was to be open; one that is gone already is no fault. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        practice = Practice.objects.select_for_update().get(pk=1)
        held = OpenHoliday.objects.filter(pk=holiday_id).first()
        if held is not None:
            audit.record(actor, "practice.holidays", practice, removed=1, year=str(held.on.year))
            held.delete()


def add_credential(*, actor: Actor, practitioner_id: int, name: str, valid_until: date | None) -> None:
    """Note what somebody may do; what is noted already gets the new last day. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        practitioner = Practitioner.objects.select_for_update().get(pk=practitioner_id)
        held = Credential.objects.filter(practitioner=practitioner, name=name).first()
        credential = held or Credential(practitioner=practitioner, name=name)
        credential.valid_until = valid_until
        _stored([credential])
        audit.record(actor, "practice.credential", practitioner, added=1)


def remove_credential(*, actor: Actor, credential_id: int) -> None:
    """Take back what somebody may do; one that is gone already is no fault. Needs practice.schedule."""
    actor.require(SCHEDULE)
    with durable():
        held = Credential.objects.select_for_update(of=("self",)).filter(pk=credential_id)
        credential = held.select_related("practitioner").first()
        if credential is not None:
            audit.record(actor, "practice.credential", credential.practitioner, removed=1)
            credential.delete()


def _changed(model: type[M], pk: int | None, values: Mapping[str, object]) -> M:
    """Return a row with these values, checked and stored."""
    manager = model._default_manager  # noqa: SLF001 (Django documents it)
    row = model() if pk is None else manager.select_for_update().get(pk=pk)
    for name, value in values.items():
        setattr(row, name, value)
    _stored([row])
    return row


def _stored(rows: Iterable[Model]) -> None:
    for row in rows:
        row.full_clean()
        row.save()
