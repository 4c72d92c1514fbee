"""Named reads about people."""

from __future__ import annotations

from dataclasses import dataclass

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Contact, Person
from drypoint.knowledge.plain import Json

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


def contacts_of(person: Person) -> list[Contact]:
    """Return how a person is reached, the preferred of each kind first."""
    return list(person.contacts.order_by("-is_preferred", "kind", "pk"))


def identifiers_of(person: Person) -> dict[str, str]:
    """Return the numbers that others know a person by, by kind."""
    return dict(person.identifiers.values_list("kind", "value"))


def export_of(person: Person) -> Json:
    """Return what this room holds about a person, as JSON can write it."""
    as_they_are = (
        "name", "given_name", "family_name", "known_as", "birth_year", "sex", "figure", "email", "phone", "language",
        "other_languages", "street", "postcode", "town", "country", "note", "contact_person", "contact_person_phone",
        "is_contact_guardian", "referring_doctor", "state",
    )  # fmt: skip
    return {
        "id": str(person.public_id),
        **{name: getattr(person, name) for name in as_they_are},
        "born_on": person.born_on.isoformat() if person.born_on else None,
        "contacts": [
            {
                "kind": one.kind,
                "value": one.value,
                "verified_at": one.verified_at.isoformat() if one.verified_at else None,
                "is_preferred": one.is_preferred,
            }
            for one in contacts_of(person)
        ],
        "identifiers": dict(identifiers_of(person)),
        "made_at": person.made_at.isoformat(),
    }
