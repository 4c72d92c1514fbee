"""Redirects begin at pages and lead to sites that somebody answers for, however they were written."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.accounts.people import full_client, member
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.practice.models import Practice

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "\\\\evil.example",
    "https:///evil.example",
    "https:evil.example",
    "https://testserver@evil.example/",
    "https://evil.example\\@testserver/",
    "https://testserver.evil.example/",
    "javascript:alert(1)",
    "ftp://testserver/",
    "\t//evil.example",
    "en/prices/",
]
OF_STAFF = [
    "/account/help",
    "/desk/new",
    "/edit/x",
    "/setup/x",
    "/media/x",
    "/en-old",
    "/english/x",
    "//en/x",
    "/x/en/",
]


@pytest.fixture(autouse=True)
def _ready(practice: Practice) -> None:
    """Without a practice everything leads to the set-up."""


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_row_leads_to_a_site_that_is_not_listed(client: Client, target: str) -> None:
    Redirect.add_redirect("/en/old", target)
    answer = client.get("/en/old/")
    assert answer.status_code == 404
    assert "Location" not in answer.headers


def test_a_backslash_leads_to_a_path_of_this_site(client: Client) -> None:
    Redirect.add_redirect("/en/old", "/\\evil.example")
    assert client.get("/en/old/").headers["Location"] == "/%5Cevil.example"


@pytest.mark.parametrize("path", OF_STAFF)
def test_no_row_leads_away_from_a_path_that_is_none_of_a_page(path: str) -> None:
    Redirect.add_redirect(path, "/en/prices/")
    Redirect.objects.update(old_path=path)
    answer = full_client(member(Role.OWNER)).get(f"{path}/")
    assert "/en/prices/" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("target", ["/en/prices/", "/", "http://127.0.0.1/en/", "https://more.example/en/?a=b"])
def test_a_redirect_to_an_own_or_listed_site_is_followed(client: Client, settings: LazySettings, target: str) -> None:
    settings.REDIRECT_HOSTS = ["more.example"]
    for path in ("/en/old", "/hr/staro/još"):
        Redirect.add_redirect(path, target)
        assert client.get(f"{path}/").headers["Location"] == target


@pytest.mark.parametrize(
    ("path", "target", "field", "words"),
    [
        ("/account/help/", "http://127.0.0.1/en/", "old_path", "one of /en/"),
        ("https://testserver/desk/new", "http://127.0.0.1/en/", "old_path", "one of /en/"),
        ("desk/new", "http://127.0.0.1/en/", "old_path", "one of /en/"),
        ("/en/old/", "https://evil.example/", "redirect_link", "DRYPOINT_REDIRECT_HOSTS"),
        ("/en/old/", "//evil.example/", "redirect_link", ""),
        ("/en/old/", "/\\evil.example/", "redirect_link", ""),
    ],
)
def test_the_editor_is_told_what_a_redirect_may_be(path: str, target: str, field: str, words: str) -> None:
    """The form is that of Wagtail's screens and of its import."""
    form = RedirectForm({"old_path": path, "redirect_link": target, "is_permanent": "1"})
    assert list(form.errors) == [field]
    assert words in str(form.errors[field])
    answer = full_client(member(Role.EDITOR)).post("/edit/redirects/add/", form.data)
    assert answer.status_code == 200
    assert not Redirect.objects.exists()


def test_a_redirect_within_the_site_is_taken() -> None:
    editor = full_client(member(Role.EDITOR))
    fields = {"old_path": "/en/old/", "redirect_link": "http://127.0.0.1/en/", "is_permanent": "1"}
    assert editor.post("/edit/redirects/add/", fields).status_code == 302
    assert Redirect.objects.get().old_path == "/en/old"
