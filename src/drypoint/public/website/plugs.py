"""What this room shows in others: the claims that wait on the desk, and the pages that a new practice begins with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.public.website.evidence_pages.editions import in_use
from drypoint.public.website.jobs import publish_due_pages
from drypoint.public.website.models import Claim
from drypoint.public.website.rules import ClaimState
from drypoint.public.website.starter_loader import load_starter


def claims_that_wait(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say how many claims wait for a clinician's review."""
    today = timezone.localdate(viewing.at)
    claims = Claim.objects.prefetch_related("claim_sources__source")
    answers = in_use().answers
    due = sum(claim.state(today, answers) is not ClaimState.REVIEWED for claim in claims)
    if due:
        sentence = ngettext(
            "%(count)d claim on the website waits for a clinician's review.",
            "%(count)d claims on the website wait for a clinician's review.",
            due,
        )
        yield WaitingLine(sentence % {"count": due}, reverse("desk:claims"), "warn")


def publish_what_is_due(_at: datetime) -> None:
    """Publish and take down what the clock asks for."""
    publish_due_pages()


def load_starter_pages(founding: Founding) -> None:
    """Load the pages that a practice begins with."""
    load_starter(
        actor=SYSTEM,
        demo=founding.is_demo,
        languages=list(founding.languages),
        main_language=founding.main_language,
    )
