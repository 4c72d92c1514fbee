"""Large and slow requests at the door."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import pytest

from drypoint.foundation.core.front.request_bodies import PATIENCE_SECONDS, PIECE_BYTES, BodyGuard, StartResponse


class App:
    """Reads the whole body and answers 200."""

    def __init__(self) -> None:
        self.received = b""

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            self.received = environ["wsgi.input"].read()
        except OSError:
            start_response("500 Internal Server Error", [])
            return [b"broken"]
        start_response("200 OK", [])
        return [b"fine"]


class Drip(io.BytesIO):
    """Takes a minute for each piece."""

    seconds = 0.0

    def read(self, size: int | None = -1, /) -> bytes:
        self.seconds += 60
        return super().read(min(size or 0, 100))

    def now(self) -> float:
        return self.seconds


def ask(guard: BodyGuard, body: io.BytesIO | bytes = b"", **environ: str) -> str:
    statuses: list[str] = []
    source = body if isinstance(body, io.BytesIO) else io.BytesIO(body)
    guard({"wsgi.input": source, **environ}, lambda status, _headers, _info=None: statuses.append(status))
    return statuses[-1]


def guard_of(app: App, **changes: Any) -> BodyGuard:
    return BodyGuard(app, **{"max_bytes": 1_000_000, "at_once": 2, **changes})


def test_a_request_without_a_body_passes() -> None:
    assert ask(guard_of(App(), at_once=1)) == "200 OK"
    assert ask(guard_of(App()), CONTENT_LENGTH="") == "200 OK"


@pytest.mark.parametrize("size", [1, PIECE_BYTES, 5 * PIECE_BYTES + 3])
def test_a_body_arrives_whole(size: int) -> None:
    app = App()
    assert ask(guard_of(app), bytes(size), CONTENT_LENGTH=str(size)) == "200 OK"
    assert app.received == bytes(size)


def test_what_follows_the_body_is_not_read() -> None:
    app = App()
    ask(guard_of(app), b"bodyNEXT", CONTENT_LENGTH="4")
    assert app.received == b"body"


@pytest.mark.parametrize("length", ["1000001", "104857600", "9" * 5000])
def test_too_large_a_body_is_refused_before_a_byte_is_read(length: str) -> None:
    source = io.BytesIO(b"x" * 10)
    assert ask(guard_of(App()), source, CONTENT_LENGTH=length) == "413 Content Too Large"
    assert source.tell() == 0


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "²"])
def test_a_length_that_is_no_number_is_refused(length: str) -> None:
    assert ask(guard_of(App()), CONTENT_LENGTH=length) == "400 Bad Request"


def test_a_body_of_unstated_length_is_refused() -> None:
    assert ask(guard_of(App()), HTTP_TRANSFER_ENCODING="chunked") == "411 Length Required"


def test_a_body_that_drips_is_given_up() -> None:
    drip = Drip(bytes(10_000))
    guard = guard_of(App(), now=drip.now)
    assert ask(guard, drip, CONTENT_LENGTH="10000") == "408 Request Timeout"
    assert drip.seconds < PATIENCE_SECONDS + 2 * 60
    assert ask(guard, b"next", CONTENT_LENGTH="4") == "200 OK"


def test_only_some_bodies_may_be_under_way_and_pages_go_on() -> None:
    inner: list[str] = []

    class Nested(App):
        def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
            if environ.get("PATH_INFO") == "/slow":  # two more arrive while this one has not been read
                inner.append(ask(guard, b"abc", CONTENT_LENGTH="3"))
                inner.append(ask(guard))
            return super().__call__(environ, start_response)

    guard = guard_of(Nested(), at_once=1)
    assert ask(guard, b"abc", CONTENT_LENGTH="3", PATH_INFO="/slow") == "200 OK"
    assert inner == ["503 Service Unavailable", "200 OK"]
    assert ask(guard, b"abc", CONTENT_LENGTH="3") == "200 OK"


def test_a_body_that_has_arrived_makes_room_while_its_request_is_still_worked_on() -> None:
    inner: list[str] = []

    class Nested(App):
        def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
            answer = super().__call__(environ, start_response)
            if environ.get("PATH_INFO") == "/slow":
                inner.append(ask(guard, b"abc", CONTENT_LENGTH="3"))
            return answer

    guard = guard_of(Nested(), at_once=1)
    ask(guard, b"abc", CONTENT_LENGTH="3", PATH_INFO="/slow")
    assert inner == ["200 OK"]


class Holding(App):
    """While a body is under way, others arrive as `inner` says."""

    def __init__(self, *arriving: tuple[int, str]) -> None:
        super().__init__()
        self.arriving = list(arriving)
        self.answers: list[str] = []
        self.guard: BodyGuard | None = None

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if self.arriving and self.guard is not None:
            size, address = self.arriving.pop(0)
            self.answers.append(ask(self.guard, bytes(size), CONTENT_LENGTH=str(size), REMOTE_ADDR=address))
        return super().__call__(environ, start_response)

    def hold(self, at_once: int = 6, for_small: int = 2) -> list[str]:
        """Hold one body after another, and return how they were answered, the first one first."""
        self.guard = guard_of(self, at_once=at_once, for_small=for_small)
        size, address = self.arriving.pop(0)
        first = ask(self.guard, bytes(size), CONTENT_LENGTH=str(size), REMOTE_ADDR=address)
        return [first, *reversed(self.answers)]


BUSY, FINE = "503 Service Unavailable", "200 OK"
SMALL, LARGE = 1000, 100_000


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_one_address_holds_two_bodies_of_a_kind(size: int) -> None:
    one = "192.0.2.1"
    assert Holding((size, one), (size, one), (size, one)).hold() == [FINE, FINE, BUSY]
    assert Holding((size, one), (size, one), (size, "192.0.2.2")).hold() == [FINE, FINE, FINE]


def test_an_address_that_uploads_still_writes() -> None:
    one = "192.0.2.1"
    assert Holding((LARGE, one), (LARGE, one), (SMALL, one)).hold() == [FINE, FINE, FINE]


def test_a_household_of_ipv6_is_one_address() -> None:
    assert Holding(*((LARGE, f"2001:db8:1:2::{number}") for number in (1, 2, 3))).hold() == [FINE, FINE, BUSY]


def test_large_bodies_leave_places_for_small_ones() -> None:
    large = [(LARGE, f"192.0.2.{number}") for number in range(5)]
    small = [(SMALL, f"198.51.100.{number}") for number in range(3)]
    assert Holding(*large).hold() == [FINE] * 4 + [BUSY]
    assert Holding(*large[:4], *small).hold() == [FINE] * 6 + [BUSY]


def test_a_place_is_given_back_to_its_address() -> None:
    guard = guard_of(App())
    for _time in range(5):
        assert ask(guard, bytes(LARGE), CONTENT_LENGTH=str(LARGE), REMOTE_ADDR="192.0.2.1") == FINE


def test_no_body_takes_longer_than_a_quarter_of_an_hour() -> None:
    class Steady(Drip):
        """Brings 16 kB a second, more than is asked for."""

        def read(self, size: int | None = -1, /) -> bytes:
            self.seconds += 1
            return io.BytesIO.read(self, min(size or 0, PIECE_BYTES))

    length = 20 * 1024 * 1024
    steady = Steady(bytes(length))
    guard = guard_of(App(), max_bytes=length, now=steady.now)
    assert ask(guard, steady, CONTENT_LENGTH=str(length)) == "408 Request Timeout"
    assert steady.seconds <= 901


def test_a_request_that_fails_gives_its_place_back() -> None:
    def failing(_environ: dict[str, Any], _start: StartResponse) -> Iterable[bytes]:
        raise ZeroDivisionError

    guard = BodyGuard(failing, max_bytes=10, at_once=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            ask(guard, b"abc", CONTENT_LENGTH="3")
