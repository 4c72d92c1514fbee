"""What the log may hold."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch
from django.utils.module_loading import import_string

from drypoint.foundation.core import links, logs
from drypoint.knowledge.language import languages
from drypoint.project.commands import serve

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "eyJlIjo0Mn0:1vB2c3:Kx9-_abcdefghijklmnopqrstuvwxyz01"


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configuration: Any = logs.configuration("INFO", request.param)
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.PersonalDataFilter())
    chosen = dict(configuration["formatters"][configuration["handlers"]["stderr"]["formatter"]])
    handler.setFormatter(import_string(chosen.pop("()"))(chosen.get("format"), style=chosen.get("style", "%")))
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
        ("GET /hr/razgovor/short/ 200", "GET /hr/razgovor/…/ 200"),
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
    assert len(line) < 1000
    assert " 404 " in line
    assert line.removesuffix('"}').endswith(response.headers["X-Request-ID"])


@pytest.mark.django_db
def test_a_healthy_answer_is_no_news(written: io.StringIO, client: Client) -> None:
    client.get("/healthz")
    assert "/healthz" not in written.getvalue()


def _as_json(record: logging.LogRecord) -> dict[str, Any]:
    logs.PersonalDataFilter().filter(record)
    (line,) = logs.JsonFormatter().format(record).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def _record(message: str, *args: object, **more: object) -> logging.LogRecord:
    return logging.getLogger("x").makeRecord("x", logging.INFO, "f", 1, message, args, None, extra=more)


def test_a_line_is_one_object_that_says_when_where_and_what() -> None:
    found = _as_json(_record("Čekanje: %d", 3))
    assert (found["level"], found["logger"], found["message"]) == ("INFO", "x", "Čekanje: 3")
    assert datetime.fromisoformat(found["at"]).tzinfo is UTC
    assert set(found) == {"at", "level", "logger", "message"}


@pytest.mark.parametrize("method", ["GET", "a@b.example", "+385915550142", "G\nT", 'G"T'])
@pytest.mark.parametrize(
    "path", [f"/hr/conversation/{TOKEN}/", "/maja@example.com/", "/\u2028\n", '/"},{"at":"', "/x/?q=back"]
)
def test_the_parts_of_a_request_hold_no_more_than_the_line(
    caplog: pytest.LogCaptureFixture, method: str, path: str
) -> None:
    request = RequestFactory().get("/")
    request.method, request.path = method, path
    with caplog.at_level("INFO", logger="drypoint.requests"):
        response = answer(request)
    found = _as_json(caplog.records[0])
    assert (found["status"], found["request_id"]) == (200, response.headers["X-Request-ID"])
    assert isinstance(found["took_ms"], int)
    for private in (TOKEN, "maja", "a@b", "5550142", "back", "\n", "\u2028"):
        assert private not in "".join(str(value) for value in found.values())


def test_an_error_is_a_list_of_places_without_its_text() -> None:
    record = _record("It failed")
    try:
        int("Maja has a sore back")
    except ValueError:
        record.exc_info = sys.exc_info()
    found = _as_json(record)
    assert found["trace"][-1] == "builtins.ValueError"
    assert "test_logs.py:" in found["trace"][0]
    assert "Maja" not in json.dumps(found)


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_serve_says_is_an_object_where_objects_are_asked_for(
    form: str, capsys: pytest.CaptureFixture[str], settings: LazySettings
) -> None:
    settings.CONFIG = replace(settings.CONFIG, log_format=form)
    serve._say(f"Set the practice up at http://127.0.0.1:8000/setup/?code={TOKEN}\nThe code works once.")
    first, second = capsys.readouterr().err.splitlines()
    assert (TOKEN in first) == (form == "text")
    assert second == "The code works once." or json.loads(second)["message"] == "The code works once."
    assert second.startswith("{") == (form == "json")


def quiet_path(path: str) -> str:
    """What the proxy's log of the manual shows of a path, by its map: the first expression that fits."""
    block = (
        (ROOT / "docs/how-to/deploy.md").read_text().partition("map $uri $quiet_path {")[2].partition("}\n\nserver")[0]
    )
    for expression, shown in re.findall(r"^ +~(\S+) (\S+);$", block, re.MULTILINE):
        if found := re.search(expression.replace("(?<", "(?P<"), path):
            return re.sub(r"\$(\w+)", lambda name, found=found: found[name[1]], shown)
    return path


@pytest.mark.parametrize(
    "address", ["conversation", "ask/sent", "book/mine", "book/confirm", "list/leave", "list/confirm", "reviews/write"]
)
def test_the_proxy_of_the_manual_writes_no_token_down_in_any_language(address: str) -> None:
    token = links.make("test", uuid4(), 1)
    for code, language in languages().items():
        path = f"/{code}/{language.path(address)}/"
        assert token not in quiet_path(f"{path}{token}/")
        assert quiet_path(f"{path}{token}/").startswith(path)
        assert quiet_path(path) == path
    assert quiet_path("/en/conditions/cervicobrachial-tingling/") == "/en/conditions/cervicobrachial-tingling/"
    assert quiet_path("/account/invitation/Mw/abc/") == "/account/"
