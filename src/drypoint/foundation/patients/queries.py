"""Named reads about people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients import likeness
from drypoint.foundation.patients.models import Contact, Identifier, Merge, Person
from drypoint.knowledge.language.folding import spellings
from drypoint.knowledge.plain import Json

PAGE_SIZE = 50
MOST_ALIKE = 8
MOST_COMPARED = 5000


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
    """Return the person who was made from a record ("enquiries.enquiry 12"), if there is one.

    Where that one was merged into another, it is the other.
    """
    made = Person.objects.filter(origin=origin).first()
    return None if made is None else survivor_of(actor, made)


def survivor_of(actor: Actor, person: Person) -> Person | None:
    """Return the record that a person is kept in after merges, if the actor may look at it."""
    while person.merged_into is not None:
        person = person.merged_into
    return Person.objects.visible_to(actor).filter(pk=person.pk).first()


def merged_away(person: Person) -> list[Person]:
    """Return the records that were merged into a person, and those that had been merged into them."""
    found: list[Person] = []
    ids = [person.pk]
    while ids:
        rows = list(Person.objects.filter(merged_into_id__in=ids).order_by("pk"))
        found += rows
        ids = [row.pk for row in rows]
    return found


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the one that is asked about, and why."""

    person: Person
    contacts: tuple[str, ...]
    signs: tuple[likeness.Hint, ...]


def known_of(person: Person) -> likeness.Traits:
    """Return what is compared of a person."""
    return likeness.Traits(
        person.name,
        person.born_on,
        person.birth_year,
        frozenset(person.contacts.values_list("kind", "match")),
        frozenset(person.identifiers.values_list("kind", "value")),
    )


def compared_with(known: likeness.Traits, person: Person) -> Alike:
    """Return how somebody compares with what is known of another."""
    contacts = tuple(contact.value for contact in contacts_of(person))
    return Alike(person, contacts, likeness.signs(known, known_of(person)))


def open_merges(person: Person, at: datetime) -> list[Merge]:
    """Return the merges into a record that can still be undone, the latest first."""
    return list(
        person.merges.filter(undone_at__isnull=True, finished_at__isnull=True, undo_until__gte=at).order_by("-pk")
    )


def alike(actor: Actor, known: likeness.Traits, *, but: Collection[int] = ()) -> list[Alike]:
    """Return who may be the same person, the likeliest first; never one whom the actor may not look at."""
    contacts = Contact.objects.filter(match__in=[one for _kind, one in known.contacts])
    numbers = Identifier.objects.filter(value__in=[one for _kind, one in known.identifiers])
    held = [*contacts.values_list("person_id", "kind", "match"), *numbers.values_list("person_id", "kind", "value")]
    shared: dict[int, frozenset[tuple[str, str]]] = defaultdict(frozenset)
    for person_id, kind, value in held:
        shared[person_id] |= {(kind, value)}
    wanted = Q(pk__in=list(shared))
    if words := known.name.replace("-", " ").replace(",", " ").split():
        wanted |= reduce(and_, (_has_word(word) for word in words))
    if known.born_on is not None:
        wanted |= Q(born_on=known.born_on)
    if known.year is not None:
        wanted |= Q(born_on__year=known.year) | Q(birth_year=known.year)
    found = []
    people = Person.objects.visible_to(actor).exclude(pk__in=but).filter(wanted).order_by("pk")
    for person in people[:MOST_COMPARED]:
        both = shared[person.pk]
        theirs = likeness.Traits(
            person.name, person.born_on, person.birth_year, both & known.contacts, both & known.identifiers
        )
        signs = likeness.signs(known, theirs)
        if likeness.is_likely(signs):
            found.append((likeness.strength(signs), person))
    likeliest = sorted(found, key=lambda one: one[0], reverse=True)[:MOST_ALIKE]
    return [compared_with(known, person) for _strength, person in likeliest]


def _has_word(word: str) -> Q:
    return reduce(or_, (Q(name_key__contains=one) for one in spellings(word)))


def contacts_of(person: Person) -> list[Contact]:
    """Return how a person is reached, the preferred of each kind first."""
    return list(person.contacts.order_by("-is_preferred", "kind", "pk"))


def identifiers_of(person: Person) -> dict[str, str]:
    """Return the numbers that others know a person by, by kind."""
    return dict(person.identifiers.values_list("kind", "value"))


def whole_export_of(person: Person) -> dict[str, object]:
    """Return a person's own row and those of the records that were merged into it, as an export begins."""
    return {"person": export_of(person), "merged": [export_of(one) for one in merged_away(person)]}


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
