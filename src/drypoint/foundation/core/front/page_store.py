"""Finished public pages, compressed, kept in front of Django.

A page may be kept only if its view says so with `mark_storable`. It dies with the generation it was rendered in: the
generation is read before rendering and raised in the transaction that publishes, so that a page rendered from the old
state can never be filed under the new one. Processes on one disk share the generation through 24 bytes of a file;
several machines (DRYPOINT_PAGE_STORE=database) ask the database.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import struct
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import brotli
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse

from drypoint.foundation.core import clock
from drypoint.foundation.core.front.encodings import accepted_encodings
from drypoint.foundation.core.models import PageGeneration

if TYPE_CHECKING:
    from _typeshed import OptExcInfo

STORE_HEADER = "X-Drypoint-Keep-Until"
STAMP_NAME = "pages.stamp"
PENDING_SECONDS = 30
# Key, headers and Python's own for one entry, beside its body.
ENTRY_BYTES = 4096
_STAMP = struct.Struct("<QQQ")  # generation, pending until (Unix milliseconds), who is pending

Headers = list[tuple[str, str]]


def mark_storable(response: HttpResponse, until: datetime | None = None) -> HttpResponse:
    """Mark a finished public page as one that may be served to everybody, at most until the given moment."""
    response.headers[STORE_HEADER] = str(int(until.timestamp())) if until else "0"
    return response


class Stamp:
    """The generation of the public pages, as the processes on one disk share it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._threads = threading.Lock()  # file locks exclude processes only
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        if os.fstat(self._descriptor).st_size < _STAMP.size:
            self._change(lambda generation, _until, _owner: (generation + 1, 0, 0))

    def read(self, at_ms: int) -> int | None:
        """Return the generation, or None while somebody is publishing and nothing may be kept or served from here."""
        generation, until, _owner = self._unpack()
        return None if at_ms < until else generation

    def begin(self) -> int:
        """Close the store while a transaction that publishes is under way; returns the key that opens it again.

        A publisher that dies, or rolls back, leaves it closed for PENDING_SECONDS at most.
        """
        owner = secrets.randbits(63) | 1
        until = time.time_ns() // 1_000_000 + PENDING_SECONDS * 1000
        self._change(lambda generation, _until, _owner: (generation + 1, until, owner))
        return owner

    def finish(self, owner: int) -> None:
        """Start a new generation; open the store unless somebody else is publishing by now."""
        self._change(
            lambda generation, until, current: (
                (generation + 1, 0, 0) if current == owner else (generation + 1, until, current)
            )
        )

    def _unpack(self) -> tuple[int, int, int]:
        data = os.pread(self._descriptor, _STAMP.size, 0)
        return _STAMP.unpack(data) if len(data) == _STAMP.size else (0, 0, 0)

    def _change(self, change: Callable[[int, int, int], tuple[int, int, int]]) -> None:
        with self._threads:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
            try:
                os.pwrite(self._descriptor, _STAMP.pack(*change(*self._unpack())), 0)
            finally:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file back."""
        os.close(self._descriptor)


_stamps: dict[Path, Stamp] = {}
_stamps_guard = threading.Lock()


def the_stamp() -> Stamp:
    """Return this process's handle on the stamp in the data folder."""
    path = Path(settings.DATA) / STAMP_NAME
    with _stamps_guard:
        if path not in _stamps:
            _stamps[path] = Stamp(path)
        return _stamps[path]


def raise_generation() -> None:
    """Make every kept page old, in the caller's transaction: call it wherever something public changes."""
    if PageGeneration.objects.filter(pk=1).update(number=F("number") + 1) == 0:
        PageGeneration.objects.create(pk=1)
    stamp = the_stamp()
    owner = stamp.begin()
    transaction.on_commit(lambda: stamp.finish(owner))


