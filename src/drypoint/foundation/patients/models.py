"""A person whom the practice treats."""

from __future__ import annotations

import uuid
from datetime import date
from functools import reduce
from operator import or_
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients import rules
from drypoint.knowledge.language.folding import spellings


class PersonQuerySet(models.QuerySet["Person"]):
    """People by what one may see of them."""

    def visible_to(self, actor: Actor) -> PersonQuerySet:
        """Return whom the actor may look at: staff with patients.read everybody, anybody else nobody."""
        return self.all() if actor.may("patients.read") else self.none()

    def called(self, words: str) -> PersonQuerySet:
        """Return those in whose name each of the words begins a part, whatever its case and accents."""
        found = self
        for word in words.split():
            begins = (Q(name_key__startswith=one) | Q(name_key__contains=f" {one}") for one in spellings(word))
            found = found.filter(reduce(or_, begins))
        return found

    def by_name(self) -> PersonQuerySet:
        """Return them in the order of a list of names."""
        return self.order_by("name_place", "name_key", "pk")

    def in_another_order(self, alphabet: str) -> PersonQuerySet:
        """Return those whose place in a list was found by the alphabet of another language."""
        return self.exclude(placed_by=alphabet).order_by("pk")


class Person(models.Model):
    """Who somebody is and how they are reached. What was found about them is kept by the rooms that found it.

    name_key is the name as rules.name_key writes it, name_place where it stands in a list by the alphabet of the
    language placed_by; both are kept in step by actions. origin names the record that the person was made from
    ("enquiries.enquiry 12"), so that a second click makes no second person; "" for one made by hand.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=240)
    name_place = models.CharField(max_length=240, blank=True)
    placed_by = models.CharField(max_length=8, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    language = models.CharField(_("language"), max_length=8)
    other_languages = models.CharField(_("other languages"), max_length=120, blank=True)
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

    def age_on(self, day: date) -> int | None:
        """Return the age on a day, if the birth is known."""
        return rules.age_on(day, self.born_on, self.birth_year)
