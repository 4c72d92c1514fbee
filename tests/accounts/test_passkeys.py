"""Passkeys: set up, used as second factor, used alone, and the last one kept."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.test import Client

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.models import AuditEntry
from tests.accounts.authenticator import SoftwareAuthenticator
from tests.accounts.people import enrol, give_password, member

pytestmark = pytest.mark.django_db
SITE = "localhost"
ADD = "/account/second-factor/passkeys/add/"
ALONE = "/account/second-factor/passkeys/login/"


@pytest.fixture
def client(settings: Any) -> Client:
    settings.ALLOWED_HOSTS = [SITE]
    return _browser()


def _browser() -> Client:
    # Browsers, and the server, take passkeys over HTTPS only, and on this very machine.
    return Client(headers={"host": SITE})


@pytest.fixture
def telephone() -> SoftwareAuthenticator:
    return SoftwareAuthenticator(f"http://{SITE}", SITE)


def _options(page: HttpResponse) -> dict[str, Any]:
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page.content.decode())
    assert found
    options: dict[str, Any] = json.loads(found[1])
    return options


def _add(client: Client, telephone: SoftwareAuthenticator, *, alone: bool) -> HttpResponse:
    credential = telephone.create(_options(client.get(ADD)), alone=alone)
    fields = {"name": "telephone", "credential": credential, **({"passwordless": "on"} if alone else {})}
    return client.post(ADD, fields)


@pytest.fixture
def alice(client: Client, telephone: SoftwareAuthenticator) -> User:
    user = member()
    give_password(client, user)
    assert _add(client, telephone, alone=True).headers["Location"] == "/account/second-factor/recovery-codes/"
    return user


def test_setting_up_a_passkey_opens_the_door(client: Client, alice: User) -> None:
    assert client.get("/account/").status_code == 200
    assert AuditEntry.objects.filter(action="second_factor.add", facts__kind="passkey").count() == 1


def test_a_passkey_is_the_second_factor_after_the_password(alice: User, telephone: SoftwareAuthenticator) -> None:
    client = _browser()
    address = give_password(client, alice).headers["Location"]
    answer = client.post(address, {"credential": telephone.get(_options(client.get(address)))})
    assert answer.headers["Location"] == "/desk/"
    assert client.get("/account/").status_code == 200


def test_a_passkey_signs_in_alone(alice: User, telephone: SoftwareAuthenticator) -> None:
    client = _browser()
    options = client.get(ALONE, headers={"Accept": "application/json"}).json()["request_options"]
    assert client.post(ALONE, {"credential": telephone.get(options)}).headers["Location"] == "/desk/"
    assert client.get("/account/").status_code == 200


def test_somebody_elses_passkey_opens_nothing(alice: User, telephone: SoftwareAuthenticator) -> None:
    client, stranger = _browser(), SoftwareAuthenticator(f"http://{SITE}", SITE)
    stranger.id, stranger.user_handle = telephone.id, telephone.user_handle
    options = client.get(ALONE, headers={"Accept": "application/json"}).json()["request_options"]
    client.post(ALONE, {"credential": stranger.get(options)})
    assert client.get("/account/").headers["Location"].startswith("/account/login/")


def test_a_challenge_is_answered_once(alice: User, telephone: SoftwareAuthenticator) -> None:
    client = _browser()
    options = client.get(ALONE, headers={"Accept": "application/json"}).json()["request_options"]
    credential = telephone.get(options)
    client.post(ALONE, {"credential": credential})
    client.post("/account/logout/")
    client.post(ALONE, {"credential": credential})
    assert client.get("/account/").status_code == 302


def test_a_deactivated_person_does_not_get_in_by_passkey(alice: User, telephone: SoftwareAuthenticator) -> None:
    alice.is_active = False
    alice.save()
    client = _browser()
    options = client.get(ALONE, headers={"Accept": "application/json"}).json()["request_options"]
    client.post(ALONE, {"credential": telephone.get(options)})
    assert client.get("/account/").status_code == 302


def test_the_only_passkey_is_kept_and_one_of_two_factors_goes(client: Client, alice: User) -> None:
    passkey = Authenticator.objects.get(user=alice, type="webauthn")
    remove = f"/account/second-factor/passkeys/{passkey.pk}/remove/"
    client.post(remove)
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    Authenticator.objects.filter(user=alice, type="recovery_codes").delete()
    enrol(alice)
    client.post(remove)
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()
    assert AuditEntry.objects.filter(action="second_factor.remove", facts__kind="passkey").count() == 1
