"""What this room shows in others: the claims that wait on the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.models import Claim
from drypoint.public.claims.rules import ClaimState


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
