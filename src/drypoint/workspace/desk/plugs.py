"""What the desk itself shows beside what the other rooms do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from drypoint.foundation.core.models import OutboxMail, WorkerBeat
from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.search import SearchHit
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients import queries
from drypoint.foundation.patients.page import PersonViewing
from drypoint.knowledge.language import FALLBACK
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
    """Find the patients in whose name the words stand."""
    for person in queries.find(viewing.actor, words).rows:
        year = person.year_of_birth
        yield SearchHit(person.name, reverse("desk:person", args=[person.pk]), str(year) if year else "")


def muscles_called(_viewing: Viewing, words: str) -> Iterable[SearchHit]:
    """Find the muscles whose names, places or hazards hold the words."""
    for row in atlas.rows(words, get_language() or FALLBACK):
        yield SearchHit(row.name, reverse("desk:atlas_muscle", args=[row.id]), row.latin)
