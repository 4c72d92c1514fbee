"""What the desk's pages about claims and evidence show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from wagtail.models import Page

from drypoint.public.claims.models import Claim
from drypoint.public.claims.queries import DueClaim, SourceView
from drypoint.public.claims.rules import ClaimState
from drypoint.public.library.evidence.overview import Overview
from drypoint.public.website.queries import WaitingPage


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim that somebody must look at, and the titles of the live pages that show it."""

    pk: int
    text: str
    state: ClaimState
    live_pages: tuple[str, ...]


def claim_line(due: DueClaim, language: str) -> ClaimLine:
    """Return a claim as the list shows it, in a language."""
    return ClaimLine(due.claim.pk, due.claim.text_in(language), due.state, due.live_pages)


@dataclass(frozen=True, slots=True)
class ShownWaitingLine:
    """A page with what speaks against it, in sentences."""

    title: str
    language: str
    is_live: bool
    faults: tuple[str, ...]


def waiting_line(waiting: WaitingPage) -> ShownWaitingLine:
    """Return a page as the list of those that cannot go live shows it."""
    page = waiting.page
    faults = tuple(str(fault) for fault in waiting.faults)
    return ShownWaitingLine(page.title, page.locale.language_code, waiting.is_live, faults)


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """What waits for a clinician's signature, and the pages that wait for it."""

    template: ClassVar = "library/desk/claims.html"
    claims: tuple[ClaimLine, ...]
    pages: tuple[ShownWaitingLine, ...]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim as it would be signed; said holds language, text and reason; digest is what the signature is for."""

    template: ClassVar = "library/desk/claim.html"
    state: ClaimState
    said: tuple[tuple[str, str, str], ...]
    certainty: str
    sources: tuple[SourceView, ...]
    topic: str
    topic_url: str
    reviewer: str
    reviewed_on: date | None
    pages: tuple[str, ...]
    digest: str


def claim_page(claim: Claim, *, state: ClaimState, pages: Iterable[Page], topic: str, topic_url: str) -> ClaimPage:
    """Return the page of a claim; pages are the live pages that show it."""
    return ClaimPage(
        state=state,
        said=tuple(claim.said()),
        certainty=claim.get_certainty_display(),
        sources=tuple(
            SourceView(source.citation, source.language, source.link(), source.how_read)
            for source in claim.ordered_sources()
        ),
        topic=topic,
        topic_url=topic_url,
        reviewer=str(claim.reviewer or ""),
        reviewed_on=claim.reviewed_on,
        pages=tuple(page.title for page in pages),
        digest=claim.digest(),
    )


@dataclass(frozen=True, slots=True)
class EvidenceScreen:
    """What looks wrong in the evidence, what could be pooled, and what this practice added."""

    template: ClassVar = "library/desk/evidence.html"
    known: Overview
