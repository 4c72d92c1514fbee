"""The copy of a practice that a drill may break: restored from a backup made for it, and cut off from everybody."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from drypoint.foundation.core.keeping import proof
from drypoint.project import config as configuration

# Far above what any of them takes on a slow machine.
PATIENCE_SECONDS = 300.0


class DrillError(RuntimeError):
    """The drill cannot go on; the text says why."""


@dataclass(frozen=True)
class Scratch:
    """The copy in its folder, and the port of this machine on which its mail is taken in by the drill itself."""

    data: Path
    mail_port: int

    @property
    def database(self) -> Path:
        """Where the copy's database lies."""
        return self.data / configuration.DATABASE_FILE

    def environment(self) -> dict[str, str]:
        """Return the variables of what runs on the copy: none of the practice's but its key and its zone.

        Without its mail server, ping, shared folder and folder of backups nothing of a drill leaves the copy.
        """
        own = {name: value for name, value in os.environ.items() if not name.startswith(("DRYPOINT_", "DJANGO_"))}
        return {
            **own,
            "DRYPOINT_DATA": str(self.data),
            "DRYPOINT_KEY_FILE": str(settings.CONFIG.key_file),
            "DRYPOINT_TIME_ZONE": settings.CONFIG.time_zone,
            "DRYPOINT_SMTP_URL": f"smtp://127.0.0.1:{self.mail_port}",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of Drypoint's on the copy and wait for its end."""
        return subprocess.run(  # noqa: S603 (our own program)
            [sys.executable, "-m", "drypoint.project.cli", *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )

    @contextmanager
    def beginning(self, module: str, *words: str) -> Iterator[subprocess.Popen[str]]:
        """Begin a process on the copy, and kill it at the end of the block if it still runs."""
        with self._log.open("a") as log:
            process = subprocess.Popen(  # noqa: S603 (our own program)
                [sys.executable, "-m", module, *words],
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        with process:
            try:
                yield process
            finally:
                process.kill()

    @property
    def _log(self) -> Path:
        return self.data / "drill.log"

    def last_words(self) -> str:
        """Return the end of a sentence: what the last process on the copy said last, if it said anything."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return f": {lines[-1].rstrip('.')}." if lines else "."

    def ask(self, question: str, *values: object) -> list[tuple[object, ...]]:
        """Read the copy's database."""
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=rw", uri=True, timeout=30)) as link:
            return link.execute(question, values).fetchall()

    def faults(self) -> list[str]:
        """Return what is wrong with the copy: a damaged database, documents that are missing or cannot be opened."""
        found = [f"The database is damaged: {row[0]}." for row in self.ask("PRAGMA integrity_check") if row[0] != "ok"]
        sizes = proof.documents_of(self.database)
        lost = sum(not proof.opens(self.data / "documents", key, size) for key, size in sizes.items())
        if lost:
            found.append(f"{lost} of {len(sizes)} documents cannot be opened.")
        return found


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
