"""Jobs in the background. The only module that names django-tasks and its database backend.

A job is a hint, not the truth: what must happen stands in a due row, and a scan (core/worker.py) finds it there should
the job be lost. A job takes ids, calls an action, and is safe to run twice.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from drypoint.foundation.core.writing import durable

__all__ = ["enqueue_after_commit", "job", "prune_finished", "put_back_stuck", "run_waiting"]

KEPT_FINISHED = timedelta(days=7)

job = task

# It tells of each job at INFO with its arguments' ids; failures reach its logger as errors.
logging.getLogger("django_tasks").setLevel(logging.WARNING)
logging.getLogger("django_tasks_db").setLevel(logging.WARNING)


def enqueue_after_commit(task: Task[Any, Any], **ids: int | str | None) -> None:
    """Ask the worker for a job as soon as the caller's transaction is committed; a rollback leaves no job.

    A queue that cannot be written to does not fail the caller, whose transaction stands: the scan finds the row.
    """
    transaction.on_commit(lambda: task.enqueue(**ids), robust=True)


def run_waiting(worker_name: str) -> bool:
    """Run the next waiting job, if there is one, and say whether there was.

    A job that fails is marked as failed with its traceback and is not run again.
    """
    # Taking a job asks SQLite for its exclusive lock; looking first keeps an idle worker out of the writers' way.
    if not DBTaskResult.objects.ready().exists():
        return False
    queue = QueueWorker(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=worker_name,
    )
    queue.run()
    return True


def put_back_stuck(alive: Collection[str]) -> int:
    """Put jobs whose worker is no longer alive back in line, and return how many."""
    stuck = 0
    for result in DBTaskResult.objects.running():
        if not result.worker_ids or result.worker_ids[-1] in alive:
            continue
        with durable():
            stuck += (
                DBTaskResult.objects.running()
                .filter(pk=result.pk, started_at=result.started_at)
                .update(status="READY", started_at=None)
            )
    return stuck


def prune_finished(at: datetime) -> int:
    """Delete finished jobs after a week: a traceback may hold what a person wrote."""
    with durable():
        deleted, _by_model = DBTaskResult.objects.finished().filter(finished_at__lt=at - KEPT_FINISHED).delete()
    return int(deleted)
