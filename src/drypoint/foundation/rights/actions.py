"""Every write about rights: permission, one durable transaction, the trail."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients import queries as people
from drypoint.foundation.patients.holdings import holdings
from drypoint.foundation.patients.models import Person
from drypoint.foundation.rights import kinds, queries, sealed
from drypoint.foundation.rights.models import Complaint, Consent, Release, Restraint
from drypoint.foundation.worklist.actions import NewTask, add_task, settle_with
from drypoint.foundation.worklist.models import Urgency
from drypoint.foundation.worklist.subjects import erase_tasks_about

# The forms whose key makes a second click find the first.
COMPLAINT_FORM, RELEASE_FORM, RESTRAINT_FORM = "rights.complaint", "rights.release", "rights.restraint"
# The person's own row, as a part that is given like those of the rooms.
OF_THE_PERSON = "person"


@dataclass(frozen=True)
class NewComplaint:
    """What was complained of, about which entry of the timeline, and by when it is answered."""

    words: str
    received_on: date
    due_at: datetime
    about: str = ""
    about_url: str = ""


@dataclass(frozen=True)
class NewRelease:
    """Who is given what, and on what ground; scope are names of holdings, or OF_THE_PERSON."""

    recipient_kind: str
    recipient: str
    authority: str
    scope: Collection[str]


@dataclass(frozen=True)
class Said:
    """What somebody said of one contact and purpose, on which day, and how the practice knows."""

    kind: str
    value: str
    purpose: str
    is_given: bool
    said_on: date
    how: str


def note_consent(*, actor: Actor, person_id: int, said: Said) -> Consent:
    """Note that somebody agrees to be written to or rung up about something, or takes it back. Needs patients.write.

    Raises ValueError for a contact that the person has not.
    """
    actor.require("patients.write")
    with durable():
        person = Person.objects.visible_to(actor).select_for_update().get(pk=person_id)
        if not person.contacts.filter(kind=said.kind, normalised=said.value).exists():
            raise ValueError("This is no contact of the person.")
        consent = Consent.objects.create(
            person=person,
            kind=said.kind,
            value=said.value,
            purpose=said.purpose,
            is_given=said.is_given,
            said_on=said.said_on,
            how=said.how,
            noted_at=clock.now(),
            noted_by_id=actor.user_id,
        )
        audit.record(actor, "consent.note", consent, kind=said.kind, purpose=said.purpose, is_given=said.is_given)
    return consent


def set_restraint(*, actor: Actor, person_id: int, kind: str, reason: str, key: FormKey) -> Restraint:
    """Restrict a record, or put it under a legal hold; a second click finds the first. Needs rights.manage."""
    try:
        with durable():
            person = _locked(actor, person_id)
            restraint = Restraint.objects.create(
                person=person, kind=kind, reason=reason, set_at=clock.now(), set_by_id=actor.user_id
            )
            form_keys.spend(key, result=str(restraint.pk), at=restraint.set_at)
            audit.record(actor, "restraint.set", restraint, kind=kind)
    except form_keys.AlreadySpentError as spent:
        return Restraint.objects.visible_to(actor).get(pk=int(spent.result))
    return restraint


def lift_restraint(*, actor: Actor, restraint_id: int, because: str) -> Restraint:
    """Lift a restriction or a legal hold; a second click changes nothing. Needs rights.manage."""
    actor.require("rights.manage")
    with durable():
        restraint: Restraint = Restraint.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=restraint_id)
        if restraint.lifted_at is None:
            restraint.lifted_at = clock.now()
            restraint.lifted_by_id = actor.user_id
            restraint.lifted_because = because
            restraint.save()
            audit.record(actor, "restraint.lift", restraint, kind=restraint.kind)
    return restraint


def open_complaint(*, actor: Actor, person_id: int, new: NewComplaint, key: FormKey) -> Complaint:
    """Write a complaint down, with a task for the owner that has its day.

    A second click finds the first. Needs rights.manage.
    """
    try:
        with durable():
            person = _locked(actor, person_id)
            complaint = Complaint(
                person=person,
                about=new.about,
                about_url=new.about_url,
                received_on=new.received_on,
                due_at=new.due_at,
                made_at=clock.now(),
                made_by_id=actor.user_id,
            )
            complaint.sealed = sealed.sealed_for(complaint, new.words)
            complaint.save()
            form_keys.spend(key, result=str(complaint.pk), at=complaint.made_at)
            audit.record(actor, "complaint.open", complaint)
            wanted = NewTask(
                kind=kinds.COMPLAINT.name,
                level=Urgency.SOON,
                due_at=new.due_at,
                escalates_at=new.due_at,
                subject=complaint,
                person_id=person.pk,
                origin=_origin(complaint),
            )
            # Whoever keeps complaints has their tasks too.
            add_task(actor=replace(actor, capabilities=actor.capabilities | {"worklist.write"}), new=wanted)
    except form_keys.AlreadySpentError as spent:
        return Complaint.objects.visible_to(actor).get(pk=int(spent.result))
    return complaint


def look_at_complaint(*, actor: Actor, complaint_id: int) -> Complaint:
    """Record that the owner looked, and return the complaint. Needs rights.manage."""
    actor.require("rights.manage")
    with durable():
        complaint: Complaint = Complaint.objects.visible_to(actor).select_related("person").get(pk=complaint_id)
        audit.record(actor, "complaint.read", complaint)
    return complaint


def close_complaint(*, actor: Actor, complaint_id: int, outcome: str) -> Complaint:
    """Say how a complaint ended, which settles its task; a second click changes nothing. Needs rights.manage."""
    actor.require("rights.manage")
    with durable():
        complaint: Complaint = Complaint.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=complaint_id)
        if complaint.closed_at is None:
            complaint.closed_at = clock.now()
            complaint.closed_by_id = actor.user_id
            complaint.outcome = outcome
            complaint.save()
            audit.record(actor, "complaint.close", complaint)
            settle_with(origins=[_origin(complaint)], actor=actor)
    return complaint


def make_release(*, actor: Actor, person_id: int, new: NewRelease, key: FormKey) -> Release:
    """Put together what somebody outside is given, and keep it sealed as it is given.

    A second click finds the first. Needs rights.manage.
    """
    try:
        with durable():
            person = _locked(actor, person_id)
            given: dict[str, object] = {}
            if OF_THE_PERSON in new.scope:
                given |= people.whole_export_of(person)
            given |= {one.name: one.export_for(actor, person) for one in holdings() if one.name in new.scope}
            release = Release(
                person=person,
                recipient_kind=new.recipient_kind,
                recipient=new.recipient,
                authority=new.authority,
                scope=[part for part in (OF_THE_PERSON, *(one.name for one in holdings())) if part in new.scope],
                made_at=clock.now(),
                made_by_id=actor.user_id,
            )
            release.sealed = sealed.sealed_for(release, json.dumps(given, ensure_ascii=False, indent=1))
            release.save()
            form_keys.spend(key, result=str(release.pk), at=release.made_at)
            audit.record(actor, "release.make", release, to=release.recipient_kind, parts=len(release.scope))
    except form_keys.AlreadySpentError as spent:
        return Release.objects.visible_to(actor).get(pk=int(spent.result))
    return release


def look_at_release(*, actor: Actor, release_id: int) -> Release:
    """Record that the owner took out what had been given, and return it. Needs rights.manage."""
    actor.require("rights.manage")
    with durable():
        release: Release = Release.objects.visible_to(actor).get(pk=release_id)
        audit.record(actor, "release.read", release)
    return release


def export_of(person: Person) -> dict[str, object]:
    """Return what this room holds about a person, as JSON can write it, but for the words of complaints.

    Whoever may export is not whoever may read what was complained of: it may be about themselves.
    """
    return {
        "restraints": [
            {
                "kind": one.kind,
                "reason": one.reason,
                "set_at": one.set_at.isoformat(),
                "lifted_at": one.lifted_at.isoformat() if one.lifted_at else None,
                "lifted_because": one.lifted_because,
            }
            for one in queries.restraints_of(person)
        ],
        "consents": [
            {
                "contact": one.value,
                "purpose": one.purpose,
                "is_given": one.is_given,
                "said_on": one.said_on.isoformat(),
                "how": one.how,
            }
            for one in queries.consents_of(person)
        ],
        "complaints": [_complaint(one) for one in queries.complaints_of(person)],
        "given_to_others": [
            {
                "recipient_kind": one.recipient_kind,
                "recipient": one.recipient,
                "authority": one.authority,
                "parts": list(one.scope),
                "made_at": one.made_at.isoformat(),
            }
            for one in queries.releases_of(person)
        ],
    }


def whole_export_of(person: Person) -> dict[str, object]:
    """Return the same with what was complained of and answered."""
    complaints = [
        {**_complaint(one), "words": _readable(one), "outcome": one.outcome} for one in queries.complaints_of(person)
    ]
    return {**export_of(person), "complaints": complaints}


def _complaint(complaint: Complaint) -> dict[str, object]:
    return {
        "about": complaint.about,
        "received_on": complaint.received_on.isoformat(),
        "closed_at": complaint.closed_at.isoformat() if complaint.closed_at else None,
    }


def _readable(complaint: Complaint) -> str:
    try:
        return sealed.text_of(complaint)
    except DamagedFileError:
        return "cannot be read"


def erase_of(person: Person) -> int:
    """Delete all of it in the transaction that erases a person, and return how many rows went."""
    rows = [*person.restraints.all(), *person.complaints.all(), *person.releases.all(), *person.consents.all()]
    for row in rows:
        erase_tasks_about(row)
        row.delete()
    return len(rows)


def _origin(complaint: Complaint) -> str:
    return f"rights.complaint {complaint.pk}"


def _locked(actor: Actor, person_id: int) -> Person:
    actor.require("rights.manage")
    return Person.objects.visible_to(actor).select_for_update().get(pk=person_id)
