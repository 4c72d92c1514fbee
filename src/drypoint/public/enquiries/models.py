"""A message of a visitor, the conversation that follows, and the words of consent that it rests on."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.files import documents
from drypoint.foundation.core.models import StoredDocument
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.name_keys import begins_with
from drypoint.knowledge.language import FALLBACK

# Some signs are folded to many letters; a search needs no more of them.
LONGEST_NAME_KEY = 240


class Problem(models.TextChoices):
    """What a person asks about: the seven groups of the site, anything else, or nothing about health."""

    LUMBAR_SPINE = "lumbar_spine", _("Lower back")
    LEG_TINGLING = "leg_tingling", _("Tingling or pain that runs into the leg")
    CERVICAL_SPINE = "cervical_spine", _("Neck")
    ARM_TINGLING = "arm_tingling", _("Tingling or pain that runs into the arm or hand")
    THORACIC_SPINE = "thoracic_spine", _("Shoulder blade or upper back")
    HIP_KNEE = "hip_knee", _("Hip or knee")
    SHOULDER_ELBOW = "shoulder_elbow", _("Shoulder or elbow")
    OTHER = "other", _("Something else, or I am not sure")
    GENERAL = "general", _("A general question, not about my health")


class State(models.TextChoices):
    """What the practice has to do next; `Enquiry.get_state` decides."""

    NEW = "new", pgettext_lazy("enquiry", "new")
    WROTE_AGAIN = "wrote_again", pgettext_lazy("enquiry", "wrote again")
    CALL_THEM = "call_them", pgettext_lazy("enquiry", "call them")
    ANSWERED = "answered", pgettext_lazy("enquiry", "answered")
    CLOSED = "closed", pgettext_lazy("enquiry", "closed")


class ConsentText(models.Model):
    """The words of one consent in one version. Never changed: a new wording is a new version."""

    class Purpose(models.TextChoices):
        """What is consented to."""

        CONTACT = "contact", _("being contacted")
        HEALTH_DATA = "health_data", _("use of health data")

    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["purpose", "version"], name="one_consent_text_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"

    def text_in(self, language: str) -> str:
        """Return the words in a language, or in English."""
        texts: dict[str, str] = self.texts
        return texts.get(language, texts[FALLBACK])


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    """Enquiries by what one may see and by what waits."""

    def visible_to(self, actor: Actor) -> EnquiryQuerySet:
        """Return what the actor may read: staff with enquiries.read everything, anybody else nothing."""
        return self.all() if actor.may("enquiries.read") else self.none()

    def waiting(self) -> EnquiryQuerySet:
        """Return those to which the practice owes something, longest wait first."""
        return self.filter(waiting_since__isnull=False).order_by("waiting_since", "pk")

    def latest_first(self) -> EnquiryQuerySet:
        """Return the most recently written first."""
        return self.order_by("-last_message_at", "-pk")

    def late(self, promised_since: datetime) -> EnquiryQuerySet:
        """Return those that have waited since before a moment, longest wait first."""
        return self.waiting().filter(waiting_since__lt=promised_since)

    def called(self, words: str) -> EnquiryQuerySet:
        """Return those in whose name each of the words begins a part, whatever its case and accents."""
        found = self
        for word in words.split():
            found = found.filter(begins_with(word))
        return found

    def outdated(self, at: datetime) -> EnquiryQuerySet:
        """Return those without a message since this moment, oldest first."""
        return self.filter(last_message_at__lte=at).order_by("last_message_at", "pk")


class Enquiry(models.Model):
    """One person's question to the practice, with whom to answer and how the conversation stands."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    # What a search compares: the name folded, the digits of the number from the country on.
    name_key = models.CharField(max_length=LONGEST_NAME_KEY, blank=True)
    phone_key = models.CharField(max_length=32, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    # The patient whom it was joined to, by hand.
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="enquiries")
    language = models.CharField(max_length=8)
    problem = models.CharField(max_length=16, choices=Problem.choices)
    contact_consent = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+")
    health_consent = models.ForeignKey(ConsentText, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    last_message_at = models.DateTimeField()
    last_message_id = models.BigIntegerField(default=0)
    document_count = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    waiting_since = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=State.choices)
    link_version = models.PositiveSmallIntegerField(default=1)
    link_expires_at = models.DateTimeField()
    link_revoked_at = models.DateTimeField(null=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="an_enquiry_can_be_answered"),
            models.CheckConstraint(
                condition=~Q(phone="") | Q(birth_year__isnull=False), name="an_enquiry_has_a_second_fact"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(waiting_since__isnull=True), name="closed_enquiries_do_not_wait"
            ),
        ]
        indexes: ClassVar = [
            # The desk's list, all of it or one state, page by page.
            models.Index(fields=["-last_message_at", "-id"], name="enquiry_latest"),
            models.Index(fields=["state", "-last_message_at", "-id"], name="enquiry_latest_of_state"),
            # What waits is little beside what was answered: counting and listing it never meets the rest.
            models.Index(
                fields=["waiting_since", "id", "state"],
                condition=Q(waiting_since__isnull=False),
                name="enquiry_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_state(self) -> State:
        """Say what the practice has to do next. The only place that decides; the column is kept in step by actions."""
        if self.closed_at is not None:
            return State.CLOSED
        if self.waiting_since is None:
            return State.ANSWERED
        if not self.email:
            return State.CALL_THEM
        return State.NEW if self.answered_at is None else State.WROTE_AGAIN

    def is_link_open(self, at: datetime) -> bool:
        """Say whether the conversation's link lets its owner in."""
        return self.link_revoked_at is None and self.link_expires_at > at

    def is_late(self, promised_since: datetime) -> bool:
        """Say whether the visitor has waited longer than the practice promises: since before that moment."""
        return self.waiting_since is not None and self.waiting_since < promised_since


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what is still to be done with them."""

    def unscreened(self) -> MessageQuerySet:
        """Return what visitors wrote and the rules have not read yet, the oldest first."""
        return self.filter(author=Message.Author.VISITOR, screened_at__isnull=True).order_by("pk")


class Message(models.Model):
    """Some words of one side; never changed. screened_at says when the rules read a visitor's for signs of danger."""

    class Author(models.TextChoices):
        """Which side wrote."""

        VISITOR = "visitor", _("visitor")
        PRACTICE = "practice", _("practice")

    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=16, choices=Author.choices)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    screened_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=Q(author="visitor", screened_at__isnull=True), name="message_unscreened"
            )
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(author="visitor", staff__isnull=True) | Q(author="practice", staff__isnull=False),
                name="staff_write_for_the_practice",
            )
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.pk}"

    @property
    def is_by_visitor(self) -> bool:
        """Say whether the visitor wrote this."""
        return self.author == self.Author.VISITOR


class Attachment(models.Model):
    """A document that came with a message; number counts through the whole enquiry, from 1."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.CASCADE, related_name="attachments")
    document = models.OneToOneField(StoredDocument, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["enquiry", "number"], name="attachments_are_numbered")]

    def __str__(self) -> str:
        return f"{self.enquiry.reference}/{self.number}"

    @property
    def neutral_name(self) -> str:
        """Return the name under which it is downloaded, which says nothing about anybody."""
        return documents.neutral_name(self.document, self.number)
