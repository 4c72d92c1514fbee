"""Google's reviews: fetched when a visitor asks, from a stand-in that speaks as the Places API does; kept nowhere."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from drypoint.foundation.accounts.models import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.public.reviews import actions, google
from drypoint.public.reviews.actions import Place
from drypoint.public.reviews.models import GooglePlace
from tests.accounts.people import full_client, member

PATH = "/en/reviews/google/"
PLACE = Place(place_id="ChIJ-invented/1", link="https://maps.google.com/?cid=1")
WORDS = "Invented words of a stranger."


def a_review(**changes: Any) -> dict[str, Any]:
    return {
        "name": "places/x/reviews/y",
        "relativePublishTimeDescription": "a month ago",
        "rating": 5,
        "text": {"text": WORDS, "languageCode": "en"},
        "originalText": {"text": "Izmišljene riječi.", "languageCode": "hr"},
        "authorAttribution": {
            "displayName": "Invented Author",
            "uri": "https://www.google.com/maps/contrib/1/reviews",
            "photoUri": "https://lh3.googleusercontent.com/photo",
        },
        "publishTime": "2026-01-01T00:00:00Z",
        "flagContentUri": "https://www.google.com/local/review/rap/report?postId=1",
        "googleMapsUri": "https://www.google.com/maps/reviews/data=1",
        **changes,
    }


ANSWER = {
    "rating": 4.7,
    "userRatingCount": 31,
    "googleMapsUri": "https://maps.google.com/?cid=1",
    "reviews": [a_review()],
}


class Maps:
    """What the stand-in answers, and what it was asked."""

    def __init__(self) -> None:
        self.status = 200
        self.body: bytes = json.dumps(ANSWER).encode()
        self.delay = 0.0
        self.asked: list[tuple[str, dict[str, str]]] = []


@pytest.fixture
def maps(settings: LazySettings) -> Iterator[Maps]:
    state = Maps()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            time.sleep(state.delay)
            self.send_response(state.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(state.body)))
            self.end_headers()
            self.wfile.write(state.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name of http.server)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.CONFIG = replace(
        settings.CONFIG,
        google_places_key="invented-key",
        google_places_url=f"http://127.0.0.1:{server.server_port}",
        google_calls_a_day=5,
    )
    actions.set_google(actor=SYSTEM, place=PLACE)
    yield state
    server.shutdown()
    server.server_close()


def test_a_visitor_who_asks_sees_what_google_says_now(visitor: Client, maps: Maps) -> None:
    answer = visitor.post(PATH)
    page = answer.content.decode()
    assert answer.status_code == 200
    for shown in (WORDS, "Invented Author", "4.7 of 5 from 31 reviews", "a month ago", "Google Maps"):
        assert shown in page
    for link in ("maps/contrib/1/reviews", "review/rap/report?postId=1", "maps.google.com/?cid=1"):
        assert link in page
    assert "googleusercontent" not in page, "No picture: no request of the visitor to anybody else."
    assert "no-store" in answer["Cache-Control"]
    ((path, headers),) = maps.asked
    assert path == "/v1/places/ChIJ-invented%2F1?languageCode=en"
    assert headers["x-goog-api-key"] == "invented-key"
    assert set(headers["x-goog-fieldmask"].split(",")) == {"rating", "userRatingCount", "reviews", "googleMapsUri"}


def test_nothing_of_it_is_kept(visitor: Client, maps: Maps) -> None:
    visitor.post(PATH)
    visitor.post(PATH)
    assert len(maps.asked) == 2
    assert WORDS not in repr(list(GooglePlace.objects.values_list()))
    assert WORDS not in visitor.get("/en/reviews/").content.decode()


def test_reading_pages_asks_google_nothing(visitor: Client, maps: Maps) -> None:
    assert "Show Google’s reviews now" in visitor.get("/en/reviews/").content.decode()
    assert visitor.get(PATH).status_code == 405
    foreign = {"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": "https://elsewhere.example"}
    assert visitor.post(PATH, **foreign).status_code == 403
    assert maps.asked == []


def test_a_day_has_its_budget(visitor: Client, maps: Maps) -> None:
    pages = [visitor.post(PATH).content.decode() for _ in range(7)]
    assert len(maps.asked) == 5
    assert [WORDS in page for page in pages] == [True] * 5 + [False] * 2
    assert "https://maps.google.com/?cid=1" in pages[-1]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (403, b'{"error": {"code": 403, "status": "PERMISSION_DENIED"}}'),
        (500, b""),
        (200, b"<html>"),
        (302, b"{}"),
        (200, b"[" * 100),
        (200, b"x" * 600_000),
    ],
)
def test_a_failure_costs_this_part_alone(visitor: Client, maps: Maps, status: int, body: bytes) -> None:
    maps.status, maps.body = status, body
    answer = visitor.post(PATH)
    assert answer.status_code == 200
    assert "cannot be shown at the moment" in answer.content.decode()


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b'{"reviews": {}}', b'{"reviews": [1, null, {"rating": "5"}]}']
)
def test_an_answer_with_less_in_it_is_shown_as_far_as_it_goes(visitor: Client, maps: Maps, body: bytes) -> None:
    maps.body = body
    assert visitor.post(PATH).status_code == 200


def test_what_strangers_write_runs_nowhere(visitor: Client, maps: Maps) -> None:
    evil = a_review(
        text={"text": "<script>alert(1)</script>", "languageCode": '"><script>'},
        authorAttribution={"displayName": "<b>x</b>", "uri": "javascript:alert(1)"},
        googleMapsUri="data:text/html,x",
    )
    maps.body = json.dumps(ANSWER | {"reviews": [evil] * 9}).encode()
    page = visitor.post(PATH).content.decode()
    assert "<script>alert" not in page
    assert "javascript:" not in page
    assert "data:text" not in page
    assert page.count("<figure") == 5


def test_a_server_that_does_not_answer_is_given_up(
    visitor: Client, maps: Maps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google, "TIMEOUT_SECONDS", 0.2)
    maps.delay = 1.0
    assert "cannot be shown" in visitor.post(PATH).content.decode()


def test_without_a_key_the_practices_own_dated_line_stands_with_its_link(visitor: Client) -> None:
    desk = full_client(member(Role.OWNER, "Olga"))
    line = {"link": "https://maps.google.com/?cid=1", "stars": "4.7", "count": "31", "read_on": "2026-03-01"}
    assert desk.post("/desk/reviews/google/", line | {"read_on": ""}).status_code == 422
    assert desk.post("/desk/reviews/google/", line | {"link": "https://elsewhere.example/"}).status_code == 422
    assert desk.post("/desk/reviews/google/", line).status_code == 302
    page = " ".join(visitor.get("/en/reviews/").content.decode().split())
    assert "At Google: 4.7 of 5 from 31 reviews, as the practice read it there on" in page
    assert "2026" in page
    assert "Show Google’s reviews now" not in page
