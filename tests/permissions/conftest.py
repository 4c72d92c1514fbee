"""The persons of the table, each with a session as it comes about in life."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from django.template.base import Template
from django.test import Client
from django.utils.safestring import SafeString

from drypoint.foundation.accounts import actions
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.practice.models import Practice
from tests.accounts.people import enrol, full_client, give_password, member
from tests.permissions.lines import PERSONS, Person


@dataclass
class Caller:
    """A browser of one person. Each request starts from the same cookies."""

    client: Client
    cookies: dict[str, str]

    def ask(self, method: str, address: str) -> HttpResponse:
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value
        return self.client.generic(method, address, secure=False)


def _client(person: Person) -> Client:
    client = Client(raise_request_exception=False)
    if person in {Person.OWNER, Person.CLINICIAN, Person.RECEPTION, Person.EDITOR, Person.AUDITOR}:
        return full_client(member(Role(person.value), person.value))
    if person is Person.NEWCOMER:
        give_password(client, member(Role.OWNER, "Nina"))
    if person is Person.PASSWORD_ONLY:
        user = member(Role.OWNER, "Paul")
        enrol(user)
        give_password(client, user)
    if person is Person.HALF:
        user = member(Role.OWNER, "Hana")
        enrol(user)
        client.force_login(user)
    if person is Person.DEACTIVATED:
        member(Role.OWNER, "Olga")
        user = member(Role.OWNER, "Dora")
        client = full_client(user)
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        actions.deactivate(actor=SYSTEM, user_id=user.pk)
        client.cookies[settings.SESSION_COOKIE_NAME] = kept
    return client


@pytest.fixture(params=PERSONS, ids=lambda person: person.value)
def person(request: pytest.FixtureRequest) -> Person:
    found: Person = request.param
    return found


@pytest.fixture
def caller(db: None, person: Person, monkeypatch: pytest.MonkeyPatch) -> Caller:
    cache.clear()
    Practice.objects.create(name="Primjer", languages=["en", "hr"])
    member(Role.AUDITOR, "Somebody")  # there is always somebody, to be looked at
    client = _client(person)
    # What a page looks like is for other tests; drawing Wagtail's screens would cost minutes here.
    monkeypatch.setattr(Template, "render", lambda self, context: SafeString(""))
    client.raise_request_exception = False
    return Caller(client, {name: morsel.value for name, morsel in client.cookies.items()})
