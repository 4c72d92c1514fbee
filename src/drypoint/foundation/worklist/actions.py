"""Every write about tasks: permission, one durable transaction, the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F, Model
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.mail.outbox import queue_mail
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients.models import Person
from drypoint.foundation.worklist import queries
from drypoint.foundation.worklist.kinds import kind_of, task_kinds
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.foundation.worklist.subjects import type_of

ESCALATED = "worklist.escalated"


class TakenMeanwhileError(RuntimeError):
    """Somebody else has the task in hand; name says who."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has this task.")
        self.name = name


class TaskChangedError(RuntimeError):
    """The task is not as it was shown: somebody put it back, handed it over, or it was passed on."""


class DoneMeanwhileError(RuntimeError):
    """The task is done already."""


class SettlesItselfError(RuntimeError):
    """The room of the task settles it; nobody ticks it off."""


class CannotHaveItError(ValueError):
    """The colleague may not look into the room of the task, or is not here any more."""


@dataclass(frozen=True)
class NewTask:
    """What is asked: a registered kind, about which row, by when, and to whom it passes on if nobody does it."""

    kind: str
    level: Urgency
    due_at: datetime
    subject: Model | None = None
    person_id: int | None = None
    note: str = ""
    assigned_to_id: int | None = None
    escalates_at: datetime | None = None
    escalates_to_id: int | None = None
    escalates_to_role: Role | None = None
    origin: str = ""


def open_task(*, actor: Actor, new: NewTask) -> Task:
    """Write a task down; one of the same origin is returned as it stands. Needs worklist.write.

    Raises UnknownKindError for a kind that no room registered, CannotHaveItError for a colleague who may not have it.
    """
    with durable():
        return add_task(actor=actor, new=new)


def add_task(*, actor: Actor, new: NewTask) -> Task:
    """Write a task down as open_task does, in the caller's transaction: with what it comes from, or not at all."""
    actor.require("worklist.write")
    kind_of(new.kind)
    if new.assigned_to_id is not None:
        _colleague(new.assigned_to_id, new.kind)
    values = {
        "kind": new.kind,
        "subject_type": type_of(new.subject) if new.subject is not None else "",
        "subject_id": new.subject.pk if new.subject is not None else None,
        "person_id": new.person_id,
        "level": new.level,
        "note": new.note,
        "made_at": clock.now(),
        "made_by_id": actor.user_id,
        "due_at": new.due_at,
        "assigned_to_id": new.assigned_to_id,
        "escalates_at": new.escalates_at,
        "escalates_to_id": new.escalates_to_id,
        "escalates_to_role": new.escalates_to_role or "",
    }
    if new.origin:
        task, is_new = Task.objects.get_or_create(origin=new.origin, defaults=values)
    else:
        task, is_new = Task.objects.create(**values), True
    if is_new:
        audit.record(actor, "task.open", task, kind=task.kind, person=task.person_id)
    return task


def take_task(*, actor: Actor, task_id: int, expected_version: int) -> Task:
    """Take a task in hand, if it is still as it was shown (compare and swap). Needs worklist.write.

    Raises TakenMeanwhileError with the name of whoever has it, DoneMeanwhileError or TaskChangedError. A second
    click on one's own changes nothing.
    """
    with durable():
        task = _locked(actor, task_id)
        if task.done_at is None and task.taken_by_id is not None and task.taken_by_id == actor.user_id:
            return task
        _refuse_if_not(task, expected_version, is_right=task.is_free)
        _swap(task, taken_by_id=actor.user_id, taken_at=clock.now())
        audit.record(actor, "task.take", task)
    return task


def put_back(*, actor: Actor, task_id: int, expected_version: int) -> Task:
    """Give a task back to all; one's own, or with worklist.manage anybody's. Needs worklist.write."""
    with durable():
        task = _locked(actor, task_id)
        is_right = task.taken_by_id in (None, actor.user_id) or actor.may("worklist.manage")
        _refuse_if_not(task, expected_version, is_right=is_right)
        if task.taken_by_id is not None or task.assigned_to_id is not None:
            _swap(task, taken_by_id=None, taken_at=None, assigned_to_id=None)
            audit.record(actor, "task.put_back", task)
    return task


