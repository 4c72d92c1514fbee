"""Sessions: over when idle or old, listed in plain words, ended one by one or all at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

import drypoint
from drypoint.foundation.accounts.actors import is_unattended
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.accounts.rules import device_of
from drypoint.foundation.core import clock
from drypoint.foundation.core.models import AuditEntry
from tests.accounts.people import PASSWORD, code_now, full_client, give_code, give_password, member, walked_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return member()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    real = clock.now

    def move(**span: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: real() + timedelta(**span))

    return move


def test_an_idle_session_is_over_and_that_is_written_down(alice: User, later: Any) -> None:
    client = full_client(alice)
    later(minutes=settings.CONFIG.idle_minutes)
    assert client.get("/account/").headers["Location"].startswith("/account/login/")
    assert AuditEntry.objects.filter(action="session.expire", user=alice).count() == 1


def test_a_session_in_use_lives_on_but_not_longer_than_twelve_hours(alice: User, later: Any) -> None:
    client = full_client(alice)
    for minutes in range(20, 12 * 60, 20):
        later(minutes=minutes)
        assert client.get("/account/").status_code == 200, minutes
    later(hours=12)
    assert client.get("/account/").status_code == 302


UNATTENDED = {
    "Today looks again every minute": ("/desk/?part=waiting", {"HX-Request": "true"}),
    "the browser fetches ahead": ("/account/", {"Sec-Purpose": "prefetch;prerender"}),
}


@pytest.mark.parametrize(("path", "headers"), UNATTENDED.values(), ids=UNATTENDED.keys())
def test_what_nobody_did_keeps_no_session_alive(alice: User, later: Any, path: str, headers: dict[str, str]) -> None:
    client = full_client(alice)
    for minutes in range(1, settings.CONFIG.idle_minutes):
        later(minutes=minutes)
        assert client.get(path, headers=headers).status_code == 200
    later(minutes=settings.CONFIG.idle_minutes)
    over = client.get(path, headers=headers)
    assert over.headers.get("Location", over.headers.get("HX-Redirect", "")).startswith("/account/login/")


def test_an_open_editor_that_says_it_is_still_open_keeps_no_session_alive(alice: User, later: Any) -> None:
    client = full_client(alice)
    later(minutes=settings.CONFIG.idle_minutes - 1)
    client.post(reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", "1", 1]))
    later(minutes=settings.CONFIG.idle_minutes)
    assert client.get("/account/").status_code == 302


def test_every_address_that_a_page_asks_by_itself_is_known_to_be_unattended(rf: RequestFactory) -> None:
    """A template that asks again and again names its address in hx-get; whoever adds one marks its view."""
    asked: list[tuple[str, str]] = []
    for template in (Path(drypoint.__file__).parent).rglob("*.html"):
        tags = re.findall(r"<[^<>]*hx-trigger=\"[^\"]*(?:every|load|revealed)[^\"]*\"[^>]*", template.read_text())
        asked += [(template.name, tag) for tag in tags]
    assert asked
    for name, tag in asked:
        address = re.search(r"hx-get=\"\{% url \"([^\"]+)\"((?: [\w.]+)*) %\}([^\"]*)\"", tag)
        assert address, f"{name}: {tag} cannot be followed by this test"
        place = reverse(address[1], args=[1 for _argument in address[2].split()])
        path = place + address[3]
        request = rf.get(path)
        view = resolve(place).func
        assert is_unattended(request, view), f"{name} asks {path} by itself; mark its view with @unattended"


def test_looking_writes_at_most_once_a_minute(alice: User, later: Any) -> None:
    client = full_client(alice)
    with CaptureQueriesContext(connection) as within:
        client.get("/account/")
    later(seconds=61)
    with CaptureQueriesContext(connection) as after:
        client.get("/account/")
    writes = [query["sql"] for query in within if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert writes == []
    assert any(query["sql"].startswith("UPDATE") for query in after)


def test_a_session_without_its_clocks_is_over(alice: User) -> None:
    client = full_client(alice)
    store = SessionStore(client.session.session_key)
    del store["drypoint_began_at"]
    store.save()
    assert client.get("/account/").status_code == 302


def test_the_mark_of_one_person_is_worth_nothing_to_another(alice: User) -> None:
    client = full_client(alice)
    bob = member(Role.CLINICIAN, "Bob")
    client.force_login(bob)
    store = SessionStore(client.session.session_key)
    store["drypoint_second_factor_of"] = alice.pk
    store.save()
    assert client.get("/account/").headers["Location"] == "/account/second-factor/"


def test_sessions_are_listed_in_plain_words_with_the_present_one_marked(alice: User) -> None:
    client = full_client(alice)
    other = Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Safari/604.1"})
    give_password(other, alice)
    give_code(other, code_now(1))
    page = client.get("/account/sessions/").content.decode()
    assert "Safari on an iPhone" in page
    assert page.count("(this device)") == 1


def test_a_session_is_ended_from_another_device(alice: User) -> None:
    client = full_client(alice)
    other = Client()
    give_password(other, alice)
    give_code(other, code_now(1))
    assert other.get("/account/").status_code == 200
    client.post("/account/sessions/end/")
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(alice: User) -> None:
    client = full_client(alice)
    bob = full_client(member(Role.CLINICIAN, "Bob"))
    row = UserSession.objects.get(user=alice)
    bob.post(f"/account/sessions/{row.pk}/end/")
    assert client.get("/account/").status_code == 200
    assert client.post(f"/account/sessions/{row.pk}/end/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_another_password_ends_the_other_sessions(alice: User) -> None:
    client = full_client(alice)
    other = Client()
    give_password(other, alice)
    give_code(other, code_now(1))
    new = "another long sentence"
    answer = client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302
    assert AuditEntry.objects.filter(action="password.change", user=alice).count() == 1


def test_the_cookie_is_out_of_reach_of_scripts_and_ends_with_the_browser(alice: User) -> None:
    cookie = walked_client(alice).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on a Windows computer",
        ),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on a Mac"),
        (
            "Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36",
            "Chrome on an Android device",
        ),
        ("curl/8", "an unknown device"),
    ],
)
def test_a_device_is_named_in_plain_words(user_agent: str, words: str) -> None:
    assert device_of(user_agent) == words


@pytest.mark.parametrize(("scheme", "prefix"), [("https", "__Host-"), ("http", "")])
def test_with_https_the_cookies_are_of_this_host_and_of_encrypted_requests_alone(
    scheme: str, prefix: str, tmp_path: Path
) -> None:
    code = "from drypoint.project import settings as s; print(" + ", ".join(
        f"s.{kind}_COOKIE_{what}" for kind in ("SESSION", "CSRF") for what in ("NAME", "SECURE", "HTTPONLY", "SAMESITE")
    )
    said = {"DRYPOINT_URL": f"{scheme}://clinic.example", "DRYPOINT_DATA": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", f"{code})"], env={**os.environ, **said}, capture_output=True, text=True, check=True
    )
    is_https = str(scheme == "https")
    assert done.stdout.split() == [
        *(f"{prefix}drypoint", is_https, "True", "Lax"),
        *(f"{prefix}drypoint-csrf", is_https, "True", "Lax"),
    ]
