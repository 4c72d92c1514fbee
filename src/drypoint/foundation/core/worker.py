"""The worker: sends the mail, and looks at regular times for rows that are due."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, connection

from drypoint.foundation.core import clock, machines
from drypoint.foundation.core.mail.sending import Mailer
from drypoint.foundation.core.models import WorkerBeat
from drypoint.foundation.core.registries import Registry
from drypoint.foundation.core.writing import durable

log = logging.getLogger(__name__)

BEAT_SECONDS = 20.0
IDLE_SECONDS = 1.0
LONG_STOP_SECONDS = 10.0
MAIL_EVERY = timedelta(seconds=2)
PRUNE_EVERY = timedelta(hours=6)
# A long round of mail keeps the other scans waiting; that is no fault yet.
GRACE = 600.0
BEATS_KEPT = timedelta(days=1)

ScanRun = Callable[[datetime], object]


@dataclass(frozen=True)
class Scan:
    """A search for due rows; `run` takes the moment, acts on what it finds, and is safe to repeat."""

    name: str
    every: timedelta
    run: ScanRun
    order: int = 0
    # Takes minutes: it runs beside the others, so that mail does not wait for it.
    is_long: bool = False


_scans: Registry[Scan] = Registry("scan")
_asked_to_stop = threading.Event()


def is_stopping() -> bool:
    """Say whether the worker of this process was asked to stop: what takes long then ends after what is in hand."""
    return _asked_to_stop.is_set()


def register_scan(name: str, every: timedelta, run: ScanRun, *, is_long: bool = False) -> None:
    """Have the worker call `run(now)` about every so often; a room does this in its AppConfig.ready.

    Raises TakenError if the name is taken by another scan.
    """
    _scans.register(Scan(name, every, run, is_long=is_long))


def registered_scans() -> tuple[Scan, ...]:
    """Return what the rooms have registered."""
    return tuple(_scans)


def own_name() -> str:
    """Return a name that no other worker has, now or after a restart."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


class Worker:
    """One worker process. `stop` may be called from a signal handler; what is in hand is finished first."""

    def __init__(
        self,
        *,
        name: str | None = None,
        mailer: Mailer | None = None,
        now: Callable[[], datetime] = clock.now,
        elapsed: Callable[[], float] = time.monotonic,
        scans: Sequence[Scan] | None = None,
    ) -> None:
        """Beside sending mail it runs the given scans, or else all that the rooms have registered."""
        self.name = name or own_name()
        self._now = now
        # What people set the clock to holds no scan up: how long ago is told by a clock that nobody sets.
        self._elapsed = elapsed
        self._stopping = threading.Event()
        mailer = mailer or Mailer(is_stopping=self._stopping.is_set, now=now)
        self._scans = (
            Scan("mail", MAIL_EVERY, mailer.send_due),
            Scan("old beats", PRUNE_EVERY, _forget_old_beats),
            *(registered_scans() if scans is None else scans),
        )
        self._began: dict[str, float] = {}
        self._done = {scan.name: elapsed() for scan in self._scans}

    def stop(self) -> None:
        """Ask the worker to end after what it holds."""
        _asked_to_stop.set()
        self._stopping.set()

    def run(self) -> None:
        """Work until `stop` is called, then take the heartbeat away."""
        if not self._stopping.is_set():
            _asked_to_stop.clear()
        # Before the first scan, which may look whether a worker is alive.
        self._guarded("heartbeat", lambda: self.beat(self._now()))
        beating = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)
        beating.start()
        # A kill in the middle of one leaves nothing that the next start does not remove, so that nobody waits for it.
        lasting = threading.Thread(target=self._long_on, name="long scans", daemon=True)
        lasting.start()
        log.info("Worker %s started", self.name)
        try:
            while not self._stopping.is_set():
                self.turn(self._now())
                self._stopping.wait(IDLE_SECONDS)
        finally:
            beating.join()
            lasting.join(LONG_STOP_SECONDS)
            self._guarded("heartbeat", self._sign_off)
            log.info("Worker %s stopped", self.name)

    def turn(self, at: datetime, *, is_long: bool = False) -> None:
        """Run the scans that are due, of the long ones or of the others."""
        for scan in self._scans:
            if self._stopping.is_set():
                return
            if scan.is_long != is_long:
                continue
            begins = self._elapsed()
            if scan.name not in self._began or begins - self._began[scan.name] >= scan.every.total_seconds():
                self._began[scan.name] = begins
                if self._guarded(scan.name, lambda scan=scan: scan.run(at)):  # type: ignore[misc]  # the loop's scan
                    self._done[scan.name] = self._elapsed()

    def beat(self, at: datetime) -> None:
        """Leave a sign of life, and the scans that have not ended well for much longer than they should."""
        elapsed = self._elapsed()
        ages = {scan: elapsed - self._done[scan.name] for scan in self._scans}
        late = {scan.name: round(age) for scan, age in ages.items() if age > 2 * scan.every.total_seconds() + GRACE}
        with durable():
            WorkerBeat.objects.update_or_create(name=self.name, defaults={"at": at, "late": late})
        machines.beat(at)

    def _beat_on(self) -> None:
        try:
            while not self._stopping.wait(BEAT_SECONDS):
                self._guarded("heartbeat", lambda: self.beat(self._now()))
        finally:
            connection.close()

    def _long_on(self) -> None:
        try:
            while not self._stopping.is_set():
                self.turn(self._now(), is_long=True)
                self._stopping.wait(IDLE_SECONDS)
        finally:
            connection.close()

    def _sign_off(self) -> None:
        with durable():
            WorkerBeat.objects.filter(name=self.name).delete()

    def _guarded(self, name: str, step: Callable[[], object]) -> bool:
        """Run one step and say whether it ended well.

        A fault in it is logged and must not end the others (a full disk, a database that is away).
        """
        close_old_connections()
        try:
            step()
        except Exception as error:
            log.exception("Worker: %s failed (%s)", name, type(error).__name__)
            if isinstance(error, Error):
                connection.close()
            return False
        return True


def _forget_old_beats(at: datetime) -> None:
    with durable():
        WorkerBeat.objects.filter(at__lt=at - BEATS_KEPT).delete()
