"""A person whom the practice treats."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients import rules
from drypoint.foundation.patients.name_keys import begins_with


class PersonQuerySet(models.QuerySet["Person"]):
    """People by what one may see of them."""

    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Return whom the actor may look at: staff with patients.read everybody, anybody else nobody.

        A record that was merged into another one is no longer somebody of its own.
        """
        return self.filter(merged_into__isnull=True) if actor.may("patients.read") else self.none()

    def traced_by(self, actor: Actor) -> PersonQuerySet:
        """Return those of whom the actor may ask who saw them, merged records too; no more is shown than their name."""
        return self.all() if actor.may("audit.read") else self.none()

    def called(self, words: str) -> PersonQuerySet:
        """Return those in whose name each of the words begins a part, whatever its case and accents."""
        found = self
        for word in words.split():
            found = found.filter(begins_with(word))
        return found

    def by_name(self) -> PersonQuerySet:
        """Return them in the order of a list of names."""
        return self.order_by("name_place", "name_key", "pk")

    def in_another_order(self, alphabet: str) -> PersonQuerySet:
        """Return those whose place in a list was found by the alphabet of another language."""
        return self.exclude(placed_by=alphabet).order_by("pk")

    def merged(self) -> PersonQuerySet:
        """Return the records that were merged into others."""
        return self.filter(merged_into__isnull=False)


class Sex(models.TextChoices):
    """What a person says of their sex."""

    FEMALE = "female", pgettext_lazy("sex", "female")
    MALE = "male", pgettext_lazy("sex", "male")
    OTHER = "other", pgettext_lazy("sex", "another")


class Figure(models.TextChoices):
    """On which figure of the body a person finds themselves."""

    NEUTRAL = "neutral", pgettext_lazy("figure of the body", "Neutral")
    FEMALE = "female", pgettext_lazy("figure of the body", "Female")
    MALE = "male", pgettext_lazy("figure of the body", "Male")


class Person(models.Model):
    """Who somebody is and how they are reached. What was found about them is kept by the rooms that found it.

    name is what is shown. given_name and family_name are its parts, empty until somebody has confirmed them.
    email and phone are the preferred contacts as they were written; all of them are rows of Contact.
    name_key is the name as rules.name_key writes it, name_place where it stands in a list by the alphabet of the
    language placed_by; these four are kept in step by actions. A record with merged_into stands for another one and
    is shown to nobody. origin names the record that the person was made from
    ("enquiries.enquiry 12"), so that a second click makes no second person; "" for one made by hand.
    """

    class State(models.TextChoices):
        """Whether somebody can still come."""

        ACTIVE = "active", pgettext_lazy("person", "active")
        DECEASED = "deceased", pgettext_lazy("person", "deceased")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    given_name = models.CharField(_("given name"), max_length=120, blank=True)
    family_name = models.CharField(_("family name"), max_length=120, blank=True)
    known_as = models.CharField(_("known as"), max_length=120, blank=True)
    name_key = models.CharField(max_length=240)
    name_place = models.CharField(max_length=240, blank=True)
    placed_by = models.CharField(max_length=8, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=8)
    other_languages = models.CharField(_("other languages"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex.choices, blank=True)
    figure = models.CharField(_("figure"), max_length=8, choices=Figure.choices, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    note = models.TextField(_("note for reception"), blank=True)
    contact_person = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_person_phone = models.CharField(_("telephone of the contact person"), max_length=32, blank=True)
    is_contact_guardian = models.BooleanField(_("the contact person is the guardian"), default=False)
    referring_doctor = models.CharField(_("referring doctor"), max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")
    origin = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(born_on__isnull=True) | Q(birth_year__isnull=True), name="a_birth_is_told_once"
            ),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="one_person_of_an_origin"),
        ]
        indexes: ClassVar = [models.Index(fields=["name_place", "name_key", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def year_of_birth(self) -> int | None:
        """Return the year of birth, from whichever was told."""
        return self.born_on.year if self.born_on else self.birth_year

    @property
    def proposed_split(self) -> rules.NameSplit | None:
        """Return how the name may fall apart, while nobody has said how it does."""
        return None if self.given_name or self.family_name else rules.proposed_split(self.name)

    def mailboxes(self) -> set[str]:
        """Return every e-mail address that a person is reached at."""
        further = self.contacts.filter(kind="email").values_list("value", flat=True) if self.pk else ()
        return {one for one in (self.email, *further) if one}

    def age_on(self, day: date) -> int | None:
        """Return the age on a day, if the birth is known."""
        return rules.age_on(day, self.born_on, self.birth_year)


class Contact(models.Model):
    """One way to reach a person. normalised is what it is compared by, match what its other writings share with it."""

    class Kind(models.TextChoices):
        """What it is."""

        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("telephone")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=254)
    normalised = models.CharField(max_length=254)
    match = models.CharField(max_length=254, db_index=True)
    verified_at = models.DateTimeField(null=True)
    is_preferred = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "normalised"], name="a_contact_is_noted_once"),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(is_preferred=True), name="one_preferred_contact_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @classmethod
    def of(cls, kind: str, written: str) -> Contact:
        """Return an unverified contact, of nobody yet, as it is compared."""
        is_email = kind == cls.Kind.EMAIL
        normalised = rules.normal_email(written) if is_email else rules.normal_phone(written)
        match = normalised if is_email else rules.phone_match(normalised)
        return cls(kind=kind, value=written, normalised=normalised, match=match)