def hand_over(*, actor: Actor, task_id: int, expected_version: int, to_user_id: int) -> Task:
    """Give a task to a colleague, who has to take it. Needs worklist.write.

    Raises what take_task raises, CannotHaveItError for a colleague who may not have it.
    """
    with durable():
        task = _locked(actor, task_id)
        is_right = task.is_free or task.taken_by_id == actor.user_id or actor.may("worklist.manage")
        _refuse_if_not(task, expected_version, is_right=is_right)
        _colleague(to_user_id, task.kind)
        _swap(task, taken_by_id=None, taken_at=None, assigned_to_id=to_user_id)
        audit.record(actor, "task.hand_over", task, to=to_user_id)
    return task


def hand_over_all(*, actor: Actor, from_user_id: int, to_user_id: int | None) -> int:
    """Give everything that a colleague has to another, or to all (None), and return how many. Needs worklist.manage.

    What the other may not have goes to all who may. What somebody else has in hand stays in their hands.
    """
    actor.require("worklist.manage")
    with durable():
        other = User.objects.filter(pk=to_user_id, is_active=True).first() if to_user_id is not None else None
        if to_user_id is not None and other is None:
            raise CannotHaveItError(_("This colleague cannot sign in any more."))
        tasks = list(Task.objects.held_by(from_user_id).select_for_update())
        for task in tasks:
            to = other.pk if other is not None and queries.may_have(other.role, task.kind) else None
            values: dict[str, object] = {"assigned_to_id": to}
            # Meant for the one who is away, and in another's hands: it stays there.
            if task.taken_by_id == from_user_id:
                values |= {"taken_by_id": None, "taken_at": None}
            _swap(task, **values)
            audit.record(actor, "task.hand_over", task, to=to, came_from=from_user_id)
    return len(tasks)


def finish_task(*, actor: Actor, task_id: int, expected_version: int) -> Task:
    """Say that a task is done; a second click changes nothing. Needs worklist.write.

    Raises TakenMeanwhileError where a colleague has it in hand, TaskChangedError if it is not as it was shown, and
    SettlesItselfError for a kind that nobody ticks off.
    """
    with durable():
        task = _locked(actor, task_id)
        if task.done_at is not None:
            return task
        if (kind := task_kinds.get(task.kind)) and not kind.is_ticked_off:
            raise SettlesItselfError(task.kind)
        is_right = task.is_free or task.taken_by_id == actor.user_id
        _refuse_if_not(task, expected_version, is_right=is_right)
        _swap(task, done_at=clock.now(), done_by_id=actor.user_id)
        audit.record(actor, "task.done", task)
    return task


def settle_tasks(*, origins: list[str]) -> int:
    """Close what nobody need do any more, since it has happened, and return how many. A room's scan calls it."""
    with durable():
        return settle_with(origins=origins, actor=SYSTEM)


def settle_with(*, origins: list[str], actor: Actor) -> int:
    """Close tasks as settle_tasks does, in the caller's transaction, since what they ask for happens in it."""
    count = 0
    for task in Task.objects.open().filter(origin__in=origins).select_for_update():
        _swap(task, done_at=clock.now(), done_by_id=actor.user_id)
        audit.record(actor, "task.done", task)
        count += 1
    return count


def escalate_overdue(at: datetime) -> int:
    """Pass on what was not done in time: urgent now, free for all who may have it, with a mail. Safe to run twice."""
    ids = list(Task.objects.overdue_to_escalate(at).values_list("pk", flat=True))
    count = 0
    for task_id in ids:
        with durable():
            # Asked again inside: somebody may have done it in between.
            task = Task.objects.overdue_to_escalate(at).select_for_update().filter(pk=task_id).first()
            if task is None:
                continue
            targets = _targets(task)
            to = targets[0].pk if task.escalates_to_id is not None and len(targets) == 1 else None
            held_by = task.taken_by_id
            _swap(task, level=Urgency.URGENT, escalated_at=at, assigned_to_id=to, taken_by_id=None, taken_at=None)
            audit.record(SYSTEM, "task.escalate", task, told=len(targets), held_by=held_by)
            for user in targets:
                _tell(user, task)
        count += 1
    return count


