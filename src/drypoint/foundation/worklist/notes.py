"""The one kind of task that this room asks for itself: what somebody writes down in their own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Person
from drypoint.foundation.worklist.kinds import TaskKind

NOTE = "worklist.note"


def _address(person_id: int) -> str:
    return reverse("desk:person", args=[person_id])


def _named(actor: Actor, ids: Sequence[int]) -> Mapping[int, str]:
    return dict(Person.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", "name"))


KIND = TaskKind(NOTE, 900, _("To do"), "worklist.read", _address, _named)
