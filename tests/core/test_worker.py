"""The worker: scans, jobs, heartbeat, and how it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django_tasks_db.models import DBTaskResult

from drypoint.foundation.core import jobs, worker
from drypoint.foundation.core.models import WorkerBeat
from drypoint.foundation.core.registries import Registry
from drypoint.foundation.core.worker import Worker, register_scan

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ran: list[int] = []


@jobs.job()
def note(number: int) -> None:
    ran.append(number)


@jobs.job()
def fail() -> None:
    raise RuntimeError("on purpose")


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    ran.clear()
    monkeypatch.setattr(worker, "_scans", Registry("scan"))
    return


@pytest.mark.django_db
def test_a_scan_runs_at_once_and_then_as_often_as_it_asked() -> None:
    seen: list[datetime] = []
    register_scan("rows", timedelta(minutes=5), seen.append)
    one = Worker(name="w")
    for minute in range(11):
        one.turn(NOON + timedelta(minutes=minute))
    assert seen == [NOON, NOON + timedelta(minutes=5), NOON + timedelta(minutes=10)]


@pytest.mark.django_db
def test_a_scan_that_fails_does_not_end_the_others_nor_itself() -> None:
    seen: list[datetime] = []

    def full(_at: datetime) -> None:
        seen.append(NOON)
        raise OperationalError("database or disk is full")

    register_scan("full", timedelta(seconds=1), full)
    register_scan("well", timedelta(seconds=1), seen.append)
    one = Worker(name="w")
    one.turn(NOON)
    one.turn(NOON + timedelta(seconds=1))
    assert len(seen) == 4


def test_two_scans_of_one_name_are_refused() -> None:
    register_scan("rows", timedelta(minutes=5), len)  # type: ignore[arg-type]  # never run
    with pytest.raises(ValueError, match="already"):
        register_scan("rows", timedelta(minutes=5), repr)


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_after_the_commit() -> None:
    with transaction.atomic():
        jobs.enqueue_after_commit(note, number=7)
        assert not DBTaskResult.objects.exists()
    one = Worker(name="w")
    assert one.turn(NOON)
    assert not one.turn(NOON)
    assert ran == [7]


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_job() -> None:
    def fail_midway() -> None:
        with transaction.atomic():
            jobs.enqueue_after_commit(note, number=7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_midway()
    assert not Worker(name="w").turn(NOON)
    assert ran == []


@pytest.mark.django_db(transaction=True)
def test_a_job_that_fails_is_marked_and_the_next_one_runs() -> None:
    jobs.enqueue_after_commit(fail)
    jobs.enqueue_after_commit(note, number=1)
    one = Worker(name="w")
    assert one.turn(NOON)
    assert one.turn(NOON)
    assert ran == [1]
    assert DBTaskResult.objects.failed().count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_worker_that_died_is_put_back_and_that_of_a_living_one_is_not() -> None:
    for number in (1, 2):
        jobs.enqueue_after_commit(note, number=number)
    dead, living = DBTaskResult.objects.order_by("enqueued_at")
    dead.claim("dead")
    living.claim("living")
    WorkerBeat.objects.create(name="dead", at=NOON - timedelta(minutes=3))
    WorkerBeat.objects.create(name="living", at=NOON - timedelta(seconds=30))
    one = Worker(name="w")
    while one.turn(NOON):
        pass
    assert ran == [1]
    assert list(DBTaskResult.objects.running()) == [living]


@pytest.mark.django_db(transaction=True)
def test_finished_jobs_are_forgotten_after_a_week() -> None:
    jobs.enqueue_after_commit(note, number=1)
    Worker(name="w").turn(NOON)
    finished_at = DBTaskResult.objects.get().finished_at
    assert jobs.prune_finished(finished_at + timedelta(days=7)) == 0
    assert jobs.prune_finished(finished_at + timedelta(days=7, seconds=1)) == 1


@pytest.mark.django_db
def test_a_worker_is_alive_for_two_minutes_after_a_beat() -> None:
    Worker(name="w").beat(NOON)
    assert worker.alive_names(NOON + timedelta(minutes=1)) == {"w"}
    assert worker.alive_names(NOON + timedelta(minutes=2)) == set()


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
