"""Who was asked, what they said, what was decided, and what the practice says of Google."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.actors import Actor


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    """Requests by what one may see."""

    def visible_to(self, actor: Actor) -> ReviewRequestQuerySet:
        """Return what the actor may read: staff with reviews.read all, anybody else none."""
        return self.all() if actor.may("reviews.read") else self.none()


class ReviewRequest(models.Model):
    """Somebody who was asked what they think; the link in their mail opens the form once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Empty once its time is over; the digest then only says that somebody was asked.
    email = models.CharField(max_length=254, blank=True)
    digest = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = ReviewRequestQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.public_id)


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews by what one may see."""

    def visible_to(self, actor: Actor) -> ReviewQuerySet:
        """Return what the actor may read: staff with reviews.read all, anybody else those that are shown."""
        return self.all() if actor.may("reviews.read") else self.filter(state=Review.State.SHOWN)


class Review(models.Model):
    """What somebody said, as they wrote it. Nobody of the practice can change it; refused ones are kept."""

    class State(models.TextChoices):
        """Where it is; rules.ReviewState in words."""

        WAITING = "waiting", pgettext_lazy("review", "to be decided")
        SHOWN = "shown", pgettext_lazy("review", "shown")
        REFUSED = "refused", pgettext_lazy("review", "not shown")

    class Refusal(models.TextChoices):
        """Why it is not shown; rules.Refusal in words."""

        INSULT = "insult", pgettext_lazy("refusal", "insults somebody")
        PRIVATE = "private", pgettext_lazy("refusal", "tells private things about somebody else")
        UNRELATED = "unrelated", pgettext_lazy("refusal", "is not about this practice")
        ADVERTISING = "advertising", pgettext_lazy("refusal", "is advertising")
        UNLAWFUL = "unlawful", pgettext_lazy("refusal", "must not be published by law")

    request = models.OneToOneField(ReviewRequest, on_delete=models.CASCADE, related_name="review")
    stars = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    shown_name = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=16, choices=State.choices, default=State.WAITING)
    refusal = models.CharField(max_length=16, choices=Refusal.choices, blank=True)
    written_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="one_to_five_stars"),
            models.CheckConstraint(
                condition=Q(state="refused", refusal__gt="") | (~Q(state="refused") & Q(refusal="")),
                name="a_refusal_has_a_reason",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-written_at"], name="reviews_of_state")]

    def __str__(self) -> str:
        return f"{self.stars} {self.state}"


class GooglePlace(models.Model):
    """What the practice says of its place at Google: one row. Of Google's own content only the place's id is kept."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    place_id = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=500, blank=True)
    # What the practice itself read there, and on which day.
    stars = models.DecimalField(max_digits=2, decimal_places=1, null=True)
    count = models.PositiveIntegerField(null=True)
    read_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_google_place")]

    def __str__(self) -> str:
        return self.place_id
