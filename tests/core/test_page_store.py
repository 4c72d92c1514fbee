"""The store of finished pages in front of Django."""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import LazySettings
from django.db import transaction
from django.http import HttpResponse

from drypoint.foundation.core.front import page_store
from drypoint.foundation.core.front.page_store import ENTRY_BYTES, STORE_HEADER, PageStore, Stamp
from drypoint.foundation.core.models import PageGeneration

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


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
            headers.append((STORE_HEADER, self.keep))
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
            lambda status, headers, exc_info=None: started.extend([status, headers]),
        )
        self.body = b"".join(chunks)
        self.status, self.pairs = started[0], started[1]
        self.headers = dict(self.pairs)


def store_of(site: Site, generation: Callable[[int], int | None] = lambda _at: 1, **options: Any) -> PageStore:
    return PageStore(site, generation, session_cookie="sessionid", **options)


def test_a_page_is_rendered_once_and_served_again() -> None:
    site = Site()
    store = store_of(site)
    assert [Reply(store).body, Reply(store).body] == [b"old", b"old"]
    assert site.calls == 1


def test_the_mark_for_the_store_never_leaves_the_house() -> None:
    for method, query in (("GET", ""), ("GET", "q=1"), ("POST", ""), ("HEAD", "")):
        assert STORE_HEADER not in Reply(store_of(Site()), method=method, query=query).headers


@pytest.mark.parametrize(
    "answer",
    [
        {"keep": None},
        {"status": "404 Not Found"},
        {"Set_Cookie": "a=b"},
        {"Vary": "Accept-Language, Cookie"},
        {"keep": "1"},
    ],
    ids=["unmarked", "not found", "cookie", "varies by cookie", "ended in 1970"],
)
def test_what_may_not_be_kept_is_rendered_each_time(answer: dict[str, Any]) -> None:
    site = Site(**answer)
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


def test_an_answer_that_may_not_be_kept_loses_the_mark_and_nothing_else() -> None:
    reply = Reply(store_of(Site(status="404 Not Found", X_Robots_Tag="noindex")))
    assert reply.pairs == [("Content-Type", "text/html"), ("X-Robots-Tag", "noindex")]


def test_the_last_start_of_an_answer_counts() -> None:
    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [(STORE_HEADER, "0")])
        start_response("500 Internal Server Error", [], (OSError, OSError("late"), None))
        return [b"late"]

    assert Reply(store_of(site)).status == "500 Internal Server Error"  # type: ignore[arg-type]


def test_an_answer_is_returned_not_written() -> None:
    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [])(b"old")
        return []

    with pytest.raises(NotImplementedError, match="writes nothing"):
        Reply(store_of(site))  # type: ignore[arg-type]


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


def test_the_store_counts_what_it_holds_to_the_byte() -> None:
    assert ENTRY_BYTES == 4096
    store = store_of(Site(), max_bytes=2 * (ENTRY_BYTES + 3) - 1)
    for path in ("/en/a", "/en/b"):
        Reply(store, path)
    assert [key[1] for key in store._entries] == ["/en/b"]
    assert store._bytes == ENTRY_BYTES + 3


def test_a_page_that_is_asked_for_stays_longer_than_one_that_is_not() -> None:
    site = Site()
    store = store_of(site, max_bytes=2 * (ENTRY_BYTES + 4))
    for path in ("/en/a", "/en/b", "/en/a", "/en/c"):
        Reply(store, path)
    assert site.calls == 3
    Reply(store, "/en/a")
    assert site.calls == 3
    Reply(store, "/en/b")
    assert site.calls == 4


def test_a_page_that_is_rendered_anew_takes_the_place_of_the_old_one() -> None:
    generation = [1]
    site = Site()
    store = store_of(site, lambda _at: generation[0], max_bytes=2 * (ENTRY_BYTES + 4))
    for path in ("/en/a", "/en/b"):
        Reply(store, path)
    for number in range(2, 9):
        generation[0] = number
        Reply(store, "/en/a")
        Reply(store, "/en/b")
    calls = site.calls
    assert calls == 16
    Reply(store, "/en/a")
    Reply(store, "/en/b")
    assert site.calls == calls


