"""The bad days of a drill. Each leaves an outcome; what the copy holds is looked into after every one."""

from __future__ import annotations

import http.client
import itertools
import json
import secrets
import sqlite3
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from drypoint.foundation.core.keeping import proof
from drypoint.project.drilling.hands import REFUSED
from drypoint.project.drilling.mail_sink import MailSink
from drypoint.project.drilling.scratch import PATIENCE_SECONDS, DrillError, Scratch, free_port

KILLS = 3
_MOST_BEFORE_A_KILL = 20
# Whoever watches is told within this, though whoever works waits longer.
TOLD_WITHIN_SECONDS = 10.0
_HANDS = "drypoint.project.drilling.hands"


@dataclass(frozen=True)
class BadDay:
    """What one bad day showed: proven if everything was as it should be, said in sentences either way."""

    name: str
    is_proven: bool
    sentences: tuple[str, ...]


def rows_by_table(database: str) -> dict[str, int]:
    """Count the rows of every table of an SQLite file."""
    with closing(sqlite3.connect(database, timeout=30)) as link:
        names = [name for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: link.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608


def restored(scratch: Scratch, before: dict[str, int], after: dict[str, int]) -> BadDay:
    """Compare the copy, just restored, with the rows that the practice had before and after it was backed up."""
    found = rows_by_table(str(scratch.database))
    still = {name: count for name, count in before.items() if after.get(name) == count}
    differing = [name for name, count in still.items() if found.get(name) != count]
    sizes = proof.documents_of(scratch.database)
    said = [
        "The backup was restored into an empty folder.",
        _agreement(len(still) - len(differing), len(still), rows=sum(found.values()), documents=len(sizes)),
    ]
    return _judged("Restore", scratch, said, [f"Other numbers of rows: {', '.join(differing)}."] if differing else [])


def _agreement(agreeing: int, still: int, *, rows: int, documents: int) -> str:
    return (
        f"{agreeing} of {still} tables that did not change meanwhile hold as many rows as the practice's: {rows} rows "
        f"in all, and {documents} documents."
    )


def killed(scratch: Scratch) -> BadDay:
    """Kill a process with SIGKILL while it stores documents and mails; nothing that it reported may be missing."""
    acknowledged: list[str] = []
    for _kill in range(KILLS):
        with scratch.beginning(_HANDS, "write") as process:
            wanted = 1 + secrets.randbelow(_MOST_BEFORE_A_KILL)
            acknowledged += _lines(scratch, process, wanted)
    lost = [line for line in acknowledged if not _is_there(scratch, line)]
    said = [f"{KILLS} kills: {len(acknowledged) - len(lost)} of {len(acknowledged)} reported entries were there after."]
    return _judged("kill -9 in the middle of storing", scratch, said, ["Reported entries are lost."] if lost else [])


def on_a_full_disk(scratch: Scratch) -> BadDay:
    """Store while every write fails, then again: the first must leave nothing, the second all."""
    documents = len(proof.documents_of(scratch.database))
    files = _files(scratch)
    with scratch.beginning(_HANDS, "full") as process:
        refused, stored = _lines(scratch, process, 2)
    wrong = []
    if refused != REFUSED:
        wrong.append("An entry was reported as stored though nothing could be written.")
    if not _is_there(scratch, stored):
        wrong.append("The entry after it is missing.")
    if (len(proof.documents_of(scratch.database)), _files(scratch)) != (documents + 1, files + 1):
        wrong.append("The refused entry left something behind.")
    said = ["While nothing could be written an entry was refused and left nothing; with room again one was stored."]
    return _judged("Full disk", scratch, said if not wrong else [], wrong)


def with_a_jumping_clock(scratch: Scratch, sink: MailSink) -> BadDay:
    """Set a worker's clock back by three hours and forward again while mail waits: all of it must go out."""
    wrong, slowest = [], 0.0
    with scratch.beginning(_HANDS, "clock") as process:
        for when in ("before", "after the clock went back", "after it went forward again"):
            (message_id,) = _lines(scratch, process, 1)
            began = time.monotonic()
            if not _comes_true(partial(sink.has_taken, message_id)):
                wrong.append(f"The mail {when} did not go out.")
                break
            slowest = max(slowest, time.monotonic() - began)
            _tell_to_go_on(scratch, process)
        else:
            if process.wait(PATIENCE_SECONDS) != 0:
                wrong.append("The worker did not end well.")
    said = [f"Three hours back, then forward: every mail went out, the slowest within {slowest:.0f} s."]
    return _judged("Clock set back and forward", scratch, said if not wrong else [], wrong)


def with_the_database_away(scratch: Scratch) -> BadDay:
    """Hold the database locked under a server: it must say so at once, and work again as soon as it is free."""
    port = free_port()
    words = ["serve", "--no-worker", "--port", str(port), *(["--demo"] if _is_demo(scratch) else [])]
    wrong = []
    with scratch.beginning("drypoint.project.cli", *words) as process:
        try:
            if not _comes_true(lambda: _failing(port) is not None or process.poll() is not None):
                raise DrillError("The server on the copy did not answer.")
            if process.poll() is not None:
                raise DrillError("The server on the copy did not start" + scratch.last_words())
            with closing(sqlite3.connect(scratch.database, isolation_level=None, timeout=30)) as other:
                other.execute("BEGIN EXCLUSIVE")
                began = time.monotonic()
                # What was found a moment before it was locked is told for a second.
                is_told = _comes_true(lambda: _failing(port) == {"database"}, TOLD_WITHIN_SECONDS)
                seconds = time.monotonic() - began
                other.execute("ROLLBACK")
            if not is_told:
                wrong.append(f"/readyz did not name the database within {TOLD_WITHIN_SECONDS:.0f} s.")
            if not _comes_true(lambda: "database" not in (_failing(port) or {"database"})):
                wrong.append("The server did not come back by itself.")
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)
    said = [f"/readyz named the database after {seconds:.1f} s; once it was free the server went on by itself."]
    return _judged("Database away", scratch, said if not wrong else [], wrong)


