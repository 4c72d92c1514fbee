"""A practice, its owner, and one enquiry of somebody who means harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.models import Enquiry
from tests.accounts.people import full_client, member
from tests.enquiries.conftest import a_file, send

MARKUP = "<img src=x onerror=alert(1)>\"'"


@pytest.fixture(autouse=True)
def practice(db: None, settings: LazySettings, tmp_path: Path) -> Practice:
    cache.clear()
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return Practice.objects.create(
        name=f"Primjer {MARKUP}", street=MARKUP, town=MARKUP, phone="+385 1 555 0100", languages=["en", "hr"]
    )


@pytest.fixture
def owner() -> User:
    return member(Role.OWNER, "Alice")


@pytest.fixture
def desk(owner: User) -> Client:
    """The owner's browser, signed in with the second factor."""
    return full_client(owner)


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def enquiry(visitor: Client) -> Enquiry:
    sent: Any = send(visitor, name=MARKUP, text=MARKUP, attachments=a_file(f"{MARKUP}.pdf"))
    assert sent.status_code == 303
    return Enquiry.objects.get()
