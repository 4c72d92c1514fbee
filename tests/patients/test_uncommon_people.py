"""People whom forms and searches forget: other scripts, very short and very long names, twins with one telephone."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.patients.actions import Particulars, SomebodyAlikeError, add_person, export_person
from drypoint.foundation.patients.models import Contact, Person
from drypoint.foundation.patients.searching import search_people
from drypoint.foundation.practice.models import Practice
from tests.accounts.people import full_client, member
from tests.pages import page_of

LONGEST = 120


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"])


@pytest.fixture
def reception() -> Client:
    return full_client(member(Role.RECEPTION, "Rita"))


@pytest.mark.parametrize(
    ("name", "found_by"),
    [
        ("أحمد بن علي", "أحمد"),
        ("王小明", "王"),
        ("O", "o"),
        ("Ng", "ng"),
        ("Նարե Հակոբյան", "նարե"),
        ("Ж" * LONGEST, "ж" * LONGEST),
        ("Ana " + "Horvat-" * 16 + "Hor", "ana horvat"),
    ],
)
def test_whatever_the_name_a_patient_is_added_shown_listed_and_found(
    reception: Client, name: str, found_by: str
) -> None:
    answer = reception.post("/desk/patients/new/", {"name": name, "language": "hr"})
    person = Person.objects.get()
    assert answer["Location"] == f"/desk/patients/{person.pk}/"
    page = page_of(reception.get(answer["Location"]))
    assert page.heading == name
    assert page.main.select("h1 bdi")
    assert name in page_of(reception.get("/desk/patients/")).main.text
    assert [one.name for one in search_people(SYSTEM, found_by)] == [name]
    with pytest.raises(SomebodyAlikeError):
        add_person(
            actor=Actor("staff", None, frozenset({"patients.read", "patients.write"})),
            particulars=Particulars(name=name),
        )


def test_a_name_of_200_letters_is_refused_with_a_sentence_and_kept_as_typed(reception: Client) -> None:
    name = "A" * 200
    answer = reception.post("/desk/patients/new/", {"name": name, "language": "hr"})
    assert answer.status_code == 422
    assert str(LONGEST) in answer.context["form"].errors["name"][0]
    assert page_of(answer).part("[name=name]").tags[0]["value"] == name
    assert not Person.objects.exists()


def test_two_parts_that_are_too_long_together_are_refused_and_none_is_cut(reception: Client) -> None:
    parts = {"given_name": "A" * 100, "family_name": "B" * 100, "language": "hr"}
    answer = reception.post("/desk/patients/new/", parts)
    assert answer.status_code == 422
    assert not Person.objects.exists()


def test_twins_with_one_telephone_are_asked_about_and_stay_two(reception: Client) -> None:
    twin = {"born_on": "1990-03-04", "phone": "091 555 0142", "language": "hr"}
    reception.post("/desk/patients/new/", {**twin, "name": "Ana Horvat"})
    first = Person.objects.get()
    asked = reception.post("/desk/patients/new/", {**twin, "name": "Eva Horvat", "phone": "+385 91 555-0142"})
    assert asked.status_code == 409
    question = page_of(asked).main.part(".panel.warning")
    assert "the same telephone number" in question.text
    assert question.part("[name=not_these]").tags[0]["value"] == str(first.pk)
    reception.post("/desk/patients/new/", {**twin, "name": "Eva Horvat", "not_these": str(first.pk)})
    second = Person.objects.exclude(pk=first.pk).get()
    assert {one.name for one in search_people(SYSTEM, "0915550142")} == {"Ana Horvat", "Eva Horvat"}
    assert Contact.objects.count() == 2
    assert "Eva" not in json.dumps(export_person(actor=SYSTEM, person_id=first.pk), default=str)
    changed = {**twin, "name": "Eva Horvat", "phone": "091 555 9999", "expected_version": "1"}
    assert reception.post(f"/desk/patients/{second.pk}/change/", changed).status_code == 302
    assert Contact.objects.get(person=first).value == "091 555 0142"


@pytest.mark.parametrize(
    ("one", "other"),
    [("ana@bücher.example", "ana@xn--bcher-kva.example"), ("ANA@BÜCHER.example", "ana@bücher.example")],
)
def test_two_writings_of_an_address_are_the_address_of_one(reception: Client, one: str, other: str) -> None:
    reception.post("/desk/patients/new/", {"name": "Ana Horvat", "email": one, "language": "hr"})
    asked = reception.post("/desk/patients/new/", {"name": "Petar Novak", "email": other, "language": "hr"})
    assert asked.status_code == 409
    assert "the same e-mail address" in page_of(asked).main.part(".panel.warning").text
    person = Person.objects.get()
    both = {"name": "Ana Horvat", "email": one, "other_contacts": other, "language": "hr", "expected_version": "1"}
    reception.post(f"/desk/patients/{person.pk}/change/", both)
    assert Contact.objects.filter(kind="email").count() == 1


def test_old_contacts_are_compared_anew_and_of_two_writings_the_preferred_one_stays() -> None:
    def old(person: Person, value: str, **fields: Any) -> Contact:
        compared = value.casefold()
        return Contact.objects.create(
            person=person, kind="email", value=value, normalised=compared, match=compared, **fields
        )

    ana, petar = (add_person(actor=SYSTEM, particulars=Particulars(name=name)) for name in ("Ana", "Petar"))
    at = clock.now()
    verified = old(ana, "ana@xn--bcher-kva.example", verified_at=at)
    preferred = old(ana, "ana@bücher.example", is_preferred=True)
    other, plain = old(petar, "ana@bücher.example"), old(petar, "petar@example.com")
    import_module("drypoint.foundation.patients.migrations.0008_what_was_merged_and_compared").compare_addresses_anew(
        apps, None
    )
    kept = {one.pk: (one.value, one.normalised, one.match, one.verified_at) for one in Contact.objects.all()}
    ascii_ = "ana@xn--bcher-kva.example"
    assert kept == {
        preferred.pk: ("ana@bücher.example", ascii_, ascii_, at),
        other.pk: ("ana@bücher.example", ascii_, ascii_, None),
        plain.pk: ("petar@example.com", "petar@example.com", "petar@example.com", None),
    }
    assert verified.pk not in kept
