"""A filled site, loaded once for each worker and rolled back into by every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from drypoint.foundation.accounts.models import Role, User
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.practice.models import Practice


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Begin in English: a request for a Croatian page leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def practice(db: None) -> Practice:
    """The demo practice."""
    return Practice.objects.create(
        name="Primjer Physiotherapy",
        street="Izmišljena ulica 1",
        postcode="10000",
        town="Zagreb",
        country="HR",
        phone="+385 1 5550 100",
        email="practice@clinic.example",
        opening_hours=[{"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we", "th", "fr")],
        languages=["en", "hr"],
        is_demo=True,
    )


@pytest.fixture
def site(practice: Practice) -> Any:
    """The demo practice with the starter site in both languages."""
    from drypoint.public.website import starter_loader

    return starter_loader._load(
        actor=SYSTEM, demo=True, languages=["en", "hr"], main_language="en", folder=starter_loader.STARTER
    )


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