def generation_in_database(_at_ms: int) -> int:
    """Return the generation as the database has it, for several machines that share no disk.

    Asked by every page, so in SQL: making the query costs the ORM ten times what the engine takes to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM core_pagegeneration WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


@dataclass(frozen=True)
class StoredPage:
    """One finished page in one encoding."""

    generation: int
    ends_at: float
    headers: Headers
    not_modified_headers: Headers
    etag: str
    body: bytes


def _accepted(environ: WSGIEnvironment) -> str:
    accepted = accepted_encodings(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if "br" in accepted:
        return "br"
    return "gzip" if "gzip" in accepted else ""


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        squeezed: bytes = brotli.compress(body, quality=6)
        return squeezed
    if encoding == "gzip":
        squeezer = zlib.compressobj(level=7, wbits=31)
        return squeezer.compress(body) + squeezer.flush()
    return body


class PageStore:
    """The WSGI application in front of Django's.

    Serves GET and HEAD without a query and without a session. Everything else passes through untouched. Holds at most
    max_bytes, the longest unused going first.
    """

    def __init__(
        self,
        application: WSGIApplication,
        generation: Callable[[int], int | None],
        *,
        session_cookie: str,
        max_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        self.application = application
        self._generation = generation
        self._session_mark = f"{session_cookie}="
        self._max_bytes = max_bytes
        self._entries: OrderedDict[tuple[str, str, str], StoredPage] = OrderedDict()
        self._bytes = 0
        self._guard = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the store, or let Django answer and keep what may be kept."""
        if (
            environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
            or environ.get("QUERY_STRING")
            or self._session_mark in environ.get("HTTP_COOKIE", "")
        ):
            return self.application(environ, _without_mark(start_response))
        at = time.time()
        generation = self._generation(int(at * 1000))
        if generation is None:
            return self.application(environ, _without_mark(start_response))
        key = (environ.get("HTTP_HOST", ""), environ["PATH_INFO"], _accepted(environ))
        entry = self._entries.get(key)
        if entry is not None and entry.generation == generation and at < entry.ends_at:
            self._used(key)
            return _answer(entry, environ, start_response)
        return self._render(key, generation, environ, start_response)

    def _used(self, key: tuple[str, str, str]) -> None:
        with self._guard:
            if key in self._entries:  # another thread may have let it go meanwhile
                self._entries.move_to_end(key)

    def _render(
        self, key: tuple[str, str, str], generation: int, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        caught: list[tuple[str, Headers, OptExcInfo | None]] = []

        def catch(status: str, headers: Headers, exc_info: OptExcInfo | None = None, /) -> Callable[[bytes], object]:
            caught.append((status, headers, exc_info))
            return _no_write

        # A HEAD must not fill the store with an empty page, so Django always sees a GET here.
        chunks = self.application({**environ, "REQUEST_METHOD": "GET"}, catch)
        status, headers, exc_info = caught[-1]
        ends_at = _kept_until(status, headers)
        if ends_at is None:
            start_response(status, [pair for pair in headers if pair[0] != STORE_HEADER], exc_info)
            if environ["REQUEST_METHOD"] == "HEAD":
                _close(chunks)
                return []
            return chunks
        try:
            body = b"".join(chunks)
        finally:
            _close(chunks)
        entry = _entry(generation, ends_at, headers, _compress(body, key[2]), key[2])
        self._file(key, entry)
        return _answer(entry, environ, start_response)

    def _file(self, key: tuple[str, str, str], entry: StoredPage) -> None:
        with self._guard:
            old = self._entries.pop(key, None)
            self._bytes -= _weight(old) if old else 0
            self._entries[key] = entry
            self._bytes += _weight(entry)
            while self._bytes > self._max_bytes:
                _key, oldest = self._entries.popitem(last=False)
                self._bytes -= _weight(oldest)


def _weight(entry: StoredPage) -> int:
    """Return about how many bytes of memory the entry takes; a small page asked for by many names counts too."""
    return len(entry.body) + ENTRY_BYTES


def _without_mark(start_response: StartResponse) -> StartResponse:
    def start(status: str, headers: Headers, exc_info: OptExcInfo | None = None, /) -> Callable[[bytes], object]:
        return start_response(status, [pair for pair in headers if pair[0] != STORE_HEADER], exc_info)

    return start


def _no_write(_piece: bytes) -> None:
    raise NotImplementedError("Django returns its answer; it writes nothing beside it.")


def _close(chunks: Iterable[bytes]) -> None:
    close = getattr(chunks, "close", None)
    if close is not None:
        close()


def _kept_until(status: str, headers: Headers) -> float | None:
    names = {name.lower(): value for name, value in headers}
    mark = names.get(STORE_HEADER.lower())
    if (
        mark is None
        or not status.startswith("200")
        or "set-cookie" in names
        or "cookie" in names.get("vary", "").lower()
    ):
        return None
    return float(mark) if mark != "0" else float("inf")


def _entry(generation: int, ends_at: float, headers: Headers, body: bytes, encoding: str) -> StoredPage:
    etag = f'"{hashlib.blake2s(body, digest_size=12).hexdigest()}"'
    replaced = {STORE_HEADER.lower(), "content-length", "vary", "etag", "cache-control", "content-encoding"}
    common = [pair for pair in headers if pair[0].lower() not in replaced]
    common += [("ETag", etag), ("Vary", "Accept-Encoding"), ("Cache-Control", "no-cache")]
    whole = [*common, ("Content-Length", str(len(body)))]
    if encoding:
        whole.append(("Content-Encoding", encoding))
    return StoredPage(generation, ends_at, whole, common, etag, body)


def _answer(entry: StoredPage, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if entry.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", entry.not_modified_headers)
        return [b""]
    start_response("200 OK", entry.headers)
    return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [entry.body]


def in_front_of(application: WSGIApplication) -> WSGIApplication:
    """Put the store that the settings ask for in front of Django."""
    kind = settings.PAGE_STORE
    if kind == "off":
        return application
    generation = generation_in_database if kind == "database" else the_stamp().read
    return PageStore(application, generation, session_cookie=settings.SESSION_COOKIE_NAME)


def next_end(*moments: datetime | None) -> datetime | None:
    """Return the earliest of the moments that still lies ahead, or None."""
    ahead = [moment for moment in moments if moment is not None and moment > clock.now()]
    return min(ahead, default=None)
