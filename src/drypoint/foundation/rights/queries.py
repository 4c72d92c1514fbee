"""Named reads of what holds a record, of complaints and of what was given to others."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from drypoint.foundation.patients.models import Contact, Person
from drypoint.foundation.patients.rules import normal_email
from drypoint.foundation.rights.models import Complaint, Consent, Release, Restraint

RESTRICTION, LEGAL_HOLD = Restraint.Kind.RESTRICTION, Restraint.Kind.LEGAL_HOLD
# A form signed before somebody took it back may be typed in after that.
_AS_SAID = ("said_on", "pk")


def in_force(*person_ids: int, kind: str = "") -> QuerySet[Restraint]:
    """Return what holds the records of these people now, of one kind or of both."""
    found = Restraint.objects.filter(person__in=person_ids, lifted_at__isnull=True).order_by("pk")
    return found.filter(kind=kind) if kind else found


def restricted_among(person_ids: Iterable[int]) -> set[int]:
    """Return whose of these people's records are restricted now, in one query."""
    return set(in_force(*person_ids, kind=RESTRICTION).values_list("person_id", flat=True))


def open_complaints(person_id: int) -> QuerySet[Complaint]:
    """Return the complaints of a person that are not closed."""
    return Complaint.objects.filter(person=person_id, closed_at__isnull=True).order_by("due_at", "pk")


def restraints_of(person: Person) -> list[Restraint]:
    """Return all that holds or held a record, the newest first."""
    return list(person.restraints.select_related("set_by", "lifted_by").order_by("-set_at", "-pk"))


def complaints_of(person: Person) -> list[Complaint]:
    """Return every complaint of a person, the newest first."""
    return list(person.complaints.order_by("-made_at", "-pk"))


def releases_of(person: Person) -> list[Release]:
    """Return all that was given to others, the newest first; what was given stays sealed."""
    return list(person.releases.select_related("made_by").defer("sealed").order_by("-made_at", "-pk"))


def consents_of(person: Person) -> list[Consent]:
    """Return all that a person said of being written to or rung up, in the order in which it was said."""
    return list(person.consents.select_related("noted_by").order_by(*_AS_SAID))


def what_holds(consents: list[Consent]) -> dict[tuple[str, str, str], Consent]:
    """Return of what was said, in its order, the last of each contact and purpose."""
    return {(one.kind, one.value, one.purpose): one for one in consents}


def is_refused(person_id: int | None, address: str, purpose: str) -> bool:
    """Say whether a person takes no mails about something at an address; None: whether anybody there said so."""
    said = Consent.objects.filter(kind=Contact.Kind.EMAIL, value=normal_email(address), purpose=purpose)
    if person_id is not None:
        said = said.filter(person=person_id)
    last = {one.person_id: one.is_given for one in said.order_by(*_AS_SAID)}
    return not all(last.values())
