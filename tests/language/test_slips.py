"""Slips of the finger: counted right, and none forgiven that makes another word of a short one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.knowledge.language.slips import is_slip_of, most_slips

words = st.text("abc", max_size=7)


@pytest.mark.parametrize(
    ("typed", "meant", "slips"),
    [
        ("horvat", "horvat", 0),
        ("horvt", "horvat", 1),
        ("horvaat", "horvat", 1),
        ("horvad", "horvat", 1),
        ("hrovat", "horvat", 1),
        ("hrovatt", "horvat", 2),
        ("", "ab", 2),
        ("kovac", "novak", 2),
    ],
)
def test_a_letter_too_many_too_few_wrong_or_changed_about_is_one_slip(typed: str, meant: str, slips: int) -> None:
    assert [is_slip_of(typed, meant, most) for most in range(3)] == [slips <= most for most in range(3)]


def distance(one: str, other: str) -> int:
    """Count by trying everything."""
    if not one or not other:
        return len(one) + len(other)
    costs = [distance(one[1:], other) + 1, distance(one, other[1:]) + 1]
    costs.append(distance(one[1:], other[1:]) + (one[0] != other[0]))
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        costs.append(distance(one[2:], other[2:]) + 1)
    return min(costs)


# Trying everything takes its time where the machine is busy.
@settings(deadline=None)
@given(words, words, st.integers(0, 3))
def test_the_slips_are_what_trying_everything_finds(one: str, other: str, most: int) -> None:
    assert is_slip_of(one, other, most) == (distance(one, other) <= most)


@pytest.mark.parametrize(("word", "most"), [("", 0), ("anic", 0), ("horva", 1), ("markovic", 1), ("stojanovic", 2)])
def test_a_short_word_may_hold_none(word: str, most: int) -> None:
    assert most_slips(word) == most
