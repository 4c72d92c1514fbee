"""Every page of the room, drawn in both languages, without a word of English left in the Croatian."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from drypoint.foundation.accounts.invitations import link_for
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry
from tests.accounts.people import enrol, full_client, give_password, member

pytestmark = pytest.mark.django_db
OWN = (
    "/account/",
    "/account/password/",
    "/account/sessions/",
    "/account/logout/",
    "/account/reauthenticate/",
    "/account/second-factor/",
    "/account/second-factor/reauthenticate/",
    "/account/second-factor/app/remove/",
    "/account/second-factor/passkeys/add/",
    "/account/second-factor/recovery-codes/",
    "/account/second-factor/recovery-codes/renew/",
)


@pytest.fixture
def alice() -> User:
    return member(language="hr")


@pytest.mark.parametrize("path", OWN)
def test_a_page_of_ones_own_is_drawn_in_the_language_of_its_owner(alice: User, path: str) -> None:
    page = full_client(alice).get(path)
    assert page.status_code == 200
    assert page.headers["Content-Language"] == "hr"
    assert '<html lang="hr"' in page.content.decode()
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page.content.decode())


@pytest.mark.parametrize("language", ["en", "hr"])
def test_the_sign_in_page_is_drawn_in_the_visitors_language(client: Client, language: str) -> None:
    page = client.get("/account/login/", headers={"Accept-Language": language}).content.decode()
    assert {"en": "Sign in with a passkey", "hr": "Prijavite se"}[language] in page


def test_there_is_no_word_about_signing_up_or_forgotten_passwords_by_mail(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    assert "signup" not in page
    assert "reset" not in page


def test_setting_up_a_second_factor_is_explained(client: Client, alice: User) -> None:
    give_password(client, alice)
    for path in ("/account/second-factor/", "/account/second-factor/app/add/", "/account/second-factor/passkeys/add/"):
        assert client.get(path).status_code == 200, path


def test_the_second_step_is_drawn(client: Client, alice: User) -> None:
    enrol(alice)
    give_password(client, alice)
    assert client.get("/account/second-factor/authenticate/").status_code == 200


def test_a_passkeys_pages_are_drawn(alice: User) -> None:
    client = full_client(alice)
    passkey = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "telephone", "credential": {}})
    for path in ("name", "remove"):
        page = client.get(f"/account/second-factor/passkeys/{passkey.pk}/{path}/")
        assert page.status_code == 200, path
        assert "telephone" in page.content.decode()


def test_recovery_codes_come_as_a_file(alice: User) -> None:
    page = full_client(alice).get("/account/second-factor/recovery-codes/file/")
    assert page.headers["Content-Type"].startswith("text/plain")
    assert len(re.findall(r"^\d{8}$", page.content.decode(), re.MULTILINE)) == 10


@pytest.mark.parametrize("first", ["", "file/"])
def test_recovery_codes_are_shown_once(alice: User, first: str) -> None:
    client = full_client(alice)
    path = "/account/second-factor/recovery-codes/"
    codes = re.findall(r"\b\d{8}\b", client.get(path + first).content.decode())
    assert len(codes) == 10
    for _again in range(2):
        said = client.get(path).content.decode()
        assert not any(code in said for code in codes)
        assert f'href="{path}renew/"' in said
        assert client.get(f"{path}file/").status_code == 403
    overview = client.get("/account/second-factor/").content.decode()
    assert f'href="{path}renew/"' in overview
    assert f'href="{path}"' not in overview
    assert client.post(f"{path}renew/").status_code == 302
    fresh = re.findall(r"\b\d{8}\b", client.get(path).content.decode())
    assert len(fresh) == 10
    assert not set(fresh) & set(codes)


def test_fresh_recovery_codes_are_written_down(
    alice: User, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    client = full_client(alice)
    before = client.get("/account/second-factor/recovery-codes/file/").content
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/account/second-factor/recovery-codes/renew/").status_code == 302
    assert client.get("/account/second-factor/recovery-codes/file/").content != before
    assert AuditEntry.objects.filter(action="recovery_codes.renew", user=alice).count() == 1


def test_a_role_that_may_not_is_told_what_is_missing() -> None:
    page = full_client(member(Role.RECEPTION, "Rosa")).get("/edit/")
    assert page.status_code == 403
    assert "write pages and use pictures" in page.content.decode()


def test_the_link_asks_and_then_tells(client: Client) -> None:
    path = link_for(member()).removeprefix("http://testserver")
    assert "alice@clinic.example" in client.get(path).content.decode()
    assert client.get("/account/invitation/MQ/forged/").status_code == 410
