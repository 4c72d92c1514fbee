"""The store of finished pages in front of Django."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.db import transaction

from drypoint.foundation.core.front import page_store
from drypoint.foundation.core.front.page_store import ENTRY_BYTES, KEEP_HEADER, PageStore, Stamp
from drypoint.foundation.core.models import PageGeneration


def now_ms() -> int:
    return int(time.time() * 1000)


class Site:
    """A WSGI application that counts how often it is asked, and says what it is told to say."""

    def __init__(self, text: str = "old", keep: str | None = "0", status: str = "200 OK", **headers: str) -> None:
        self.text, self.keep, self.status, self.headers, self.calls = text, keep, status, headers, 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.calls += 1
        headers = [("Content-Type", "text/html"), *((n.replace("_", "-"), v) for n, v in self.headers.items())]
        if self.keep is not None:
            headers.append((KEEP_HEADER, self.keep))
        start_response(self.status, headers)
        return [self.text.encode()]


class Reply:
    def __init__(
        self, store: PageStore, path: str = "/en/", method: str = "GET", query: str = "", **environ: str
    ) -> None:
        started: list[Any] = []
        chunks = store(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "HTTP_HOST": "clinic.example",
                **environ,
            },
            lambda status, headers, exc_info=None: started.extend([status, dict(headers)]),
        )
        self.body = b"".join(chunks)
        self.status, self.headers = started[0], started[1]


def store_of(site: Site, generation: Callable[[int], int | None] = lambda _at: 1, **options: Any) -> PageStore:
    return PageStore(site, generation, session_cookie="sessionid", **options)


def test_a_page_is_rendered_once_and_served_again() -> None:
    site = Site()
    store = store_of(site)
    assert [Reply(store).body, Reply(store).body] == [b"old", b"old"]
    assert site.calls == 1


def test_the_mark_for_the_store_never_leaves_the_house() -> None:
    for method, query in (("GET", ""), ("GET", "q=1"), ("POST", ""), ("HEAD", "")):
        assert KEEP_HEADER not in Reply(store_of(Site()), method=method, query=query).headers


@pytest.mark.parametrize(
    "site",
    [
        Site(keep=None),
        Site(status="404 Not Found"),
        Site(Set_Cookie="a=b"),
        Site(Vary="Accept-Language, Cookie"),
        Site(keep="1"),
    ],
    ids=["unmarked", "not found", "cookie", "varies by cookie", "ended in 1970"],
)
def test_what_may_not_be_kept_is_rendered_each_time(site: Site) -> None:
    store = store_of(site)
    Reply(store)
    assert Reply(store).body == b"old"
    assert site.calls == 2


@pytest.mark.parametrize(
    "request_", [{"method": "POST"}, {"query": "page=2"}, {"HTTP_COOKIE": "a=b; sessionid=x"}], ids=str
)
def test_a_post_a_query_or_a_session_goes_past_the_store(request_: dict[str, str]) -> None:
    site = Site()
    store = store_of(site)
    Reply(store)
    Reply(store, **request_)
    assert site.calls == 2


def test_host_and_encoding_have_pages_of_their_own() -> None:
    site = Site()
    store = store_of(site)
    assert brotli.decompress(Reply(store, HTTP_ACCEPT_ENCODING="gzip, br").body) == b"old"
    assert zlib.decompress(Reply(store, HTTP_ACCEPT_ENCODING="gzip").body, 31) == b"old"
    assert Reply(store, HTTP_HOST="other.example").body == b"old"
    assert site.calls == 3


def test_a_known_page_is_answered_with_304_and_no_body() -> None:
    store = store_of(Site())
    etag = Reply(store).headers["ETag"]
    again = Reply(store, HTTP_IF_NONE_MATCH=etag)
    assert (again.status, again.body) == ("304 Not Modified", b"")
    assert "Content-Encoding" not in again.headers


def test_head_tells_the_length_of_the_page_and_does_not_empty_it() -> None:
    store = store_of(Site())
    head = Reply(store, method="HEAD")
    assert (head.body, head.headers["Content-Length"]) == (b"", "3")
    assert Reply(store).body == b"old"


def test_the_longest_unused_page_leaves_when_the_store_is_full() -> None:
    site = Site()
    store = store_of(site, max_bytes=2 * (ENTRY_BYTES + 4))
    for path in ("/en/a", "/en/b", "/en/c", "/en/c"):
        Reply(store, path)
    assert site.calls == 3
    Reply(store, "/en/a")
    assert site.calls == 4


def test_a_page_rendered_before_publishing_is_not_served_after_it(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    site = Site()
    store = store_of(site, stamp.read)

    def publish_while_rendering(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = Site("old")(environ, start_response)
        stamp.finish(stamp.begin())
        return answer

    store.application = publish_while_rendering
    assert Reply(store).body == b"old"
    store.application = Site("new")
    assert Reply(store).body == b"new"


def test_nothing_is_served_from_the_store_while_somebody_publishes(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    site = Site()
    store = store_of(site, stamp.read)
    Reply(store)
    owner = stamp.begin()
    Reply(store)
    Reply(store)
    assert site.calls == 3
    stamp.finish(owner)
    Reply(store)
    Reply(store)
    assert site.calls == 4


def test_another_process_sees_the_new_generation(tmp_path: Path) -> None:
    publisher, reader = Stamp(tmp_path / "stamp"), Stamp(tmp_path / "stamp")
    before = reader.read(now_ms())
    publisher.finish(publisher.begin())
    assert reader.read(now_ms()) != before


def test_a_publisher_that_died_does_not_close_the_store_for_good(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    before = stamp.read(now_ms())
    stamp.begin()
    assert stamp.read(now_ms()) is None
    after = stamp.read(now_ms() + 1000 * (page_store.PENDING_SECONDS + 60))
    assert after is not None
    assert after != before


def test_one_publisher_does_not_open_the_store_for_another(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    first, second = stamp.begin(), stamp.begin()
    stamp.finish(first)
    assert stamp.read(now_ms()) is None
    stamp.finish(second)
    assert stamp.read(now_ms()) is not None


@pytest.mark.django_db(transaction=True)
def test_raising_the_generation_takes_effect_with_the_commit() -> None:
    stamp = page_store.the_stamp()
    with transaction.atomic():
        page_store.raise_generation()
        assert stamp.read(now_ms()) is None
    assert stamp.read(now_ms()) is not None
    first = page_store.generation_in_database(0)
    with transaction.atomic():
        page_store.raise_generation()
    assert page_store.generation_in_database(0) == (first or 0) + 1
    assert PageGeneration.objects.count() == 1
