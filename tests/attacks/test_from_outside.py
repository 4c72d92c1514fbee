"""What a stranger on the network tries: hosts, headers, paths, the page store, the log."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from drypoint.foundation.core import logs
from drypoint.foundation.core.front.page_store import STORE_HEADER, PageStore
from drypoint.foundation.core.front.request_bodies import BodyGuard
from drypoint.public.enquiries.models import Enquiry


@pytest.mark.parametrize("host", ["evil.example", "", "testserver@evil.example", "testserver.evil.example"])
@pytest.mark.parametrize("path", ["/en/ask/", "/account/login/", "/nowhere", "/desk/"])
def test_a_wrong_host_gets_400_and_is_not_echoed(visitor: Client, host: str, path: str) -> None:
    response = visitor.get(path, HTTP_HOST=host)
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode() + str(response.headers)


def test_forwarded_headers_are_ignored_without_a_trusted_proxy(visitor: Client) -> None:
    response = visitor.get("/en/ask/", HTTP_X_FORWARDED_HOST="evil.example", HTTP_X_FORWARDED_PROTO="https")
    assert response.status_code == 200
    assert "evil.example" not in response.content.decode()
    assert not response.wsgi_request.is_secure()


@pytest.mark.parametrize(
    "path",
    ["/en/ask/", "/en/nowhere/", "/nowhere", "/", "/healthz", "/account/login/", "/desk/", "/setup/", "/robots.txt"],
)
def test_every_answer_says_what_may_run_and_who_may_frame_it(visitor: Client, path: str) -> None:
    headers = visitor.get(path).headers
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../drypoint.key",
        "/static/..%2fdrypoint.key",
        "/media/images/../../drypoint.key",
        "/media/images/%2e%2e/%2e%2e/drypoint.key",
        "/media/images//etc/passwd",
        "/media/documents/report.pdf",
        "/media/original_images/report.png",
        "/documents/1/report.pdf",
        "/en/documents/1/report.pdf",
        "/drypoint.sqlite3",
    ],
)
def test_no_path_leads_to_what_lies_in_the_data_folder(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code in {400, 404}


def test_a_line_break_in_a_path_begins_no_line_in_the_log() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.PersonalDataFilter())
    log = logging.getLogger("attack")
    log.addHandler(handler)
    try:
        log.warning("GET %s 404", "/en/\r\n2026-01-01 INFO forged\u2028line\x1b[31m")
    finally:
        log.removeHandler(handler)
    assert stream.getvalue().count("\n") == 1
    assert not {"\r", "\u2028", "\x1b"} & set(stream.getvalue())


def _small_page(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), (STORE_HEADER, "0")])
    return [b"x"]


def test_a_small_page_under_very_many_hosts_takes_bounded_memory() -> None:
    store = PageStore(_small_page, lambda _at: 1, session_cookie="s", max_bytes=100 * 1024)
    for port in range(500):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/robots.txt", "HTTP_HOST": f"localhost:{port}"}
        list(store(environ, lambda *_: None))
    assert len(store._entries) < 50


def test_a_refused_body_carries_the_policy_too() -> None:
    started: list[Any] = []
    guard = BodyGuard(_small_page, max_bytes=1, at_once=1)
    list(guard({"CONTENT_LENGTH": "2"}, lambda status, headers: started.extend([status, dict(headers)])))
    assert started[0].startswith("413")
    assert "default-src 'none'" in started[1]["Content-Security-Policy"]
    assert started[1]["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_send_the_public_forms(visitor: Client, headers: dict[str, str]) -> None:
    for path in ("/en/ask/", "/en/conversation/x/", "/en/conversation/x/write/", "/en/conversation/x/forget/"):
        assert visitor.post(path, {}, headers=headers).status_code == 403
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("path", ["/account/login/", "/account/logout/"])
def test_nobody_is_signed_in_or_out_by_another_site(visitor: Client, path: str) -> None:
    response = visitor.post(path, {"login": "a@clinic.example", "password": "x"})
    assert response.status_code in {302, 403}
    assert settings.SESSION_COOKIE_NAME not in response.cookies


@pytest.mark.parametrize("words", ['"', "'", '"a" OR "b', "a*", "(", "^", "NEAR(", "\\", "title:x", "-", "AND", "\0"])
def test_no_sign_in_a_search_is_a_fault_of_ours(visitor: Client, words: str) -> None:
    assert visitor.get("/en/search/", {"q": words}).status_code == 200
