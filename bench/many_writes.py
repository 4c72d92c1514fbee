"""Time what the database does for one enquiry with a document, and a bare INSERT beside it, commit by commit.

Prints three medians in microseconds: all statements and the commit, the whole action with the ORM and the mail's text,
the bare INSERT. `python -m bench.many_writes`, in the folder of DRYPOINT_DATA.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROUNDS = 200


@dataclass
class Settled:
    """A document that lies on the disk already, so that only the database is timed."""

    key: uuid.UUID
    kind: object
    name: str = "report.pdf"
    size_bytes: int = 2_000_000
    sha256_keyed: str = "0" * 64

    def settle(self) -> None:
        """Nothing: it is."""

    def discard(self) -> None:
        """Nothing."""


class InDatabase:
    """A clock that runs while the database works: in statements and in commits."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def statement(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Time one statement, as Django's execute_wrapper."""
        return self.timed(lambda: execute(sql, *rest))

    def timed(self, work: Callable[[], Any]) -> Any:
        """Run and count."""
        started = time.perf_counter()
        try:
            return work()
        finally:
            self.seconds += time.perf_counter() - started


def main() -> int:
    """Alternate between the two, so that a busy disk is busy for both."""
    from drypoint.project import starting

    starting.set_up_django()
    from django.conf import settings
    from django.db import connection

    from drypoint.foundation.core.keeping.sqlite import sqlite_options

    clock = InDatabase()
    commit = connection._commit  # noqa: SLF001 (Django has no hook around a commit)
    connection._commit = lambda: clock.timed(commit)  # type: ignore[method-assign]  # noqa: SLF001
    bare = sqlite3.connect(Path(settings.DATA, "bare.sqlite3"), isolation_level=None)
    bare.executescript(sqlite_options()["init_command"])  # the product's own journal: as durable
    bare.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, text TEXT)")
    statements, enquiries, inserts = [], [], []
    for number in range(ROUNDS):
        clock.seconds = 0.0
        with connection.execute_wrapper(clock.statement):
            enquiries.append(_enquiry(number))
        statements.append(clock.seconds)
        started = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO line (text) VALUES (?)", ["It hurts when I bend."])
        bare.execute("COMMIT")
        inserts.append(time.perf_counter() - started)
    print(*(statistics.median(times) * 1e6 for times in (statements, enquiries, inserts)))
    return 0


def _enquiry(number: int) -> float:
    from drypoint.foundation.core import clock
    from drypoint.foundation.core.files import form_keys, inspecting
    from drypoint.public.enquiries import actions

    new = actions.NewEnquiry(
        name=f"Invented Person {number}",
        email=f"write{number}@example.com",
        phone="+385 91 555 0142",
        birth_year=None,
        language="en",
        problem="lumbar_spine",
        text="It hurts when I bend.",
        has_health_consent=True,
    )
    uploads = [Settled(uuid.uuid4(), inspecting.kind_of("application/pdf"))]
    key = form_keys.make(actions.ASK_FORM, clock.now())
    started = time.perf_counter()
    actions.receive_enquiry(new=new, uploads=uploads, key=key, address=f"198.51.100.{number}")  # type: ignore[arg-type]
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
