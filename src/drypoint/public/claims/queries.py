"""Named reads of claims: all that pages show in one value, and what somebody must look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Prefetch, Subquery
from wagtail.models import Page, ReferenceIndex

from drypoint.knowledge.language import FALLBACK
from drypoint.public.claims import rules
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.models import Claim, ClaimSource, EvidenceEdition, Source

_LEVELS = {"high": 4, "moderate": 3, "low": 2, "very_low": 1}  # “unclear” has none


@dataclass(frozen=True)
class SourceView:
    """A source as the reader sees it."""

    citation: str
    language: str
    link: str
    how_read: str


@dataclass(frozen=True)
class ClaimView:
    """A claim as the reader sees it.

    level is 1 (very low) to 4 (high), 0 where nobody has rated it. is_shown is false while it waits for its review.
    """

    key: str
    text: str
    level: int
    reason: str
    sources: tuple[SourceView, ...]
    reviewer: str
    reviewed_on: date | None
    state: str
    is_shown: bool


@dataclass(frozen=True)
class ClaimRecord:
    """What is known of a claim, its words by language."""

    key: str
    texts: dict[str, str]
    reasons: dict[str, str]
    level: int
    sources: tuple[SourceView, ...]
    reviewer: str
    facts: rules.ClaimFacts
    topic: str

    def view(self, language: str, today: date, *, practice_is_demo: bool) -> ClaimView:
        """Return what a page in the language says of the claim today."""
        return ClaimView(
            key=self.key,
            text=self.texts.get(language) or self.texts.get(FALLBACK, ""),
            level=self.level,
            reason=self.reasons.get(language) or self.reasons.get(FALLBACK, ""),
            sources=self.sources,
            reviewer=self.reviewer,
            reviewed_on=self.facts.reviewed_on,
            state=rules.state_of(self.facts, today).value,
            is_shown=rules.is_shown(
                self.facts, today, practice_is_demo=practice_is_demo, languages={FALLBACK, language}
            ),
        )


@dataclass(frozen=True)
class CitedEvidence:
    """Claims and sources by their ids."""

    claims: dict[int, ClaimRecord]
    sources: dict[int, SourceView]


def _view_of(source: Source) -> SourceView:
    return SourceView(source.citation, source.language, source.link(), source.how_read)


def read_evidence() -> CitedEvidence:
    """Return the claims and sources as they are now, in three queries."""
    sources = {source.pk: _view_of(source) for source in Source.objects.all()}
    links = Prefetch("claim_sources", ClaimSource.objects.select_related("source"))
    latest = EvidenceEdition.objects.order_by("-pk")
    rows = list(
        Claim.objects.select_related("reviewer")
        .prefetch_related(links)
        .annotate(
            edition_digest=Subquery(latest.values("digest")[:1]), edition_at=Subquery(latest.values("loaded_at")[:1])
        )
    )
    answers = in_use((rows[0].edition_digest, rows[0].edition_at)).answers if rows else None
    claims = {
        claim.pk: ClaimRecord(
            key=claim.key,
            texts=claim.texts,
            reasons=claim.reasons,
            level=_LEVELS.get(claim.certainty, 0),
            sources=tuple(_view_of(source) for source in claim.ordered_sources()),
            reviewer=str(claim.reviewer) if claim.reviewer else "",
            facts=claim.facts(answers),
            topic=claim.topic,
        )
        for claim in rows
    }
    return CitedEvidence(claims, sources)


@dataclass(frozen=True)
class DueClaim:
    """A claim that somebody must look at. live_pages are the titles of the live pages that show it."""

    claim: Claim
    state: rules.ClaimState
    live_pages: tuple[str, ...]


def live_pages_with(claim: Claim) -> list[Page]:
    """Return the live pages that show the claim."""
    ids = ReferenceIndex.get_references_to(claim).values_list("object_id", flat=True)
    return list(Page.objects.filter(pk__in={int(pk) for pk in ids}, live=True).order_by("title"))


def claims_due(today: date) -> list[DueClaim]:
    """Return the claims whose review is missing, older than twelve months, or older than their text or its data."""
    answers = in_use().answers
    states = {claim: claim.state(today, answers) for claim in Claim.objects.prefetch_related("claim_sources__source")}
    titles = _titles_by_claim()
    return [
        DueClaim(claim, state, tuple(titles.get(claim.pk, ())))
        for claim, state in states.items()
        if state is not rules.ClaimState.REVIEWED
    ]


def _titles_by_claim() -> dict[int, list[str]]:
    """Return the titles of the live pages that show each claim, by title, in two queries however many there are."""
    claims = ContentType.objects.get_for_model(Claim)
    references = ReferenceIndex.objects.filter(to_content_type=claims).values_list("to_object_id", "object_id")
    claims_of: dict[int, set[int]] = {}
    for claim, page in references:
        claims_of.setdefault(int(page), set()).add(int(claim))
    live = Page.objects.filter(live=True).order_by("title").values_list("pk", "title", "locale__language_code")
    found: dict[int, list[str]] = {}
    for pk, title, language in live:
        for claim in claims_of.get(pk, ()):
            found.setdefault(claim, []).append(f"{title} ({language})")
    return found


def keys_without(language: str) -> list[str]:
    """Return the keys of the claims that say nothing in a language."""
    return [claim.key for claim in Claim.objects.order_by("key") if not claim.texts.get(language, "").strip()]
