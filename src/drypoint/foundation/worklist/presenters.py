"""What the pages of this room show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.models import User
from drypoint.foundation.worklist.forms import AwayForm, HandOverForm, NoteForm
from drypoint.foundation.worklist.kinds import task_kinds
from drypoint.foundation.worklist.models import Task, Urgency

_TONES = {Urgency.URGENT: "stop", Urgency.SOON: "warn"}
_GONE: str | Promise = _("Something that a room asked for which is gone")


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task in a list. about is what it is about, holder who has it in hand; url leads to what it is about.

    may_take says that nobody has it, may_finish that no other has; level_name is empty for what is no hurry.
    """

    pk: int
    version: int
    title: str | Promise
    note: str
    about: str
    url: str
    tone: str
    level_name: str | Promise
    due_at: datetime
    is_late: bool
    is_passed_on: bool
    meant_for: str
    holder: str
    is_mine: bool
    may_take: bool
    may_finish: bool
    done_at: datetime | None
    done_by: str


def task_line(
    task: Task, *, at: datetime, user_id: int | None, about: str = "", person: str = "", may_write: bool
) -> TaskLine:
    """Return a task as somebody sees it who may write or not."""
    kind = task_kinds.get(task.kind)
    url = kind.address(task.subject_id) if kind and kind.address and task.subject_id is not None else ""
    is_mine = task.taken_by_id is not None and task.taken_by_id == user_id
    return TaskLine(
        pk=task.pk,
        version=task.version,
        title=kind.title if kind else _GONE,
        note=task.note,
        about=about or person,
        url=url,
        tone=_TONES.get(Urgency(task.level), ""),
        level_name=Urgency(task.level).label if task.level < Urgency.ROUTINE else "",
        due_at=task.due_at,
        is_late=task.is_late(at),
        is_passed_on=task.escalated_at is not None and task.done_at is None,
        meant_for=task.assigned_to.name if task.assigned_to and task.assigned_to_id != user_id else "",
        holder=task.taken_by.name if task.taken_by and not is_mine else "",
        is_mine=is_mine,
        may_take=may_write and task.is_free,
        may_finish=(
            may_write and task.done_at is None and (is_mine or task.is_free) and (kind is None or kind.is_ticked_off)
        ),
        done_at=task.done_at,
        done_by=task.done_by.name if task.done_by else "",
    )


def task_lines(
    tasks: Iterable[Task],
    *,
    at: datetime,
    user_id: int | None,
    names: Mapping[int, str],
    persons: Mapping[int, str],
    may_write: bool,
) -> tuple[TaskLine, ...]:
    """Return tasks as a list shows them; names are those of their subjects by task, persons those of patients."""
    return tuple(
        task_line(
            task,
            at=at,
            user_id=user_id,
            about=names.get(task.pk, ""),
            person=persons.get(task.person_id or 0, ""),
            may_write=may_write,
        )
        for task in tasks
    )


@dataclass(frozen=True, slots=True)
class TasksOfToday:
    """The part of the desk's first screen; count is how many wait for whoever looks."""

    template: ClassVar = "worklist/_today.html"
    tasks: tuple[TaskLine, ...]
    is_more: bool
    back: ClassVar = "today"


@dataclass(frozen=True, slots=True)
class TasksOfPerson:
    """The section of a patient's page."""

    template: ClassVar = "worklist/_person.html"
    tasks: tuple[TaskLine, ...]
    person_pk: int
    may_write: bool
    back: ClassVar = "list"


SHOWN: Sequence[tuple[str, str | Promise]] = (
    ("", _("all that is open")),
    ("mine", _("waits for me")),
    ("done", _("done")),
)


@dataclass(frozen=True, slots=True)
class TaskList:
    """The tasks; which is one of SHOWN."""

    template: ClassVar = "worklist/list.html"
    tasks: tuple[TaskLine, ...]
    is_more: bool
    which: str
    shown: Sequence[tuple[str, str | Promise]]
    may_write: bool
    may_manage: bool
    back: str = "list"


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task with all that can be done with it."""

    template: ClassVar = "worklist/task.html"
    task: TaskLine
    made_at: datetime
    made_by: str
    person_pk: int | None
    person: str
    form: HandOverForm | None
    may_put_back: bool
    back: str = "task"


def task_page(
    task: Task, line: TaskLine, form: HandOverForm | None, *, user_id: int | None, person: str, may_manage: bool
) -> TaskPage:
    """Return the page of a task; form is None for whoever may not hand it over."""
    is_own = task.taken_by_id is not None and task.taken_by_id == user_id
    is_held = task.taken_by_id is not None or task.assigned_to_id is not None
    return TaskPage(
        task=line,
        made_at=task.made_at,
        made_by=task.made_by.name if task.made_by else "",
        person_pk=task.person_id if person else None,
        person=person,
        form=form,
        may_put_back=task.done_at is None and is_held and (is_own or task.taken_by_id is None or may_manage),
    )


@dataclass(frozen=True, slots=True)
class NotePage:
    """The form of a task that somebody writes down by hand, about a patient or not."""

    template: ClassVar = "worklist/new.html"
    form: NoteForm
    person: str


@dataclass(frozen=True, slots=True)
class AwayPage:
    """The form by which all tasks of a colleague who is away are handed over."""

    template: ClassVar = "worklist/away.html"
    form: AwayForm
    has_any: bool


def as_choices(users: Iterable[User]) -> list[tuple[str, str]]:
    """Return members of staff as a field offers them."""
    return [(str(user.pk), user.name) for user in users]
