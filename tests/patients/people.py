"""Invented people, for whoever needs a row of one."""

from __future__ import annotations

from typing import Any

from drypoint.foundation.core import clock
from drypoint.foundation.patients.models import Episode, Person, Referral


def a_person() -> int:
    """Make a person and return the id."""
    person = Person.objects.create(name="Primjer", name_key="primjer", language="en", made_at=clock.now())
    return int(person.pk)


def an_episode(person_id: int | None = None, **fields: Any) -> Episode:
    """Make a problem of a person, of a new one unless somebody is named."""
    values: dict[str, Any] = {"problem": "Shoulder", "made_at": clock.now(), **fields}
    return Episode.objects.create(person_id=person_id or a_person(), **values)


def a_referral(**fields: Any) -> Referral:
    """Make a referral with six sessions, of which none is used."""
    values: dict[str, Any] = {"episode": an_episode(), "sessions_allowed": 6, "made_at": clock.now(), **fields}
    return Referral.objects.create(**values)
