"""Named reads of tasks, and of the colleagues to whom one may be given."""

from __future__ import annotations

from dataclasses import dataclass

from drypoint.foundation.accounts.capabilities import capabilities_of
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Person
from drypoint.foundation.worklist.kinds import kind_of, task_kinds
from drypoint.foundation.worklist.models import Task, TaskQuerySet

MOST_SHOWN = 100
_WITH_PEOPLE = ("assigned_to", "taken_by", "made_by", "done_by")


@dataclass(frozen=True)
class FoundTasks:
    """The beginning of a list; is_more says that there are others."""

    rows: list[Task]
    is_more: bool


def first_of(tasks: TaskQuerySet, most: int = MOST_SHOWN) -> FoundTasks:
    """Return the first of some tasks, with the members of staff who are named in them."""
    rows = list(tasks.select_related(*_WITH_PEOPLE)[: most + 1])
    return FoundTasks(rows[:most], is_more=len(rows) > most)


def task_with_people(actor: Actor, task_id: int) -> Task | None:
    """Return one task with the members of staff who are named in it."""
    return Task.objects.visible_to(actor).select_related(*_WITH_PEOPLE).filter(pk=task_id).first()


def waiting_count(actor: Actor) -> int:
    """Return how many tasks wait for this member of staff."""
    return Task.objects.visible_to(actor).waiting_for(actor.user_id).count()


def names_of(actor: Actor, tasks: list[Task]) -> dict[int, str]:
    """Return what the subjects of tasks are called, by the task's id; a query for each kind and not for each task."""
    found: dict[int, str] = {}
    for name in {task.kind for task in tasks}:
        kind = task_kinds.get(name)
        subjects = {task.pk: task.subject_id for task in tasks if task.kind == name and task.subject_id is not None}
        if kind is not None and subjects:
            named = kind.named(actor, list(subjects.values()))
            found |= {pk: named[subject] for pk, subject in subjects.items() if subject in named}
    return found


def persons_of(actor: Actor, tasks: list[Task]) -> dict[int, str]:
    """Return the names of the patients whom tasks concern, by the person's id, as far as the actor may know them."""
    ids = {task.person_id for task in tasks if task.person_id is not None}
    return dict(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def may_have(role: str, kind: str) -> bool:
    """Say whether whoever has the role may be given a task of a kind."""
    held = capabilities_of(role)
    known = task_kinds.get(kind)
    return "worklist.write" in held and (known is None or known.capability in held)


def colleagues_for(kind: str) -> list[User]:
    """Return the active members of staff who may be given a task of a kind, by name."""
    kind_of(kind)
    return [user for user in User.objects.filter(is_active=True).order_by("name", "pk") if may_have(user.role, kind)]


def holders() -> list[User]:
    """Return the members of staff, also those who are gone, for whom open tasks are meant or who have some in hand."""
    open_ones = Task.objects.open().order_by()
    ids = set(open_ones.filter(assigned_to__isnull=False).values_list("assigned_to", flat=True))
    ids |= set(open_ones.filter(taken_by__isnull=False).values_list("taken_by", flat=True))
    return list(User.objects.filter(pk__in=ids).order_by("name", "pk"))
