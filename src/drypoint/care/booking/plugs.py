"""What this room shows in others: where texts lead, and on the page about hours what patients see."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import get_language, override

from drypoint.care.booking import choosing, presenters, queries
from drypoint.foundation.core.registries import PagePart, Viewing
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
