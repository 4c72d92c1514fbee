"""What is handed out of a patient: each value has a word and a type, and nothing is missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.mail.outbox import CODE_PLACEHOLDER, PLACEHOLDER, SecretLink, queue_mail
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.core.registries.first_content import Founding, first_contents
from drypoint.foundation.patients.actions import Particulars, add_person, export_person
from drypoint.foundation.patients.export_fields import Field, codes, schema_of
from drypoint.foundation.patients.exporting.whole import parts
from drypoint.foundation.patients.holdings import holdings
from drypoint.foundation.patients.models import Person, Sex
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.reviews import queries as reviews
from drypoint.public.reviews.models import ReviewRequest
from tests.accounts.people import full_client, member
from tests.patients.described import faults
from tests.worker import demo_practice

NOW = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def founded() -> None:
    """A practice in Zagreb, without its website."""
    demo_practice()


def every(fields: tuple[Field, ...], path: str = "") -> Iterator[tuple[str, Field]]:
    for one in fields:
        yield f"{path}.{one.name}", one
        yield from every(one.fields, f"{path}.{one.name}")


def vera() -> Person:
    return add_person(
        actor=SYSTEM,
        particulars=Particulars(
            name="Vera Kovač", email="vera@example.com", language="hr", sex="female", note="Zvati\nnavečer"
        ),
    )


def test_every_room_that_holds_something_says_what_each_part_of_it_is() -> None:
    assert [one.name for one in holdings() if not one.fields] == []
    for path, one in every(parts()):
        assert str(one.word), path


def test_what_the_demo_holds_about_its_patients_is_as_it_is_described() -> None:
    staff = {
        role.value: actor_of_user(member(role, role.value)) for role in (Role.OWNER, Role.CLINICIAN, Role.RECEPTION)
    }
    for content in first_contents:
        if not content.name.startswith("website."):
            content.load(Founding(("en", "hr"), "en", is_demo=True, staff=staff))
    some = Person.objects.earliest("pk")
    Enquiry.objects.update(person=some)
    queue_mail(
        kind="enquiries.news", to_address="vera@example.com", language="en", subject="News", text="Here.", cause=some
    )
    known = parts()
    met: set[str] = set()
    for person in Person.objects.all():
        held = export_person(actor=SYSTEM, person_id=person.pk)
        assert [fault for one in known for fault in faults(held[one.name], one)] == []
        met |= {one.name for one in known if held[one.name]}
        json.dumps(held)
    assert met >= {"person", "appointments", "enquiries", "pain_drawings", "episodes", "tasks", "mails"}


@pytest.mark.parametrize(
    ("value", "described", "expected"),
    [
        ("x", Field("a", "A"), []),
        (None, Field("a", "A", "day"), []),
        (3, Field("a", "A"), ["a is not of the kind text: 3"]),
        ("yes", Field("a", "A", "yes_no"), ["a is not of the kind yes_no: 'yes'"]),
        ("female", Field("a", "A", codes=codes(Sex.choices)), []),
        ("f", Field("a", "A", codes=codes(Sex.choices)), ["a has no word for 'f'"]),
        ({"b": "x"}, Field("a", "A", fields=(Field("b", "B"),)), []),
        ({"c": "x"}, Field("a", "A", fields=(Field("b", "B"),)), ["a.c is not described", "a.b is missing"]),
        ({}, Field("a", "A", fields=(Field("b", "B", is_optional=True),)), []),
        ([{"b": 1}], Field("a", "A", fields=(Field("b", "B"),), is_list=True), ["[0].a.b is not of the kind text: 1"]),
        ({"en": 1}, Field("a", "A", "texts"), ["a is not of the kind texts: {'en': 1}"]),
        ("x", Field("a", "A", is_list=True), ["a is no list"]),
    ],
)
def test_what_is_not_as_described_is_named_by_its_place(value: object, described: Field, expected: list[str]) -> None:
    assert faults(value, described) == expected


def test_the_schema_names_type_word_and_codes_of_each_value() -> None:
    schema: Any = schema_of(
        (
            Field("sex", "Sex", codes=codes(Sex.choices)),
            Field("mails", "Mails", fields=(Field("sent_at", "Sent", "moment", is_optional=True),), is_list=True),
        )
    )
    assert schema["required"] == ["sex", "mails"]
    assert schema["properties"]["sex"] == {
        "description": "Sex", "type": ["string", "null"], "enum": ["female", "male", "other", "", None]
    }  # fmt: skip
    mail = schema["properties"]["mails"]
    assert (mail["type"], mail["items"]["required"]) == ("array", [])
    assert mail["items"]["properties"]["sent_at"]["format"] == "date-time"


def test_mails_of_rooms_that_know_a_patient_by_the_mailbox_are_in_it_and_those_to_staff_are_not() -> None:
    person = vera()
    owner = member(Role.OWNER, "Olga")
    asked = ReviewRequest.objects.create(
        email="vera@example.com",
        digest=reviews.digest_of("vera@example.com"),
        language="en",
        asked_at=NOW,
        expires_at=NOW,
    )
    task = Task.objects.create(kind="worklist.note", made_at=NOW, due_at=NOW, person=person, level=Urgency.SOON)
    for cause, to in ((asked, "vera@example.com"), (task, owner.email)):
        queue_mail(
            kind="enquiries.news",
            to_address=to,
            language="en",
            subject="What do you think?",
            text=f"Code {CODE_PLACEHOLDER}",
            cause=cause,
        )
    held: Any = export_person(actor=SYSTEM, person_id=person.pk)
    assert [(one["to"], one["text"]) for one in held["mails"]] == [("vera@example.com", "Code …")]


def test_who_saw_a_patient_is_in_it_for_whoever_may_read_the_trail() -> None:
    person = vera()
    owner, clinician = member(Role.OWNER, "Olga"), member(Role.CLINICIAN, "Clara")
    export_person(actor=actor_of_user(owner), person_id=person.pk)
    seen: Any = export_person(actor=actor_of_user(owner), person_id=person.pk)["who_saw"]
    assert {(one["name"], one["kind"], one["times"]) for one in seen} == {("Olga", "", 2), ("", "system", 1)}
    assert "who_saw" not in export_person(actor=actor_of_user(clinician), person_id=person.pk)


def test_the_schema_is_to_be_had_beside_it() -> None:
    client = full_client(member(Role.CLINICIAN, "Clara"))
    schema = client.get("/desk/patients/export-schema/").json()
    assert set(schema["required"]) == {one.name for one in parts() if not one.is_optional}


def test_mails_about_a_patient_are_in_it_without_the_way_in_and_those_of_others_are_not() -> None:
    person, other = vera(), add_person(actor=SYSTEM, particulars=Particulars(name="Otto Other", language="en"))
    for whose, text, link in (
        (person, f"Read it here: https://clinic.example/{PLACEHOLDER}/", SecretLink("test", uuid4(), 1)),
        (other, "Somebody else's.", None),
    ):
        queue_mail(
            kind="enquiries.news",
            to_address="a@example.com",
            language="en",
            subject="News",
            text=text,
            cause=whose,
            link=link,
        )
    held: Any = export_person(actor=SYSTEM, person_id=person.pk)
    (mail,) = held["mails"]
    assert (mail["to"], mail["subject"], mail["state"]) == ("a@example.com", "News", "waiting")
    assert mail["text"] == "Read it here: https://clinic.example/…/"
    assert mail["sent_at"] is None
    OutboxMail.objects.update(sent_at=NOW)
    again: Any = export_person(actor=SYSTEM, person_id=person.pk)
    assert again["mails"][0]["sent_at"] == NOW.isoformat()
