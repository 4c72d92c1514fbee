"""Clients that stop in the middle of what they send, on real connections of this process."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from drypoint.foundation.core.front.slow_clients import Client, Watch, hang_up_on

pytestmark = pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="The kernel says nothing of a connection here.")
AT_ONCE = 0.05


@dataclass
class Line:
    """Both ends of one connection: what the client holds, and what the server accepted."""

    client: socket.socket
    server: socket.socket

    def is_ended(self) -> bool:
        self.client.settimeout(0.2)
        try:
            return self.client.recv(1) == b""
        except TimeoutError:
            return False


@dataclass
class Door:
    listener: socket.socket
    lines: contextlib.ExitStack

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def line(self) -> Line:
        client = self.lines.enter_context(socket.create_connection(("127.0.0.1", self.port)))
        return Line(client, self.lines.enter_context(self.listener.accept()[0]))

    def hang_up(self, address: str = "127.0.0.1", port: int | None = None) -> int:
        return hang_up_on(Client(address, port or self.port), 0.0, AT_ONCE)


@pytest.fixture
def door() -> Iterator[Door]:
    with socket.create_server(("127.0.0.1", 0)) as listener, contextlib.ExitStack() as lines:
        yield Door(listener, lines)


def test_whoever_is_silent_is_hung_up_on(door: Door) -> None:
    line = door.line()
    line.client.sendall(b"a=")
    assert door.hang_up() == 1
    assert line.is_ended()


def test_a_blocked_read_of_the_server_returns(door: Door) -> None:
    line = door.line()
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(line.server.recv(1)))
    reader.start()
    assert door.hang_up() == 1
    reader.join(10)
    assert got == [b""]


def test_whoever_goes_on_sending_is_spared(door: Door) -> None:
    line, done = door.line(), threading.Event()

    def send() -> None:
        while not done.wait(0.001):
            line.client.sendall(bytes(4096))
            line.server.recv(65536)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        assert hang_up_on(Client("127.0.0.1", door.port), 0.0, 0.5) == 0
    finally:
        done.set()
        sender.join()
    line.server.sendall(b"!")
    assert line.client.recv(1) == b"!"


def test_whoever_was_answered_since_is_spared(door: Door) -> None:
    line = door.line()
    line.server.sendall(b"an answer")
    assert hang_up_on(Client("127.0.0.1", door.port), 3600.0, AT_ONCE) == 0


@pytest.mark.parametrize(("address", "other_port"), [("192.0.2.1", 0), ("127.0.0.1", 1), ("unknown", 0), ("", 0)])
def test_nobody_else_is_hung_up_on(door: Door, address: str, other_port: int) -> None:
    line = door.line()
    assert door.hang_up(address, door.port + other_port) == 0
    assert not line.is_ended()


def test_an_address_is_known_in_its_other_dress(door: Door) -> None:
    line = door.line()
    assert door.hang_up("::ffff:127.0.0.1") == 1
    assert line.is_ended()


SOMEBODY, SOMEBODY_ELSE = Client("192.0.2.1", 80), Client("192.0.2.2", 80)


@dataclass(eq=False)
class Body:
    began_at: float
    late: bool
    client: Client = SOMEBODY

    def is_overdue(self) -> bool:
        return self.late


def test_the_watch_looks_at_each_client_once_and_from_the_oldest_body_on() -> None:
    asked: list[tuple[Client, float]] = []

    def note(client: Client, seconds: float) -> int:
        asked.append((client, seconds))
        return 1

    watch = Watch(note, now=lambda: 100.0)
    other = Body(90.0, late=True, client=SOMEBODY_ELSE)
    bodies = [Body(60.0, late=True), Body(40.0, late=True), Body(0.0, late=False), other]
    for body in bodies:
        watch.begin(body)
    watch.end(other)
    assert watch.look() == 1
    assert asked == [(SOMEBODY, 60.0)]
    for body in bodies:
        watch.end(body)
    assert watch.look() == 0
