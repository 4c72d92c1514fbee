"""Scans over due rows: what visitors wrote is read for signs of danger, and a late answer becomes a task.

Both come after the enquiry is stored: whatever fails here delays and loses nothing that somebody sent.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.practice.queries import the_practice
from drypoint.foundation.worklist import opening
from drypoint.foundation.worklist.actions import NewTask, open_task, settle_tasks
from drypoint.foundation.worklist.kinds import TaskKind
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.public.enquiries import rules
from drypoint.public.enquiries.actions import mark_screened
from drypoint.public.enquiries.models import Enquiry, Message
from drypoint.public.enquiries.own_words import marks_in

log = logging.getLogger(__name__)
_AT_ONCE = 200


def _address(enquiry_id: int) -> str:
    return reverse("enquiries_desk:enquiry", args=[enquiry_id])


def _named(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    return dict(Enquiry.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))


EMERGENCY = TaskKind(
    "enquiries.emergency", 10, _("Possibly an emergency: read this and call"), "enquiries.read", _address, _named
)
UNREAD = TaskKind(
    "enquiries.unread", 20, _("Look for signs of danger: the rules could not read this"), "enquiries.read",
    _address, _named,
)  # fmt: skip
LATE = TaskKind("enquiries.late", 30, _("Answer: the promised time is over"), "enquiries.read", _address, _named)


def screen_new(_at: datetime) -> int:
    """Read what visitors wrote since the last turn, and ask for help where it may be an emergency. Safe to run twice.

    What the rules cannot read is given to somebody who can. A message that cannot be dealt with is tried again at the
    next turn, and keeps no other waiting.
    """
    count = 0
    for message in Message.objects.unscreened().select_related("enquiry")[:_AT_ONCE]:
        try:
            _screen(message)
        except Exception as error:
            log.exception("A message could not be screened (%s)", type(error).__name__)
        else:
            count += 1
    return count


def _screen(message: Message) -> None:
    marks = marks_in(message.text)
    if marks is None:
        _ask(UNREAD, message, Urgency.SOON)
    elif rules.may_be_emergency(marks):
        _ask(EMERGENCY, message, Urgency.URGENT)
    mark_screened(message_id=message.pk)


def _ask(kind: TaskKind, message: Message, level: Urgency) -> None:
    new = NewTask(
        kind=kind.name,
        level=level,
        due_at=opening.due_after(message.written_at, rules.EMERGENCY_READ_WITHIN),
        subject=message.enquiry,
        escalates_at=opening.due_after(message.written_at, rules.EMERGENCY_PASSED_ON_AFTER),
        escalates_to_role=Role.OWNER,
        origin=f"{kind.name} {message.pk}",
    )
    open_task(actor=SYSTEM, new=new)


def ask_for_late_answers(at: datetime) -> int:
    """Make a task of each answer that is late against the practice's promise, and close those whose wait has ended.

    A wait ends with the answer, or with the enquiry. A longer promise or another computer's clock ends none: a task
    that is closed is never asked again.
    """
    practice = the_practice()
    if practice is None:
        return 0
    promise = timedelta(hours=practice.answer_within_hours)
    late = {_origin(one): one for one in Enquiry.objects.late(opening.waited_since(at, promise, practice))}
    asked = set(Task.objects.filter(kind=LATE.name, origin__in=list(late)).values_list("origin", flat=True))
    for origin in late.keys() - asked:
        since = late[origin].waiting_since or at
        new = NewTask(
            kind=LATE.name,
            level=Urgency.SOON,
            due_at=opening.due_after(since, promise),
            subject=late[origin],
            escalates_at=opening.due_after(since, promise + rules.LATE_PASSED_ON_AFTER),
            escalates_to_role=Role.OWNER,
            origin=origin,
        )
        open_task(actor=SYSTEM, new=new)
    open_ones = dict(Task.objects.open().filter(kind=LATE.name).values_list("origin", "subject_id"))
    waits = {_origin(one) for one in Enquiry.objects.waiting().filter(pk__in=set(open_ones.values()))}
    settle_tasks(origins=[origin for origin in open_ones if origin not in waits])
    return len(late.keys() - asked)


def _origin(enquiry: Enquiry) -> str:
    """Name a wait: whoever waits again after an answer is asked about again."""
    since = enquiry.waiting_since
    return f"{LATE.name} {enquiry.pk} {since.isoformat() if since else ''}"
