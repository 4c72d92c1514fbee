"""What a stranger makes long: paths, hosts, error texts. Looking at them takes no longer than they are long."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from drypoint.foundation.core import logs
from drypoint.foundation.core.front.request_heads import HeadGuard

# For each expression of the log one that begins a match everywhere and ends it nowhere, and some of everything.
SHAPES = {
    "letters": "a",
    "addresses": "a@",
    "at signs": "@",
    "queries": "?a",
    "query ends": "?=",
    "numbers": "+1",
    "digits": "1",
    "number with blanks": "+1 (",
    "tokens": "/aA1",
    "one token": "A1",
    "known tokens": "/key/",
    "percent": "%4",
    "blanks": " ",
    "mixed": "/a@b?c=d+12345678 ",
}
SHORT, LONG = 4_000, 512_000


def seconds(look: Callable[[], object]) -> float:
    """Return the least of three, in CPU time of this thread, which a busy machine does not stretch."""
    taken = []
    for _ in range(3):
        began = time.thread_time()
        look()
        taken.append(time.thread_time() - began)
    return min(taken)


@pytest.mark.parametrize("piece", SHAPES.values(), ids=SHAPES.keys())
def test_cleaning_a_text_takes_no_longer_than_it_is_long(piece: str) -> None:
    short, long = ((piece * length)[:length] for length in (SHORT, LONG))
    took_short, took_long = (seconds(lambda text=text: logs.without_personal_data(text)) for text in (short, long))
    assert took_long <= max(took_short, 0.0005) * LONG / SHORT


@pytest.mark.parametrize("formatter", [logs.QuietFormatter, logs.JsonFormatter])
@pytest.mark.parametrize("piece", SHAPES.values(), ids=SHAPES.keys())
def test_a_line_of_the_log_takes_no_longer_than_what_it_tells_of(
    piece: str, formatter: type[logging.Formatter]
) -> None:
    handler = logging.StreamHandler(io.StringIO())
    handler.addFilter(logs.PersonalDataFilter())
    handler.setFormatter(formatter())
    log = logging.getLogger("attack.long")
    log.addHandler(handler)

    def break_down(text: str) -> None:
        raise OSError(text)

    def fail(text: str) -> None:
        try:
            break_down(text)
        except OSError:
            log.exception("Invalid HTTP_HOST header: %r", text)

    short, long = ((piece * length)[:length] for length in (SHORT, LONG))
    try:
        took_short, took_long = (seconds(lambda text=text: fail(text)) for text in (short, long))
    finally:
        log.removeHandler(handler)
    assert took_long <= max(took_short, 0.0005) * LONG / SHORT


LONG_REQUESTS = {
    "path": ({"PATH_INFO": "/en/" + "a" * 8192}, "414"),
    "path of signs that were three each": ({"PATH_INFO": "/en/" + "\xc4\x8d" * 2000}, "414"),
    "query": ({"PATH_INFO": "/", "QUERY_STRING": "q=" + "a" * 8192}, "414"),
    "host": ({"PATH_INFO": "/", "HTTP_HOST": "a" * 8000}, "400"),
    "headers": ({"PATH_INFO": "/", **{f"HTTP_X_{number}": "a" * 4000 for number in range(9)}}, "431"),
    "nothing too long": ({"PATH_INFO": "/" + "a" * 8000, "HTTP_COOKIE": "a" * 8000}, "200"),
    # The last that passes and the first that does not.
    "longest path": ({"PATH_INFO": "/" + "a" * 8191}, "200"),
    "path too long by one": ({"PATH_INFO": "/" + "a" * 8192}, "414"),
    "longest path and query": ({"PATH_INFO": "/" + "a" * 4091, "QUERY_STRING": "b" * 4100}, "200"),
    "path and query too long by one": ({"PATH_INFO": "/" + "a" * 4091, "QUERY_STRING": "b" * 4101}, "414"),
    "longest path of signs": ({"PATH_INFO": "/a" + "\xc4" * 2730}, "200"),
    "path of signs too long by one": ({"PATH_INFO": "/aa" + "\xc4" * 2730}, "414"),
    "longest query": ({"PATH_INFO": "", "QUERY_STRING": "b" * 8192}, "200"),
    "longest host": ({"PATH_INFO": "/", "HTTP_HOST": "a" * 260}, "200"),
    "host too long by one": ({"PATH_INFO": "/", "HTTP_HOST": "a" * 261}, "400"),
    "longest headers": ({"PATH_INFO": "/", "HTTP_A": "a" * 20_000, "HTTP_B": "a" * 12_768, "A": "a" * 99}, "200"),
    "headers too long by one": ({"PATH_INFO": "/", "HTTP_A": "a" * 20_000, "HTTP_B": "a" * 12_769}, "431"),
}


@pytest.mark.parametrize(("environ", "status"), LONG_REQUESTS.values(), ids=LONG_REQUESTS.keys())
def test_what_is_too_long_is_refused_in_front_of_everything(environ: dict[str, str], status: str) -> None:
    started: list[str] = []

    def page(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("200 OK", [])
        return [b""]

    list(HeadGuard(page)(environ, lambda status, *_more: started.append(status)))
    assert started[0].startswith(status)


@pytest.mark.parametrize("piece", ["a", "a@", "/A1", "+1"])
def test_a_request_for_a_long_path_is_logged_in_a_moment(piece: str) -> None:
    request = RequestFactory().get("/en/")
    request.path = "/en/" + piece * 60_000
    middleware = logs.RequestLogMiddleware(lambda _request: HttpResponse(status=404))
    assert seconds(lambda: middleware(request)) < 0.05
