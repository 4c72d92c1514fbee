"""What this room shows in others: where texts lead, what patients see of the hours, what waits, a patient's visits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext, override

from drypoint.care.booking import choosing, life, presenters, queries
from drypoint.care.booking.life import Stage
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.saying import time_said
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients.models import Episode
from drypoint.foundation.patients.page import PersonViewing, TimelineEntry
from drypoint.foundation.practice.queries import bookable_services, who_offers
from drypoint.foundation.practice.standing import OnTheDay


def form_address(language: str) -> str:
    """Return the path of the bookings in a language; "" while nothing can be booked."""
    if not bookable_services():
        return ""
    with override(language):
        return reverse("booking:services")


def free_week(viewing: Viewing) -> PagePart:
    """Show which times of the coming week patients see."""
    at, today = viewing.at, queries.local_date(viewing.at)
    found = tuple(
        presenters.FreeOfService(
            service.name_in(get_language()),
            presenters.all_days(
                choosing.by_day(queries.free_slots(service, who_offers(service), today, today + timedelta(days=6), at))
            ),
        )
        for service in bookable_services()
    )
    return presenters.FreeWeekPart(found)


def standing_on(actor: Actor, days: Collection[date]) -> Iterable[OnTheDay]:
    """Tell which appointments stand on some days: time, who comes, and to whom."""
    begins, ends = clock.beginning_of(min(days)), clock.beginning_of(max(days), days_later=1)
    rows = queries.whole(actor).filter(state__in=life.STILL_TO_COME, starts_at__gte=begins, starts_at__lt=ends)
    for row in rows.order_by("starts_at", "pk"):
        on = queries.local_date(row.starts_at)
        if on in days:
            words = f"{time_said(row.starts_at)} {row.for_whom} ({row.practitioner.name})"
            address = reverse("booking_desk:appointment", args=[row.pk])
            yield OnTheDay(on, row.practitioner_id, words, address)


def requests_waiting(viewing: Viewing) -> int:
    """Return how many requests wait for approval."""
    return Appointment.objects.visible_to(viewing.actor).filter(state=Stage.REQUESTED).count()


def what_waits(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say that requests wait for approval."""
    count = requests_waiting(viewing)
    if count:
        sentence = ngettext(
            "%(count)d request for an appointment waits for approval.",
            "%(count)d requests for an appointment wait for approval.",
            count,
        ) % {"count": count}
        yield WaitingLine(sentence, f"{reverse('booking_desk:day')}#requests", "plain")


def appointments_of_person(viewing: PersonViewing) -> PagePart | None:
    """Show a patient's appointments to those who may see appointments, and the way to a new one."""
    if not viewing.actor.may("booking.read"):
        return None
    rows = queries.of_person(viewing.actor, viewing.person)
    may_manage = viewing.actor.may("booking.manage")
    return presenters.of_person(viewing.person.pk, rows, get_language(), viewing.at, may_manage=may_manage)


def booking_of_episode(episode: Episode) -> str:
    """Return where an appointment for a problem is booked."""
    return f"{reverse('booking_desk:book', args=[episode.person_id])}?problem={episode.pk}"


def what_was_booked(viewing: PersonViewing) -> Iterable[TimelineEntry]:
    """Tell of each visit, with how it went."""
    for row in queries.of_person(viewing.actor, viewing.person):
        words = f"{row.service.name_in(get_language())}, {Appointment.State(row.state).label}"
        address = reverse("booking_desk:appointment", args=[row.pk])
        yield TimelineEntry(row.starts_at, words, address, row.episode_id)
