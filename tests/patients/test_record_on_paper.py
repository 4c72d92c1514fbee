"""A patient's record as a PDF to be read: everything in words, nothing of it a command."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils.translation import override

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients.actions import Particulars, add_person, export_person
from drypoint.foundation.patients.export_fields import Field
from drypoint.foundation.patients.exporting.paper import Paper, as_pdf, laid_out, paper_of
from drypoint.foundation.patients.models import Person
from tests.accounts.people import full_client, member
from tests.worker import demo_practice

NOW = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("founded")]


@pytest.fixture
def founded() -> None:
    """A practice in Zagreb, without its website."""
    demo_practice()


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF, page after page, each run of spaces as one."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def vera() -> Person:
    return add_person(
        actor=SYSTEM,
        particulars=Particulars(
            name="Vera Kovač", email="vera@example.com", language="hr", sex="female", note="Zvati\nnavečer"
        ),
    )


def test_the_paper_says_every_value_in_words_and_leaves_out_what_is_empty() -> None:
    person = vera()
    with override("hr"):
        shown: Any = laid_out(paper_of(person, export_person(actor=SYSTEM, person_id=person.pk), NOW))
    own = {node["word"]: node.get("text") for node in shown["sections"][0]["nodes"]}
    assert own["Spol"] == "ženski"
    assert own["Napomena za recepciju"] == "Zvati\nnavečer"
    assert "Telefon" not in own
    assert {node["word"]: node["items"] for node in shown["sections"][0]["nodes"] if "items" in node}
    assert shown["language"] == "hr"


def test_what_somebody_wrote_is_set_as_text_and_never_as_a_command() -> None:
    person = vera()
    Person.objects.filter(pk=person.pk).update(note='#read("/etc/passwd") *bold* $x^2$ \\ @cite <b>')
    held = export_person(actor=SYSTEM, person_id=person.pk)
    assert '#read("/etc/passwd") *bold* $x^2$ \\ @cite <b>' in text_of(as_pdf(paper_of(person, held, NOW)))


def test_times_are_told_by_the_clock_of_the_practice_and_days_in_the_language() -> None:
    fields = (Field("at", "At", "moment"), Field("on", "On", "day"), Field("is", "Is", "yes_no"))
    described = Field("it", "It", fields=fields)
    values = {"it": {"at": "2027-07-01T10:00:00+00:00", "on": "2027-01-27", "is": False}}
    with override("hr"):
        shown: Any = laid_out(Paper("T", "P", (), (described,), values))
    assert [node["text"] for node in shown["sections"][0]["nodes"]] == [
        "1. srpnja 2027., 12:00",
        "27. siječnja 2027.",
        "ne",
    ]


@pytest.mark.parametrize(
    ("choice", "kind"), [("paper", "application/pdf"), ("data", "application/json; charset=utf-8")]
)
def test_staff_hand_it_out_to_be_read_and_as_data_and_both_leave_a_line(choice: str, kind: str) -> None:
    person = vera()
    client: Client = full_client(member(Role.CLINICIAN, "Clara"))
    response = client.post(f"/desk/patients/{person.pk}/export/", {"as": choice})
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert response["Content-Disposition"].startswith(f'attachment; filename="patient-{person.pk}.')
    assert AuditEntry.objects.filter(action="person.export", about_person=person.pk).count() == 1
    if choice == "paper":
        assert "Karton: Vera Kovač" in text_of(response.content)
        assert "vera@example.com" in text_of(response.content)
