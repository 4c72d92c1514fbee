"""Who is on the list, the ledger of who agreed to what, and the letters to all of them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
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


class Topic(models.Model):
    """Something that letters are about. Whoever is on the list gets all topics but those they do not want."""

    names = models.JSONField()
    is_offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"topic {self.pk}"

    def name_in(self, language: str) -> str:
        """Return its name in a language, or in the one that all fall back to."""
        names: dict[str, str] = self.names
        return names.get(language) or names.get(FALLBACK) or next(iter(names.values()), "")


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
    declined: models.ManyToManyField[Topic, models.Model] = models.ManyToManyField(Topic, related_name="+")

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
    # Of somebody taken over from another list: how, where and when they agreed, as whoever imported them wrote it.
    proof = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["digest", "id"], name="consents_of_somebody")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Suppression(models.Model):
    """An address, by its digest, that is not written to: it does not exist, keeps failing, or called a letter spam.

    It stays when the address is erased. Only its owner lifts it, by confirming anew.
    """

    class Reason(models.TextChoices):
        """Why."""

        HARD = "hard", pgettext_lazy("suppression", "the address does not exist")
        SOFT = "soft", pgettext_lazy("suppression", "letters came back again and again")
        COMPLAINT = "complaint", pgettext_lazy("suppression", "a letter was called spam")

    digest = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=16, choices=Reason.choices)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Letters by what one may see."""

    def visible_to(self, actor: Actor) -> CampaignQuerySet:
        """Return what the actor may read: staff with mailing.read all, anybody else none."""
        return self.all() if actor.may("mailing.read") else self.none()


class Campaign(models.Model):
    """One letter to the list. Its texts change while it is a draft, and never once it is on its way."""

    class State(models.TextChoices):
        """Where it is; campaigns.rules.CampaignState in words."""

        DRAFT = "draft", pgettext_lazy("campaign", "draft")
        SCHEDULED = "scheduled", pgettext_lazy("campaign", "scheduled")
        SENDING = "sending", pgettext_lazy("campaign", "being sent")
        PAUSED = "paused", pgettext_lazy("campaign", "paused")
        STOPPED = "stopped", pgettext_lazy("campaign", "stopped")
        DONE = "done", pgettext_lazy("campaign", "sent")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    # None: everybody on the list gets it.
    topic = models.ForeignKey(Topic, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    # When everybody's row was written, all in one transaction.
    filled_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Server or sender at fault: until when all wait, why, and how often in a row.
    held_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    faults = models.PositiveSmallIntegerField(default=0)

    objects = CampaignQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class CampaignText(models.Model):
    """A letter in one language, in Markdown; people get it in theirs or not at all."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=150)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "language"], name="one_text_a_language_of_a_campaign")
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.language}"


class Delivery(models.Model):
    """One person's copy of a letter: exactly one row, whatever happens. No address and no token stands in it."""

    class State(models.TextChoices):
        """How it stands; campaigns.rules.DeliveryState in words."""

        PENDING = "pending", pgettext_lazy("delivery", "waiting")
        SENDING = "sending", pgettext_lazy("delivery", "on its way")
        SENT = "sent", pgettext_lazy("delivery", "taken by the mail server")
        FAILED = "failed", pgettext_lazy("delivery", "refused")
        IN_DOUBT = "in_doubt", pgettext_lazy("delivery", "in doubt")
        SKIPPED = "skipped", pgettext_lazy("delivery", "not sent")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="deliveries")
    # None once the address is erased.
    subscriber = models.ForeignKey(Subscriber, null=True, on_delete=models.SET_NULL, related_name="deliveries")
    state = models.CharField(max_length=16, choices=State.choices, default=State.PENDING)
    # The journal of the connection that holds it.
    lane = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # None: at once.
    next_try_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()
    sentence = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "subscriber"], name="one_delivery_a_person_and_campaign")
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "id"], name="delivery_of_state"),
            models.Index(fields=["lane"], condition=Q(state="sending"), name="delivery_under_way"),
            models.Index(fields=["campaign"], condition=Q(state="in_doubt"), name="delivery_in_doubt"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"


class TrialLetter(models.Model):
    """A letter as its readers would get it, to the member of staff who asked for it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="trials")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sentence = models.CharField(max_length=300, blank=True)
    is_waiting = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.language}"


class BookedBounce(models.Model):
    """A report about a letter that was really sent: what it says and the whole of it. Goes with the address."""

    class Verdict(models.TextChoices):
        """What it says; bounces.Verdict in words."""

        HARD = "hard", pgettext_lazy("bounce", "the address does not exist")
        SOFT = "soft", pgettext_lazy("bounce", "not delivered")
        DELAYED = "delayed", pgettext_lazy("bounce", "delayed")
        COMPLAINT = "complaint", pgettext_lazy("bounce", "called spam")
        AUTO_REPLY = "auto_reply", pgettext_lazy("bounce", "answered by a machine")

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="bounces")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="bounces")
    # So that the same report, read twice, counts once.
    fingerprint = models.CharField(max_length=64, unique=True)
    verdict = models.CharField(max_length=16, choices=Verdict.choices)
    status = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    raw = models.TextField()
    booked_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subscriber", "verdict"], name="bounces_of_somebody")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"
