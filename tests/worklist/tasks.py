"""Invented tasks, for whoever needs a row of one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.worklist.actions import NewTask, open_task
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.foundation.worklist.notes import NOTE

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def wanted(**fields: Any) -> NewTask:
    """Return something to be done within an hour; fields change it."""
    values = {
        "kind": NOTE,
        "level": Urgency.ROUTINE,
        "note": "Order needles.",
        "due_at": clock.now() + timedelta(hours=1),
    }
    return NewTask(**values | fields)


def a_task(**fields: Any) -> Task:
    """Make a task in the caller's transaction."""
    new = wanted(**fields)
    return Task.objects.create(
        kind=new.kind,
        level=new.level,
        note=new.note,
        due_at=new.due_at,
        made_at=clock.now(),
        person_id=new.person_id,
        assigned_to_id=new.assigned_to_id,
        escalates_at=new.escalates_at,
        escalates_to_id=new.escalates_to_id,
        escalates_to_role=new.escalates_to_role or "",
        origin=new.origin,
    )


def opened(**fields: Any) -> Task:
    """Write a task down by its action, as a room's scan does."""
    return open_task(actor=SYSTEM, new=wanted(**fields))
