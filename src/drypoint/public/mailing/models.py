"""Who is on the list, the words that were agreed to, and the ledger of who agreed when."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.actors import Actor
from drypoint.knowledge.language import FALLBACK


class ListConsent(models.Model):
    """The words that stand beside the sign-up, in one version. Never changed: a new wording is a new version."""

    version = models.PositiveSmallIntegerField(unique=True)
    texts = models.JSONField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"list {self.version}"

    def text_in(self, language: str) -> str:
        """Return the words in a language, or in English."""
        texts: dict[str, str] = self.texts
        return texts.get(language, texts[FALLBACK])


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    """People on the list by what one may see."""

    def visible_to(self, actor: Actor) -> SubscriberQuerySet:
        """Return what the actor may read: staff with mailing.read everybody, anybody else nobody."""
        return self.all() if actor.may("mailing.read") else self.none()


class Subscriber(models.Model):
    """One address and how it stands to the list; the digest finds it again, also when the address is erased."""

    class State(models.TextChoices):
        """How somebody stands to the list; rules.Membership in words."""

        PENDING = "pending", pgettext_lazy("subscriber", "not confirmed yet")
        CONFIRMED = "confirmed", pgettext_lazy("subscriber", "on the list")
        LEFT = "left", pgettext_lazy("subscriber", "left")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=16, choices=State.choices)
    link_version = models.PositiveIntegerField(default=1)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="subscriber_latest_of_state")]

    def __str__(self) -> str:
        return str(self.public_id)


class ConsentEvent(models.Model):
    """A line of the ledger, never changed: who (by digest) agreed to what, took it back, when and how."""

    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    consent = models.ForeignKey(ListConsent, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=16)
    network = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["digest", "id"], name="consents_of_somebody")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
