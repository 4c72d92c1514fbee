"""What a passkey is not taken for: another purpose, another person, another site, a copy, a guess."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from fido2.utils import websafe_encode

from drypoint.foundation.accounts import ceremonies
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock
from drypoint.foundation.core.models import AuditEntry
from tests.accounts.authenticator import SoftwareAuthenticator
from tests.accounts.people import enrol, give_code, give_password, member

pytestmark = pytest.mark.django_db
ORIGIN, SITE = "https://clinic.example", "clinic.example"
ADD = "/account/second-factor/passkeys/add/"
ALONE = "/account/second-factor/passkeys/login/"
SECOND = "/account/second-factor/authenticate/"
AGAIN = "/account/second-factor/passkeys/reauthenticate/"


@pytest.fixture(autouse=True)
def _at_the_practice(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.CONFIG = replace(settings.CONFIG, url=ORIGIN)


def _browser() -> Client:
    return Client(headers={"host": SITE})


def _telephone() -> SoftwareAuthenticator:
    return SoftwareAuthenticator(ORIGIN, SITE)


def _options(page: HttpResponse) -> dict[str, Any]:
    found = re.search(r'<script id="passkey-options" type="application/json">(.*?)</script>', page.content.decode())
    assert found
    options: dict[str, Any] = json.loads(found[1])
    return options


def _options_alone(client: Client) -> dict[str, Any]:
    options: dict[str, Any] = client.get(ALONE, headers={"Accept": "application/json"}).json()["request_options"]
    return options


def _add(client: Client, telephone: SoftwareAuthenticator, *, alone: bool) -> HttpResponse:
    credential = telephone.create(_options(client.get(ADD)), alone=alone)
    return client.post(ADD, {"name": "key", "credential": credential, **({"passwordless": "on"} if alone else {})})


def _owner_of(telephone: SoftwareAuthenticator, name: str = "Alice", *, alone: bool) -> User:
    user, client = member(name=name), _browser()
    give_password(client, user)
    assert _add(client, telephone, alone=alone).status_code == 302
    return user


def _is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def _sign_in_alone(telephone: SoftwareAuthenticator) -> Client:
    client = _browser()
    client.post(ALONE, {"credential": telephone.get(_options_alone(client))})
    return client


def _sign_in_second(user: User, telephone: SoftwareAuthenticator) -> Client:
    client = _browser()
    give_password(client, user)
    client.post(SECOND, {"credential": telephone.get(_options(client.get(SECOND)))})
    return client


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    real = clock.now

    def move(span: timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + span)

    return move


def test_a_challenge_of_the_second_step_does_not_sign_in_alone() -> None:
    """Staff who hold the owner's key and know their own password are not let in as the owner."""
    stolen = _telephone()
    _owner_of(stolen, alone=True)
    bob = _owner_of(_telephone(), "Bob", alone=False)
    client = _browser()
    give_password(client, bob)
    answer = stolen.get(_options(client.get(SECOND)))
    session = client.session
    del session["account_login"]  # as it is when the half-way sign-in has expired
    session.save()
    client.post(ALONE, {"credential": answer})
    assert not _is_in(client)


def test_the_second_step_of_one_person_is_not_taken_by_the_key_of_another() -> None:
    stolen = _telephone()
    _owner_of(stolen, alone=True)
    bob = _owner_of(_telephone(), "Bob", alone=True)
    client = _browser()
    give_password(client, bob)
    client.post(SECOND, {"credential": stolen.get(_options(client.get(SECOND)))})
    assert not _is_in(client)


def test_a_challenge_of_signing_in_alone_is_no_second_step() -> None:
    own = _telephone()
    bob = _owner_of(own, "Bob", alone=True)
    client = _browser()
    options = _options_alone(client)
    give_password(client, bob)
    client.post(SECOND, {"credential": own.get(options)})
    assert not _is_in(client)


def test_a_challenge_made_for_one_person_is_no_second_step_of_the_next() -> None:
    own = _telephone()
    alice, bob = member(), _owner_of(own, "Bob", alone=True)
    enrol(alice)
    client = _browser()
    give_password(client, bob)
    options = _options(client.get(SECOND))
    client.post("/account/logout/")
    give_password(client, alice)
    client.post(SECOND, {"credential": own.get(options)})
    assert not _is_in(client)


def test_a_challenge_is_over_after_five_minutes(later: Callable[[timedelta], None]) -> None:
    telephone = _telephone()
    _owner_of(telephone, alone=True)
    for span, is_in in ((timedelta(minutes=4, seconds=50), True), (timedelta(minutes=5), False)):
        later(timedelta(0))
        client = _browser()
        answer = telephone.get(_options_alone(client))
        later(span)
        client.post(ALONE, {"credential": answer})
        assert _is_in(client) is is_in, span


