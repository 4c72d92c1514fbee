"""What keeps a claim, or a text, from being shown: each fault with where it is and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from drypoint.foundation.practice.queries import languages_of_site, the_practice
from drypoint.knowledge.evidence.answers import Answers
from drypoint.knowledge.language import FALLBACK
from drypoint.public.claims import rules
from drypoint.public.claims.models import Claim
from drypoint.public.claims.words import unsupported_words


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


def practice_is_demo() -> bool:
    """Say whether this is the demo practice; before set-up it is not."""
    practice = the_practice()
    return practice is not None and practice.is_demo


def claim_languages() -> frozenset[str]:
    """Return the languages in which a claim must have its words: those of the site, and English."""
    return frozenset({FALLBACK, *languages_of_site()})


def word_faults(
    where: str, text: str, allowed: Collection[str] = (), *, claim_id: int | None = None
) -> Iterator[Fault]:
    """Give the words of a text that no evidence carries and nobody has allowed; allowed are folded words."""
    for hit in unsupported_words(text):
        if hit.word.casefold() not in allowed:
            yield Fault(where, str(hit.reason), word=hit.word, claim_id=claim_id)


def word_faults_of_claim(claim: Claim) -> list[Fault]:
    """Return the unsupported words in the texts of a claim that the owner has not allowed there."""
    allowed = {allowed.word for allowed in claim.allowed_words.all()} if claim.pk else set()
    where = _("claim %(key)s") % {"key": claim.key}
    texts = [words for _code, text, reason in claim.said() for words in (text, reason)]
    return [fault for text in texts for fault in word_faults(where, text, allowed, claim_id=claim.pk)]


def review_faults_of_claim(
    claim: Claim, answers: Answers, at: date, *, is_demo: bool, languages: frozenset[str]
) -> list[Fault]:
    """Return what the claim itself lacks before it may stand on a live page; is_demo says so of the practice."""
    where = _("claim %(key)s") % {"key": claim.key}
    return [
        Fault(where, str(reason), claim_id=claim.pk)
        for reason in rules.faults_of_claim(claim.facts(answers), at, practice_is_demo=is_demo, languages=languages)
    ]
