"""Words are found without their marks, and đ as dj."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.language.folding import folded, says, spellings


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Leđa", "leda"),
        ("međukralježnični", "medukraljeznicni"),
        ("ŠĆEPAN  Žarković", "scepan zarkovic"),
        ("Đuro", "duro"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ǆemal", "dzemal"),
    ],
)
def test_marks_and_case_do_not_count(written: str, found: str) -> None:
    assert folded(written) == found


@given(st.text())
def test_what_is_folded_stays_as_it_is(words: str) -> None:
    assert folded(folded(words)) == folded(words)


@pytest.mark.parametrize(
    ("asked", "named"), [("Đuro", "Djuro"), ("Djuro", "Đuro"), ("leda", "leđa"), ("ledja", "leđa")]
)
def test_a_letter_is_found_by_its_other_spelling(asked: str, named: str) -> None:
    assert set(spellings(asked)) & set(spellings(named))


def test_every_word_that_is_asked_for_must_stand_in_the_text() -> None:
    text = folded("Bol u leđima i međukoštani mišići")
    assert says(text, "LEĐIMA bol")
    assert says(text, "ledjima medju")
    assert not says(text, "leđima koljeno")


def test_the_first_spelling_is_the_word_itself() -> None:
    assert spellings("Ledja") == ("ledja", "leda")
    assert spellings("šaka") == ("saka",)
