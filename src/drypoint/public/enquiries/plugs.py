"""What this room shows in others: what waits on the desk, what a search finds, where texts of the website lead."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.search import SearchHit
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients.page import PersonViewing, TimelineEntry
from drypoint.public.enquiries import presenters, queries
from drypoint.public.enquiries.models import Enquiry

MOST_SHOWN = 10


def what_waits(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say how many ask to be called, and how many wait for an answer."""
    counts = queries.waiting_counts(viewing.actor)
    url = reverse("enquiries_desk:list")
    if counts["call_them"]:
        sentence = ngettext(
            "%(count)d person asks to be called.", "%(count)d people ask to be called.", counts["call_them"]
        )
        yield WaitingLine(sentence % {"count": counts["call_them"]}, f"{url}?state=call_them", "warn")
    open_ones = counts["new"] + counts["wrote_again"]
    if open_ones:
        sentence = ngettext(
            "%(count)d enquiry waits for an answer.", "%(count)d enquiries wait for an answer.", open_ones
        )
        yield WaitingLine(sentence % {"count": open_ones}, url, "plain")


def longest_waiting(viewing: Viewing) -> PagePart | None:
    """Show the enquiries that have waited longest."""
    found = tuple(Enquiry.objects.visible_to(viewing.actor).waiting()[:MOST_SHOWN])
    return presenters.LongestWaiting(found) if found else None


def found_enquiries(viewing: Viewing, words: str) -> Iterable[SearchHit]:
    """Find the enquiries whose reference was read out, or who asked."""
    for enquiry in queries.found_by(viewing.actor, words):
        day = date_format(localtime(enquiry.last_message_at), "SHORT_DATE_FORMAT")
        about = f"{enquiry.reference} · {enquiry.get_state_display()} · {day}"
        yield SearchHit(enquiry.name, reverse("enquiries_desk:enquiry", args=[enquiry.pk]), about)


def form_address(language: str) -> str:
    """Return the path of the form in a language."""
    with override(language):
        return reverse("enquiries:ask")


def of_person(viewing: PersonViewing) -> PagePart | None:
    """Show the enquiries that were joined to a patient."""
    found = tuple(queries.enquiries_of(viewing.actor, viewing.person))
    return presenters.OfPerson(found) if found else None


def what_was_asked(viewing: PersonViewing) -> Iterable[TimelineEntry]:
    """Tell when a patient wrote to the practice first."""
    for enquiry in queries.enquiries_of(viewing.actor, viewing.person):
        yield TimelineEntry(
            enquiry.received_at, _("Enquiry arrived"), reverse("enquiries_desk:enquiry", args=[enquiry.pk])
        )
