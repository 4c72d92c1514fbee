"""Addresses below a language are in its words, as its data say; those of before go on answering."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, include, path, re_path, resolve, reverse
from django.utils.translation import override

from drypoint.foundation.core import worded_addresses
from drypoint.foundation.core.rooms import RoomConfig, Under
from drypoint.foundation.core.worded_addresses import in_words_of_the_language
from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.language import FALLBACK, languages

TOKEN = "abc~1~x.signed"
IN_OTHER_WORDS = [one for one in languages().values() if one.path_words]


def routes() -> Iterator[str]:
    """Give every route below a language as its room's URLconf has it, in English."""
    for room in apps.get_app_configs():
        if isinstance(room, RoomConfig) and Under.LANGUAGE in room.addresses:
            with override(FALLBACK):
                patterns, _name = in_words_of_the_language(room.addresses[Under.LANGUAGE])
                yield from (str(one.pattern) for one in patterns if isinstance(one, URLPattern) and one.name)


def words_of(route: str) -> list[str]:
    return [word for word in route.split("/") if word and "<" not in word and not word.startswith("_")]


def test_croatian_pages_have_croatian_addresses() -> None:
    with override("hr"):
        assert reverse("library:calculator") == "/hr/kalkulator/"
        assert reverse("enquiries:write", args=[TOKEN]) == f"/hr/razgovor/{TOKEN}/pisanje/"
        assert reverse("booking:details", args=[1, "x"]) == "/hr/rezervacija/1/x/"
    with override("en"):
        assert reverse("library:calculator") == "/en/calculator/"


@pytest.mark.parametrize("language", IN_OTHER_WORDS, ids=lambda one: one.code)
def test_a_language_with_words_for_addresses_has_one_for_each_and_they_are_told_apart(language: Any) -> None:
    own_names = {"google"}
    words = {word for route in routes() for word in words_of(route)} - own_names
    assert words >= set(language.path_words), "a word that no address has"
    assert words - set(language.path_words) - {"notices"} == set(), "words that the language lacks"
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*(\.xml)?", word) for word in language.path_words.values())
    assert len(set(language.path_words.values())) == len(language.path_words)
    assert not words & set(language.path_words.values()), "a word that is another one's in English"


def test_a_language_without_words_for_addresses_has_the_english_ones() -> None:
    assert languages()[FALLBACK].path("ask/sent/<str:token>/") == "ask/sent/<str:token>/"


def test_whoever_reads_at_an_address_of_before_is_sent_on_with_the_query(client: Client, db: None) -> None:
    Practice.objects.create(name="Primjer", languages=["en", "hr"])
    answer = client.get("/hr/ask/?problem=neck&x=%C5%BE")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/hr/upit/?problem=neck&x=%C5%BE")
    answer = client.get(f"/hr/conversation/{TOKEN}/")
    assert answer.headers["Location"] == f"/hr/razgovor/{TOKEN}/"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_what_is_posted_to_an_address_of_before_is_taken_in_there() -> None:
    seen: list[tuple[Any, ...]] = []

    def view(request: HttpRequest, token: str) -> HttpResponse:
        seen.append((request.method, token))
        return HttpResponse("taken")

    moved = worded_addresses._moved(view, "enquiries:conversation")
    assert moved(RequestFactory().post("/hr/conversation/x/"), token="x").content == b"taken"
    with override("hr"):
        assert moved(RequestFactory().head("/hr/conversation/x/"), token="x").status_code == 301
    assert seen == [("POST", "x")]


@pytest.mark.parametrize(("app_name", "name"), [("some", "some:ask"), (None, "ask")])
def test_a_named_route_is_put_in_words_and_whatever_else_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch, app_name: str | None, name: str
) -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    others = [path("ask/", view), re_path("^ask/$", view, name="pattern"), path("ask/", include([path("", view)]))]
    urlconf = SimpleNamespace(urlpatterns=[path("ask/", view, name="ask"), *others])
    if app_name:
        urlconf.app_name = app_name
    monkeypatch.setattr(worded_addresses, "import_module", lambda _name: urlconf)
    monkeypatch.setattr(worded_addresses, "reverse", lambda name, **_given: f"/{name}")
    with override("hr"):
        found, namespace = in_words_of_the_language("some.urls")
        assert [str(one.pattern) for one in found[:2]] == ["upit/", "ask/"]
    assert found[2:] == others
    assert namespace == (app_name or "")
    moved = found[1]
    assert isinstance(moved, URLPattern)
    assert moved.callback(RequestFactory().get("/hr/ask/")).headers["Location"] == f"/{name}"


def test_in_english_nothing_is_sent_anywhere_and_croatian_words_are_none_of_it() -> None:
    with override("en"):
        assert resolve("/en/ask/").url_name == "ask"
        assert resolve("/en/upit/").url_name is None
