"""Invented people, for whoever needs a row of one."""

from __future__ import annotations

from drypoint.foundation.core import clock
from drypoint.foundation.patients.models import Person


def a_person() -> int:
    """Make a person and return the id."""
    person = Person.objects.create(name="Primjer", name_key="primjer", language="en", made_at=clock.now())
    return int(person.pk)
