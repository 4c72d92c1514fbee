"""Durable transactions, and one queue for the writers on SQLite.

SQLite lets one connection write at a time, and its busy time-out is a lottery: with four writers one waited 3.1 s.
So the writers of a process queue up in order, and the foremost of each process waits for a lock on a file, which the
kernel hands over without sleeping.
"""

from __future__ import annotations

import fcntl
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

# Whoever watches is told that the database is held up, rather than held up as well.
ANSWER_SECONDS = 1.0


class FairLock:
    """A lock that is handed over in the order of asking."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False
        self.longest_wait = 0.0

    def acquire(self) -> None:
        """Wait for one's turn; the longest wait so far is kept in seconds."""
        started = time.perf_counter()
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()
        self.longest_wait = max(self.longest_wait, time.perf_counter() - started)

    def release(self) -> None:
        """Hand over to who has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for this process's turn, then for the other processes'; whoever was killed has let go of it."""
    _queue.acquire()
    try:
        with (Path(settings.DATA) / LOCK_FILE).open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    finally:
        _queue.release()


LOCK_FILE = "write.lock"
_queue = FairLock()
_inside = threading.local()


def longest_wait_seconds() -> float:
    """Return the longest time that a writer of this process has waited for its turn."""
    return _queue.longest_wait


@contextmanager
def durable() -> Iterator[None]:
    """Run the block in one transaction that is on the disk when the block is left.

    Must be outermost (Django refuses it inside another transaction), so that no caller can answer before the commit.
    """
    if getattr(_inside, "durable", False):
        raise RuntimeError("A durable transaction cannot be opened inside another one.")
    with _turn() if connection.vendor == "sqlite" else nullcontext():
        _inside.durable = True
        try:
            with transaction.atomic(durable=True):
                yield
        finally:
            _inside.durable = False


def answers() -> bool:
    """Say whether the database can be read; where it is a file within ANSWER_SECONDS, on a connection of its own.

    PostgreSQL's readers wait for nobody who writes.
    """
    if connection.vendor != "sqlite":
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            connection.close()
            return False
        return True
    try:
        with closing(_beside(ANSWER_SECONDS)) as probe:
            probe.execute("SELECT 1 FROM core_keymark LIMIT 1").fetchone()
    except sqlite3.Error:
        return False
    return True


def _beside(seconds: float) -> sqlite3.Connection:
    """Open the file a second time, so that waiting for a lock ends when this caller wants it to."""
    return sqlite3.connect(f"{Path(connection.settings_dict['NAME']).as_uri()}?mode=rw", uri=True, timeout=seconds)


def is_writable() -> bool:
    """Say whether a row could be written now, without waiting for anybody and without leaving anything behind."""
    try:
        return _takes_a_change() if connection.vendor == "sqlite" else _is_primary()
    except DatabaseError:
        return False


def _is_primary() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'")
        return not cursor.fetchone()[0]


def _takes_a_change() -> bool:
    """Change a row on a connection of its own, and take it back before anything has to reach the disk."""
    try:
        probe = _beside(0)
    except sqlite3.Error:
        return False
    try:
        probe.execute("PRAGMA synchronous=OFF")
        probe.execute("BEGIN IMMEDIATE")
        probe.execute("UPDATE core_keymark SET digest = digest")
        probe.rollback()
    except sqlite3.Error as error:
        # Whoever is writing at this moment shows that it can be done.
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    finally:
        probe.close()
    return True