def test_a_wrong_answer_uses_the_challenge_up() -> None:
    telephone = _telephone()
    _owner_of(telephone, alone=True)
    client = _browser()
    options = _options_alone(client)
    client.post(ALONE, {"credential": json.dumps({"id": "x"})})
    client.post(ALONE, {"credential": telephone.get(options)})
    assert not _is_in(client)


def test_alone_needs_the_finger_or_the_pin_and_after_the_password_a_touch_is_enough() -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=True)
    telephone.is_verifying = False
    assert not _is_in(_sign_in_alone(telephone))
    assert _is_in(_sign_in_second(alice, telephone))


def test_a_key_set_up_as_second_factor_does_not_sign_in_alone() -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=False)
    client = _sign_in_alone(telephone)
    assert not _is_in(client)
    assert "This passkey is a second factor" in client.get("/account/login/").content.decode()
    assert _is_in(_sign_in_second(alice, telephone))


@pytest.mark.parametrize("claimed", [True, False])
def test_what_the_browser_claims_of_a_key_does_not_stand_for_its_owners_choice(*, claimed: bool) -> None:
    telephone = _telephone()
    user, client = member(), _browser()
    give_password(client, user)
    credential = telephone.create(_options(client.get(ADD)), alone=claimed)
    client.post(ADD, {"name": "key", "credential": credential})
    assert not _is_in(_sign_in_alone(telephone))


def test_a_key_of_before_the_choice_was_kept_is_a_second_factor() -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=True)
    passkey = Authenticator.objects.get(user=alice, type="webauthn")
    del passkey.data["alone"], passkey.data["signatures"]
    passkey.save()
    assert not _is_in(_sign_in_alone(telephone))
    assert _is_in(_sign_in_second(alice, telephone))


FOREIGN = [
    "https://clinic.example:8443",
    "https://blog.clinic.example",
    "http://clinic.example",
    "https://clinic.example.evil.example",
    "https://clinic.example/",
    "https://CLINIC.example",
    "null",
    "",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_passkey_counts_from_the_practices_own_origin_alone(origin: str) -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=True)
    telephone.origin = origin
    assert not _is_in(_sign_in_alone(telephone))
    assert not _is_in(_sign_in_second(alice, telephone))


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_passkey_is_not_made_at_a_foreign_origin(origin: str) -> None:
    client = _browser()
    give_password(client, member())
    telephone = SoftwareAuthenticator(origin, SITE)
    assert _add(client, telephone, alone=False).status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("origin", [1, True, None, ["https://clinic.example"], {"a": 1}])
def test_an_origin_that_is_no_text_is_none(origin: Any) -> None:
    telephone = _telephone()
    _owner_of(telephone, alone=True)
    telephone.origin = origin
    assert not _is_in(_sign_in_alone(telephone))


FRAMED: list[dict[str, Any]] = [
    {"crossOrigin": True},
    {"crossOrigin": "false"},
    {"crossOrigin": 0},
    {"crossOrigin": None},
    {"topOrigin": "https://evil.example"},
]


@pytest.mark.parametrize("told", FRAMED)
def test_a_passkey_is_not_taken_from_a_page_that_frames_ours(told: dict[str, Any]) -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=True)
    telephone.told = told
    assert not _is_in(_sign_in_alone(telephone))
    assert not _is_in(_sign_in_second(alice, telephone))
    other = SoftwareAuthenticator(ORIGIN, SITE)
    other.told = told
    client = _browser()
    give_password(client, member(name="Bob"))
    assert _add(client, other, alone=False).status_code == 200


def test_a_browser_that_does_not_speak_of_frames_is_taken() -> None:
    telephone = _telephone()
    _owner_of(telephone, alone=True)
    telephone.told = {}
    assert _is_in(_sign_in_alone(telephone))


@pytest.mark.parametrize("signatures", [4, 5])
def test_a_copy_that_has_signed_less_is_not_taken(signatures: int) -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=True)
    telephone.signatures = 4
    assert _is_in(_sign_in_alone(telephone))
    telephone.signatures = signatures - 1
    assert not _is_in(_sign_in_second(alice, telephone))
    telephone.signatures = 5
    assert _is_in(_sign_in_second(alice, telephone))


def test_a_key_that_does_not_count_is_taken_again_and_again() -> None:
    telephone = _telephone()
    _owner_of(telephone, alone=True)
    for _time in range(2):
        telephone.signatures = -1
        assert _is_in(_sign_in_alone(telephone))


def test_renaming_a_key_forgets_nothing_that_it_signed() -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=True)
    telephone.signatures = 4
    client = _sign_in_alone(telephone)
    passkey = Authenticator.objects.get(user=alice, type="webauthn")
    assert client.post(f"/account/second-factor/passkeys/{passkey.pk}/name/", {"name": "ring"}).status_code == 302
    telephone.signatures = 4
    assert not _is_in(_sign_in_alone(telephone))
    assert Authenticator.objects.get(pk=passkey.pk).data["name"] == "ring"


