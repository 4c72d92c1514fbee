"""What this room shows in others: where texts lead, what patients see of the hours, what waits, a patient's visits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext, override

from drypoint.care.booking import choosing, presenters, queries
from drypoint.care.booking.life import Stage
from drypoint.care.booking.models import Appointment
from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients.models import Episode
from drypoint.foundation.patients.page import PersonViewing, TimelineEntry
from drypoint.foundation.practice.queries import bookable_services, who_offers


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
