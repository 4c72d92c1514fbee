"""A practice with a list, and people who sign up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from drypoint.foundation.core import clock
from drypoint.foundation.core.mail.outbox import text_to_send
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.practice.models import Practice

SIGN_UP = "/en/list/"


@pytest.fixture(autouse=True)
def practice(db: None) -> Practice:
    return Practice.objects.create(name="Invented Practice", phone="+385 1 555 0100", languages=["en", "hr"])


@pytest.fixture
def visitor() -> Client:
    """A browser that checks CSRF tokens where they are asked for."""
    return Client(enforce_csrf_checks=True)


def sign_up(client: Client, email: str = "ana@example.com", **changes: Any) -> HttpResponse:
    """Fetch the form and send it filled in."""
    page = client.get(SIGN_UP).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    fields = {"key": key[1], "email": email, "language": "en", "consent": "on", **changes}
    return client.post(SIGN_UP, {name: value for name, value in fields.items() if value is not None})


def link_in(mail: OutboxMail) -> str:
    """Return the path of the link in a mail, as its reader gets it now."""
    found = re.search(r"https?://[^/\s]+(/\S+)", text_to_send(mail, clock.now()))
    assert found, mail.text
    return found[1]


def last_mail(email: str = "ana@example.com") -> OutboxMail:
    """Return the newest mail to an address."""
    return OutboxMail.objects.filter(to_address=email).latest("pk")
