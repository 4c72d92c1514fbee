"""Every write about people: permission, one durable transaction, the trail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.mail.outbox import erase_mails_of
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients import rules
from drypoint.foundation.patients.holdings import holdings
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.queries import alphabet_of_names
from drypoint.knowledge.language import FALLBACK

_AT_ONCE = 500


class ChangedMeanwhileError(RuntimeError):
    """Somebody else changed this person since the form was opened; show theirs before saving over it."""


@dataclass(frozen=True)
class Particulars:
    """What is known of a person, checked and cleaned by the form; of the birth the date, the year, or nothing."""

    name: str
    born_on: date | None = None
    birth_year: int | None = None
    email: str = ""
    phone: str = ""
    language: str = FALLBACK
    other_languages: str = ""


def add_person(*, actor: Actor, particulars: Particulars, origin: str = "") -> Person:
    """Make a person; one who was made from the same origin already is returned unchanged. Needs patients.write."""
    actor.require("patients.write")
    values = {
        **asdict(particulars),
        **_listed(particulars.name, alphabet_of_names()),
        "made_at": clock.now(),
        "made_by_id": actor.user_id,
    }
    with durable():
        if origin:
            person, is_new = Person.objects.get_or_create(origin=origin, defaults=values)
        else:
            person, is_new = Person.objects.create(**values), True
        if is_new:
            audit.record(actor, "person.add", person, origin=origin)
    return person


def change_person(*, actor: Actor, person_id: int, particulars: Particulars, expected_version: int) -> Person:
    """Change what is known of a person. Needs patients.write.

    Raises ChangedMeanwhileError unless the person still has the version that the form showed.
    """
    with durable():
        person = _locked(actor, "patients.write", person_id)
        if person.version != expected_version:
            raise ChangedMeanwhileError(str(person))
        values = asdict(particulars)
        changed = sorted(name for name, value in values.items() if getattr(person, name) != value)
        if changed:
            for name in changed:
                setattr(person, name, values[name])
            for name, value in _listed(person.name, alphabet_of_names()).items():
                setattr(person, name, value)
            person.version += 1
            person.save()
            audit.record(actor, "person.change", person, changed=", ".join(changed))
    return person


def look_at_person(*, actor: Actor, person_id: int) -> Person:
    """Record that a member of staff looked, and return the person. Needs patients.read."""
    with durable():
        person = _locked(actor, "patients.read", person_id)
        audit.record(actor, "person.read", person)
    return person


def export_person(*, actor: Actor, person_id: int) -> dict[str, object]:
    """Return all that the practice holds about a person, room by room, as JSON can write it. Needs patients.export."""
    with durable():
        person = _locked(actor, "patients.export", person_id)
        held = holdings()
        audit.record(actor, "person.export", person, rooms=len(held))
        return {
            "person": {
                "id": str(person.public_id),
                "name": person.name,
                "born_on": person.born_on.isoformat() if person.born_on else None,
                "birth_year": person.birth_year,
                "email": person.email,
                "phone": person.phone,
                "language": person.language,
                "other_languages": person.other_languages,
                "made_at": person.made_at.isoformat(),
            },
            **{holding.name: holding.export(person) for holding in held},
        }


def erase_person(*, actor: Actor, person_id: int) -> None:
    """Erase a person with all that the rooms hold and the texts of mails; the trail keeps ids. Needs patients.erase.

    Raises ProtectedError if a room holds rows and did not register itself: then nothing is erased.
    """
    with durable():
        person = _locked(actor, "patients.erase", person_id)
        gone = {holding.name: holding.erase(person) for holding in holdings()}
        audit.record(actor, "person.erase", person, **gone)
        erase_mails_of(person)
        person.delete()


def put_in_order(_at: datetime) -> int:
    """Give people their place in lists by the alphabet that holds now, and return how many changed.

    Whoever was added before there were places, or before the practice moved to another country, is found by this.
    """
    alphabet = alphabet_of_names()
    with durable():
        people = list(Person.objects.in_another_order(alphabet).select_for_update()[:_AT_ONCE])
        for person in people:
            Person.objects.filter(pk=person.pk).update(**_listed(person.name, alphabet))
    return len(people)


def _listed(name: str, alphabet: str) -> dict[str, str]:
    place = rules.name_place(name, alphabet)
    return {"name_key": rules.name_key(name), "name_place": place, "placed_by": alphabet}


def _locked(actor: Actor, capability: str, person_id: int) -> Person:
    actor.require(capability)
    return Person.objects.visible_to(actor).select_for_update().get(pk=person_id)
