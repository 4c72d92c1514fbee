"""A text in languages says English where it has nothing else, and says what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from drypoint.knowledge.language import FALLBACK, Text, TextError, language_of, languages
from drypoint.knowledge.language.languages import language_of_country
from drypoint.knowledge.language.text import by_suffix, text, texts_within, translated

BOTH = text({"hr": "Rame", "en": "Shoulder"})
ENGLISH = text({"en": "Shoulder", "hr": " "})


def test_a_text_is_said_in_the_language_asked_for_and_else_in_english() -> None:
    assert (BOTH.in_("hr"), BOTH.in_("en"), BOTH.in_("de"), BOTH.in_(None)) == (
        "Rame",
        "Shoulder",
        "Shoulder",
        "Shoulder",
    )
    assert (ENGLISH.in_("hr"), ENGLISH.language_in("hr"), BOTH.language_in("hr")) == ("Shoulder", "en", "hr")


def test_a_text_says_what_is_missing() -> None:
    assert ENGLISH.missing(["en", "hr", "de"]) == ("hr", "de")
    assert BOTH.missing(languages()) == ()


def test_texts_of_the_same_words_are_the_same_whatever_the_order() -> None:
    assert text({"en": "Shoulder", "hr": "Rame"}) == BOTH
    assert hash(BOTH) == hash(text({"en": "Shoulder", "hr": "Rame"}))
    assert BOTH.elsewhere("hr") == (("en", "Shoulder"),)


@pytest.mark.parametrize("raw", [{}, {"hr": "Rame"}, {"en": "  ", "hr": "Rame"}])
def test_a_text_without_english_is_refused(raw: dict[str, str]) -> None:
    with pytest.raises(TextError, match="missing in English"):
        text(raw)


def test_a_text_in_a_language_that_there_is_not_is_refused() -> None:
    with pytest.raises(TextError, match="hrv"):
        text({"en": "Shoulder", "hrv": "Rame"})


def test_a_table_and_a_catalogue_give_texts() -> None:
    assert by_suffix({"key": "x", "name_en": "Shoulder", "name_hr": "Rame"}, "name") == BOTH
    assert translated("Shoulder", {"hr": {"Shoulder": "Rame"}}) == BOTH
    assert translated("Shoulder", {"hr": {}}) == ENGLISH


@dataclass(frozen=True)
class Place:
    id: str
    name: Text


def test_texts_are_found_wherever_they_stand() -> None:
    found = dict(texts_within({"places": (Place("shoulder", BOTH),), "first": [ENGLISH], "count": 3}))
    assert found == {"places.shoulder.name": BOTH, "first.0": ENGLISH}


def test_english_is_the_first_language_and_what_an_unknown_code_means() -> None:
    assert next(iter(languages())) == FALLBACK
    assert language_of("xx") is language_of(None) is languages()[FALLBACK]


@pytest.mark.parametrize(
    ("code", "value", "written"),
    [("en", 999, "999"), ("en", 1024, "1,024"), ("hr", 1024, "1024"), ("hr", 10240, "10\N{NO-BREAK SPACE}240")],
)
def test_large_numbers_are_written_as_the_language_does(code: str, value: int, written: str) -> None:
    assert language_of(code).written(value) == written


def test_a_country_names_the_alphabet_of_its_lists() -> None:
    croatian = language_of_country("hr")
    assert croatian is not None
    assert croatian.code == "hr"
    assert language_of_country("ZZ") is None
