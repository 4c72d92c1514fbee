"""A practice with people who have something to do."""

from __future__ import annotations

import pytest

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.practice.models import Practice
from tests.accounts.people import member


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    hours = [{"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we", "th", "fr")]
    return Practice.objects.create(
        name="Primjer", languages=["en", "hr"], email="practice@clinic.example", opening_hours=hours
    )


@pytest.fixture
def rita_user() -> User:
    return member(Role.RECEPTION, "Rita")


@pytest.fixture
def clara_user() -> User:
    return member(Role.CLINICIAN, "Clara")


@pytest.fixture
def rita(rita_user: User) -> Actor:
    return actor_of_user(rita_user)


@pytest.fixture
def clara(clara_user: User) -> Actor:
    return actor_of_user(clara_user)
