"""A filled site, loaded once for a run and rolled back into by every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from tests.worker import Databases, demo_practice

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.practice.models import Practice
from drypoint.public.website import published


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Begin in English: a request for a Croatian page leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def practice(db: None) -> Practice:
    """The demo practice."""
    found: Practice = Practice.objects.first() or demo_practice()
    return found


@pytest.fixture
def site(practice: Practice, databases: Databases) -> Any:
    """The demo practice with the starter site in both languages, and what loading it said.

    The name is enough: it turns a test to the database in which the site stands.
    """
    return databases.loaded()


@pytest.fixture
def kept_site(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the process keep what all pages share, as it does outside of a test's transaction.

    For tests that ask for many pages and change nothing: reading the site anew costs as much as all else of a page.
    """
    monkeypatch.setattr(published, "_kept", published.Published(-1))
    monkeypatch.setattr(published, "connection", SimpleNamespace(in_atomic_block=False))


@pytest.fixture
def person_of_role(db: None) -> Callable[[str], User]:
    """Make a member of staff of a role; owners may use Wagtail's editor in full."""

    def make(role: str) -> User:
        return User.objects.create_user(
            f"{role}@clinic.example", name=role.title(), role=role, is_superuser=role == Role.OWNER
        )

    return make


@pytest.fixture
def visitor() -> Client:
    """A browser without a cookie."""
    return Client()
