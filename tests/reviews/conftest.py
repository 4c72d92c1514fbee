"""A practice that asks for reviews."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.foundation.core import links
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.practice.models import Practice
from drypoint.public.reviews import actions, queries
from drypoint.public.reviews.models import Review, ReviewRequest

FIELDS = {"stars": "4", "text": "Everything was explained.", "shown_name": "Vera", "consent": "on"}


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    return Practice.objects.create(name="Invented Practice", phone="+385 1 555 0100", languages=["en", "hr"])


@pytest.fixture
def visitor() -> Client:
    """A browser that checks CSRF tokens where they are asked for."""
    return Client(enforce_csrf_checks=True)


def asked(email: str = "vera@example.com", language: str = "en") -> ReviewRequest:
    return actions.ask(actor=SYSTEM, email=email, language=language)


def token_of(request: ReviewRequest) -> str:
    return links.make(queries.WRITE, request.public_id, 1)


def path_of(request: ReviewRequest) -> str:
    return f"/en/reviews/write/{token_of(request)}/"


def a_review(email: str = "vera@example.com", stars: int = 4, **fields: str) -> Review:
    request = asked(email)
    values = {"text": "Everything was explained.", "shown_name": "Vera", "language": "en", **fields}
    actions.write(token=token_of(request), written=actions.Opinion(stars, **values), address="192.0.2.1")
    return Review.objects.get(request=request)
