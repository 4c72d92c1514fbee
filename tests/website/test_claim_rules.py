"""Every rule of a claim, one line each: what keeps it from a live page, and what a page says of its review."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.public.claims.rules import (
    ClaimFacts,
    ClaimState,
    faults_of_claim,
    is_publishable,
    is_shown,
    is_stale,
    stale_on,
    state_of,
)

TODAY = date(2026, 5, 4)
LANGUAGES = frozenset({"en", "hr"})
IN_ORDER = ClaimFacts(
    texts_in=LANGUAGES,
    has_source=True,
    has_certainty=True,
    reasons_in=LANGUAGES,
    has_reviewer=True,
    reviewed_on=TODAY,
    is_as_reviewed=True,
    is_demo=False,
)
TEXT, SOURCE, CERTAINTY, DEMO, NOBODY, NO_DATE, FUTURE, CHANGED = (
    "The text is missing in a language of the site.",
    "It names no source.",
    "It does not say how certain it is, and why.",
    "It is a claim of the demo. Have it reviewed in this practice first.",
    "Nobody has reviewed it.",
    "It has no date of review.",
    "Its date of review lies in the future.",
    "It was changed after its review.",
)
LACKING: list[tuple[dict[str, Any], set[str]]] = [
    ({"texts_in": frozenset()}, {TEXT}),
    ({"texts_in": frozenset({"en"})}, {TEXT}),
    ({"texts_in": frozenset({"hr"})}, {TEXT}),
    ({"reasons_in": frozenset({"en"})}, {CERTAINTY}),
    ({"reasons_in": frozenset({"hr"})}, {CERTAINTY}),
    ({"reasons_in": frozenset(), "has_certainty": False}, {CERTAINTY}),
    ({"has_source": False}, {SOURCE}),
    ({"has_certainty": False}, {CERTAINTY}),
    ({"is_demo": True}, {DEMO}),
    ({"has_reviewer": False}, {NOBODY}),
    ({"reviewed_on": None}, {NO_DATE}),
    ({"reviewed_on": TODAY + timedelta(days=1)}, {FUTURE}),
    ({"is_as_reviewed": False}, {CHANGED}),
    # What nobody has signed cannot have been changed since.
    ({"has_reviewer": False, "reviewed_on": None, "is_as_reviewed": False}, {NOBODY, NO_DATE}),
    ({"has_reviewer": False, "is_as_reviewed": False}, {NOBODY}),
    ({"reviewed_on": None, "is_as_reviewed": False}, {NO_DATE}),
    # A claim of the demo is asked for text, source and certainty like any other, for a review not.
    ({"is_demo": True, "texts_in": frozenset({"en"}), "has_reviewer": False, "reviewed_on": None}, {TEXT, DEMO}),
    ({"is_demo": True, "has_source": False, "is_as_reviewed": False}, {SOURCE, DEMO}),
    ({"is_demo": True, "has_certainty": False, "reviewed_on": TODAY + timedelta(days=1)}, {CERTAINTY, DEMO}),
]


def said(claim: ClaimFacts, *, demo: bool = False) -> set[str]:
    return {str(fault) for fault in faults_of_claim(claim, TODAY, practice_is_demo=demo, languages=LANGUAGES)}


def test_a_claim_in_order_goes_live_and_is_shown() -> None:
    assert faults_of_claim(IN_ORDER, TODAY, practice_is_demo=False, languages=LANGUAGES) == ()
    assert is_publishable(IN_ORDER, TODAY, languages=LANGUAGES) is True
    assert is_shown(IN_ORDER, TODAY, languages=LANGUAGES) is True


@pytest.mark.parametrize(("lack", "faults"), LACKING, ids=lambda part: " ".join(part) if isinstance(part, dict) else "")
def test_what_is_lacking_is_said_and_keeps_the_claim_from_the_site(lack: dict[str, Any], faults: set[str]) -> None:
    claim = replace(IN_ORDER, **lack)
    assert said(claim) == faults
    assert is_publishable(claim, TODAY, languages=LANGUAGES) is False
    assert is_shown(claim, TODAY, languages=LANGUAGES) is False


@pytest.mark.parametrize(("lack", "faults"), LACKING, ids=lambda part: " ".join(part) if isinstance(part, dict) else "")
def test_in_the_demo_practice_a_claim_of_the_demo_needs_no_review_but_all_else(
    lack: dict[str, Any], faults: set[str]
) -> None:
    claim = replace(IN_ORDER, **lack)
    expected = faults - {DEMO}
    assert said(claim, demo=True) == expected
    assert is_publishable(claim, TODAY, practice_is_demo=True, languages=LANGUAGES) is (expected == set())
    assert is_shown(claim, TODAY, practice_is_demo=True, languages=LANGUAGES) is (expected == set())


def test_a_claim_says_what_it_says_in_the_languages_that_are_asked_for() -> None:
    english = replace(IN_ORDER, texts_in=frozenset({"en"}), reasons_in=frozenset({"en"}))
    assert is_shown(english, TODAY, languages={"en"}) is True
    assert is_shown(english, TODAY, languages={"hr"}) is False


def test_neither_an_old_review_nor_one_of_older_data_takes_a_claim_down() -> None:
    assert said(replace(IN_ORDER, reviewed_on=date(2019, 1, 1), rests_on_reviewed_data=False)) == set()


@pytest.mark.parametrize(
    ("reviewed", "old"),
    [
        (date(2025, 5, 3), date(2026, 5, 4)),
        (date(2025, 5, 4), date(2026, 5, 5)),
        (date(2024, 2, 29), date(2025, 3, 1)),
        (date(2023, 2, 28), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_review_is_old_a_day_after_its_anniversary(reviewed: date, old: date) -> None:
    assert stale_on(reviewed) == old
    claim = replace(IN_ORDER, reviewed_on=reviewed)
    assert is_stale(claim, old) is True
    assert is_stale(claim, old - timedelta(days=1)) is False


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_a_review_holds_for_a_year_and_never_much_longer(reviewed: date) -> None:
    assert 365 <= (stale_on(reviewed) - reviewed).days <= 367


def test_without_a_date_nothing_is_old() -> None:
    assert is_stale(replace(IN_ORDER, reviewed_on=None), TODAY) is False


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({}, ClaimState.REVIEWED),
        ({"has_reviewer": False}, ClaimState.NOT_REVIEWED),
        ({"reviewed_on": None}, ClaimState.NOT_REVIEWED),
        ({"has_reviewer": False, "is_as_reviewed": False}, ClaimState.NOT_REVIEWED),
        ({"is_as_reviewed": False}, ClaimState.CHANGED),
        ({"is_as_reviewed": False, "rests_on_reviewed_data": False}, ClaimState.CHANGED),
        ({"rests_on_reviewed_data": False}, ClaimState.DATA_CHANGED),
        ({"rests_on_reviewed_data": False, "reviewed_on": date(2020, 1, 1)}, ClaimState.DATA_CHANGED),
        ({"reviewed_on": date(2020, 1, 1)}, ClaimState.STALE),
    ],
)
def test_a_page_says_the_gravest_of_a_review_first(changed: dict[str, Any], state: ClaimState) -> None:
    assert state_of(replace(IN_ORDER, **changed), TODAY) is state
