"""Where it hurts a person, as they drew it, and what clinicians made of what the atlas suggests."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import cached_property
from typing import ClassVar, cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Episode, Figure, Person
from drypoint.knowledge.bodymap import MAP_VERSION
from drypoint.knowledge.bodymap.drawing import Drawing, Stroke, redrawn
from drypoint.knowledge.bodymap.outlines import Sex
from drypoint.knowledge.bodymap.sheet import drawing_from_json, read_sheet, read_strokes, read_ticks


class PainDrawingQuerySet(models.QuerySet["PainDrawing"]):
    """Drawings by what one may see and by where they stand."""

    def visible_to(self, actor: Actor) -> PainDrawingQuerySet:
        """Return what the actor may read: staff with intake.read everything, anybody else nothing."""
        return self.all() if actor.may("intake.read") else self.none()

    def finished(self) -> PainDrawingQuerySet:
        """Return those that were handed in, the newest first."""
        return self.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")

    def unfinished(self) -> PainDrawingQuerySet:
        """Return those that are still being drawn, the newest first."""
        return self.filter(finished_at__isnull=True).order_by("-made_at", "-pk")

    def never_begun(self, before: datetime) -> PainDrawingQuerySet:
        """Return sheets opened before a moment on which nobody ever marked or wrote anything."""
        return self.filter(finished_at__isnull=True, made_at__lt=before, strokes=[], ticks=[], note="")


class PainDrawing(models.Model):
    """One sheet of one person: strokes and ticked regions, as docs/how-to/pain-drawing.md describes them.

    episode is the problem that it tells of, null while nobody has said which.

    The strokes lie on the map of map_version, and are read there; marks is what they and the ticks said of each region
    when the sheet was handed in.
    revision counts the saves; last_save is the key of the latest one, so that a repeated save is recognised.
    """

    class DrawnBy(models.TextChoices):
        """Whose hand it was."""

        PATIENT = "patient", _("the patient")
        TOGETHER = "together", _("staff, together with the patient")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pain_drawings")
    episode = models.ForeignKey(Episode, null=True, on_delete=models.PROTECT, related_name="pain_drawings")
    drawn_by = models.CharField(max_length=16, choices=DrawnBy.choices)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    open_until = models.DateTimeField()
    sex = models.CharField(max_length=8, choices=Figure.choices, default=Figure.NEUTRAL)
    strokes = models.JSONField(default=list)
    ticks = models.JSONField(default=list)
    nothing_hurts = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    last_save = models.CharField(max_length=64, blank=True)
    saved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    map_version = models.CharField(max_length=16)
    marks = models.JSONField(default=dict)

    objects = PainDrawingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nothing_hurts=False) | Q(strokes=[], ticks=[]), name="nothing_hurts_or_something_is_marked"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-finished_at"], name="drawing_of_person")]

    def __str__(self) -> str:
        return f"drawing {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Say whether whoever holds the device may still draw."""
        return self.finished_at is None and self.open_until > at

    @property
    def figure(self) -> Sex:
        """Return which figure was drawn on."""
        return cast("Sex", self.sex)

    @cached_property
    def drawing(self) -> Drawing:
        """Return what was drawn, region by region.

        What was read when it was handed in holds. Only where a later map lacks one of its regions, or the sheet was
        not handed in yet, are strokes and ticks read.
        """
        if self.finished_at is not None:
            try:
                return drawing_from_json(self.figure, self.marks, self.map_version)
            except ValueError:
                pass
        return self.as_read_now()

    def as_read_now(self) -> Drawing:
        """Return what strokes and ticks say, each stroke on the map on which it was drawn."""
        return read_sheet(self.figure, read_strokes(self.strokes), read_ticks(self.ticks), self.map_version)

    def strokes_today(self) -> tuple[Stroke, ...]:
        """Return the strokes as they are shown on the present map, moved there if they lie on an older one."""
        strokes = read_strokes(self.strokes)
        if self.map_version == MAP_VERSION:
            return strokes
        return tuple(redrawn(self.figure, stroke, self.map_version) for stroke in strokes)


class Judgement(models.Model):
    """What a clinician found of one muscle on one side, with what the atlas had said of it at that moment.

    rank counts from 1; 0 and a probability of null say that the atlas had not listed it.
    """

    class Verdict(models.TextChoices):
        """What was found."""

        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")

    class Side(models.TextChoices):
        """Side of the body."""

        LEFT = "left", _("left")
        RIGHT = "right", _("right")

    drawing = models.ForeignKey(PainDrawing, on_delete=models.CASCADE, related_name="judgements")
    muscle = models.CharField(max_length=64)
    side = models.CharField(max_length=8, choices=Side.choices)
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    clinician = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rank = models.PositiveSmallIntegerField()
    probability = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drawing", "muscle", "side", "clinician"], name="one_judgement_a_clinician")
        ]

    def __str__(self) -> str:
        return f"judgement {self.pk}"


def as_values(judgement: Judgement) -> dict[str, object]:
    """Return a judgement as plain values, for an export."""
    return {
        "muscle": judgement.muscle,
        "side": judgement.side,
        "verdict": judgement.verdict,
        "at": judgement.at.isoformat(),
        "rank": judgement.rank,
        "probability": judgement.probability,
    }
