"""The gate: what keeps a page from going live. See docs/decisions/0004-claims-gate-publishing.md."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from drypoint.foundation.core import clock
from drypoint.foundation.practice.queries import languages_of_site, the_practice
from drypoint.knowledge.language import FALLBACK
from drypoint.public.website import rules
from drypoint.public.website.evidence_pages.editions import in_use
from drypoint.public.website.texts import claim_ids_of, shows_invented_prices, texts_of
from drypoint.public.website.words import unsupported_words


@dataclass(frozen=True)
class Fault:
    """One reason why a page cannot go live: where it is, what it is, why.

    word is set for a word that no evidence carries, claim_id for a claim that lacks something.
    """

    where: str
    reason: str
    word: str = ""
    claim_id: int | None = None

    def __str__(self) -> str:
        subject = f"“{self.word}”" if self.word else self.where
        place = f" ({self.where})" if self.word else ""
        return f"{subject}{place}: {self.reason}"


class PublishingRefused(ValidationError):  # noqa: N818 (a refusal, in the words of the domain)
    """A page was about to go live with a fault; nothing was changed."""

    def __init__(self, page: Any, faults: tuple[Fault, ...]) -> None:
        self.page = page
        self.faults = faults
        super().__init__({"__all__": [str(fault) for fault in faults]})

    def __str__(self) -> str:
        return " ".join([_("“%(page)s” cannot be published.") % {"page": self.page}, *map(str, self.faults)])


def practice_is_demo() -> bool:
    """Say whether this is the demo practice; before set-up it is not."""
    practice = the_practice()
    return practice is not None and practice.is_demo


def claim_languages() -> frozenset[str]:
    """Return the languages in which a claim must have its words: those of the site, and English."""
    return frozenset({FALLBACK, *languages_of_site()})


def _word_faults(page: Any, claims: list[Any]) -> list[Fault]:
    from drypoint.public.website.models import AllowedWord

    allowed = set(AllowedWord.objects.filter(page_id=page.pk).values_list("word", flat=True)) if page.pk else set()
    faults = [
        Fault(text.where, str(hit.reason), word=hit.word)
        for text in texts_of(page)
        for hit in unsupported_words(text.text)
        if hit.word.casefold() not in allowed
    ]
    for claim in claims:
        faults += [fault for fault in word_faults_of_claim(claim) if fault.word.casefold() not in allowed]
    return faults


def word_faults_of_claim(claim: Any) -> list[Fault]:
    """Return the unsupported words in the texts of a claim that the owner has not allowed there."""
    allowed = {allowed.word for allowed in claim.allowed_words.all()} if claim.pk else set()
    where = _("claim %(key)s") % {"key": claim.key}
    texts = [words for _code, text, reason in claim.said() for words in (text, reason)]
    return [
        Fault(where, str(hit.reason), word=hit.word, claim_id=claim.pk)
        for text in texts
        for hit in unsupported_words(text)
        if hit.word.casefold() not in allowed
    ]


def faults_of(page: Any, today: date | None = None) -> tuple[Fault, ...]:
    """Return everything that keeps the page, as it is in memory, from going live."""
    from drypoint.public.website.models import Claim

    at = today or timezone.localdate(clock.now())
    is_demo = practice_is_demo()
    ids = claim_ids_of(page)
    found = Claim.objects.prefetch_related("claim_sources__source", "allowed_words").in_bulk(
        [claim_id for claim_id in ids if claim_id is not None]
    )
    faults = []
    answers = in_use().answers if found else None
    languages = claim_languages() if found else frozenset()
    for claim_id in dict.fromkeys(ids):
        claim = found.get(claim_id) if claim_id is not None else None
        if claim is None:
            faults.append(
                Fault(_("a claim"), _("The claim chosen here no longer exists. Choose another or remove the block."))
            )
            continue
        where = _("claim %(key)s") % {"key": claim.key}
        faults += [
            Fault(where, str(reason), claim_id=claim.pk)
            for reason in rules.faults_of_claim(claim.facts(answers), at, practice_is_demo=is_demo, languages=languages)
        ]
    if not is_demo and shows_invented_prices(page):
        faults.append(
            Fault(_("prices"), _("The prices are marked as invented. Write your own and take the mark away."))
        )
    return (*faults, *_word_faults(page, list(found.values())))


def require_publishable(page: Any) -> None:
    """Raise PublishingRefused unless the page may go live."""
    faults = faults_of(page)
    if faults:
        raise PublishingRefused(page, faults)