def _judged(name: str, scratch: Scratch, said: Sequence[str], wrong: Sequence[str]) -> BadDay:
    faults = [*wrong, *scratch.faults()]
    whole = () if faults else ("The database is whole, and every document can be opened.",)
    return BadDay(name, not faults, (*said, *faults, *whole))


def _lines(scratch: Scratch, process: subprocess.Popen[str], wanted: int) -> list[str]:
    """Read so many lines; raises DrillError if the process ends or falls silent before."""
    impatience = threading.Timer(PATIENCE_SECONDS, process.kill)
    impatience.start()
    try:
        found = [line.strip() for line in itertools.islice(process.stdout or (), wanted)]
    finally:
        impatience.cancel()
    if len(found) < wanted:
        raise DrillError("A process on the copy ended before its time" + scratch.last_words())
    return found


def _tell_to_go_on(scratch: Scratch, process: subprocess.Popen[str]) -> None:
    try:
        if process.stdin is not None:
            process.stdin.write("\n")
            process.stdin.flush()
    except BrokenPipeError as error:
        raise DrillError("A process on the copy ended before its time" + scratch.last_words()) from error


def _is_there(scratch: Scratch, line: str) -> bool:
    """Say whether an entry is stored: its mail, and the document that its line names."""
    message_id, key = line.split()
    document = uuid.UUID(key)
    is_queued = scratch.ask("SELECT 1 FROM core_outboxmail WHERE message_id = ?", uuid.UUID(message_id).hex)
    return bool(is_queued) and document in proof.documents_of(scratch.database)


def _files(scratch: Scratch) -> int:
    return sum(path.is_file() for path in (scratch.data / "documents").rglob("*"))


def _is_demo(scratch: Scratch) -> bool:
    return bool(scratch.ask("SELECT 1 FROM practice_practice WHERE is_demo"))


def _failing(port: int) -> set[str] | None:
    """Return the checks that /readyz names as failed, None where nobody answers."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=2 * TOLD_WITHIN_SECONDS)
    try:
        with closing(link):
            link.request("GET", "/readyz")
            told = json.loads(link.getresponse().read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    return {one["id"] for one in told.get("checks", []) if not one["ok"]}


def _comes_true(ask: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not ask():
        if time.monotonic() > end:
            return False
        pause.wait(0.1)
    return True
