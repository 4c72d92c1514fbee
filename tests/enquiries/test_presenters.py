"""What the pages about enquiries show, as values."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from drypoint.foundation.accounts.models import User
from drypoint.public.enquiries import presenters
from drypoint.public.enquiries.forms import AnswerForm
from drypoint.public.enquiries.models import Enquiry, Message, Problem, State

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CAPABILITIES = {
    "enquiries.answer": "may_answer",
    "enquiries.documents": "may_open_documents",
    "enquiries.revoke": "may_revoke",
    "enquiries.erase": "may_erase",
    "patients.write": "may_add_person",
}


def an_enquiry() -> Enquiry:
    return Enquiry(
        pk=5,
        reference="ABCD-2345",
        name="Vera",
        email="vera@example.com",
        language="hr",
        problem=Problem.LUMBAR_SPINE,
        state=State.NEW,
        received_at=AT,
        last_message_at=AT,
        link_expires_at=AT + timedelta(days=1),
    )


def a_message(author: str, staff: User | None = None) -> Any:
    """A message with one file, as if it had been fetched with it."""
    message: Any = Message(pk=9, author=author, staff=staff, text="It hurts.", written_at=AT)
    document = SimpleNamespace(media_type="application/pdf", size_bytes=100)
    message._prefetched_objects_cache = {"attachments": [SimpleNamespace(number=1, document=document)]}
    return message


class AsFetched(list[Any]):
    """What a prefetched relation answers."""

    def all(self) -> AsFetched:
        return self


@pytest.fixture(autouse=True)
def _relations_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        Message,
        "attachments",
        property(lambda self: AsFetched(self._prefetched_objects_cache["attachments"])),
    )


def conversation(*held: str, at: datetime = AT) -> presenters.DeskConversation:
    messages = [a_message("visitor"), a_message("practice", User(name="Rita"))]
    return presenters.desk_conversation(
        an_enquiry(),
        messages,
        AnswerForm(),
        at=at,
        person_pk=None,
        may=lambda capability: capability in held,
        language="en",
    )


def test_each_letter_has_its_author_and_its_files_by_number() -> None:
    theirs, ours = conversation().letters
    assert (theirs.is_by_visitor, theirs.author) == (True, "Vera")
    assert (ours.is_by_visitor, ours.author) == (False, "Rita")
    assert theirs.documents == (presenters.Document(1, "application/pdf", 100),)


@pytest.mark.parametrize("held", CAPABILITIES)
def test_each_button_needs_its_own_capability(held: str) -> None:
    page = conversation(held)
    assert [name for name in CAPABILITIES.values() if getattr(page, name)] == [CAPABILITIES[held]]


def test_the_link_is_open_until_it_ends() -> None:
    assert conversation().is_link_open
    assert not conversation(at=AT + timedelta(days=1)).is_link_open


def test_the_person_who_asked_is_not_shown_who_of_the_practice_wrote() -> None:
    letter = presenters.own_letter(a_message("practice", User(name="Rita")))
    assert letter.file_count == 1
    assert "Rita" not in str([getattr(letter, field.name) for field in fields(letter)])


def test_facts_hold_no_consent_that_was_not_given() -> None:
    assert not presenters.facts_of(an_enquiry()).has_health_consent
    agreed = an_enquiry()
    agreed.health_consent_id = 1
    assert presenters.facts_of(agreed).has_health_consent


@pytest.mark.parametrize(("fault", "status"), [("missing", 410), ("damaged", 410), ("waiting", 409)])
def test_a_file_that_cannot_be_read_answers_that_it_is_gone_or_not_yet_free(
    fault: presenters.Fault, status: int
) -> None:
    assert presenters.UNREADABLE_STATUS[fault] == status