def free_those_of_the_gone(_at: datetime) -> int:
    """Give back to all what is meant for, or in hand of, somebody who may not have it any more. Safe to run twice."""
    count = 0
    for user in queries.holders():
        kinds = Task.objects.held_by(user.pk).order_by().values_list("kind", flat=True).distinct()
        lost = [kind for kind in kinds if not user.is_active or not queries.may_have(user.role, kind)]
        if not lost:
            continue
        with durable():
            for task in Task.objects.held_by(user.pk).filter(kind__in=lost).select_for_update():
                values: dict[str, object] = {}
                if task.taken_by_id == user.pk:
                    values |= {"taken_by_id": None, "taken_at": None}
                if task.assigned_to_id == user.pk:
                    values |= {"assigned_to_id": None}
                _swap(task, **values)
                audit.record(SYSTEM, "task.free", task, came_from=user.pk)
                count += 1
    return count


def export_of(person: Person) -> object:
    """Return the tasks that concern a person, as JSON can write them."""
    rows = Task.objects.filter(person=person).order_by("pk")
    return [
        {
            "kind": task.kind,
            "note": task.note,
            "made_at": task.made_at.isoformat(),
            "due_at": task.due_at.isoformat(),
            "done_at": task.done_at.isoformat() if task.done_at else None,
        }
        for task in rows
    ]


def erase_of(person: Person) -> int:
    """Delete the tasks that concern a person, in the transaction that erases them."""
    return int(Task.objects.filter(person=person).delete()[0])


def _locked(actor: Actor, task_id: int) -> Task:
    actor.require("worklist.write")
    return Task.objects.visible_to(actor).select_for_update().get(pk=task_id)


def _refuse_if_not(task: Task, expected_version: int, *, is_right: bool) -> None:
    """Say why a task may not be changed: it is done, somebody has it, or it is not as it was shown."""
    if task.done_at is not None:
        raise DoneMeanwhileError(str(task))
    if not is_right:
        raise TakenMeanwhileError(str(task.taken_by) if task.taken_by_id is not None else "")
    if task.version != expected_version:
        raise TaskChangedError(str(task))


def _swap(task: Task, **values: object) -> None:
    """Change a row that still has the version that was read, and raise TaskChangedError for any other."""
    changed = Task.objects.filter(pk=task.pk, version=task.version).update(**values, version=F("version") + 1)
    if changed != 1:
        raise TaskChangedError(str(task))
    task.refresh_from_db()


def _colleague(user_id: int, kind: str) -> User:
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not queries.may_have(user.role, kind):
        raise CannotHaveItError(_("This colleague cannot do tasks of this kind."))
    return user


def _targets(task: Task) -> list[User]:
    """Return whom an escalation reaches: the member of staff, else the role, else the owners; only who is here."""
    active = User.objects.filter(is_active=True).order_by("pk")
    asked = [active.filter(pk=task.escalates_to_id or 0), active.filter(role=task.escalates_to_role)]
    for users in (*asked, active.filter(role=Role.OWNER)):
        found = [user for user in users if queries.may_have(user.role, task.kind)]
        if found:
            return found
    return []


def _tell(user: User, task: Task) -> None:
    """Send word that something waits, never what it is about."""
    with translation.override(user.language):
        queue_mail(
            kind=ESCALATED,
            to_address=user.email,
            language=user.language,
            subject=_("A task was not done in time"),
            text=_("A task of your practice was not done in time and is passed on to you.\n\nIt stands here: %(link)s")
            % {"link": f"{settings.CONFIG.url}{reverse('worklist_desk:task', args=[task.pk])}"},
            cause=task,
        )
