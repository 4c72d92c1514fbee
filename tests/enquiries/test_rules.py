"""How long the links of an enquiry live, how its reference looks, and what asks for consent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drypoint.public.enquiries import rules
from drypoint.public.enquiries.forms import EnquiryForm, FurtherMessageForm
from drypoint.public.enquiries.models import Enquiry

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_a_link_lives_as_long_as_the_visitor_was_told() -> None:
    assert timedelta(days=60) == rules.LINK_LIFETIME
    assert timedelta(minutes=30) == rules.OPEN_LIFETIME
    assert timedelta(hours=24) == rules.SENT_PAGE_LIFETIME


def test_a_text_may_be_as_long_as_the_form_says_and_no_longer() -> None:
    assert rules.MOST_TEXT == 5_000
    assert all(form.base_fields["text"].max_length == 5_000 for form in (EnquiryForm, FurtherMessageForm))


def test_a_conversation_holds_ten_of_the_largest_files_and_no_more() -> None:
    assert (rules.most_bytes_of_files(1), rules.most_bytes_of_files(25)) == (10_485_760, 262_144_000)


def test_a_reference_can_be_said_on_the_telephone() -> None:
    references = {rules.new_reference() for _ in range(200)}
    assert len(references) == 200
    for reference in references:
        first, dash, second = reference.partition("-")
        assert (len(first), dash, len(second)) == (4, "-", 4)
        assert not set(first + second) & set("AEIOU01BDGLNPQSWZ5")


@pytest.mark.parametrize(
    ("problem", "has_documents", "needed"),
    [("general", False, False), ("general", True, True), ("neck", False, True), ("neck", True, True)],
)
def test_what_tells_of_health_needs_consent(problem: str, has_documents: bool, needed: bool) -> None:
    assert rules.needs_health_consent(problem, has_documents=has_documents) is needed


@pytest.mark.parametrize(
    ("revoked", "minutes", "is_open"),
    [(None, 1, True), (None, 0, False), (None, -1, False), (NOW, 1, False), (NOW, -1, False)],
)
def test_a_link_is_open_until_its_moment_unless_it_was_withdrawn(
    revoked: datetime | None, minutes: int, is_open: bool
) -> None:
    enquiry = Enquiry(link_revoked_at=revoked, link_expires_at=NOW + timedelta(minutes=minutes))
    assert enquiry.is_link_open(NOW) is is_open
