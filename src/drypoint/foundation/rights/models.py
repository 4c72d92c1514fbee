"""What stands against changing or erasing a record, complaints, and what was given to others."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Contact, Person

_Row = TypeVar("_Row", bound=models.Model)


class RightsQuerySet(models.QuerySet[_Row]):
    """Rows about people that only who manages rights may see, of the people whom they see."""

    def visible_to(self, actor: Actor) -> Self:
        """Return what the actor may see."""
        people = Person.objects.visible_to(actor) if actor.may("rights.manage") else Person.objects.none()
        return self.filter(person__in=people)


class Restraint(models.Model):
    """Something that holds a person's record as it is, until somebody lifts it; several may hold at a time.

    A restriction (GDPR, article 18) makes the record read-only and keeps mails back; a legal hold stops erasure alone.
    """

    class Kind(models.TextChoices):
        """What it stops."""

        RESTRICTION = "restriction", pgettext_lazy("restraint", "Restriction of processing")
        LEGAL_HOLD = "legal_hold", pgettext_lazy("restraint", "Legal hold")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restraints")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_because = models.TextField(blank=True)

    objects = RightsQuerySet.as_manager()

    class Meta:
        # What holds now is little beside what ever did, and every line about a patient asks for it.
        indexes: ClassVar = [
            models.Index(fields=["person", "kind"], condition=Q(lifted_at__isnull=True), name="restraint_in_force")
        ]

    def __str__(self) -> str:
        return f"restraint {self.pk}"


class Complaint(models.Model):
    """What somebody complained of, with what it is about and by when it is answered; outcome is "" while it is open.

    about and about_url name an entry of the person's timeline, or nothing. key binds what is sealed to its row.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="complaints")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    about = models.CharField(max_length=200, blank=True)
    about_url = models.CharField(max_length=200, blank=True)
    sealed = models.BinaryField()
    received_on = models.DateField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField(blank=True)

    objects = RightsQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="a_closed_complaint_says_how_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.pk}"


class Release(models.Model):
    """What was given to somebody outside the practice, kept sealed as it was given.

    authority says on what ground: which paper, from whom, of which day. scope are names of holdings.
    """

    class Recipient(models.TextChoices):
        """Who got it."""

        LAWYER = "lawyer", pgettext_lazy("recipient", "a lawyer")
        INSURER = "insurer", pgettext_lazy("recipient", "an insurer")
        COURT = "court", pgettext_lazy("recipient", "a court or an authority")
        CLINIC = "clinic", pgettext_lazy("recipient", "another practice or a hospital")
        OTHER = "other", pgettext_lazy("recipient", "somebody else")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="releases")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient_kind = models.CharField(max_length=16, choices=Recipient.choices)
    recipient = models.CharField(max_length=200)
    authority = models.TextField()
    scope = models.JSONField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = RightsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"release {self.pk}"


class Consent(models.Model):
    """What a person said of being written to, or rung up, at one of their contacts for one purpose.

    The contact is named as it is compared (Contact.normalised), so that what was said outlives a row that is written
    anew. The newest of a contact and purpose counts; without any the practice writes about the person's own matter.
    """

    class Purpose(models.TextChoices):
        """What the person is written to, or rung up, about."""

        APPOINTMENTS = "appointments", pgettext_lazy("purpose", "appointments and reminders")
        LETTERS = "letters", pgettext_lazy("purpose", "answers and letters about the treatment")
        REVIEWS = "reviews", pgettext_lazy("purpose", "a question how it was")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=8, choices=Contact.Kind.choices)
    value = models.CharField(max_length=254)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    is_given = models.BooleanField()
    said_on = models.DateField()
    how = models.CharField(max_length=200)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "kind", "value"], name="consent_of_a_contact")]

    def __str__(self) -> str:
        return f"consent {self.pk}"
