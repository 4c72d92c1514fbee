"""Tasks of Wagtail that waited in the queue which earlier versions had: read before an upgrade drops it, run after."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass

from django.db import connection
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)

TABLE = "django_tasks_database_dbtaskresult"


@dataclass(frozen=True)
class QueuedTask:
    """A call that was put off: bring an object's index up to date, delete a file."""

    path: str
    args: list[object]
    kwargs: dict[str, object]


def waiting() -> list[QueuedTask]:
    """Return the tasks that nobody has run, the oldest first; none where there is no such queue."""
    if TABLE not in connection.introspection.table_names():
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT task_path, args_kwargs FROM {TABLE} WHERE status = 'READY' ORDER BY enqueued_at")  # noqa: S608 (a constant)
        rows = cursor.fetchall()
    found = []
    for path, values in rows:
        told = json.loads(values) if isinstance(values, str) else values
        found.append(QueuedTask(str(path), told["args"], told["kwargs"]))
    return found


def run(tasks: list[QueuedTask]) -> None:
    """Run each; one that fails (its object may be gone) is logged and keeps nobody from starting."""
    for task in tasks:
        try:
            import_string(task.path).call(*task.args, **task.kwargs)
        except Exception:
            log.exception("A task of the earlier queue was left out: %s", task.path)
