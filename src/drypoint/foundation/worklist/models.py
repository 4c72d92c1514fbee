"""What somebody of the practice is asked to do."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Person
from drypoint.foundation.worklist.kinds import names_seen_by, task_kinds


class Urgency(models.IntegerChoices):
    """How pressing something is; the smaller, the sooner."""

    URGENT = 1, pgettext_lazy("task", "urgent")
    SOON = 2, pgettext_lazy("task", "soon")
    ROUTINE = 3, pgettext_lazy("task", "routine")


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks by what one may see and by where they stand."""

    def visible_to(self, actor: Actor) -> TaskQuerySet:
        """Return what the actor may see: with worklist.read those of every kind whose room is theirs.

        Tasks of a room that is gone are seen by whoever keeps the practice, so that they do not lie there for ever.
        """
        if not actor.may("worklist.read"):
            return self.none()
        seen = Q(kind__in=names_seen_by(actor))
        if actor.may("practice.change"):
            seen |= ~Q(kind__in=[kind.name for kind in task_kinds])
        return self.filter(seen)

    def open(self) -> TaskQuerySet:
        """Return those that are not done, the most pressing first."""
        return self.filter(done_at__isnull=True).order_by("level", "due_at", "pk")

    def done(self) -> TaskQuerySet:
        """Return those that are done, the latest first."""
        return self.filter(done_at__isnull=False).order_by("-done_at", "-pk")

    def waiting_for(self, user_id: int | None) -> TaskQuerySet:
        """Return the open ones that somebody has in hand, or that they may take and no other is meant to."""
        in_hand = Q(taken_by=user_id) if user_id is not None else Q(pk__in=[])
        meant = Q(assigned_to__isnull=True) if user_id is None else Q(assigned_to__isnull=True) | Q(assigned_to=user_id)
        return self.open().filter(in_hand | (Q(taken_by__isnull=True) & meant))

    def held_by(self, user_id: int) -> TaskQuerySet:
        """Return the open ones that are meant for somebody or that they have in hand."""
        return self.open().filter(Q(assigned_to=user_id) | Q(taken_by=user_id))

    def overdue_to_escalate(self, at: datetime) -> TaskQuerySet:
        """Return those that should have been done by now, and were not passed on yet."""
        return self.open().filter(escalates_at__lte=at, escalated_at__isnull=True)


class Task(models.Model):
    """Something to be done by a moment.

    subject_type and subject_id name what it is about ("enquiries.enquiry", 12), person whom it concerns. It is meant
    for assigned_to, or for everybody who sees its kind; taken_by has it in hand. If it is not done by escalates_at, it
    is taken out of whose hands it was in and passed on to a member of staff or a role. origin names what it came from,
    so that the same is asked once.
    """

    kind = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=64, blank=True)
    subject_id = models.BigIntegerField(null=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="tasks")
    level = models.PositiveSmallIntegerField(choices=Urgency.choices)
    note = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    escalates_at = models.DateTimeField(null=True)
    escalates_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    escalates_to_role = models.CharField(max_length=16, choices=Role.choices, blank=True)
    escalated_at = models.DateTimeField(null=True)
    origin = models.CharField(max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="one_task_of_an_origin"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="taken_by_somebody_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id__isnull=True)
                | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="a_subject_is_named_whole",
            ),
        ]
        # What is open is little beside what was done: listing, counting and passing on never meet the rest.
        indexes: ClassVar = [
            models.Index(fields=["level", "due_at", "id"], condition=Q(done_at__isnull=True), name="task_open"),
            models.Index(
                fields=["escalates_at"],
                condition=Q(done_at__isnull=True, escalated_at__isnull=True, escalates_at__isnull=False),
                name="task_to_escalate",
            ),
            models.Index(fields=["subject_type", "subject_id"], name="task_of_subject"),
            models.Index(fields=["-done_at", "-id"], name="task_done"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"

    @property
    def is_free(self) -> bool:
        """Say whether somebody may take it."""
        return self.done_at is None and self.taken_by_id is None

    def is_late(self, at: datetime) -> bool:
        """Say whether it should have been done by now."""
        return self.done_at is None and self.due_at < at
