"""Who may be the same person: what speaks for it, and whom nobody is asked about."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.foundation.patients.likeness import Hint, Traits, is_likely, name_words, signs, strength

DAY = date(1980, 5, 4)
PHONE, EMAIL = ("phone", "10001111"), ("email", "ana@example.com")


def traits(name: str = "Ana Horvat", born: date | int | None = None, *, with_: tuple[str, str] | None = None) -> Traits:
    born_on, year = (born, None) if isinstance(born, date) else (None, born)
    contacts = frozenset([with_]) if with_ in (PHONE, EMAIL) else frozenset()
    numbers = frozenset([with_]) if with_ and not contacts else frozenset()
    return Traits(name, born_on, year, contacts, numbers)


@pytest.mark.parametrize(
    ("one", "other", "hint"),
    [
        ("Ana Horvat", "ana  HORVAT", Hint.SAME_NAME),
        ("Đurđa Šarić", "Djurdja Saric", Hint.SAME_NAME),
        ("Ana Kovač-Horvat", "Ana Kovac Horvat", Hint.SAME_NAME),
        ("Dr. Ana Horvat", "Dr Ana Horvat", Hint.SAME_NAME),
        ("Ana Horvat", "Horvat Ana", Hint.SWAPPED_NAME),
        ("Ana Horvat", "Horvat, Ana", Hint.SWAPPED_NAME),
        ("Ana Horvat", "Ana Horvta", Hint.SIMILAR_NAME),
        ("Ana Horvat", "Ana Horvatt", Hint.SIMILAR_NAME),
        ("Ana Kovačević", "Ana Kovaćevič", Hint.SAME_NAME),
        ("Ana Kovačević", "Ana Kvoacevicc", Hint.SIMILAR_NAME),
        ("Ana Kovačević", "Ana Kovacic", Hint.PART_OF_NAME),
        ("Ana Babić", "Ana Babci", Hint.SIMILAR_NAME),
        ("Ana Babić", "Ana Babi", Hint.PART_OF_NAME),
        ("Ana Horvat", "Ana Kovač-Horvat", Hint.SIMILAR_NAME),
        ("Horvta Ana", "Ana Horvat", Hint.SIMILAR_NAME),
        ("Primjer", "Primjet", Hint.SIMILAR_NAME),
        # Each word needs one of its own, and the first may have to give way.
        ("Marija Marijoo", "Marijo Maria", Hint.SIMILAR_NAME),
        ("Marija Marijaa", "Marija Novak", Hint.PART_OF_NAME),
        ("Ana Horvat", "Eva Horvat", Hint.PART_OF_NAME),
        ("Ana Horvat", "Ana Novak", Hint.PART_OF_NAME),
        ("Ana", "Ana Horvat", Hint.PART_OF_NAME),
        ("Ana Horvat", "Eva Novak", Hint.OTHER_NAME),
        ("Ana", "Eva", Hint.OTHER_NAME),
        ("Iva", "Ivo", Hint.OTHER_NAME),
        ("أحمد علي", "أحمد علي", Hint.SAME_NAME),
        ("王小明", "王小明", Hint.SAME_NAME),
        ("王小明", "王大明", Hint.OTHER_NAME),
        ("A", "A", Hint.SAME_NAME),
        ("A", "B", Hint.OTHER_NAME),
    ],
)
def test_how_two_names_compare(one: str, other: str, hint: Hint) -> None:
    assert signs(traits(one), traits(other)) == (hint,)
    assert signs(traits(other), traits(one)) == (hint,)


@pytest.mark.parametrize(
    ("one", "other", "hint"),
    [
        (DAY, DAY, Hint.SAME_BIRTH_DATE),
        (DAY, date(1980, 4, 5), Hint.NEAR_BIRTH_DATE),
        (DAY, date(1980, 5, 14), Hint.NEAR_BIRTH_DATE),
        (DAY, date(1980, 6, 4), Hint.NEAR_BIRTH_DATE),
        (DAY, date(1981, 5, 4), Hint.NEAR_BIRTH_DATE),
        (DAY, date(1980, 6, 5), Hint.OTHER_BIRTH),
        (DAY, date(1981, 4, 5), Hint.OTHER_BIRTH),
        (DAY, date(1981, 5, 5), Hint.OTHER_BIRTH),
        (DAY, date(1981, 6, 4), Hint.OTHER_BIRTH),
        (DAY, 1980, Hint.SAME_BIRTH_YEAR),
        (1980, 1980, Hint.SAME_BIRTH_YEAR),
        (DAY, 1981, Hint.OTHER_BIRTH),
        (1980, 1981, Hint.OTHER_BIRTH),
    ],
)
def test_how_two_births_compare(one: date | int, other: date | int, hint: Hint) -> None:
    assert set(signs(traits(born=one), traits(born=other))) == {Hint.SAME_NAME, hint}
    assert set(signs(traits(born=other), traits(born=one))) == {Hint.SAME_NAME, hint}


@pytest.mark.parametrize(
    ("one", "other", "is_asked"),
    [
        # One address, number or identifier is enough; families share them, so somebody has to look.
        (traits("Ana Horvat", with_=PHONE), traits("Eva Novak", 1950, with_=PHONE), True),
        (traits("Ana Horvat", with_=EMAIL), traits("Eva Novak", with_=EMAIL), True),
        (traits("Ana Horvat", with_=("oib", "1")), traits("Eva Novak", with_=("oib", "1")), True),
        (traits("Ana Horvat", with_=PHONE), traits("Eva Novak", with_=EMAIL), False),
        # Twins have one birth date, one family name, and often one number.
        (traits("Ana Horvat", DAY), traits("Eva Horvat", DAY), True),
        (traits("Ana Horvat", DAY), traits("Eva Novak", DAY), False),
        (traits("Ana Horvat"), traits("Ana Horvat"), True),
        (traits("Ana Horvat"), traits("Horvat Ana", DAY), True),
        (traits("Ana Horvat", DAY), traits("Ana Horvat", date(1950, 1, 1)), False),
        (traits("Ana Horvat", DAY), traits("Ana Horvat", date(1980, 4, 5)), True),
        (traits("Ana Horvat", 1980), traits("Ana Horvat", 1981), False),
        (traits("Ana Horvat", 1980), traits("Ana Horvta", 1980), True),
        (traits("Ana Horvat", DAY), traits("Ana Horvta", date(1980, 4, 5)), True),
        (traits("Ana Horvat", DAY), traits("Ana Horvta", DAY), True),
        (traits("Ana Horvat"), traits("Ana Horvta"), False),
        (traits("Ana Horvat", 1980), traits("Eva Horvat", 1980), False),
    ],
)
def test_about_whom_one_is_asked(one: Traits, other: Traits, is_asked: bool) -> None:
    assert is_likely(signs(one, other)) is is_asked
    assert is_likely(signs(other, one)) is is_asked


@pytest.mark.parametrize("one", ["", " ", "."])
def test_no_name_is_like_any_other(one: str) -> None:
    assert signs(traits(one), traits("")) == ()
    assert signs(traits(one), traits("Ana Horvat")) == ()
    assert signs(traits("Ana Horvat"), traits(one)) == ()


def test_what_speaks_against_is_said_too() -> None:
    found = signs(
        Traits("Ana Horvat", DAY, None, frozenset([PHONE]), frozenset([("oib", "1")])),
        Traits("Eva Novak", date(1950, 1, 1), None, frozenset([PHONE]), frozenset([("oib", "2")])),
    )
    assert found == (Hint.SAME_PHONE, Hint.OTHER_NAME, Hint.OTHER_BIRTH, Hint.OTHER_IDENTIFIER)
    assert [hint.is_against for hint in found] == [False, True, True, True]


def test_numbers_of_different_kinds_say_nothing() -> None:
    assert signs(traits(with_=("oib", "1")), traits(with_=("insurance", "1"))) == (Hint.SAME_NAME,)


def test_an_identifier_weighs_more_than_a_name_and_that_more_than_a_year() -> None:
    in_order = [
        [Hint.SAME_IDENTIFIER],
        [Hint.SAME_EMAIL],
        [Hint.SAME_NAME, Hint.SAME_BIRTH_DATE],
        [Hint.SAME_NAME],
        [Hint.SAME_NAME, Hint.OTHER_BIRTH],
        [Hint.SIMILAR_NAME, Hint.SAME_BIRTH_YEAR],
    ]
    assert sorted(in_order, key=strength, reverse=True) == in_order


@given(st.text(max_size=120), st.text(max_size=120))
def test_any_two_names_compare_the_same_way_round(one: str, other: str) -> None:
    assert signs(traits(one), traits(other)) == signs(traits(other), traits(one))


def test_a_name_of_many_like_words_is_compared_in_no_time() -> None:
    words = " ".join(["aaaa"] * 23)
    assert signs(traits(f"{words} zzzz"), traits(f"{words} yyyy")) == (Hint.PART_OF_NAME,)


def test_words_of_a_name_are_folded_and_dj_is_one_letter() -> None:
    assert name_words(" Đurđa  Kovač-Šarić, mr. ") == ["durda", "kovac", "saric", "mr"]
    assert name_words("Djurdja") == ["durda"]
    assert name_words("a" * 60) == ["a" * 40]