class Identifier(models.Model):
    """A number that somebody else knows a person by. One of a kind."""

    class Kind(models.TextChoices):
        """Who gave it."""

        OIB = "oib", _("OIB")
        INSURANCE = "insurance", _("insurance number")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    value = models.CharField(max_length=32, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_identifier_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Merge(models.Model):
    """A record that was merged into another one, with what it takes to undo it.

    before holds what the kept record said, set what the merge made of it, moved the ids of the rows that were
    re-pointed, by model and column. All three are emptied when the time to undo it is over.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    undo_until = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)
    set = models.JSONField(default=dict)
    moved = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="a_record_is_merged_into_one"
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Say whether it can still be undone."""
        return self.undone_at is None and self.finished_at is None and at <= self.undo_until


class Stay(models.Model):
    """From when until when a record that stands by itself again was merged into another one.

    Both are named by their numbers, as the trail names them, so that who saw one of them is told after the other was
    erased.
    """

    person_number = models.BigIntegerField(db_index=True)
    with_number = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"stay {self.pk}"


class EpisodeQuerySet(models.QuerySet["Episode"]):
    """Problems by what one may see and by where they stand."""

    def visible_to(self, actor: Actor) -> EpisodeQuerySet:
        """Return what the actor may read: with patients.read_episodes everything, else nothing."""
        return self.all() if actor.may("patients.read_episodes") else self.none()

    def current(self) -> EpisodeQuerySet:
        """Return those that are not over."""
        return self.filter(ended_at__isnull=True)

    def in_order(self) -> EpisodeQuerySet:
        """Return those that go on first, then those that are over, the newest of each first."""
        return self.order_by(models.F("ended_at").desc(nulls_first=True), "-made_at", "-pk")


class Episode(models.Model):
    """One problem that a person is treated for (FHIR's EpisodeOfCare): drawings, visits and what follows hang on it.

    problem is "" where nobody has named it yet: the one that holds the drawings from before there were episodes. since
    is told as a year, or a month of one. ended_at is set while the state says that it is over.
    """

    class Side(models.TextChoices):
        """On which side of the patient."""

        LEFT = "left", pgettext_lazy("patient's side", "left")
        RIGHT = "right", pgettext_lazy("patient's side", "right")
        BOTH = "both", pgettext_lazy("patient's side", "both sides")

    class State(models.TextChoices):
        """Where it stands, by FHIR's codes."""

        PLANNED = "planned", pgettext_lazy("episode", "planned")
        ACTIVE = "active", pgettext_lazy("episode", "being treated")
        ON_HOLD = "onhold", pgettext_lazy("episode", "on hold")
        FINISHED = "finished", pgettext_lazy("episode", "finished")
        CANCELLED = "cancelled", pgettext_lazy("episode", "cancelled")

    OVER = (State.FINISHED, State.CANCELLED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="episodes")
    problem = models.CharField(max_length=200, blank=True)
    side = models.CharField(max_length=8, choices=Side.choices, blank=True)
    since_year = models.PositiveSmallIntegerField(null=True)
    since_month = models.PositiveSmallIntegerField(null=True)
    goal = models.TextField(blank=True)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State.choices, default=State.ACTIVE)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["finished", "cancelled"], ended_at__isnull=False)
                | (~Q(state__in=["finished", "cancelled"]) & Q(ended_at__isnull=True)),
                name="an_episode_that_is_over_has_its_end",
            ),
            models.CheckConstraint(
                condition=Q(since_month__isnull=True) | Q(since_year__isnull=False, since_month__range=(1, 12)),
                name="a_month_is_one_of_a_year",
            ),
        ]

    def __str__(self) -> str:
        return f"episode {self.pk}"

    @property
    def is_over(self) -> bool:
        """Say whether nothing more is done about it."""
        return self.state in self.OVER


class Referral(models.Model):
    """What a doctor sent somebody with for one problem. The newest of an episode is the one in force.

    sessions_allowed is null where none are counted. sessions_used never passes it.
    """

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="referrals")
    number = models.CharField(max_length=64, blank=True)
    doctor = models.CharField(max_length=120, blank=True)
    diagnosis = models.CharField(max_length=200, blank=True)
    payer = models.CharField(max_length=120, blank=True)
    sessions_allowed = models.PositiveSmallIntegerField(null=True)
    sessions_used = models.PositiveSmallIntegerField(default=0)
    valid_until = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(sessions_allowed__isnull=True) | Q(sessions_used__lte=models.F("sessions_allowed")),
                name="no_more_sessions_than_allowed",
            ),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"

    def standing(self, today: date) -> rules.ReferralStanding:
        """Return what there is to say of it on a day."""
        return rules.standing_of(self.sessions_allowed, self.sessions_used, self.valid_until, today)
