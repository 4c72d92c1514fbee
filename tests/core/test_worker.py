"""The worker: scans, heartbeat, and how it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from drypoint.foundation.core import worker
from drypoint.foundation.core.models import WorkerBeat
from drypoint.foundation.core.registries import Registry
from drypoint.foundation.core.worker import Worker, register_scan

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass
class Passed:
    """A clock that nobody sets."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(worker, "_scans", Registry("scan"))
    return


@pytest.mark.django_db
def test_a_scan_runs_at_once_and_then_as_often_as_it_asked() -> None:
    seen: list[datetime] = []
    register_scan("rows", timedelta(minutes=5), seen.append)
    passed = Passed()
    one = Worker(name="w", elapsed=passed)
    for minute in range(11):
        passed.seconds = minute * 60.0
        one.turn(NOON + timedelta(minutes=minute))
    assert seen == [NOON, NOON + timedelta(minutes=5), NOON + timedelta(minutes=10)]


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-3, 3], ids=["back", "forward"])
def test_a_scan_keeps_its_time_whatever_the_clock_is_set_to(hours: int) -> None:
    seen: list[datetime] = []
    register_scan("rows", timedelta(minutes=5), seen.append)
    passed = Passed()
    one = Worker(name="w", elapsed=passed)
    for minute in range(11):
        passed.seconds = minute * 60.0
        one.turn(NOON + timedelta(minutes=minute, hours=hours if minute >= 2 else 0))
    assert len(seen) == 3


@pytest.mark.django_db
def test_a_scan_that_does_not_end_well_for_long_is_told_with_the_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test reads what the beat wrote
    failing = True

    def rows(_at: datetime) -> None:
        if failing:
            raise ValueError("full")

    register_scan("rows", timedelta(minutes=5), rows)
    passed = Passed()
    one = Worker(name="w", elapsed=passed)
    for minutes, expected in ((0, {}), (19, {}), (21, {"rows": 1260})):
        passed.seconds = minutes * 60.0
        one.turn(NOON)
        one.beat(NOON)
        assert WorkerBeat.objects.get().late == expected
    failing = False
    passed.seconds += 300
    one.turn(NOON)
    one.beat(NOON)
    assert WorkerBeat.objects.get().late == {}


@pytest.mark.django_db
def test_a_scan_that_fails_does_not_end_the_others_nor_itself() -> None:
    seen: list[datetime] = []

    def full(_at: datetime) -> None:
        seen.append(NOON)
        raise OperationalError("database or disk is full")

    register_scan("full", timedelta(seconds=1), full)
    register_scan("well", timedelta(seconds=1), seen.append)
    passed = Passed()
    one = Worker(name="w", elapsed=passed)
    one.turn(NOON)
    passed.seconds = 1.0
    one.turn(NOON + timedelta(seconds=1))
    assert len(seen) == 4


def test_two_scans_of_one_name_are_refused() -> None:
    register_scan("rows", timedelta(minutes=5), len)  # type: ignore[arg-type]  # never run
    with pytest.raises(ValueError, match="already"):
        register_scan("rows", timedelta(minutes=5), repr)


@pytest.mark.django_db
def test_a_worker_is_alive_for_two_minutes_after_a_beat() -> None:
    Worker(name="w").beat(NOON)
    beat = WorkerBeat.objects.get(name="w")
    assert beat.is_alive(NOON + timedelta(seconds=119))
    assert not beat.is_alive(NOON + timedelta(minutes=2))
    assert not beat.is_alive(NOON - timedelta(hours=3))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_stopped_finishes_its_turn_and_takes_its_beat_away() -> None:
    inside, go_on, finished = threading.Event(), threading.Event(), threading.Event()

    def slow(_at: datetime) -> None:
        inside.set()
        go_on.wait(10)
        finished.set()

    register_scan("slow", timedelta(hours=1), slow)
    one = Worker(name="w")

    def run() -> None:
        try:
            one.run()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert inside.wait(10)
    one.stop()
    assert not finished.is_set()
    go_on.set()
    thread.join(10)
    assert finished.is_set()
    assert not thread.is_alive()
    assert not WorkerBeat.objects.filter(name="w").exists()


def test_no_two_workers_share_a_name() -> None:
    assert worker.own_name() != worker.own_name()
    assert len(worker.own_name()) <= 64
