"""What may be said in public: pure decisions about claims."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REVIEW_YEARS = 1


class ClaimState(StrEnum):
    """What a page says of the review of a claim."""

    REVIEWED = "reviewed"
    STALE = "stale"
    CHANGED = "changed"
    DATA_CHANGED = "data_changed"
    NOT_REVIEWED = "not_reviewed"


@dataclass(frozen=True)
class ClaimFacts:
    """What the decisions need to know of one claim.

    texts_in and reasons_in hold the languages in which it says what it says, and why it is as certain.
    is_as_reviewed says whether texts, certainty, reason and sources are those that the reviewer saw,
    rests_on_reviewed_data whether the answer of the data that it points at is still the one of that day.
    """

    texts_in: frozenset[str]
    has_source: bool
    has_certainty: bool
    reasons_in: frozenset[str]
    has_reviewer: bool
    reviewed_on: date | None
    is_as_reviewed: bool
    is_demo: bool
    rests_on_reviewed_data: bool = True


def stale_on(reviewed_on: date) -> date:
    """Return the first day on which a review counts as old: twelve months and a day later."""
    year = reviewed_on.year + REVIEW_YEARS
    try:
        anniversary = reviewed_on.replace(year=year)
    except ValueError:  # 29 February
        anniversary = date(year, 2, 28)
    return date.fromordinal(anniversary.toordinal() + 1)


def is_stale(claim: ClaimFacts, today: date) -> bool:
    """Say whether the review is older than twelve months."""
    return claim.reviewed_on is not None and today >= stale_on(claim.reviewed_on)


def state_of(claim: ClaimFacts, today: date) -> ClaimState:
    """Return what is to be said of the claim's review today."""
    if not claim.has_reviewer or claim.reviewed_on is None:
        return ClaimState.NOT_REVIEWED
    if not claim.is_as_reviewed:
        return ClaimState.CHANGED
    if not claim.rests_on_reviewed_data:
        return ClaimState.DATA_CHANGED
    return ClaimState.STALE if is_stale(claim, today) else ClaimState.REVIEWED


def faults_of_claim(
    claim: ClaimFacts, today: date, *, practice_is_demo: bool, languages: Collection[str]
) -> tuple[Promise, ...]:
    """Return a sentence for everything that keeps the claim from standing on a live page.

    languages are those in which it has to say what it says: of the site when a page is published, of the page when it
    is shown.

    An old review is no fault, nor is one of older data: the page says so. A claim of the demo may stand unreviewed in
    the demo practice and nowhere else; source and certainty are asked of it too.
    """
    faults: list[Promise] = []
    if not claim.texts_in.issuperset(languages):
        faults.append(_("The text is missing in a language of the site."))
    if not claim.has_source:
        faults.append(_("It names no source."))
    if not claim.has_certainty or not claim.reasons_in.issuperset(languages):
        faults.append(_("It does not say how certain it is, and why."))
    if claim.is_demo:
        if not practice_is_demo:
            faults.append(_("It is a claim of the demo. Have it reviewed in this practice first."))
        return tuple(faults)
    if not claim.has_reviewer:
        faults.append(_("Nobody has reviewed it."))
    if claim.reviewed_on is None:
        faults.append(_("It has no date of review."))
    elif claim.reviewed_on > today:
        faults.append(_("Its date of review lies in the future."))
    if claim.has_reviewer and claim.reviewed_on is not None and not claim.is_as_reviewed:
        faults.append(_("It was changed after its review."))
    return tuple(faults)


def is_publishable(
    claim: ClaimFacts, today: date, *, practice_is_demo: bool = False, languages: Collection[str]
) -> bool:
    """Say whether a page that shows the claim may go live."""
    return not faults_of_claim(claim, today, practice_is_demo=practice_is_demo, languages=languages)


def is_shown(claim: ClaimFacts, today: date, *, practice_is_demo: bool = False, languages: Collection[str]) -> bool:
    """Say whether the text of a claim on a live page may be shown; if not, it is being reviewed."""
    return is_publishable(claim, today, practice_is_demo=practice_is_demo, languages=languages)
