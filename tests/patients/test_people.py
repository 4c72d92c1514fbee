"""Patients as staff keep them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import VISITOR, NotAllowedError
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients.actions import Particulars, add_person, put_in_order
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.rules import age_on, name_key
from drypoint.foundation.practice.models import Practice
from tests.accounts.people import full_client, member
from tests.desk.conftest import make_enquiry
from tests.pages import page_of

FIELDS = {"name": "Đurđa Primjer", "language": "hr", "born_on": "1980-05-04"}


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"])


@pytest.fixture
def reception() -> Client:
    return full_client(member(Role.RECEPTION, "Rita"))


@pytest.fixture
def person(reception: Client) -> Person:
    assert reception.post("/desk/patients/new/", FIELDS).status_code == 302
    return Person.objects.get()


def found(client: Client, words: str) -> list[str]:
    """Return the names in the list of those who are called so."""
    return [row[0] for row in page_of(client.get("/desk/patients/", {"name": words})).main.rows]


def test_whom_the_list_does_not_know_may_be_found_everywhere(reception: Client, person: Person) -> None:
    enquiry = make_enquiry("TEST-0001")
    nobody = page_of(reception.get("/desk/patients/", {"name": "TEST-0001"})).main
    everywhere = page_of(reception.get(nobody.links["Search everywhere"])).main
    (found,) = everywhere.section("Enquiries").links.items()
    assert found[0].startswith("Vera Visitor TEST-0001 · ")
    assert found[1] == f"/desk/enquiries/{enquiry.pk}/"
    assert not everywhere.has_section("Muscles")
    assert page_of(reception.get("/desk/search/", {"q": "nobody at all"})).main.texts("[role=status]") == [
        "Nothing here fits “nobody at all”."
    ]
    assert page_of(reception.get("/desk/search/", {"q": "đur"})).main.section("Patients").links == {
        "Đurđa Primjer 4 May 1980": f"/desk/patients/{person.pk}/"
    }


def test_a_person_is_found_without_accents_and_by_the_beginning_of_a_name(reception: Client, person: Person) -> None:
    for words in ("durda", "PRIM", "đur pri"):
        assert found(reception, words) == ["Đurđa Primjer"]
    assert found(reception, "rimjer") == []


def test_dj_finds_the_letter_that_it_stands_for(reception: Client, person: Person) -> None:
    assert found(reception, "djur") == ["Đurđa Primjer"]
    reception.post("/desk/patients/new/", {**FIELDS, "name": "Djuro Drugi"})
    assert set(found(reception, "đur")) == {"Djuro Drugi", "Đurđa Primjer"}


NAMES = ["Čedo", "Cindy", "Ćiro", "Cvita", "Ljubo", "Lovre", "Luka", "Šime", "Sven", "Žana", "Zvonko"]
CROATIAN_ORDER = ["Cindy", "Cvita", "Čedo", "Ćiro", "Lovre", "Luka", "Ljubo", "Sven", "Šime", "Zvonko", "Žana"]


def add_everybody() -> None:
    clinician = actor_of_user(member(Role.CLINICIAN, "Clara"))
    for name in NAMES:
        add_person(actor=clinician, particulars=Particulars(name=name))


def test_people_stand_in_the_order_of_the_alphabet_of_the_country() -> None:
    add_everybody()
    assert [person.name for person in Person.objects.by_name()] == CROATIAN_ORDER


def test_people_are_put_in_order_anew_when_the_practice_moves() -> None:
    Person.objects.bulk_create(Person(name=name, name_key=name, made_at=clock.now()) for name in NAMES)
    assert put_in_order(clock.now()) == len(NAMES)
    assert [person.name for person in Person.objects.by_name()] == CROATIAN_ORDER
    assert put_in_order(clock.now()) == 0
    Practice.objects.update(country="GB")
    assert put_in_order(clock.now()) == len(NAMES)
    assert [person.name for person in Person.objects.by_name()][:4] == ["Čedo", "Cindy", "Ćiro", "Cvita"]


def test_every_look_at_a_person_is_audited(reception: Client, person: Person) -> None:
    reception.get(f"/desk/patients/{person.pk}/")
    assert AuditEntry.objects.filter(action="person.read", target_id=str(person.pk)).count() == 1


def test_whoever_opens_the_form_of_a_person_has_looked_at_them(reception: Client, person: Person) -> None:
    looks = AuditEntry.objects.filter(action="person.read", about_person=person.pk, user__isnull=False)
    assert reception.get(f"/desk/patients/{person.pk}/change/").status_code == 200
    assert looks.count() == 1
    assert reception.get("/desk/patients/999/change/").status_code == 404
    assert AuditEntry.objects.filter(action="person.read").count() == 1


def test_who_saves_second_is_told_and_keeps_what_was_typed(reception: Client, person: Person) -> None:
    address = f"/desk/patients/{person.pk}/change/"
    assert reception.post(address, {**FIELDS, "phone": "+385 1 000 1111", "expected_version": 1}).status_code == 302
    late = reception.post(address, {**FIELDS, "phone": "+385 1 000 2222", "expected_version": 1})
    assert late.status_code == 409
    assert page_of(late).part("[name=phone]").tags[0]["value"] == "+385 1 000 2222"
    assert any("Somebody changed this person" in error for error in page_of(late).errors)
    assert Person.objects.get().phone == "+385 1 000 1111"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": " "}, "write the person"),
        ({"born_on": "2999-01-01"}, "Nobody who is alive"),
        ({"birth_year": "1981"}, "another year"),
        ({"born_on": "", "birth_year": "1700"}, "four digits"),
        ({"phone": "ring me"}, "in digits"),
        ({"email": "nowhere"}, "e-mail address"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(reception: Client, changed: dict[str, str], sentence: str) -> None:
    answer = reception.post("/desk/patients/new/", {**FIELDS, **changed})
    assert answer.status_code == 422
    assert any(sentence in error for error in page_of(answer).errors)
    assert not Person.objects.exists()


def test_an_enquiry_becomes_one_person_however_often_it_is_clicked(reception: Client) -> None:
    enquiry = make_enquiry(birth_year=1975)
    answers: list[Any] = [reception.post(f"/desk/enquiries/{enquiry.pk}/patient/") for _click in range(2)]
    person = Person.objects.get()
    assert {answer["Location"] for answer in answers} == {f"/desk/patients/{person.pk}/"}
    assert (person.name, person.birth_year, person.email) == ("Vera Visitor", 1975, "vera@example.com")
    about = page_of(reception.get(f"/desk/enquiries/{enquiry.pk}/")).section("About this enquiry")
    assert about.links["To the patient"] == f"/desk/patients/{person.pk}/"


def test_a_namesake_is_pointed_out(reception: Client, person: Person) -> None:
    reception.post("/desk/patients/new/", {**FIELDS, "not_these": str(person.pk)})
    (other,) = Person.objects.exclude(pk=person.pk)
    warning = page_of(reception.get(f"/desk/patients/{person.pk}/")).part(".panel.warning")
    assert warning.links == {"Đurđa Primjer (1980)": f"/desk/patients/{other.pk}/"}


def test_a_visitor_sees_nobody_and_adds_nobody(person: Person) -> None:
    assert not Person.objects.visible_to(VISITOR).exists()
    with pytest.raises(NotAllowedError):
        add_person(actor=VISITOR, particulars=Particulars(name="Nobody"))


@pytest.mark.parametrize(
    ("day", "born_on", "birth_year", "age"),
    [
        (date(2026, 5, 3), date(1980, 5, 4), None, 45),
        (date(2026, 5, 4), date(1980, 5, 4), None, 46),
        (date(2026, 2, 28), date(2000, 2, 29), None, 25),
        (date(2026, 5, 4), None, 1980, 46),
        (date(2026, 5, 4), None, None, None),
    ],
)
def test_the_age_on_a_day(day: date, born_on: date | None, birth_year: int | None, age: int | None) -> None:
    assert age_on(day, born_on, birth_year) == age


def test_names_are_compared_without_case_and_accents() -> None:
    assert name_key("  Đurđa   ŠARIĆ ") == "durda saric"
