"""Somebody is found by whatever is said of them: names with slips, numbers in any spelling, the day of birth."""

from __future__ import annotations

from datetime import date

import pytest

from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, VISITOR
from drypoint.foundation.patients import rules, searching
from drypoint.foundation.patients.models import Contact, Identifier, Person
from drypoint.foundation.patients.searching import SearchedFor, asked_of, search_people

PEOPLE = (
    ("Marko Kovač-Horvat", date(1980, 3, 12), "+385 91 555 0142", "marko@example.com"),
    ("Ivana Đurić", None, "01/555-0199", ""),
    ("Djordje Čapek", date(1975, 1, 2), "", ""),
    ("Stjepan Stojanović", None, "", ""),
    ("Ana Li", None, "", ""),
    ("李明", None, "", ""),
)


@pytest.fixture(autouse=True)
def people(db: None) -> None:
    for name, born_on, phone, email in PEOPLE:
        person = Person.objects.create(
            name=name, name_key=rules.name_key(name), born_on=born_on, phone=phone, email=email,
            birth_year=None if born_on else 1990, language="hr", made_at=clock.now(),
        )  # fmt: skip
        for kind, value in (("phone", phone), ("email", email)):
            if value:
                contact = Contact.of(kind, value)
                contact.person = person
                contact.save()
    Identifier.objects.create(person=Person.objects.get(name="Ana Li"), kind="oib", value="69435151530")


def found(words: str) -> list[str]:
    return [person.name for person in search_people(SYSTEM, words)]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        # Names: any part, any order, with or without marks.
        ("horvat", ["Marko Kovač-Horvat"]),
        ("kovac marko", ["Marko Kovač-Horvat"]),
        ("Kovač-Horvat", ["Marko Kovač-Horvat"]),
        ("MARKO HOR", ["Marko Kovač-Horvat"]),
        ("capek", ["Djordje Čapek"]),
        ("ćapek", ["Djordje Čapek"]),
        ("đorđe", ["Djordje Čapek"]),
        ("djuric", ["Ivana Đurić"]),
        ("Đurić", ["Ivana Đurić"]),
        ("duric", ["Ivana Đurić"]),
        ("李", ["李明"]),
        # Slips of the finger.
        ("horvta", ["Marko Kovač-Horvat"]),
        ("hovrat", ["Marko Kovač-Horvat"]),
        ("horrvat", ["Marko Kovač-Horvat"]),
        ("orvat", ["Marko Kovač-Horvat"]),
        ("horvat mrako", ["Marko Kovač-Horvat"]),
        ("stojanvic", ["Stjepan Stojanović"]),
        ("stojnaovci", ["Stjepan Stojanović"]),
        ("djurić ivna", []),
        # Numbers, however they are written.
        ("091 555 0142", ["Marko Kovač-Horvat"]),
        ("+385915550142", ["Marko Kovač-Horvat"]),
        ("00385 91 555-0142", ["Marko Kovač-Horvat"]),
        ("5550142", ["Marko Kovač-Horvat"]),
        ("091555", ["Marko Kovač-Horvat"]),
        ("(01) 555 0199", ["Ivana Đurić"]),
        ("+385 1 5550199", ["Ivana Đurić"]),
        ("69435151530", ["Ana Li"]),
        ("MARKO@example.com", ["Marko Kovač-Horvat"]),
        ("marko@", ["Marko Kovač-Horvat"]),
        # Births.
        ("12.03.1980", ["Marko Kovač-Horvat"]),
        ("12. 3. 1980.", ["Marko Kovač-Horvat"]),
        ("1980-03-12", ["Marko Kovač-Horvat"]),
        ("12/3/1980", ["Marko Kovač-Horvat"]),
        ("1980", ["Marko Kovač-Horvat"]),
        ("horvat 1980", ["Marko Kovač-Horvat"]),
        ("horvat 1981", []),
        ("marko 12.3.1980", ["Marko Kovač-Horvat"]),
        ("ana 1990", ["Ana Li"]),
        # Nothing.
        ("", []),
        ("   ", []),
        ("55", []),
        ("31.02.1980", []),
        ("xq", []),
        ("%", []),
        ("@", []),
    ],
)
def test_somebody_is_found_by(words: str, names: list[str]) -> None:
    assert found(words) == names


def test_a_whole_name_stands_before_one_that_only_begins_so() -> None:
    for name in ("Anamarija Zec", "Ana Zec"):
        Person.objects.create(name=name, name_key=rules.name_key(name), language="hr", made_at=clock.now())
    assert found("ana")[-1] == "Anamarija Zec"


def test_whoever_may_not_see_people_finds_nobody() -> None:
    assert search_people(VISITOR, "horvat") == []


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("091 555", SearchedFor(number="091 555")),
        ("1980", SearchedFor(number="1980", year=1980)),
        ("12.03.1980", SearchedFor(born_on=date(1980, 3, 12))),
        ("Horvat, Marko", SearchedFor(names=("Horvat", "Marko"))),
        ("horvat 1980.", SearchedFor(names=("horvat",), year=1980)),
        ("A@Example.com", SearchedFor(email="a@example.com")),
        ("99.99.1980", SearchedFor(number="99.99.1980")),
    ],
)
def test_what_was_typed_is_told_apart(words: str, asked: SearchedFor) -> None:
    assert asked_of(words) == asked


@pytest.mark.parametrize(
    ("names", "key", "is_one"),
    [
        (("horvta",), "marko kovac-horvat", True),
        (("horvta", "marko"), "marko kovac-horvat", True),
        (("horvta", "ivan"), "marko kovac-horvat", False),
        (("anci",), "ana anic", False),
    ],
)
def test_each_word_has_to_be_like_a_part_of_the_name(names: tuple[str, ...], key: str, is_one: bool) -> None:
    assert searching._fits(searching._as_compared(names), key) is is_one


def test_an_address_is_found_by_the_beginning_of_an_international_domain_in_both_writings() -> None:
    person = Person.objects.create(name="Ana Bücher", name_key="ana bucher", language="hr", made_at=clock.now())
    contact = Contact.of("email", "ana@bücher.example")
    contact.person = person
    contact.save()
    for words in ("ana@", "ana@bü", "ANA@BÜCHER.example", "ana@xn--bcher", "Ana@xn--bcher-kva.example"):
        assert found(words) == ["Ana Bücher"], words
    assert found("ana@bö") == []
