"""Guard the door against large and slow requests, before Django reads a byte.

The server hands a request over as soon as its headers are there, and reading the body then holds one of a few threads.
So the bodies still under way are counted: all threads but some can be held by them, and pages go on being served. One
address holds at most two large and two small ones, and some places are kept for small ones, so that nobody who uploads,
however slowly, keeps others from writing. Whoever goes silent in a body is hung up on (slow_clients.py).
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from drypoint.foundation.core import limits
from drypoint.foundation.core.front.slow_clients import Client, Watch

PIECE_BYTES = 16 * 1024
PATIENCE_SECONDS = 30.0
SLOWEST_BYTES_A_SECOND = 2048
# However well it goes on: a body of the largest size takes eight minutes at 1 Mbit/s.
LONGEST_SECONDS = 900.0
# A form without files.
SMALL_BYTES = 64 * 1024
AN_ADDRESS = 2


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def readline(self, size: int, /) -> bytes: ...


class TooSlowError(OSError):
    """The body arrives more slowly than any line that people use."""


class _Body:
    """What Django reads from: counts what has come, and lets go of its place when all has."""

    def __init__(
        self,
        source: _Source,
        length: int,
        arrived: Callable[[_Body], None],
        client: Client,
        now: Callable[[], float],
    ) -> None:
        self._source = source
        self._left = length
        self._arrived = arrived
        self._now = now
        self._is_awaited = False
        self.client = client
        self.began_at = now()
        self._deadline = self.began_at + PATIENCE_SECONDS
        self.is_too_slow = False

    def is_overdue(self) -> bool:
        """Say whether the next piece is being waited for beyond the deadline."""
        return self._is_awaited and self._now() > self._deadline

    def read(self, size: int = -1) -> bytes:
        """Return up to size bytes; raises TooSlowError when the body takes too long for its length."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts = []
        while wanted > 0:
            part = self._awaited(self._source.read, min(wanted, PIECE_BYTES))
            if not part:
                break
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        """Return up to one line, of size bytes at most; raises TooSlowError like read."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._awaited(self._source.readline, min(wanted, PIECE_BYTES)) if wanted else b""

    def _awaited(self, read: Callable[[int], bytes], size: int) -> bytes:
        self._is_awaited = True
        try:
            part = read(size)
        finally:
            self._is_awaited = False
        self._left = self._left - len(part) if part else 0  # nothing: the client has gone
        self._deadline = min(self._deadline + len(part) / SLOWEST_BYTES_A_SECOND, self.began_at + LONGEST_SECONDS)
        if self._left and self._now() > self._deadline:
            self.is_too_slow = True
            raise TooSlowError("The request arrived too slowly.")
        if self._left == 0:
            self._arrived(self)
        return part


class _Places:
    """Who sends at present: at most at_once bodies, some places only for small ones, and few an address."""

    def __init__(self, at_once: int, for_small: int) -> None:
        self._at_once, self._for_large = at_once, at_once - for_small
        self._guard = threading.Lock()
        self._held: Counter[tuple[str, bool]] = Counter()

    def take(self, sender: tuple[str, bool]) -> bool:
        """Take a place for an address and whether its body is small, and say whether there was one."""
        with self._guard:
            large = sum(count for (_address, is_small), count in self._held.items() if not is_small)
            is_full = self._held.total() >= self._at_once or (not sender[1] and large >= self._for_large)
            if is_full or self._held[sender] >= AN_ADDRESS:
                return False
            self._held[sender] += 1
            return True

    def give_back(self, sender: tuple[str, bool]) -> None:
        """Let go of a place."""
        with self._guard:
            self._held[sender] -= 1
            self._held = +self._held


class BodyGuard:
    """The WSGI application in front of Django's.

    Refuses a body of more than max_bytes with 413, one of unstated length with 411 (Django would take it for empty), an
    endless one with 408, and with 503 a body that comes while as many as `at_once` are still under way (large ones
    leave `for_small` places free), or two of its kind from the same address. One that stops coming ends with its
    connection.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        max_bytes: int,
        at_once: int,
        for_small: int = 0,
        watch: Watch | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._max_bytes = max_bytes
        self._places = _Places(at_once, for_small)
        self._watch = watch or Watch()
        self._now = now

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or let Django."""
        stated = environ.get("CONTENT_LENGTH") or ""
        if "HTTP_TRANSFER_ENCODING" in environ:
            return refuse(start_response, "411 Length Required", "State the length of what you send.")
        if not stated or stated == "0":
            return self._application(environ, start_response)
        if not stated.isascii() or not stated.isdecimal():
            return refuse(start_response, "400 Bad Request", "The stated length is not a number.")
        # Nineteen digits do for any length; reading more as a number costs time.
        if len(stated) > 19 or int(stated) > self._max_bytes:
            return refuse(start_response, "413 Content Too Large", "This is more than can be sent at once.")
        sender = (limits.address_in(environ), int(stated) <= SMALL_BYTES)
        if not self._places.take(sender):
            busy = "The site is busy receiving. Please try again in a moment."
            return refuse(start_response, "503 Service Unavailable", busy, ("Retry-After", "5"))
        return self._with_place(environ, start_response, int(stated), sender)

    def _with_place(
        self, environ: WSGIEnvironment, start_response: StartResponse, length: int, sender: tuple[str, bool]
    ) -> Iterable[bytes]:
        leaving = threading.Lock()

        def leave(body: _Body) -> None:
            if leaving.acquire(blocking=False):
                self._places.give_back(sender)
                self._watch.end(body)

        client = Client(environ.get("REMOTE_ADDR", ""), int(environ.get("SERVER_PORT") or 0))
        body = _Body(environ["wsgi.input"], length, leave, client, self._now)
        self._watch.begin(body)
        try:
            answer = self._application({**environ, "wsgi.input": body}, start_response)
        finally:
            leave(body)
        if body.is_too_slow:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
            return refuse(start_response, "408 Request Timeout", "The request arrived too slowly.")
        return answer


def refuse(start_response: StartResponse, status: str, sentence: str, *more: tuple[str, str]) -> Iterable[bytes]:
    """Answer with a status and one sentence, under headers that let nothing run."""
    content = sentence.encode()
    headers = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(content))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Connection", "close"),
        *more,
    ]
    start_response(status, headers)
    return [content]
