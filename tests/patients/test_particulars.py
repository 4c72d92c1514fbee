"""Who somebody is: names and their parts, contacts and numbers as rows, what is shown of them."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from drypoint.care.intake.actions import open_drawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients import rules
from drypoint.foundation.patients.actions import (
    ChangedMeanwhileError,
    Particulars,
    add_person,
    change_person,
    confirm_name,
    export_person,
)
from drypoint.foundation.patients.models import Contact, Identifier, Person
from drypoint.foundation.patients.rules import NameSplit, is_oib, is_split_of, normal_phone, phone_match, proposed_split
from drypoint.foundation.practice.models import Practice
from tests.accounts.people import full_client, member
from tests.pages import page_of

OIB = "12345678903"
EVERYTHING = {
    "name": "Ana Marija Kovač-Horvat", "given_name": "Ana Marija", "family_name": "Kovač-Horvat", "known_as": "Anči",
    "born_on": "1980-05-04", "sex": "female", "figure": "female", "phone": "+385 1 000 1111",
    "email": "Ana@Example.com", "other_contacts": "00385 91 000 2222 ext. 3\r\nwork@example.com\r\n", "language": "hr",
    "other_languages": "Italian", "street": "Ulica 1", "postcode": "10000", "town": "Zagreb", "country": "Hrvatska",
    "oib": "123 4567 8903", "insurance_number": "123 456 789", "referring_doctor": "Dr. Primjer",
    "contact_person": "Ivo Primjer", "contact_person_phone": "+385 1 000 3333", "is_contact_guardian": "on",
    "note": "Please call before noon.", "is_deceased": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"])


@pytest.fixture
def reception() -> Client:
    return full_client(member(Role.RECEPTION, "Rita"))


def made(client: Client, **changed: str) -> Person:
    answer = client.post("/desk/patients/new/", {**EVERYTHING, **changed})
    assert answer.status_code == 302, page_of(answer).errors
    return Person.objects.latest("pk")


def contacts(person: Person) -> list[tuple[str, str, str, bool]]:
    return [(one.kind, one.value, one.normalised, one.is_preferred) for one in person.contacts.order_by("pk")]


def test_everything_that_is_filled_in_is_kept_and_stands_in_the_form_again(reception: Client) -> None:
    person = made(reception)
    assert set(contacts(person)) == {
        ("email", "Ana@Example.com", "ana@example.com", True),
        ("phone", "+385 1 000 1111", "+38510001111", True),
        ("email", "work@example.com", "work@example.com", False),
        ("phone", "00385 91 000 2222 ext. 3", "+385910002222", False),
    }
    assert dict(person.identifiers.values_list("kind", "value")) == {"oib": OIB, "insurance": "123456789"}
    form = reception.get(f"/desk/patients/{person.pk}/change/").context["form"]
    again = {name: "" if value is None else str(value) for name, value in form.initial.items()}
    ticked = {name: value.replace("True", "on") for name, value in again.items()}
    assert reception.post(f"/desk/patients/{person.pk}/change/", ticked).status_code == 302
    unchanged = Person.objects.get(pk=person.pk)
    assert unchanged.version == 1
    assert not AuditEntry.objects.filter(action="person.change").exists()
    assert set(contacts(unchanged)) == set(contacts(person))


def test_the_head_of_the_page_says_who_it_is_and_how_to_reach_them(reception: Client) -> None:
    person = made(reception)
    page = page_of(reception.get(f"/desk/patients/{person.pk}/")).main
    said = " ".join(page.texts("dd") + page.texts(".panel"))
    for words in (
        "Anči", "years)", "female", "+385 1 000 1111", "Ana@Example.com", "00385 91 000 2222 ext. 3", "Hrvatska", OIB,
        "Ivo Primjer", "Dr. Primjer", "Please call before noon.", "This patient has died.",
    ):  # fmt: skip
        assert words in said
    assert "Guardian" in page.texts("dt")


def test_a_changed_contact_loses_that_it_was_verified_and_the_others_keep_it(reception: Client) -> None:
    person = made(reception)
    Contact.objects.update(verified_at=clock.now())
    changed = {**EVERYTHING, "phone": "+385 1 000 4444", "expected_version": "1"}
    assert reception.post(f"/desk/patients/{person.pk}/change/", changed).status_code == 302
    verified = {one.normalised: one.verified_at is not None for one in person.contacts.all()}
    assert verified == {
        "ana@example.com": True,
        "work@example.com": True,
        "+385910002222": True,
        "+38510004444": False,
    }
    assert AuditEntry.objects.get(action="person.change").facts == {"changed": "contacts, phone"}


def test_the_preferred_number_and_a_further_one_change_places(reception: Client) -> None:
    person = made(reception)
    changed = {**EVERYTHING, "phone": "00385 91 000 2222", "other_contacts": "+385 1 000 1111", "expected_version": "1"}
    assert reception.post(f"/desk/patients/{person.pk}/change/", changed).status_code == 302
    preferred = person.contacts.filter(kind="phone", is_preferred=True)
    assert [one.normalised for one in preferred] == ["+385910002222"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"oib": "12345678901"}, "This is no OIB"),
        ({"oib": "1234567890"}, "This is no OIB"),
        ({"other_contacts": "at his mother's"}, "neither a telephone number nor"),
        ({"other_contacts": "a@localhost"}, "neither a telephone number nor"),
        ({"other_contacts": "\n".join(["+385 1 000 1111"] * 11)}, "keep to 10"),
        ({"family_name": "Novak"}, "other words than this"),
        ({"contact_person": ""}, "who the guardian is"),
        ({"name": "", "family_name": ""}, "write the person"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(
    reception: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = reception.post("/desk/patients/new/", {**EVERYTHING, **changed})
    assert answer.status_code == 422
    assert any(sentence in error for error in page_of(answer).errors)
    assert not Person.objects.exists()


def test_the_name_follows_from_its_parts_where_it_is_left_empty(reception: Client) -> None:
    assert made(reception, name="").name == "Ana Marija Kovač-Horvat"


def test_a_split_is_proposed_and_kept_only_when_somebody_says_that_it_is_right(reception: Client) -> None:
    person = made(reception, name="Vera Primjer", given_name="", family_name="")
    address = f"/desk/patients/{person.pk}/"
    page = page_of(reception.get(address)).main
    assert "Is Vera the given name and Primjer the family name?" in page.texts(".panel p")
    assert Person.objects.get().family_name == ""
    shown = {"given_name": "Vera", "family_name": "Primjer", "expected_version": 1}
    assert reception.get(f"{address}name/", shown).status_code == 405
    assert reception.post(f"{address}name/", shown).status_code == 302
    kept = Person.objects.get()
    assert (kept.given_name, kept.family_name, kept.name) == ("Vera", "Primjer", "Vera Primjer")
    assert not any("the given name and" in text for text in page_of(reception.get(address)).main.texts(".panel p"))


def test_a_split_of_a_name_that_was_changed_meanwhile_is_not_kept(reception: Client) -> None:
    clinician = actor_of_user(member(Role.CLINICIAN, "Clara"))
    person = add_person(actor=clinician, particulars=Particulars(name="Vera Primjer"))
    change_person(actor=clinician, person_id=person.pk, particulars=Particulars(name="Vera Druga"), expected_version=1)
    parts = {"actor": clinician, "person_id": person.pk, "given_name": "Vera", "family_name": "Primjer"}
    with pytest.raises(ChangedMeanwhileError):
        confirm_name(**parts, expected_version=1)
    with pytest.raises(ValueError, match="other words"):
        confirm_name(**parts, expected_version=2)
    assert reception.post(f"/desk/patients/{person.pk}/name/", {**parts, "expected_version": 1}).status_code == 302
    assert Person.objects.get().family_name == ""


def test_an_export_holds_contacts_numbers_and_every_column(reception: Client) -> None:
    person = made(reception)
    held = export_person(actor=actor_of_user(member(Role.CLINICIAN, "Clara")), person_id=person.pk)["person"]
    assert isinstance(held, dict)
    assert len(held["contacts"]) == 4
    assert held["identifiers"] == {"oib": OIB, "insurance": "123456789"}
    kept_for_lists = {"id", "public_id", "name_key", "name_place", "placed_by", "origin", "made_by", "version"}
    columns = {field.name for field in Person._meta.concrete_fields} - kept_for_lists - {"merged_into"}
    assert columns <= held.keys()


def test_contacts_and_numbers_go_with_the_person(reception: Client) -> None:
    person = made(reception)
    owner = full_client(member(Role.OWNER, "Olga"))
    assert owner.post(f"/desk/patients/{person.pk}/erase/").status_code == 302
    assert not Contact.objects.exists()
    assert not Identifier.objects.exists()


def test_two_numbers_in_one_line_become_two_rows_when_a_practice_upgrades() -> None:
    values = {"name_key": "", "language": "en", "made_at": clock.now()}
    Person.objects.create(name="A", email="Ana@Example.com ", phone="01 000 1111 ili +385 91 000 2222", **values)
    Person.objects.create(name="B", phone="01 000 1111", **values)
    Person.objects.create(name="C", **values)
    import_module("drypoint.foundation.patients.migrations.0004_contacts_as_rows").contacts_as_rows(apps, None)
    found = {person.name: contacts(person) for person in Person.objects.all()}
    assert found == {
        "A": [
            ("email", "Ana@Example.com ", "ana@example.com", True),
            ("phone", "01 000 1111", "010001111", True),
            ("phone", "+385 91 000 2222", "+385910002222", False),
        ],
        "B": [("phone", "01 000 1111", "010001111", True)],
        "C": [],
    }
    assert not Contact.objects.filter(verified_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("Vera Primjer", NameSplit("Vera", "Primjer")),
        ("Ana Marija Kovač-Horvat", NameSplit("Ana Marija", "Kovač-Horvat")),
        ("Primjer, Vera", NameSplit("Vera", "Primjer")),
        ("  Jan   van der  Berg ", NameSplit("Jan", "van der Berg")),
        ("Jan van Berg", NameSplit("Jan", "van Berg")),
        ("Van Berg", NameSplit("Van", "Berg")),
        ("Vera", None),
        ("王小明", None),
        ("Primjer,", None),
        (", Vera", None),
        ("A, B, C", None),
        ("", None),
    ],
)
def test_how_a_name_may_fall_apart(name: str, split: NameSplit | None) -> None:
    assert proposed_split(name) == split


SMALL_WORDS = "van von der den de del della di da dos du la le el al bin ibn zu ten ter"


@pytest.mark.parametrize("small", SMALL_WORDS.split())
def test_small_words_belong_to_the_family_name(small: str) -> None:
    assert proposed_split(f"Jan {small} Berg") == NameSplit("Jan", f"{small} Berg")


@given(st.text(max_size=40))
def test_a_proposed_split_loses_no_word_and_invents_none(name: str) -> None:
    split = proposed_split(name)
    assert split is None or (split.given_name and split.family_name)
    assert split is None or is_split_of(name, split.given_name, split.family_name)


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        (OIB, True),
        ("00000000001", True),
        ("12345678901", False),
        ("1234567890", False),
        ("123456789030", False),
        ("1234567890a", False),
        ("１２３４５６７８９０３", False),
        ("", False),
    ],
)
def test_the_check_digit_of_an_oib(number: str, is_right: bool) -> None:
    assert is_oib(number) is is_right


def test_no_longer_number_is_an_oib_whatever_its_last_digit() -> None:
    assert not any(is_oib(f"{OIB}{last}") for last in range(10))


@given(st.integers(0, 10**10 - 1), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed_and_one_last_digit_is_right(begin: int, place: int, more: int) -> None:
    right = [f"{begin:010}{last}" for last in range(10) if is_oib(f"{begin:010}{last}")]
    assert len(right) == 1
    digits = list(right[0])
    digits[place] = str((int(digits[place]) + more) % 10)
    assert not is_oib("".join(digits))


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("+385 (0)91 000-2222", "+385910002222"),
        ("00385 91 000 2222", "+385910002222"),
        ("091/555 2222", "0915552222"),
        ("091 000 2222 ext. 12", "0910002222"),
        ("ask his mother", ""),
    ],
)
def test_a_number_as_it_is_compared(written: str, normalised: str) -> None:
    assert normal_phone(written) == normalised


def test_writings_of_one_number_match_with_and_without_the_country() -> None:
    one, other, another = (normal_phone(text) for text in ("+385 91 000 2222", "091 000 2222", "091 000 2223"))
    assert phone_match(one) == phone_match(other) != phone_match(another)


def test_eight_digits_tell_numbers_apart() -> None:
    assert phone_match("+385910002222") == phone_match("+385810002222") == "10002222"
    assert phone_match("0910002222") != phone_match("0920002222"[:2] + "20002222")


def test_the_place_in_a_list_fits_its_column() -> None:
    assert len(rules.name_place("đ" * 120, "en")) <= Person._meta.get_field("name_place").max_length


def test_an_address_is_compared_without_case() -> None:
    assert rules.normal_email(" Ana@EXAMPLE.com") == "ana@example.com"


def test_a_new_drawing_begins_on_the_figure_of_the_person() -> None:
    clinician = actor_of_user(member(Role.CLINICIAN, "Clara"))
    person = add_person(
        actor=clinician, particulars=Particulars(name="Vera", figure="female", born_on=date(1980, 5, 4))
    )
    assert open_drawing(actor=clinician, person_id=person.pk, hand="patient").sex == "female"
