"""Every write about people: permission, one durable transaction, the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from django.db.models import Q

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.contact_details import written_numbers
from drypoint.foundation.core.mail.outbox import erase_mails_of
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients import queries, rules
from drypoint.foundation.patients.exporting import whole
from drypoint.foundation.patients.holdings import KeptError, holdings, reasons_to_keep
from drypoint.foundation.patients.likeness import Traits
from drypoint.foundation.patients.models import Contact, Merge, Person
from drypoint.foundation.practice.queries import alphabet_of_names
from drypoint.knowledge.language import FALLBACK

_AT_ONCE = 500
_IN_ROWS = frozenset({"other_contacts", "identifiers"})


class ChangedMeanwhileError(RuntimeError):
    """Somebody else changed this person since the form was opened; show theirs before saving over it."""


@dataclass(frozen=True)
class Particulars:
    """What is known of a person, checked and cleaned by the form; of the birth the date, the year, or nothing.

    email and phone are the preferred contacts, other_contacts further addresses and numbers. Identifiers are by kind.
    """

    name: str
    given_name: str = ""
    family_name: str = ""
    known_as: str = ""
    born_on: date | None = None
    birth_year: int | None = None
    sex: str = ""
    figure: str = ""
    email: str = ""
    phone: str = ""
    language: str = FALLBACK
    other_languages: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    note: str = ""
    contact_person: str = ""
    contact_person_phone: str = ""
    is_contact_guardian: bool = False
    referring_doctor: str = ""
    state: str = Person.State.ACTIVE
    other_contacts: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)

    def columns(self) -> dict[str, object]:
        """Return what stands in the person's own row."""
        return {name: value for name, value in asdict(self).items() if name not in _IN_ROWS}

    def known(self) -> Traits:
        """Return what is compared of them."""
        contacts = frozenset((one.kind, one.match) for one in self.contacts().values())
        identifiers = frozenset((kind, value) for kind, value in self.identifiers.items() if value)
        return Traits(self.name, self.born_on, self.birth_year, contacts, identifiers)

    def preferred_contacts(self) -> dict[tuple[str, str], Contact]:
        """Return what the fields of the preferred address and number hold, by kind and what it is compared by."""
        email = [self.email] if self.email else []
        found = [
            *(Contact.of(Contact.Kind.EMAIL, one) for one in email),
            *(Contact.of(Contact.Kind.PHONE, one) for one in written_numbers(self.phone)),
        ]
        for kind in Contact.Kind:
            first = next((one for one in found if one.kind == kind), None)
            if first is not None:
                first.is_preferred = True
        return {(one.kind, one.normalised): one for one in reversed(found) if one.normalised}

    def contacts(self) -> dict[tuple[str, str], Contact]:
        """Return every contact, the preferred ones marked."""
        others = (
            Contact.of(Contact.Kind.EMAIL if "@" in one else Contact.Kind.PHONE, one) for one in self.other_contacts
        )
        return {(one.kind, one.normalised): one for one in others if one.normalised} | self.preferred_contacts()


class SomebodyAlikeError(RuntimeError):
    """Somebody who is here already may be this person; ask before adding them a second time."""

    def __init__(self, found: Sequence[queries.Alike]) -> None:
        super().__init__(", ".join(str(one.person) for one in found))
        self.found = tuple(found)


def add_person(*, actor: Actor, particulars: Particulars, origin: str = "", not_these: Collection[int] = ()) -> Person:
    """Make a person; one who was made from the same origin already is returned unchanged. Needs patients.write.

    Raises SomebodyAlikeError while somebody is here who may be the same and is not among not_these: those of whom a
    person has said that they are somebody else. The system itself has nobody to ask: it makes the record, and whoever
    opens that first is asked there.
    """
    with durable():
        return write_person(actor=actor, particulars=particulars, origin=origin, not_these=not_these)


def write_person(
    *, actor: Actor, particulars: Particulars, origin: str = "", not_these: Collection[int] = ()
) -> Person:
    """Make a person as add_person does, in the caller's transaction, so that it comes together with its cause."""
    actor.require("patients.write")
    made = queries.made_from(actor, origin) if origin else None
    if made is not None:
        return made
    if actor.kind != "system" and (found := queries.alike(actor, particulars.known(), but=not_these)):
        raise SomebodyAlikeError(found)
    person = Person.objects.create(
        **particulars.columns(),
        **rules.listed_columns(particulars.name, alphabet_of_names()),
        made_at=clock.now(),
        made_by_id=actor.user_id,
        origin=origin,
    )
    _keep_contacts(person, particulars)
    _keep_identifiers(person, particulars.identifiers)
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
        values = particulars.columns()
        columns = [name for name, value in values.items() if getattr(person, name) != value]
        rows = [
            *(["contacts"] if _keep_contacts(person, particulars) else []),
            *(["identifiers"] if _keep_identifiers(person, particulars.identifiers) else []),
        ]
        changed = sorted(columns + rows)
        if changed:
            for name in columns:
                setattr(person, name, values[name])
            for name, value in rules.listed_columns(person.name, alphabet_of_names()).items():
                setattr(person, name, value)
            person.version += 1
            person.save()
            audit.record(actor, "person.change", person, changed=", ".join(changed))
    return person


