"""What this room shows in others: the tasks of today, how many wait, those of a patient."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import ngettext

from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients.page import PersonViewing
from drypoint.foundation.worklist import presenters, queries
from drypoint.foundation.worklist.models import Task, Urgency

MOST_TODAY = 20


def count(viewing: Viewing) -> int:
    """Return how many tasks wait for whoever looks."""
    return queries.waiting_count(viewing.actor)


def urgent_ones(viewing: Viewing) -> Iterable[WaitingLine]:
    """Say that something urgent waits which nobody has in hand."""
    urgent = Task.objects.visible_to(viewing.actor).open().filter(level=Urgency.URGENT)
    free = urgent.filter(taken_by__isnull=True).count()
    if free:
        sentence = ngettext(
            "%(count)d urgent task has nobody yet.", "%(count)d urgent tasks have nobody yet.", free
        ) % {"count": free}
        yield WaitingLine(sentence, reverse("worklist_desk:list"), "stop")


def tasks_of_today(viewing: Viewing) -> PagePart | None:
    """Show the open tasks, the most pressing first."""
    found = queries.first_of(Task.objects.visible_to(viewing.actor).open(), MOST_TODAY)
    return presenters.TasksOfToday(lines_of(viewing, found.rows), found.is_more) if found.rows else None


def tasks_of_person(viewing: PersonViewing) -> PagePart | None:
    """Show the open tasks that concern a patient."""
    actor = viewing.actor
    if not actor.may("worklist.read"):
        return None
    found = queries.first_of(Task.objects.visible_to(actor).open().filter(person=viewing.person), MOST_TODAY)
    lines = lines_of(Viewing(actor, viewing.at), found.rows)
    return presenters.TasksOfPerson(lines, viewing.person.pk, actor.may("worklist.write"))


def lines_of(viewing: Viewing, tasks: list[Task]) -> tuple[presenters.TaskLine, ...]:
    """Return tasks as whoever looks sees them."""
    actor = viewing.actor
    return presenters.task_lines(
        tasks,
        at=viewing.at,
        user_id=actor.user_id,
        names=queries.names_of(actor, tasks),
        persons=queries.persons_of(actor, tasks),
        may_write=actor.may("worklist.write"),
    )
