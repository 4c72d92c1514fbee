"""Servers, clients and clocks of the bench."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Figure:
    """One measured thing: its value, the floor beside it, their ratio, and what was asked of it."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    floor_name: str = ""
    ratio: float | None = None
    goal: str = ""
    is_met: bool | None = None
    details: dict[str, float | str] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the figure for results.json."""
        return asdict(self)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A granian on loopback and its processes."""

    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Return what the server and its workers have used so far, user and system."""
        return sum(_cpu(pid) for pid in _family(self.process.pid))


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def server(application: str, *, environment: dict[str, str], workers: int = 1) -> Iterator[Server]:
    """Run granian with the product's own options until the block is left."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(workers)]
    command += ["--blocking-threads", "8", "--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
    process = subprocess.Popen(
        [*command, "--log-level", "error", application], env={**os.environ, **environment}, cwd=ROOT
    )
    try:
        _wait(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            raise RuntimeError("The server of the bench did not start.")
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The server of the bench did not answer within 30 s.")


class Client:
    """One connection that is kept open, as a browser keeps it; as little work a request as Python allows."""

    def __init__(self, port: int, path: str, *, headers: str = "Accept-Encoding: br\r\n") -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}\r\n".encode()

    def get(self) -> tuple[bytes, bytes]:
        """Return the head and the body of the answer; RuntimeError unless it is a 200."""
        self._socket.sendall(self._request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _blank, body = data.partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(head.decode(errors="replace"))
        length = next(
            int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")
        )
        while len(body) < length:
            body += self._more()
        return head, body

    def _more(self) -> bytes:
        data = self._socket.recv(262_144)
        if not data:
            raise RuntimeError("The server closed the connection.")
        return data

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def cpu_a_request(running: Server, path: str, *, requests: int, headers: str = "Accept-Encoding: br\r\n") -> float:
    """Return the server's CPU in microseconds a request, the best of three rounds after a warm-up."""
    client = Client(running.port, path, headers=headers)
    for _warm in range(min(200, requests)):
        client.get()
    rounds = []
    for _round in range(3):
        before = running.cpu_seconds()
        for _request in range(requests):
            client.get()
        rounds.append((running.cpu_seconds() - before) / requests * 1e6)
    client.close()
    return min(rounds)


def cpu_side_by_side(
    one: tuple[Server, str], other: tuple[Server, str], *, requests: int, rounds: int = 5
) -> tuple[float, float]:
    """Return the CPU of two servers in microseconds a request, in turns, so that a change of the machine meets both."""
    pairs = [(running, Client(running.port, path)) for running, path in (one, other)]
    for _running, client in pairs:
        for _warm in range(200):
            client.get()
    best = [float("inf"), float("inf")]
    for _round in range(rounds):
        for number, (running, client) in enumerate(pairs):
            before = running.cpu_seconds()
            for _request in range(requests):
                client.get()
            best[number] = min(best[number], (running.cpu_seconds() - before) / requests * 1e6)
    for _running, client in pairs:
        client.close()
    return best[0], best[1]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which the share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
