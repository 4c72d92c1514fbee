"""What waits, across the rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import OutboxMail, WorkerBeat
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.enquiries.queries import waiting_counts
from drypoint.public.website.evidence_pages.editions import in_use
from drypoint.public.website.models import Claim
from drypoint.public.website.rules import ClaimState


@dataclass(frozen=True)
class Waiting:
    """One line of the first screen: what waits, how urgent (stop, warn or plain), and where it is dealt with."""

    sentence: str
    url: str
    level: str


def longest_waiting(actor: Actor, limit: int = 10) -> list[Enquiry]:
    """Return the enquiries that have waited longest."""
    return list(Enquiry.objects.visible_to(actor).waiting()[:limit])


def what_waits(actor: Actor, at: datetime) -> list[Waiting]:
    """Return everything that somebody with these permissions should deal with, the most urgent first."""
    lines: list[Waiting] = []
    if actor.may("outbox.read"):
        lines += _mail_lines(at)
    if actor.may("enquiries.read"):
        lines += _enquiry_lines(actor)
    if actor.may("claims.review"):
        lines += _claim_lines(at)
    return sorted(lines, key=lambda line: ("stop", "warn", "plain").index(line.level))


def _mail_lines(at: datetime) -> list[Waiting]:
    lines = []
    outbox = reverse("desk:outbox")
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING)
    if waiting.filter(created_at__lt=at - timedelta(minutes=15)).exists():
        alive = any(beat.is_alive(at) for beat in WorkerBeat.objects.all())
        sentence = (
            _("Mail has waited for more than 15 minutes. The mail server does not take it.")
            if alive
            else _("Mail is not going out: the worker is not running. Tell whoever keeps the server.")
        )
        lines.append(Waiting(sentence, f"{outbox}?state=waiting", "stop"))
    failed = OutboxMail.objects.filter(state=OutboxMail.State.FAILED, created_at__gt=at - timedelta(days=30)).count()
    if failed:
        sentence = ngettext(
            "%(count)d mail could not be delivered.", "%(count)d mails could not be delivered.", failed
        ) % {"count": failed}
        lines.append(Waiting(sentence, f"{outbox}?state=failed", "warn"))
    return lines


def _enquiry_lines(actor: Actor) -> list[Waiting]:
    counts = waiting_counts(actor)
    url = reverse("desk:enquiries")
    lines = []
    if counts["call_them"]:
        sentence = ngettext(
            "%(count)d person asks to be called.", "%(count)d people ask to be called.", counts["call_them"]
        )
        lines.append(Waiting(sentence % {"count": counts["call_them"]}, f"{url}?state=call_them", "warn"))
    open_ones = counts["new"] + counts["wrote_again"]
    if open_ones:
        sentence = ngettext(
            "%(count)d enquiry waits for an answer.", "%(count)d enquiries wait for an answer.", open_ones
        )
        lines.append(Waiting(sentence % {"count": open_ones}, url, "plain"))
    return lines


def _claim_lines(at: datetime) -> list[Waiting]:
    today = timezone.localdate(at)
    claims = Claim.objects.prefetch_related("claim_sources__source")
    answers = in_use().answers
    due = sum(claim.state(today, answers) is not ClaimState.REVIEWED for claim in claims)
    if not due:
        return []
    sentence = ngettext(
        "%(count)d claim on the website waits for a clinician's review.",
        "%(count)d claims on the website wait for a clinician's review.",
        due,
    )
    return [Waiting(sentence % {"count": due}, reverse("desk:claims"), "warn")]