def test_an_id_that_somebody_has_is_not_taken_again() -> None:
    telephone = _telephone()
    _owner_of(telephone, alone=True)
    twin = _telephone()
    twin.id = telephone.id
    client = _browser()
    give_password(client, member(name="Bob"))
    assert _add(client, twin, alone=False).status_code == 200
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_wrong_passkeys_are_counted_and_written_down() -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=True)
    stranger = _telephone()
    stranger.id, stranger.user_handle = telephone.id, telephone.user_handle
    for _time in range(20):
        _sign_in_alone(stranger)
    assert AuditEntry.objects.filter(action="staff.sign_in_failed", facts__kind="passkey").count() == 20
    client = _sign_in_alone(telephone)
    assert not _is_in(client)
    assert "too many attempts" in client.get("/account/login/").content.decode()
    assert AuditEntry.objects.filter(action="staff.sign_in_failed").count() == 20
    assert _is_in(_sign_in_second(alice, telephone))


def test_whoever_has_the_password_cannot_keep_the_owner_from_her_second_factor() -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=False)
    thief = _browser()
    give_password(thief, alice)
    for _time in range(25):
        thief.get(SECOND)
        thief.post(SECOND, {"credential": json.dumps({"id": "x"})}, REMOTE_ADDR="203.0.113.9")
    assert AuditEntry.objects.filter(action="second_factor.fail", user=alice).count() == 20
    assert _is_in(_sign_in_second(alice, telephone))


def test_a_half_way_sign_in_ends_when_the_password_changes() -> None:
    alice = member()
    enrol(alice)
    client = _browser()
    give_password(client, alice)
    alice.set_password("another long sentence")
    alice.save()
    assert give_code(client).headers["Location"] == "/account/login/"
    assert not _is_in(client)
    assert client.get("/account/login/").status_code == 200


def test_a_half_way_sign_in_ends_when_its_person_is_shut_out() -> None:
    telephone = _telephone()
    alice = _owner_of(telephone, alone=False)
    client = _browser()
    give_password(client, alice)
    options = _options(client.get(SECOND))
    User.objects.filter(pk=alice.pk).update(is_active=False)
    client.post(SECOND, {"credential": telephone.get(options)})
    User.objects.filter(pk=alice.pk).update(is_active=True)
    assert client.get(SECOND).headers["Location"] == "/account/login/"
    assert not _is_in(client)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Clinic.Example:443", "https://clinic.example"),
        ("https://ordinacija-šibenik.example", "https://xn--ordinacija-ibenik-bld.example"),
        ("http://clinic.example:8080", "http://clinic.example:8080"),
        ("http://clinic.example:80", "http://clinic.example"),
    ],
)
def test_the_origin_is_written_as_browsers_write_it(rf: Any, settings: Any, url: str, origin: str) -> None:
    settings.CONFIG = replace(django_settings.CONFIG, url=url)
    assert ceremonies.origin_of(rf.get("/")) == origin


def test_at_this_machine_localhost_counts_at_the_port_that_is_served(rf: Any) -> None:
    local = rf.get("/", headers={"host": "localhost:9999"}, SERVER_PORT="8000")
    assert ceremonies.origin_of(local) == "http://localhost:8000"
    assert ceremonies.site_of(local) == "localhost"
    elsewhere = rf.get("/", headers={"host": "localhost"}, REMOTE_ADDR="203.0.113.9")
    assert ceremonies.origin_of(elsewhere) == ORIGIN
    assert ceremonies.site_of(elsewhere) == SITE


def test_a_challenge_to_show_oneself_again_is_not_answered_by_a_colleagues_key() -> None:
    own, other = _telephone(), _telephone()
    alice = _owner_of(own, alone=True)
    _owner_of(other, "Bob", alone=True)
    client = _sign_in_second(alice, own)
    options = _options(client.get(AGAIN))
    client.post(AGAIN, {"credential": other.get(options)})
    assert not AuditEntry.objects.filter(action="second_factor.use", facts__again=True).exists()
    client.post(AGAIN, {"credential": own.get(_options(client.get(AGAIN)))})
    assert AuditEntry.objects.filter(action="second_factor.use", facts__again=True).count() == 1


def test_the_handle_of_another_does_not_make_a_key_theirs() -> None:
    own, other = _telephone(), _telephone()
    _owner_of(own, alone=True)
    _owner_of(other, "Bob", alone=True)
    own.user_handle = other.user_handle
    assert not _is_in(_sign_in_alone(own))
    own.user_handle = websafe_encode(b"999999")
    assert not _is_in(_sign_in_alone(own))
