"""The gate: what keeps a page from going live. See docs/decisions/0004-claims-gate-publishing.md."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
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


class GateFacts:
    """What the gate judges pages by: read once for as many pages as are looked at, and each claim judged once.

    Without ids every claim is read, which is right for all pages together.
    """

    def __init__(self, at: date, *, claim_ids: Collection[int] | None = None, page_id: int | None = None) -> None:
        self.is_demo = practice_is_demo()
        claims = Claim.objects.prefetch_related("claim_sources__source", "allowed_words")
        found = list(claims if claim_ids is None else claims.filter(pk__in=claim_ids) if claim_ids else ())
        self._answers = in_use().answers if found else None
        self._languages = claim_languages() if found else frozenset()
        self._at = at
        self._claims = {claim.pk: claim for claim in found}
        self._review_faults: dict[int, list[Fault]] = {}
        self._word_faults: dict[int, list[Fault]] = {}
        words = AllowedWord.objects.filter(page__isnull=False) if claim_ids is None else _words_of(page_id)
        self._allowed: dict[int, set[str]] = {}
        for page, word in words.values_list("page_id", "word"):
            self._allowed.setdefault(page, set()).add(word)

    def review_faults_of(self, claim_id: int | None) -> list[Fault] | None:
        """Return what a claim lacks, or None if there is no such claim."""
        claim = self._claims.get(claim_id) if claim_id is not None else None
        if claim is None or self._answers is None:
            return None
        if claim.pk not in self._review_faults:
            self._review_faults[claim.pk] = review_faults_of_claim(
                claim, self._answers, self._at, is_demo=self.is_demo, languages=self._languages
            )
        return self._review_faults[claim.pk]

    def word_faults_of(self, claim_id: int | None) -> list[Fault]:
        """Return the words of a claim that no evidence carries."""
        claim = self._claims.get(claim_id) if claim_id is not None else None
        if claim is None:
            return []
        if claim.pk not in self._word_faults:
            self._word_faults[claim.pk] = word_faults_of_claim(claim)
        return self._word_faults[claim.pk]

    def allowed_on(self, page: SitePage) -> set[str]:
        """Return the words that may stand on a page."""
        return self._allowed.get(page.pk, set())


def _words_of(page_id: int | None) -> QuerySet[AllowedWord]:
    words = AllowedWord.objects.all()
    return words.filter(page_id=page_id) if page_id else words.none()


def _word_faults(page: SitePage, claim_ids: Iterable[int | None], known: GateFacts) -> list[Fault]:
    allowed = known.allowed_on(page)
    faults = [fault for text in texts_of(page) for fault in word_faults(text.where, text.text, allowed)]
    for claim_id in claim_ids:
        faults += [fault for fault in known.word_faults_of(claim_id) if fault.word.casefold() not in allowed]
    return faults


def faults_of(page: SitePage, today: date | None = None, known: GateFacts | None = None) -> tuple[Fault, ...]:
    """Return everything that keeps the page, as it is in memory, from going live."""
    ids = dict.fromkeys(claim_ids_of(page))
    if known is None:
        at = today or timezone.localdate(clock.now())
        known = GateFacts(at, claim_ids=[claim_id for claim_id in ids if claim_id is not None], page_id=page.pk)
    faults = []
    for claim_id in ids:
        lacking = known.review_faults_of(claim_id)
        if lacking is None:
            faults.append(
                Fault(_("a claim"), _("The claim chosen here no longer exists. Choose another or remove the block."))
            )
        else:
            faults += lacking
    if not known.is_demo and shows_invented_prices(page):
        faults.append(
            Fault(_("prices"), _("The prices are marked as invented. Write your own and take the mark away."))
        )
    return (*faults, *_word_faults(page, ids, known))


def require_publishable(page: SitePage) -> None:
    """Raise PublishingRefused unless the page may go live."""
    faults = faults_of(page)
    if faults:
        raise PublishingRefused(page, faults)
