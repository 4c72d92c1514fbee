"""Signing in: password, then second factor, and nothing before both."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry
from tests.accounts.people import (
    PASSWORD,
    SECRET,
    code_now,
    enrol,
    full_client,
    give_code,
    give_password,
    member,
    walked_client,
)

pytestmark = pytest.mark.django_db
OnCommit = Any


@pytest.fixture
def alice() -> User:
    user = member()
    enrol(user)
    return user


def test_the_password_alone_leads_to_the_second_factor_and_nowhere_else(client: Client, alice: User) -> None:
    assert give_password(client, alice).headers["Location"] == "/account/second-factor/authenticate/"
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    assert client.get("/edit/").headers["Location"].startswith("/account/login/")


def test_password_and_code_lead_to_the_desk(client: Client, alice: User) -> None:
    give_password(client, alice)
    assert give_code(client).headers["Location"] == "/desk/"
    assert client.get("/account/").status_code == 200
    written = AuditEntry.objects.filter(user=alice).order_by("pk").values_list("action", flat=True)
    assert sorted(written) == ["second_factor.use", "staff.sign_in"]


def test_the_short_way_in_of_the_tests_leaves_what_the_forms_leave() -> None:
    """Most tests sign in by `full_client`: session, trail and list of sessions are as after both forms."""
    left = []
    for name, way in (("Alice", walked_client), ("Bob", full_client)):
        user = member(name=name)
        client = way(user)
        session = {key: type(value) for key, value in client.session.items() if key != "_session_expiry"}
        entries = [(one.action, one.facts) for one in AuditEntry.objects.filter(user=user).order_by("pk")]
        sessions = UserSession.objects.filter(user=user, session_key=client.session.session_key).count()
        has_come = User.objects.filter(pk=user.pk, last_login__isnull=False).exists()
        left.append((session, entries, sessions, has_come, client.get("/desk/").status_code))
    assert left[0] == left[1]
    assert left[0][2:] == (1, True, 200)


def test_a_code_works_once(client: Client, alice: User) -> None:
    code = code_now()
    give_password(client, alice)
    assert give_code(client, code).status_code == 302
    other = Client()
    give_password(other, alice)
    assert give_code(other, code).status_code == 200
    assert other.get("/account/").status_code == 302


@pytest.mark.parametrize("written", ["{0}-{1}", " {0} {1} ", "{0}{1}"])
def test_a_code_works_once_however_it_is_written(client: Client, alice: User, written: str) -> None:
    code = code_now()
    give_password(client, alice)
    assert give_code(client, code).status_code == 302
    other = Client()
    give_password(other, alice)
    assert give_code(other, written.format(code[:3], code[3:])).status_code == 200


def test_the_code_that_set_the_app_up_signs_nobody_in(client: Client) -> None:
    bob = member(Role.CLINICIAN, "Bob")
    give_password(client, bob)
    client.get("/account/second-factor/app/add/")
    code = format_hotp_value(hotp_value(client.session[SECRET_SESSION_KEY], int(time.time()) // 30))
    assert client.post("/account/second-factor/app/add/", {"code": code}).status_code == 302
    other = Client()
    give_password(other, bob)
    assert give_code(other, code).status_code == 200


def test_a_wrong_code_is_written_down(client: Client, alice: User) -> None:
    give_password(client, alice)
    assert give_code(client, "000000").status_code == 200
    assert AuditEntry.objects.filter(action="second_factor.fail", user=alice).count() == 1


def test_codes_cannot_be_guessed_without_end(client: Client, alice: User) -> None:
    give_password(client, alice)
    for _attempt in range(10):
        give_code(client, "000000")
    assert "too many attempts" in give_code(client).content.decode()


def test_a_recovery_code_opens_once_and_is_written_down(client: Client, alice: User) -> None:
    code = Authenticator.objects.get(user=alice, type="recovery_codes").wrap().get_unused_codes()[0]
    give_password(client, alice)
    assert give_code(client, code).status_code == 302
    assert AuditEntry.objects.filter(action="recovery_codes.use", user=alice).count() == 1
    other = Client()
    give_password(other, alice)
    assert give_code(other, code).status_code == 200


def test_whoever_has_no_second_factor_only_sets_one_up(client: Client) -> None:
    give_password(client, member())
    for path in ("/account/", "/account/sessions/", "/account/password/", "/edit/"):
        assert client.get(path).headers["Location"] == "/account/second-factor/", path
    assert client.get("/account/second-factor/").status_code == 200


def test_setting_up_an_app_opens_the_door(client: Client, django_capture_on_commit_callbacks: OnCommit) -> None:
    user = member()
    give_password(client, user)
    page = client.get("/account/second-factor/app/add/")
    assert page.status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/second-factor/app/add/", {"code": code})
    assert answer.headers["Location"] == "/account/second-factor/recovery-codes/"
    assert client.get("/account/second-factor/recovery-codes/").status_code == 200
    assert client.get("/account/").status_code == 200
    assert AuditEntry.objects.filter(action="second_factor.add", user=user).count() == 2


def test_the_secret_of_an_app_is_not_in_the_database_in_the_clear(alice: User) -> None:
    assert SECRET not in str(Authenticator.objects.get(user=alice, type="totp").data)


def test_the_only_second_factor_cannot_be_removed(alice: User) -> None:
    client = full_client(alice)
    assert client.post("/account/second-factor/app/remove/").status_code == 200
    assert Authenticator.objects.filter(user=alice, type="totp").exists()


def test_signing_in_changes_the_key_of_the_session(client: Client, alice: User) -> None:
    give_password(client, alice)
    before = client.session.session_key
    give_code(client)
    assert client.session.session_key != before


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(
    alice: User,
) -> None:
    answers, queries = [], []
    for email in ("alice@clinic.example", "nobody@clinic.example"):
        client = Client()
        client.get("/account/login/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = client.post("/account/login/", {"login": email, "password": "wrong password here"})
        answers.append((answer.status_code, _without_tokens(answer.content.decode()).replace(email, "…")))
        queries.append(len(seen))
    assert answers[0] == answers[1]
    assert queries[0] == queries[1]


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_deactivated_staff_get_the_answer_of_a_wrong_password(client: Client, alice: User) -> None:
    alice.is_active = False
    alice.save()
    answer = give_password(client, alice)
    assert answer.status_code == 200
    assert "do not belong together" in answer.content.decode()


def test_an_unknown_address_costs_one_password_hash_as_a_known_one_does(
    client: Client, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        calls.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    counts = []
    for email in (alice.email, "nobody@clinic.example"):
        calls.clear()
        client.post("/account/login/", {"login": email, "password": "wrong password here"})
        counts.append(len(calls))
    assert counts[0] == counts[1] == 1


def test_guessing_is_counted_in_rows_that_all_processes_share(client: Client, alice: User) -> None:
    for _attempt in range(10):
        give_password(client, alice, "wrong password here")
        cache.clear()
    assert "too many attempts" in give_password(client, alice).content.decode()


def test_an_attack_from_elsewhere_does_not_shut_the_owner_out(client: Client, alice: User) -> None:
    for _attempt in range(12):
        client.post(
            "/account/login/", {"login": alice.email, "password": "wrong password here"}, REMOTE_ADDR="203.0.113.9"
        )
    assert give_password(client, alice).status_code == 302


def test_a_failed_sign_in_is_written_down_without_the_address(client: Client) -> None:
    client.post("/account/login/", {"login": "nobody@clinic.example", "password": "wrong password here"})
    entry = AuditEntry.objects.get(action="staff.sign_in_failed")
    assert "nobody" not in str(entry.facts)
    assert entry.user is None


def test_signing_out_is_written_down_and_ends_the_session(alice: User) -> None:
    client = full_client(alice)
    key = client.session.session_key
    client.post("/account/logout/")
    client.cookies["drypoint"] = key
    assert client.get("/account/").status_code == 302
    assert AuditEntry.objects.filter(action="staff.sign_out", user=alice).count() == 1


def test_next_leads_back_but_not_to_another_site(client: Client, alice: User) -> None:
    client.post("/account/login/", {"login": alice.email, "password": PASSWORD, "next": "/account/sessions/"})
    assert give_code(client).headers["Location"] == "/account/sessions/"
    other = Client()
    other.post("/account/login/", {"login": alice.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert give_code(other, code_now(1)).headers["Location"] == "/desk/"


def test_an_editor_is_led_to_the_pages(client: Client) -> None:
    editor = member(Role.EDITOR, "Eve")
    enrol(editor)
    give_password(client, editor)
    assert give_code(client).headers["Location"] == "/edit/"


ELSEWHERE = "203.0.113.9"


def _guess(user: User, times: int, address: str = ELSEWHERE) -> None:
    for _attempt in range(times):
        Client().post("/account/login/", {"login": user.email, "password": "wrong password"}, REMOTE_ADDR=address)


def test_strangers_who_guess_do_not_lock_the_owner_out_where_she_signed_in_before(alice: User) -> None:
    client = walked_client(alice)
    client.post("/account/logout/")
    for number in range(8):
        _guess(alice, 8, f"203.0.113.{number}")
    assert give_password(Client(), alice).status_code == 200
    assert give_password(client, alice).status_code == 302


def test_strangers_of_the_same_address_do_not_lock_the_owner_out_either(alice: User) -> None:
    client = walked_client(alice)
    client.post("/account/logout/")
    _guess(alice, 70, "127.0.0.1")
    assert give_password(client, alice).status_code == 302


def test_right_passwords_use_nothing_up(alice: User) -> None:
    for _time in range(60):
        assert give_password(Client(), alice).status_code == 302


def test_right_codes_use_nothing_up(alice: User) -> None:
    client = full_client(alice)
    for _time in range(12):
        new = "another long sentence"
        fields = {"oldpassword": PASSWORD, "password1": new, "password2": new + "?"}
        assert "too many" not in client.post("/account/password/", fields).content.decode()


def test_a_right_password_gives_back_no_more_than_itself(alice: User) -> None:
    bob = member(Role.CLINICIAN, "Bob")
    for _round in range(3):
        _guess(alice, 3, "127.0.0.1")
        give_password(Client(), bob)
    _guess(alice, 1, "127.0.0.1")
    assert "too many attempts" in give_password(Client(), alice).content.decode()


def test_a_browser_that_was_known_guesses_no_more_than_any(alice: User) -> None:
    client = full_client(alice)
    client.post("/account/logout/")
    for _attempt in range(10):
        give_password(client, alice, "wrong password")
    assert "too many attempts" in give_password(client, alice).content.decode()


def test_a_browser_is_known_for_those_who_signed_in_there_alone(alice: User) -> None:
    bob = member(Role.CLINICIAN, "Bob")
    client = full_client(bob)
    client.post("/account/logout/")
    for number in range(8):
        _guess(alice, 8, f"203.0.113.{number}")
    assert give_password(client, alice).status_code == 200


@pytest.mark.parametrize("forged", ["", "x", "W10:1:abc", "a" * 5000])
def test_a_forged_mark_of_a_browser_is_none(alice: User, forged: str) -> None:
    for number in range(8):
        _guess(alice, 8, f"203.0.113.{number}")
    client = Client()
    client.cookies["drypoint-device"] = forged
    assert give_password(client, alice).status_code == 200


def test_the_mark_of_a_browser_names_nobody_and_stays_with_the_way_in(alice: User) -> None:
    cookie = walked_client(alice).cookies["drypoint-device"]
    assert cookie["httponly"]
    assert cookie["path"] == "/account/"
    assert alice.email not in cookie.value


def test_whoever_has_the_password_does_not_use_up_the_owners_codes(alice: User) -> None:
    client = walked_client(alice)
    client.post("/account/logout/")
    thief = Client()
    give_password(thief, alice)
    for _attempt in range(12):
        give_code(thief, "000000")
    give_password(client, alice)
    assert give_code(client, code_now(1)).status_code == 302
