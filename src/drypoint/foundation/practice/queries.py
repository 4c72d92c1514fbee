"""Named reads about the practice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from drypoint.foundation.practice import rules
from drypoint.foundation.practice.models import (
    DayException,
    OpenHoliday,
    Practice,
    Practitioner,
    Service,
    TreatmentRoom,
    WorkingHours,
)
from drypoint.foundation.practice.public_holidays import PublicHoliday, holidays_of
from drypoint.knowledge.language import FALLBACK, languages
from drypoint.knowledge.language.languages import language_of_country


def the_practice() -> Practice | None:
    """Return the practice, or None before the set-up page has been filled in."""
    return Practice.objects.filter(pk=1).first()


def languages_of_site() -> tuple[str, ...]:
    """Return the languages that the practice chose for its site; before set-up, all that there are."""
    practice = the_practice()
    return tuple(practice.languages) if practice and practice.languages else tuple(languages())


def alphabet_of_names() -> str:
    """Return the language whose alphabet lists of names follow: that of the practice's country, else its main one."""
    practice = the_practice()
    if practice is None:
        return FALLBACK
    spoken_there = language_of_country(practice.country)
    return spoken_there.code if spoken_there else practice.main_language


def mail_sender() -> tuple[str, str]:
    """Return the name and the address that mails come from unless the mail server's settings name another address."""
    practice = the_practice()
    return (practice.name, practice.email) if practice else ("", "")


def openings_of_other_days() -> dict[date, list[tuple[int, int]]]:
    """Return the openings of each date that is other than its weekday for the whole practice; none: it is closed.

    In minutes after midnight. They replace those of the weekday.
    """
    return {on: openings for (_whole, on), openings in _openings(Q(practitioner__isnull=True)).items()}


def _openings(wanted: Q) -> dict[tuple[int | None, date], list[tuple[int, int]]]:
    """Return the openings of other days by whose they are, nobody's being the whole practice's, and by date."""
    days: dict[tuple[int | None, date], list[tuple[int, int]]] = {}
    rows = DayException.objects.filter(wanted)
    for who, on, begins, ends in rows.values_list("practitioner_id", "on", "from_minute", "to_minute"):
        openings = days.setdefault((who, on), [])
        if begins is not None and ends is not None:
            openings.append((begins, ends))
    return days


def practitioners() -> list[Practitioner]:
    """Return everybody who treats or treated here, in the order of the list."""
    return list(Practitioner.objects.order_by("-is_active", "place", "pk"))


def services() -> list[Service]:
    """Return everything that can or could be booked, in the order of the list."""
    return list(Service.objects.order_by("-is_offered", "place", "pk").prefetch_related("practitioners", "rooms"))


def rooms() -> list[TreatmentRoom]:
    """Return every room, in the order in which they are given out."""
    return list(TreatmentRoom.objects.order_by("-is_used", "place", "pk"))


def bookable_services() -> list[Service]:
    """Return what can be booked at present: offered, and by somebody."""
    found = Service.objects.filter(is_offered=True, practitioners__is_active=True).distinct()
    return list(found.order_by("place", "pk"))


def who_offers(service: Service) -> list[Practitioner]:
    """Return who can be booked for a service, in the order of the list."""
    return list(service.practitioners.filter(is_active=True).order_by("place", "pk"))


def rooms_for(service: Service) -> list[TreatmentRoom]:
    """Return the rooms that a service may take, in the order in which they are given out."""
    return list(service.rooms.filter(is_used=True).order_by("place", "pk"))


def open_minutes(
    practitioner_ids: Sequence[int], first: date, last: date
) -> dict[int, dict[date, tuple[tuple[int, int], ...]]]:
    """Return when each is open on each date from the first to the last, in minutes after midnight; two queries.

    A date's own rows replace the weekday's; somebody's own replace those of the whole practice.
    """
    whose = Q(practitioner__isnull=True) | Q(practitioner__in=practitioner_ids)
    exceptions = _openings(whose & Q(on__range=(first, last)))
    weeks: dict[tuple[int, int], list[rules.WeekHours]] = {}
    for row in WorkingHours.objects.filter(practitioner__in=practitioner_ids):
        weeks.setdefault((row.practitioner_id, row.weekday), []).append(row.as_week())
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return {
        who: {
            day: rules.openings_on(
                day,
                own=exceptions.get((who, day)),
                of_all=exceptions.get((None, day)),
                week=weeks.get((who, day.weekday()), ()),
            )
            for day in days
        }
        for who in practitioner_ids
    }


def days_of_all(at: datetime) -> list[DayException]:
    """Return the days from today on that are other than their weekday for the whole practice."""
    return list(DayException.objects.filter(practitioner__isnull=True, on__gte=timezone.localtime(at).date()))


def reasons_of_all(first: date, last: date, language: str | None) -> dict[date, str]:
    """Return why dates are other than their weekday for the whole practice, where somebody said why."""
    rows = DayException.objects.filter(practitioner__isnull=True, on__range=(first, last))
    return {row.on: reason for row in rows if (reason := row.reason_in(language))}


def proposed_holidays(year: int, at: datetime) -> list[PublicHoliday]:
    """Return the public holidays of a year that are not over and on which nobody has decided yet."""
    practice = the_practice()
    if practice is None:
        return []
    said = set(DayException.objects.filter(practitioner__isnull=True, on__year=year).values_list("on", flat=True))
    said |= set(OpenHoliday.objects.filter(on__year=year).values_list("on", flat=True))
    today = timezone.localtime(at).date()
    found = holidays_of(practice.country, year, languages_of_site())
    return [one for one in found if one.on >= today and one.on not in said]


def open_holidays(year: int, at: datetime) -> list[OpenHoliday]:
    """Return the public holidays of a year that are not over and on which the practice decided to be open."""
    found = OpenHoliday.objects.filter(on__year=year, on__gte=timezone.localtime(at).date())
    # What was said of such a day since then counts.
    other = DayException.objects.filter(practitioner__isnull=True, on=OuterRef("on"))
    return list(found.exclude(Exists(other)))


def days_of(practitioner: Practitioner, at: datetime) -> list[DayException]:
    """Return the days from today on that are other than their weekday for somebody."""
    return list(practitioner.exceptions.filter(on__gte=timezone.localtime(at).date()))


def services_lacking(language: str) -> list[str]:
    """Return the services on offer whose name or text is not written in a language."""
    offered = Service.objects.filter(is_offered=True)
    return [str(one) for one in offered if not one.names.get(language) or (one.texts and not one.texts.get(language))]
