"""What a task is about: any row, by its table and id; and the end of its tasks when the row is erased."""

from __future__ import annotations

from django.db.models import Model

from drypoint.foundation.worklist.models import Task, TaskQuerySet


def type_of(subject: Model) -> str:
    """Return how tasks name the table of a row."""
    return str(subject._meta.label_lower)  # noqa: SLF001 (Django documents _meta)


def tasks_about(subject: Model) -> TaskQuerySet:
    """Return every task about a row, whoever may see them."""
    return Task.objects.filter(subject_type=type_of(subject), subject_id=subject.pk)


def erase_tasks_about(subject: Model) -> int:
    """Delete every task about a row in the transaction that erases it, and return how many."""
    return int(tasks_about(subject).delete()[0])