def test_a_page_larger_than_the_store_is_served_and_not_kept() -> None:
    site = Site()
    store = store_of(site, max_bytes=ENTRY_BYTES)
    assert [Reply(store).body, Reply(store).body] == [b"old", b"old"]
    assert site.calls == 2
    store = store_of(site, max_bytes=ENTRY_BYTES + 3)
    Reply(store)
    Reply(store)
    assert site.calls == 3


def test_a_page_ends_at_its_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(page_store.time, "time", lambda: now[0])
    site = Site(keep="1060")
    store = store_of(site)
    for at, calls in ((1_000.0, 1), (1_059.9, 1), (1_060.0, 2), (1_060.0, 3)):
        now[0] = at
        Reply(store)
        assert site.calls == calls


def test_the_store_asks_for_the_generation_of_this_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_store.time, "time", lambda: 1_000.5)
    asked: list[int] = []

    def generation(at_ms: int) -> int:
        asked.append(at_ms)
        return 1

    Reply(store_of(Site(), generation))
    assert asked == [1_000_500]


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [("", None), ("gzip", "gzip"), ("br", "br"), ("gzip, deflate, br", "br"), ("deflate", None)],
)
def test_a_page_says_how_it_is_encoded_and_by_what_it_varies(accepts: str, encoding: str | None) -> None:
    store = store_of(Site("old " * 100))
    for _ in range(2):
        reply = Reply(store, HTTP_ACCEPT_ENCODING=accepts)
        assert reply.headers.get("Content-Encoding") == encoding
        assert reply.headers["Vary"] == "Accept-Encoding"
        assert reply.headers["Cache-Control"] == "no-cache"
        assert reply.headers["Content-Type"] == "text/html"
        assert int(reply.headers["Content-Length"]) == len(reply.body)
        assert (len(reply.body) == 400) is (encoding is None)


def test_each_encoding_has_a_mark_of_its_own() -> None:
    store = store_of(Site())
    marks = {Reply(store, HTTP_ACCEPT_ENCODING=accepts).headers["ETag"] for accepts in ("", "gzip", "br")}
    assert len(marks) == 3
    assert all(mark.startswith('"') and mark.endswith('"') and len(mark) == 26 for mark in marks)


def test_headers_that_the_store_writes_itself_come_once() -> None:
    reply = Reply(store_of(Site(Content_Length="9", Vary="Accept-Language", ETag="x", Cache_Control="private")))
    assert len(reply.pairs) == len(reply.headers)
    assert reply.headers["Content-Length"] == "3"
    assert reply.headers["Vary"] == "Accept-Encoding"


