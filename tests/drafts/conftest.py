"""A practice with three of the staff, and an enquiry that waits for an answer."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.models import Enquiry
from tests.accounts.people import full_client, member
from tests.desk.conftest import make_enquiry


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Primjer", languages=["en", "hr"], email="practice@clinic.example")


@pytest.fixture
def rita() -> User:
    return member(Role.RECEPTION, "Rita")


@pytest.fixture
def clara() -> User:
    return member(Role.CLINICIAN, "Clara")


@pytest.fixture
def reception(rita: User) -> Client:
    return full_client(rita)


@pytest.fixture
def clinician(clara: User) -> Client:
    return full_client(clara)


@pytest.fixture
def enquiry() -> Enquiry:
    return make_enquiry()
