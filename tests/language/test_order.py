"""Words stand in the order of their language's alphabet, the same in memory and in a table."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.language import languages, sort_code, sort_key

CROATIAN = [  # the letters of the school, and q, w, x, y where they stand elsewhere
    "a",
    "b",
    "c",
    "č",
    "ć",
    "d",
    "dž",
    "đ",
    "e",
    "f",
    "g",
    "h",
    "i",
    "j",
    "k",
    "l",
    "lj",
    "m",
    "n",
    "nj",
    "o",
    "p",
    "q",
    "r",
    "s",
    "š",
    "t",
    "u",
    "v",
    "w",
    "x",
    "y",
    "z",
    "ž",
]
WORDS = st.text(alphabet=st.sampled_from("abcčćdđžeijlnoszšč AŽĐŠ-'éöß1"), max_size=12)
ANY = st.text(max_size=12)


def in_order(words: list[str]) -> list[str]:
    return sorted(words, key=lambda word: sort_key(word, "hr"))


def test_the_croatian_alphabet_is_the_one_of_the_school() -> None:
    assert in_order(CROATIAN[::-1]) == CROATIAN


@pytest.mark.parametrize(
    "ordered",
    [
        ["Cindy", "Cvita", "Čedo", "Ćiro", "Dora", "Dražen", "Džemal", "Đuro", "Eva"],
        ["Lovre", "Luka", "Ljubo", "Maja"],
        ["Nora", "Nuša", "Njegoš", "Oto"],
        ["Sven", "Šime", "Zvonko", "Žana"],
        ["luk", "lj", "ljubav"],
        ["Ana-Marija", "Ana Zec", "Anabela"],
        ["ingver", "injekcija", "instrument", "inzulin", "inje"],
        ["Nadja", "nadzor", "nadživjeti"],
        ["Ivan", "Ivan 2", "Ivana"],
        ["Muller", "Müller", "Mulligan"],
        ["Žana", "Ωmega"],
    ],
)
def test_croatian_words_stand_as_in_a_croatian_dictionary(ordered: list[str]) -> None:
    assert in_order(ordered[::-1]) == ordered
    assert sorted(ordered, key=lambda word: sort_code(word, "hr")) == ordered


def test_english_knows_no_letters_of_two_signs() -> None:
    assert sorted(["Ljubo", "Luka", "Čedo", "Cindy"], key=lambda name: sort_key(name, "en")) == [
        "Čedo",
        "Cindy",
        "Ljubo",
        "Luka",
    ]


def test_a_digraph_may_be_one_sign() -> None:
    assert sort_code("ǈubo", "hr") == sort_code("Ljubo", "hr")


@pytest.mark.parametrize("code", list(languages()))
@given(one=ANY, other=ANY)
def test_only_equal_words_have_equal_keys(code: str, one: str, other: str) -> None:
    assert (sort_key(one, code) == sort_key(other, code)) == (one == other)


@given(words=ANY, code=st.sampled_from(list(languages())))
def test_the_digits_are_digits_and_do_not_care_how_marks_are_coded(words: str, code: str) -> None:
    digits = sort_code(words, code)
    assert digits == "" or (digits.isascii() and digits.isdecimal())
    assert digits == sort_code(unicodedata.normalize("NFD", words), code)
    assert digits == sort_code(words.casefold(), code)


@given(one=WORDS, rest=WORDS)
def test_a_word_goes_before_the_words_that_begin_with_it(one: str, rest: str) -> None:
    joined = one + " " + rest
    assert sort_code(one, "hr") <= sort_code(joined, "hr")


@given(words=st.lists(WORDS, max_size=8))
def test_the_order_does_not_depend_on_how_the_words_came(words: list[str]) -> None:
    assert in_order(words) == in_order(words[::-1])


@given(before=st.sampled_from(CROATIAN), after=st.sampled_from(CROATIAN), stem=st.sampled_from(["", "ba", "ka "]))
def test_letters_decide_in_the_order_of_the_alphabet_wherever_they_stand(before: str, after: str, stem: str) -> None:
    is_before = sort_code(f"{stem}{before}", "hr") < sort_code(f"{stem}{after}", "hr")
    assert is_before == (CROATIAN.index(before) < CROATIAN.index(after))