class Chunks(list[bytes]):
    """A body that notes whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("keep", "method", "closed"),
    [("0", "GET", True), ("0", "HEAD", True), (None, "HEAD", True), (None, "GET", False)],
    ids=["kept", "kept for a HEAD", "HEAD of what is not kept", "handed on to whoever closes it"],
)
def test_what_django_gave_is_closed_by_whoever_read_it(keep: str | None, method: str, closed: bool) -> None:
    chunks = Chunks([b"old"])

    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [] if keep is None else [(STORE_HEADER, keep)])
        return chunks

    Reply(store_of(site), method=method)  # type: ignore[arg-type]
    assert chunks.closed is closed


def test_a_body_that_breaks_off_is_closed_and_not_kept() -> None:
    class Broken(Chunks):
        def __iter__(self) -> Any:
            raise OSError("broken off")

    chunks = Broken()

    def site(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [(STORE_HEADER, "0")])
        return chunks

    store = store_of(site)  # type: ignore[arg-type]
    with pytest.raises(OSError, match="broken off"):
        Reply(store)
    assert chunks.closed
    store.application = Site("new")
    assert Reply(store).body == b"new"


def test_a_head_of_what_is_not_kept_has_no_body() -> None:
    assert Reply(store_of(Site(keep=None)), method="HEAD").body == b""


def test_the_stamp_is_changed_under_a_lock_that_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stamp = Stamp(tmp_path / "stamp")
    done: list[str] = []
    names = {fcntl.LOCK_EX: "lock", fcntl.LOCK_UN: "unlock"}
    monkeypatch.setattr(page_store.fcntl, "lockf", lambda _file, operation: done.append(names[operation]))
    write = os.pwrite

    def noted(descriptor: int, data: bytes, offset: int) -> int:
        done.append("write")
        assert stamp._threads.locked()
        return write(descriptor, data, offset)

    monkeypatch.setattr(page_store.os, "pwrite", noted)
    stamp.begin()
    assert done == ["lock", "write", "unlock"]
    monkeypatch.setattr(page_store.os, "pwrite", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        stamp.begin()
    assert done[3:] == ["lock", "unlock"]
    assert not stamp._threads.locked()


def test_a_stamp_that_was_cut_off_keeps_nobody_waiting(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    (tmp_path / "stamp").write_bytes(b"")
    assert stamp.read(0) == 0


def test_a_stamp_counts_up_from_a_file_that_is_there(tmp_path: Path) -> None:
    first = Stamp(tmp_path / "far" / "below" / "stamp")
    assert first.read(0) == 1
    first.finish(first.begin())
    second = Stamp(tmp_path / "far" / "below" / "stamp")
    assert second.read(0) == 3
    second.close()
    with pytest.raises(OSError, match="descriptor"):
        second.read(0)
    assert (tmp_path / "far" / "below" / "stamp").stat().st_mode & 0o777 == 0o600


def test_the_store_is_closed_for_the_span_that_a_publisher_is_given(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamp")
    before = now_ms()
    stamp.begin()
    after = now_ms()
    assert stamp.read(before + 1000 * page_store.PENDING_SECONDS - 1) is None
    assert stamp.read(after + 1000 * page_store.PENDING_SECONDS) is not None
    assert page_store.PENDING_SECONDS == 30


def test_a_process_has_one_handle_on_the_stamp_of_a_folder(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    stamp = page_store.the_stamp()
    assert page_store.the_stamp() is stamp
    assert (tmp_path / page_store.STAMP_NAME).exists()
    settings.DATA = tmp_path / "other"
    assert page_store.the_stamp() is not stamp


def test_the_settings_choose_the_store(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    site = Site()
    settings.PAGE_STORE = "off"
    assert page_store.in_front_of(site) is site
    settings.PAGE_STORE = "database"
    shared = page_store.in_front_of(site)
    assert isinstance(shared, PageStore)
    assert shared._generation is page_store.generation_in_database
    settings.PAGE_STORE = "file"
    own = page_store.in_front_of(site)
    assert isinstance(own, PageStore)
    assert own._generation == page_store.the_stamp().read
    assert own._session_mark == f"{settings.SESSION_COOKIE_NAME}="


@pytest.mark.parametrize(("until", "mark"), [(None, "0"), (AT, "1777896000")])
def test_a_view_says_until_when_its_page_may_be_kept(until: datetime | None, mark: str) -> None:
    response = HttpResponse("x")
    assert page_store.mark_storable(response, until) is response
    assert response.headers[STORE_HEADER] == mark


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ((), None),
        ((None,), None),
        ((-1,), None),
        ((0,), None),
        ((1,), 1),
        ((3, None, 2, -5), 2),
        ((-2, -1, None), None),
    ],
)
def test_a_page_ends_at_the_first_moment_that_lies_ahead(
    monkeypatch: pytest.MonkeyPatch, hours: tuple[int | None, ...], expected: int | None
) -> None:
    monkeypatch.setattr(page_store.clock, "now", lambda: AT)
    moments = [None if hour is None else AT + timedelta(hours=hour) for hour in hours]
    assert page_store.next_end(*moments) == (None if expected is None else AT + timedelta(hours=expected))


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
    over = now_ms() + 1000 * (page_store.PENDING_SECONDS + 60)
    before = stamp.read(over)
    assert before is not None
    stamp.finish(first)
    assert stamp.read(now_ms()) is None
    assert stamp.read(over) == before + 1  # what the first has published is new to every reader all the same
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


@pytest.mark.django_db
def test_the_generation_is_the_row_of_the_public_pages() -> None:
    PageGeneration.objects.all().delete()
    assert page_store.generation_in_database(0) == 0
    PageGeneration.objects.create(pk=1, number=7)
    other = PageGeneration.objects.create(pk=2, number=40)
    page_store.raise_generation()
    other.refresh_from_db()
    assert (page_store.generation_in_database(0), other.number) == (8, 40)
