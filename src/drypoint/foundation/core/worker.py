"""The worker: sends the mail, runs the jobs, and looks at regular times for rows that are due."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, close_old_connections, connection

from drypoint.foundation.core import clock, jobs
from drypoint.foundation.core.mail.sending import Mailer
from drypoint.foundation.core.models import WorkerBeat
from drypoint.foundation.core.registries import Registry
from drypoint.foundation.core.writing import durable

log = logging.getLogger(__name__)

BEAT_SECONDS = 20.0
IDLE_SECONDS = 1.0
MAIL_EVERY = timedelta(seconds=2)
# A beat may be two minutes old; only a worker that has been silent for longer has certainly lost its jobs.
STUCK_EVERY = timedelta(minutes=1)
PRUNE_EVERY = timedelta(hours=6)
BEATS_KEPT = timedelta(days=1)

ScanRun = Callable[[datetime], object]


@dataclass(frozen=True)
class Scan:
    """A search for due rows; `run` takes the moment, acts on what it finds, and is safe to repeat."""

    name: str
    every: timedelta
    run: ScanRun
    order: int = 0


_scans: Registry[Scan] = Registry("scan")


def register_scan(name: str, every: timedelta, run: ScanRun) -> None:
    """Have the worker call `run(now)` about every so often; a room does this in its AppConfig.ready.

    Raises TakenError if the name is taken by another scan.
    """
    _scans.register(Scan(name, every, run))


def registered_scans() -> tuple[Scan, ...]:
    """Return what the rooms have registered."""
    return tuple(_scans)


def own_name() -> str:
    """Return a name that no other worker has, now or after a restart."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


def alive_names(at: datetime) -> set[str]:
    """Return the names of the workers that have been heard of lately."""
    return {beat.name for beat in WorkerBeat.objects.all() if beat.is_alive(at)}


class Worker:
    """One worker process. `stop` may be called from a signal handler; what is in hand is finished first."""

    def __init__(
        self, *, name: str | None = None, mailer: Mailer | None = None, now: Callable[[], datetime] = clock.now
    ) -> None:
        self.name = name or own_name()
        self._now = now
        self._stopping = threading.Event()
        mailer = mailer or Mailer(is_stopping=self._stopping.is_set, now=now)
        self._scans = (
            Scan("mail", MAIL_EVERY, mailer.send_due),
            Scan("stuck jobs", STUCK_EVERY, self._put_back_stuck),
            Scan("finished jobs", PRUNE_EVERY, jobs.prune_finished),
            Scan("old beats", PRUNE_EVERY, _forget_old_beats),
            *registered_scans(),
        )
        self._next: dict[str, datetime] = {}

    def stop(self) -> None:
        """Ask the worker to end after what it holds."""
        self._stopping.set()

    def run(self) -> None:
        """Work until `stop` is called, then take the heartbeat away."""
        beating = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)
        beating.start()
        log.info("Worker %s started", self.name)
        try:
            while not self._stopping.is_set():
                if not self.turn(self._now()):
                    self._stopping.wait(IDLE_SECONDS)
        finally:
            beating.join()
            self._guarded("heartbeat", self._sign_off)
            log.info("Worker %s stopped", self.name)

    def turn(self, at: datetime) -> bool:
        """Run the scans that are due and at most one job; say whether there was a job, so that more may wait."""
        for scan in self._scans:
            if self._stopping.is_set():
                return False
            if at >= self._next.get(scan.name, at):
                self._next[scan.name] = at + scan.every
                self._guarded(scan.name, lambda scan=scan: scan.run(at))  # type: ignore[misc]  # binds the loop's scan
        if self._stopping.is_set():
            return False
        return bool(self._guarded("jobs", lambda: jobs.run_waiting(self.name)))

    def beat(self, at: datetime) -> None:
        """Leave a sign of life."""
        with durable():
            WorkerBeat.objects.update_or_create(name=self.name, defaults={"at": at})

    def _beat_on(self) -> None:
        try:
            while True:
                self._guarded("heartbeat", lambda: self.beat(self._now()))
                if self._stopping.wait(BEAT_SECONDS):
                    return
        finally:
            connection.close()

    def _sign_off(self) -> None:
        with durable():
            WorkerBeat.objects.filter(name=self.name).delete()

    def _put_back_stuck(self, at: datetime) -> None:
        number = jobs.put_back_stuck({self.name, *alive_names(at)})
        if number:
            log.warning("Put %d jobs of a worker that died back in line", number)

    def _guarded(self, name: str, step: Callable[[], object]) -> object:
        """Run one step; a fault in it is logged and must not end the others (a full disk, a database that is away)."""
        close_old_connections()
        try:
            return step()
        except Exception as error:
            log.exception("Worker: %s failed (%s)", name, type(error).__name__)
            if isinstance(error, Error):
                connection.close()
            return None


def _forget_old_beats(at: datetime) -> None:
    with durable():
        WorkerBeat.objects.filter(at__lt=at - BEATS_KEPT).delete()
