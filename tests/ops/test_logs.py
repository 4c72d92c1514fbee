"""What the log may hold."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch

from drypoint.foundation.core import logs

TOKEN = "eyJlIjo0Mn0:1vB2c3:Kx9-_abcdefghijklmnopqrstuvwxyz01"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configuration = logs.configuration("INFO")
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.PersonalDataFilter())
    handler.setFormatter(logs.QuietFormatter(configuration["formatters"]["line"]["format"], style="{"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Not Found: /en/?q=my+back+pain", "Not Found: /en/?…"),
        (f"GET /hr/conversation/{TOKEN}/ 200", "GET /hr/conversation/…/ 200"),
        ("GET /en/conversation/short/ 200", "GET /en/conversation/…/ 200"),
        (f"GET /account/x/{TOKEN} 200", "GET /account/x/… 200"),
        ("550 <maja@example.com> unknown", "550 <[address]> unknown"),
        ("to=maja.horvat+x@mail.example.com, next", "to=[address], next"),
        ("call +385 91 000 0000 today", "call [number] today"),
        ("GET /account/invitation/Mw/d1a2b3-0123456789abcdef0123456789abcdef/", "GET /account/invitation/…/…/"),
        ("/x/maja%40example.com and maja＠example.com", "[address] and [address]"),
        ("the sign @ alone is no address", "the sign @ alone is no address"),
        ("GET /en/conditions/cervicobrachial-tingling/ 200", "GET /en/conditions/cervicobrachial-tingling/ 200"),
    ],
)
def test_personal_data_are_taken_out(text: str, clean: str) -> None:
    assert logs.without_personal_data(text) == clean


def test_a_long_text_is_cut_before_a_word_so_that_no_half_address_is_left() -> None:
    for length in range(480, 520):
        text = logs.without_personal_data(f"{'x' * length} maja.horvat@example.com said")
        assert "maja" not in text
        assert len(text) <= logs.LONGEST_TEXT + 1


def test_arguments_are_cleaned_as_the_text_is(written: io.StringIO) -> None:
    logging.getLogger("somebody.else").warning("mail to %s failed", "maja@example.com")
    assert "maja" not in written.getvalue()
    assert "mail to [address] failed" in written.getvalue()


def log_failure(error: Exception) -> None:
    def fail() -> None:
        raise error

    try:
        fail()
    except (ValueError, OSError):
        logging.getLogger("x").exception("It failed")


def test_an_error_is_told_by_class_and_place_and_not_by_its_text(written: io.StringIO) -> None:
    log_failure(ValueError("Maja has a sore back"))
    assert "builtins.ValueError" in written.getvalue()
    assert "test_logs.py:" in written.getvalue()
    assert "Maja" not in written.getvalue()


def test_the_text_of_a_machine_error_is_told(written: io.StringIO) -> None:
    log_failure(OSError(28, "No space left on device"))
    assert "No space left on device" in written.getvalue()


def answer(request: HttpRequest, response: HttpResponse | None = None) -> HttpResponse:
    return logs.RequestLogMiddleware(lambda _request: response or HttpResponse())(request)


def test_a_request_is_one_line_without_query_or_token(written: io.StringIO) -> None:
    request = RequestFactory().get("/hr/conversation/abc/", {"q": "my back"}, REMOTE_ADDR="203.0.113.9")
    request.resolver_match = ResolverMatch(lambda: None, (), {"token": "abc"}, route="hr/conversation/<str:token>/")
    response = answer(request)
    (line,) = written.getvalue().splitlines()
    assert "GET /hr/conversation/…/ 200" in line
    assert response.headers["X-Request-ID"] in line
    for private in ("abc", "back", "203.0.113.9"):
        assert private not in line


def test_a_public_page_is_named_by_its_path(written: io.StringIO) -> None:
    request = RequestFactory().get("/en/conditions/lumbar-spine/")
    answer(request, HttpResponse(status=404))
    assert "GET /en/conditions/lumbar-spine/ 404" in written.getvalue()


def test_a_long_path_hides_neither_the_status_nor_the_id(written: io.StringIO) -> None:
    response = answer(RequestFactory().get("/en/" + "a@b/" * 15_000), HttpResponse(status=404))
    (line,) = written.getvalue().splitlines()
    assert len(line) < 500
    assert " 404 " in line
    assert line.endswith(response.headers["X-Request-ID"])


@pytest.mark.django_db
def test_a_healthy_answer_is_no_news(written: io.StringIO, client: Client) -> None:
    client.get("/healthz")
    assert "/healthz" not in written.getvalue()