def confirm_name(*, actor: Actor, person_id: int, given_name: str, family_name: str, expected_version: int) -> Person:
    """Keep how a name falls apart, as somebody looked at it and said so. Needs patients.write.

    Raises ChangedMeanwhileError as change_person does, and ValueError for parts that are not those of the name.
    """
    with durable():
        person = _locked(actor, "patients.write", person_id)
        if person.version != expected_version:
            raise ChangedMeanwhileError(str(person))
        if not rules.is_split_of(person.name, given_name, family_name):
            raise ValueError("The parts hold other words than the name.")
        person.given_name, person.family_name = given_name, family_name
        person.version += 1
        person.save()
        audit.record(actor, "person.change", person, changed="family_name, given_name")
    return person


def look_at_person(*, actor: Actor, person_id: int) -> Person:
    """Record that a member of staff looked, and return the person. Needs patients.read."""
    with durable():
        person = _locked(actor, "patients.read", person_id)
        audit.record(actor, "person.read", person)
    return person


def export_person(*, actor: Actor, person_id: int) -> dict[str, object]:
    """Return all that the practice holds about a person, room by room, as JSON can write it. Needs patients.export.

    exporting.whole.parts() says what each value is. Who saw the person is there for whoever may read that.
    """
    with durable():
        person = _locked(actor, "patients.export", person_id)
        held = holdings()
        audit.record(actor, "person.export", person, rooms=len(held))
        return {
            **queries.whole_export_of(person),
            **{one.name: one.export_for(actor, person) for one in held},
            **whole.mails_and_who_saw(actor, person),
        }


def erase_person(*, actor: Actor, person_id: int) -> None:
    """Erase a person with all that the rooms hold and the texts of mails; the trail keeps ids. Needs patients.erase.

    Raises KeptError while something stands against it, and ProtectedError if a room holds rows and did not register
    itself: then nothing is erased.
    """
    with durable():
        person = _locked(actor, "patients.erase", person_id)
        if reasons := reasons_to_keep(person):
            raise KeptError(reasons)
        # Those last that others were merged into.
        everybody = [person, *queries.merged_away(person)][::-1]
        gone = {holding.name: sum(holding.erase(one) for one in everybody) for holding in holdings()}
        audit.record(actor, "person.erase", person, **gone)
        Merge.objects.filter(Q(kept__in=everybody) | Q(gone__in=everybody)).delete()
        for one in everybody:
            erase_mails_of(one)
            one.delete()


def put_in_order(_at: datetime) -> int:
    """Give people their place in lists by the alphabet that holds now, and return how many changed.

    Whoever was added before there were places, or before the practice moved to another country, is found by this.
    """
    alphabet = alphabet_of_names()
    with durable():
        people = list(Person.objects.in_another_order(alphabet).select_for_update()[:_AT_ONCE])
        for person in people:
            Person.objects.filter(pk=person.pk).update(**rules.listed_columns(person.name, alphabet))
    return len(people)


def _keep_contacts(person: Person, particulars: Particulars) -> bool:
    """Bring the rows of contacts in step, those that stay as they are, and say whether anything changed."""
    wanted = particulars.contacts()
    is_changed = False
    there = {(one.kind, one.normalised): one for one in person.contacts.all()}
    gone = [one.pk for key, one in there.items() if key not in wanted]
    if gone:
        person.contacts.filter(pk__in=gone).delete()
        is_changed = True
    # Whoever is preferred no more gives way first: there is one of a kind.
    for key, one in sorted(wanted.items(), key=lambda item: item[1].is_preferred):
        row = there.get(key)
        if row is None:
            one.person = person
            one.save()
        elif (row.value, row.is_preferred) != (one.value, one.is_preferred):
            row.value, row.is_preferred = one.value, one.is_preferred
            row.save()
        else:
            continue
        is_changed = True
    return is_changed


def _keep_identifiers(person: Person, wanted: Mapping[str, str]) -> bool:
    there = {one.kind: one.value for one in person.identifiers.all()}
    given = {kind: value for kind, value in wanted.items() if value}
    if there == given:
        return False
    person.identifiers.exclude(kind__in=given).delete()
    for kind, value in given.items():
        person.identifiers.update_or_create(kind=kind, defaults={"value": value})
    return True


def _locked(actor: Actor, capability: str, person_id: int) -> Person:
    actor.require(capability)
    return Person.objects.visible_to(actor).select_for_update().get(pk=person_id)
