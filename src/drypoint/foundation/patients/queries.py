"""Named reads about people."""

from __future__ import annotations

from dataclasses import dataclass

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Person

PAGE_SIZE = 50


@dataclass(frozen=True)
class FoundPeople:
    """Part of the list of people; is_more says that a narrower search would help."""

    rows: list[Person]
    is_more: bool


def find(actor: Actor, words: str = "") -> FoundPeople:
    """Return the people in whose name the words stand, by name; without words the first page of all."""
    rows = list(Person.objects.visible_to(actor).called(words).by_name()[: PAGE_SIZE + 1])
    return FoundPeople(rows[:PAGE_SIZE], is_more=len(rows) > PAGE_SIZE)


def namesakes(actor: Actor, person: Person) -> list[Person]:
    """Return others of the same name, so that nobody's drawing ends in another's record."""
    return list(
        Person.objects.visible_to(actor).filter(name_key=person.name_key).exclude(pk=person.pk).by_name()[:PAGE_SIZE]
    )


def made_from(actor: Actor, origin: str) -> Person | None:
    """Return the person who was made from a record ("enquiries.enquiry 12"), if there is one."""
    return Person.objects.visible_to(actor).filter(origin=origin).first()
