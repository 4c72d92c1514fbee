"""What the desk itself shows beside what the other rooms do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from drypoint.foundation.core.models import OutboxMail, WorkerBeat
from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.navigation import nav_entries_for
from drypoint.foundation.core.registries.search import SearchHit
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients import queries
from drypoint.foundation.patients.page import PersonViewing
from drypoint.foundation.patients.searching import search_people
from drypoint.knowledge.language import FALLBACK
from drypoint.knowledge.language.folding import folded, says
from drypoint.workspace.desk import atlas, presenters


def mail_that_waits(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say what is wrong with the mail."""
    at = viewing.at
    outbox = reverse("desk:outbox")
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING)
    if waiting.filter(created_at__lt=at - timedelta(minutes=15)).exists():
        alive = any(beat.is_alive(at) for beat in WorkerBeat.objects.all())
        sentence = (
            _("Mail has waited for more than 15 minutes. The mail server does not take it.")
            if alive
            else _("Mail is not going out: the worker is not running. Tell whoever keeps the server.")
        )
        yield WaitingLine(sentence, f"{outbox}?state=waiting", "stop")
    failed = OutboxMail.objects.filter(state=OutboxMail.State.FAILED, created_at__gt=at - timedelta(days=30)).count()
    if failed:
        sentence = ngettext(
            "%(count)d mail could not be delivered.", "%(count)d mails could not be delivered.", failed
        ) % {"count": failed}
        yield WaitingLine(sentence, f"{outbox}?state=failed", "warn")


def namesakes(viewing: PersonViewing) -> PagePart | None:
    """Warn of others of the same name, so that nobody's drawing ends in another's record."""
    others = queries.namesakes(viewing.actor, viewing.person)
    return presenters.Namesakes(presenters.lines_of(others)) if others else None


def people_called(viewing: Viewing, words: str) -> Iterable[SearchHit]:
    """Find the patients whom the words may mean: by name, number, address or birth."""
    for person in search_people(viewing.actor, words):
        born = date_format(person.born_on, "SHORT_DATE_FORMAT") if person.born_on else str(person.birth_year or "")
        about = " · ".join(filter(None, (born, person.phone)))
        yield SearchHit(person.name, reverse("desk:person", args=[person.pk]), about)


def muscles_called(_viewing: Viewing, words: str) -> Iterable[SearchHit]:
    """Find the muscles that the words name, also for short, then those whose places or hazards hold them."""
    for row in atlas.named(words, get_language() or FALLBACK):
        yield SearchHit(row.name, reverse("desk:atlas_muscle", args=[row.id]), row.latin)


def pages_called(viewing: Viewing, words: str) -> Iterable[SearchHit]:
    """Find the pages of the desk in whose names the words stand."""
    for entry in nav_entries_for(viewing):
        if says(folded(str(entry.title)), words):
            yield SearchHit(str(entry.title), reverse(entry.to))
