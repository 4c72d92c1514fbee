"""The gate: what keeps a page from going live. See docs/decisions/0004-claims-gate-publishing.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from drypoint.foundation.core import clock
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.faults import (
    Fault,
    claim_languages,
    practice_is_demo,
    review_faults_of_claim,
    word_faults,
    word_faults_of_claim,
)
from drypoint.public.claims.models import AllowedWord, Claim
from drypoint.public.website.texts import claim_ids_of, shows_invented_prices, texts_of

if TYPE_CHECKING:
    from drypoint.public.website.models import SitePage


class PublishingRefused(ValidationError):  # noqa: N818 (a refusal, in the words of the domain)
    """A page was about to go live with a fault; nothing was changed."""

    def __init__(self, page: SitePage, faults: tuple[Fault, ...]) -> None:
        self.page = page
        self.faults = faults
        super().__init__({"__all__": [str(fault) for fault in faults]})

    def __str__(self) -> str:
        return " ".join([_("“%(page)s” cannot be published.") % {"page": self.page}, *map(str, self.faults)])


def _word_faults(page: SitePage, claims: Sequence[Claim]) -> list[Fault]:
    allowed = set(AllowedWord.objects.filter(page_id=page.pk).values_list("word", flat=True)) if page.pk else set()
    faults = [fault for text in texts_of(page) for fault in word_faults(text.where, text.text, allowed)]
    for claim in claims:
        faults += [fault for fault in word_faults_of_claim(claim) if fault.word.casefold() not in allowed]
    return faults


def faults_of(page: SitePage, today: date | None = None) -> tuple[Fault, ...]:
    """Return everything that keeps the page, as it is in memory, from going live."""
    at = today or timezone.localdate(clock.now())
    is_demo = practice_is_demo()
    ids = claim_ids_of(page)
    found: dict[int, Claim] = Claim.objects.prefetch_related("claim_sources__source", "allowed_words").in_bulk(
        [claim_id for claim_id in ids if claim_id is not None]
    )
    faults = []
    answers = in_use().answers if found else None
    languages = claim_languages() if found else frozenset()
    for claim_id in dict.fromkeys(ids):
        claim = found.get(claim_id) if claim_id is not None else None
        if claim is None or answers is None:
            faults.append(
                Fault(_("a claim"), _("The claim chosen here no longer exists. Choose another or remove the block."))
            )
        else:
            faults += review_faults_of_claim(claim, answers, at, is_demo=is_demo, languages=languages)
    if not is_demo and shows_invented_prices(page):
        faults.append(
            Fault(_("prices"), _("The prices are marked as invented. Write your own and take the mark away."))
        )
    return (*faults, *_word_faults(page, list(found.values())))


def require_publishable(page: SitePage) -> None:
    """Raise PublishingRefused unless the page may go live."""
    faults = faults_of(page)
    if faults:
        raise PublishingRefused(page, faults)
