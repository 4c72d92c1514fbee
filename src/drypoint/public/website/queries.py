"""Named reads of the website, for the desk too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from wagtail.models import Page, ReferenceIndex

from drypoint.public.website import gate, rules
from drypoint.public.website.evidence_pages.editions import in_use
from drypoint.public.website.models import Claim


@dataclass(frozen=True)
class DueClaim:
    """A claim that somebody must look at. live_pages are the titles of the live pages that show it."""

    claim: Claim
    state: rules.ClaimState
    live_pages: tuple[str, ...]


@dataclass(frozen=True)
class WaitingPage:
    """A page with what speaks against it: a draft that cannot go live, or a live page that could not go live again."""

    page: Any
    faults: tuple[gate.Fault, ...]
    is_live: bool


def live_pages_with(claim: Claim) -> list[Any]:
    """Return the live pages that show the claim."""
    ids = ReferenceIndex.get_references_to(claim).values_list("object_id", flat=True)
    return list(Page.objects.filter(pk__in={int(pk) for pk in ids}, live=True).order_by("title"))


def claims_due(today: date) -> list[DueClaim]:
    """Return the claims whose review is missing, older than twelve months, or older than their text or its data."""
    due = []
    answers = in_use().answers
    for claim in Claim.objects.prefetch_related("claim_sources__source"):
        state = claim.state(today, answers)
        if state is not rules.ClaimState.REVIEWED:
            titles = tuple(f"{page.title} ({page.locale.language_code})" for page in live_pages_with(claim))
            due.append(DueClaim(claim, state, titles))
    return due


def pages_waiting(today: date) -> list[WaitingPage]:
    """Return the pages that the gate refuses, drafts as they were last saved and live pages as they stand."""
    found = []
    for page in Page.objects.filter(content_type__app_label="website").order_by("path").specific():
        for is_live, version in _versions(page):
            faults = gate.faults_of(version, today)
            if faults:
                found.append(WaitingPage(page, faults, is_live))
                break
    return found


def _versions(page: Any) -> list[tuple[bool, Any]]:
    versions = [(True, page)] if page.live else []
    if not page.live or page.has_unpublished_changes:
        versions.append((False, page.get_latest_revision_as_object()))
    return versions
