"""What somebody has typed and not sent yet, and who has a page open."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from drypoint.foundation.patients.models import Person

# How long something that was typed and never sent is kept after the last change.
KEPT_FOR = timedelta(days=14)
# An open page says so each half minute; one that has not for so long is left, or its machine sleeps.
OPEN_FOR = timedelta(seconds=90)
# A page without script says so only when it is opened.
SEEN_FOR = timedelta(minutes=5)
# Who has typed within this time and sent nothing is said to be writing.
WRITING_FOR = timedelta(minutes=30)


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts by whose they are."""

    def of(self, user_id: int | None) -> DraftQuerySet:
        """Return what this member of staff typed, the latest first. Nobody else ever reads it."""
        return self.filter(owner_id=user_id).order_by("-changed_at", "-pk") if user_id is not None else self.none()

    def aged(self, at: datetime) -> DraftQuerySet:
        """Return those that nobody has touched for long."""
        return self.filter(changed_at__lt=at - KEPT_FOR)


class Draft(models.Model):
    """What one member of staff typed into one form: encrypted, with where it stands.

    address is where the form is sent, page where it stands; page_path is page without what follows "?". is_sent says
    that it came with a form whose session had ended, so that it can be sent as it is.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=64)
    address = models.CharField(max_length=500)
    page = models.CharField(max_length=500)
    page_path = models.CharField(max_length=200)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    row = models.CharField(max_length=80, blank=True)
    is_sent = models.BooleanField(default=False)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "address"], name="one_draft_of_a_form"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["page_path", "owner"], name="draft_on_page"),
            models.Index(fields=["changed_at"], name="draft_by_age"),
            models.Index(fields=["row"], condition=~models.Q(row=""), name="draft_about_row"),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Presence(models.Model):
    """That a member of staff has a page open; it lasts until the moment that it gives."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "user"], name="one_presence_of_somebody_on_a_page"),
        ]
        indexes: ClassVar = [models.Index(fields=["until"], name="presence_by_end")]

    def __str__(self) -> str:
        return f"presence {self.pk}"
