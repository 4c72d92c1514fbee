"""A practice, its staff, and an enquiry that waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.models import ConsentText, Enquiry, Message, Problem, State
from tests.accounts.people import full_client, member


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"], email="practice@clinic.example")


@pytest.fixture
def owner() -> Client:
    return full_client(member(Role.OWNER, "Olga"))


@pytest.fixture
def reception() -> Client:
    return full_client(member(Role.RECEPTION, "Rita"))


@pytest.fixture
def clinician() -> Client:
    return full_client(member(Role.CLINICIAN, "Clara"))


@pytest.fixture
def auditor() -> Client:
    return full_client(member(Role.AUDITOR, "Anton"))


@pytest.fixture
def enquiry() -> Enquiry:
    return make_enquiry()


def make_enquiry(reference: str = "TEST-0001", **fields: object) -> Enquiry:
    now = clock.now()
    facts: dict[str, object] = {
        "reference": reference,
        "name": "Vera Visitor",
        "email": "vera@example.com",
        "phone": "+385 1 000 1234",
        "language": "hr",
        "problem": Problem.LUMBAR_SPINE,
        "contact_consent": ConsentText.objects.get(purpose=ConsentText.Purpose.CONTACT, version=1),
        "received_at": now,
        "last_message_at": now,
        "waiting_since": now - timedelta(hours=30),
        "state": State.NEW,
        "link_expires_at": now + timedelta(days=60),
        **fields,
    }
    row = Enquiry.objects.create(**facts)
    letter = Message.objects.create(
        enquiry=row, author=Message.Author.VISITOR, text="My <b>back</b> hurts.", written_at=now
    )
    row.last_message_id = letter.pk
    row.save(update_fields=["last_message_id"])
    return row
