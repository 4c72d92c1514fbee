"""Serve a practice by `drypoint serve`, as one does, and a mail server that takes what it sends."""

from __future__ import annotations

import contextlib
import email
import email.policy
import http.client
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.conftest import ROOT
from tests.engine import Database

PATIENCE_SECONDS = 240.0


T = TypeVar("T")


def until(ask: Callable[[], T], seconds: float = PATIENCE_SECONDS) -> T:
    """Ask again and again until the answer is true."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not (answer := ask()):
        assert time.monotonic() < end, "It did not come true in time."
        pause.wait(0.05)
    return answer


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def children(pid: int) -> dict[int, str]:
    """Return the command lines of all descendants of a process."""
    found: dict[int, str] = {}
    for task in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((task / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                line = (task / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found |= {int(task.name): line} | children(int(task.name))
    return found


class House:
    """A practice on a data folder of its own, served by `drypoint serve`."""

    def __init__(self, folder: Path) -> None:
        self.data = folder
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.environment: dict[str, str] = {}
        self.database = Database(self.data)
        self.sql = self.database.sql

    def furnish(self) -> House:
        self.database.make_empty()
        self.run("manage", "check")  # makes the key, without which a database is not opened
        self.database.fill()
        self.sql(
            "INSERT INTO practice_practice (id, name, street, postcode, town, country, email, phone, emergency_number, "
            "opening_hours, answer_within_hours, languages, main_language, enquiry_kept_days, is_demo, "
            "uses_own_counts) VALUES (1, 'Test', '', '', '', 'HR', 'p@clinic.example', '', '112', '[]', 24, "
            "'[\"en\"]', 'en', 365, FALSE, FALSE)"
        )
        return self

    def dress(self, statics: Path) -> House:
        shutil.copytree(statics / "static", self.data / "static")
        shutil.copy(statics / "static.stamp", self.data)
        return self

    def variables(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("DRYPOINT_", "DJANGO_"))}
        settings = {"DRYPOINT_DATA": str(self.data), "DRYPOINT_KEY_FILE": str(self.data) + ".key"}
        return {**own, **settings, **self.database.environment, "PYTHONPATH": str(ROOT / "src"), **self.environment}

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "drypoint.project.cli", *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), env=self.variables(), capture_output=True, text=True, check=False, timeout=120
        )

    def mail(self, number: int) -> None:
        for index in range(number):
            self.sql(
                "INSERT INTO core_outboxmail (message_id, kind, to_address, language, subject, text, cause_type, "
                "cause_id, link_purpose, state, created_at, waiting_since, next_try_at, tries, last_error, calendar) "
                "VALUES (?, 'test', ?, 'en', 'News', 'There is news.', 't', '1', '', 'waiting', CURRENT_TIMESTAMP, "
                "CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, '', '')",
                (uuid.uuid4().hex, f"visitor{index}@example.com"),
            )


class Served:
    """A running `drypoint serve`."""

    def __init__(self, house: House, *words: str) -> None:
        self.port = free_port()
        self.house = house
        self.log = house.data.with_suffix(f".{self.port}.log")
        with self.log.open("w") as log:
            command = house.command("serve", "--port", str(self.port), *words)
            self.process = subprocess.Popen(command, env=house.variables(), stdout=log, stderr=log)

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> http.client.HTTPResponse:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as link:
            link.request(method, path, body, headers)
            response = link.getresponse()
            response.read()
            return response

    def is_well(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.request("GET", "/healthz").status == 200
        except (OSError, http.client.HTTPException):
            return False

    def ready(self) -> Served:
        until(self.is_well)
        return self

    def pids(self, words: str) -> list[int]:
        return [pid for pid, line in children(self.process.pid).items() if words in line]

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)


def collected(folder: Path) -> Path:
    """Return a data folder with the collected styles and scripts, which take seconds, for others to copy."""
    first = House(folder)
    first.database.make_empty()
    script = "from drypoint.project import starting; starting.set_up_django(); starting.collect_static()"
    subprocess.run([sys.executable, "-c", script], env=first.variables(), check=True, timeout=120)
    return first.data


@contextlib.contextmanager
def serving(house: House, *words: str) -> Iterator[Served]:
    served = Served(house, *words)
    try:
        yield served.ready()
    finally:
        served.stop()


class Post:
    """A mail server that keeps what it accepted, and can hold its breath once it has."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.is_holding = False

    async def handle_DATA(  # noqa: N802 (a name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.accepted.append(str(message["Message-ID"]))
        if self.is_holding:  # the mail is taken, and the sender does not hear of it
            server.transport.pause_reading()  # type: ignore[union-attr]
            return ""
        return "250 OK"
