"""Hang up on a client that goes silent, or drips, in the middle of what it sends.

The web server reads a body until a piece is whole or the connection ends, and cannot be told to wait for less. So one
thread in each process looks at the clock, and ends the connection of a body that is past its deadline; the blocked
read then returns, and its place is free.

The server does not say by which connection a request came. The kernel knows enough of each to tell (TCP_INFO, Linux):
it comes from the client's address, nothing has been sent on it since the body began, and next to nothing arrives. Of
clients that share an address (a proxy without a buffer of its own), one that stalls at that very moment may be hung up
on too. Elsewhere than on Linux nobody is hung up on, and the number of bodies under way is the only guard.
"""

from __future__ import annotations

import contextlib
import ipaddress
import logging
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 2.0
# How long a connection is watched before it is called silent, and what it must bring to be spared.
SAMPLE_SECONDS = 2.0
SAMPLE_BYTES = 4096
# A server may say "100 Continue" just after a body has begun.
_TOLERANCE_SECONDS = 3.0
# struct tcp_info of <linux/tcp.h>: milliseconds since data were last sent, and bytes received so far.
_LAST_SENT_AT, _RECEIVED_AT, _INFO_BYTES = 44, 128, 136
_OPEN_SOCKETS = Path("/proc/self/fd")


@dataclass(frozen=True)
class Client:
    """Where a request came from, and by which port it came in."""

    address: str
    port: int


class Watched(Protocol):
    """A body under way, as the watch sees it: times are of its own clock, in seconds."""

    @property
    def client(self) -> Client:
        """Return who sends it."""

    @property
    def began_at(self) -> float:
        """Return when its headers had come."""

    def is_overdue(self) -> bool:
        """Say whether somebody waits for a piece of it beyond its deadline."""


class Watch:
    """The bodies under way in this process, and the thread that looks after them while there are any."""

    def __init__(
        self, hang_up: Callable[[Client, float], int] | None = None, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._hang_up = hang_up or hang_up_on
        self._now = now
        self._bodies: set[Watched] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def begin(self, body: Watched) -> None:
        """Look after this body from now on."""
        with self._changed:
            self._bodies.add(body)
            if self._thread is None:  # made by the process that serves, not by one that it was forked from
                self._thread = threading.Thread(target=self._run, name="silent bodies", daemon=True)
                self._thread.start()
            self._changed.notify()

    def end(self, body: Watched) -> None:
        """Forget a body that has arrived or was given up."""
        with self._changed:
            self._bodies.discard(body)

    def look(self) -> int:
        """Hang up on whoever is overdue, and return how many connections that were."""
        with self._changed:
            overdue = [body for body in self._bodies if body.is_overdue()]
        oldest: dict[Client, float] = {}
        for body in overdue:
            oldest[body.client] = max(oldest.get(body.client, 0.0), self._now() - body.began_at)
        return sum(self._hang_up(client, seconds) for client, seconds in oldest.items())

    def _run(self) -> None:
        pause = threading.Event()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._bodies)
            pause.wait(LOOK_EVERY_SECONDS)
            try:
                ended = self.look()
            except Exception:
                log.exception("Looking after silent bodies failed")
            else:
                if ended:
                    log.warning("Hung up on %d silent connections", ended)


def hang_up_on(client: Client, silent_seconds: float, sample_seconds: float = SAMPLE_SECONDS) -> int:
    """End the connections of a client that have sent next to nothing, and been answered nothing, for so long.

    Returns how many were ended. Watches for sample_seconds before it judges.
    """
    with contextlib.ExitStack() as stack:
        before = []
        for link in _connections_of(client):
            stack.enter_context(contextlib.closing(link))
            last_sent_seconds, received = _facts_of(link)
            if last_sent_seconds >= silent_seconds - _TOLERANCE_SECONDS:
                before.append((link, received))
        if not before:
            return 0
        threading.Event().wait(sample_seconds)
        ended = 0
        for link, received in before:
            with contextlib.suppress(OSError):  # gone by itself meanwhile
                last_sent_seconds, received_since = _facts_of(link)
                is_unanswered = last_sent_seconds >= silent_seconds - _TOLERANCE_SECONDS
                if is_unanswered and received_since - received < SAMPLE_BYTES:
                    link.shutdown(socket.SHUT_RDWR)
                    ended += 1
        return ended


def _facts_of(link: socket.socket) -> tuple[float, int]:
    """Return the seconds since data were last sent on a connection, and the bytes received on it."""
    info = link.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _INFO_BYTES)
    if len(info) < _INFO_BYTES:  # a kernel of before 2015: nothing is known, so nothing is ended
        return 0.0, 0
    (last_sent_ms,) = struct.unpack_from("=I", info, _LAST_SENT_AT)
    (received,) = struct.unpack_from("=Q", info, _RECEIVED_AT)
    return last_sent_ms / 1000, received


def _connections_of(client: Client) -> Iterator[socket.socket]:
    """Yield this process's connections that the client made, each through a descriptor of its own."""
    if not (hasattr(socket, "TCP_INFO") and _OPEN_SOCKETS.is_dir()):
        return
    seen: set[int] = set()
    for descriptor in _OPEN_SOCKETS.iterdir():
        with contextlib.suppress(OSError):
            if not str(descriptor.readlink()).startswith("socket:"):
                continue
            # The copy keeps meaning the same connection when the server closes and reuses the number.
            link = socket.socket(fileno=os.dup(int(descriptor.name)))
            # A copy may take a number that is still on the list.
            inode = os.fstat(link.fileno()).st_ino
            if inode not in seen and _is_made_by(client, link):
                seen.add(inode)
                yield link
            else:
                link.close()


def _is_made_by(client: Client, link: socket.socket) -> bool:
    if link.family not in {socket.AF_INET, socket.AF_INET6}:
        return False
    try:
        return link.getsockname()[1] == client.port and _plain(link.getpeername()[0]) == _plain(client.address)
    except OSError:  # listening, or gone
        return False


def _plain(address: str) -> str:
    """Return one spelling of an address, whether or not IPv4 comes dressed as IPv6."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    return str(mapped or parsed)
