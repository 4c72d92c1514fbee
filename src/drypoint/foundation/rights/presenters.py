"""What this room shows. Frozen values, pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.forms import Form
from django.utils.functional import Promise

from drypoint.foundation.rights.models import Complaint, Consent, Release, Restraint


@dataclass(frozen=True, slots=True)
class Restrained:
    """At the head of every page about somebody whose record is restricted: the reasons."""

    template: ClassVar[str] = "rights/_restrained.html"
    reasons: tuple[str, ...]


def restrained(restraints: Iterable[Restraint]) -> Restrained | None:
    """Return the reasons of restrictions in force, or None."""
    reasons = tuple(one.reason for one in restraints)
    return Restrained(reasons) if reasons else None


@dataclass(frozen=True, slots=True)
class NotErased:
    """In the head of a patient's page: why nothing of the record may be erased, besides a restriction."""

    template: ClassVar = "rights/_kept.html"
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RightsOfPerson:
    """On a patient's page: the way to all this."""

    template: ClassVar = "rights/_of_person.html"
    pk: int


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """What a patient said last of one contact and purpose."""

    contact: str
    purpose: str | Promise
    is_given: bool
    said_on: date
    how: str
    noted_by: str


@dataclass(frozen=True, slots=True)
class ConsentsOfPerson:
    """On a patient's page: what was said of being written to or rung up."""

    template: ClassVar = "rights/_consents.html"
    pk: int
    lines: tuple[ConsentLine, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """What holds of each contact and purpose, and the form that notes what was said."""

    template: ClassVar = "rights/consents.html"
    pk: int
    name: str
    lines: tuple[ConsentLine, ...]
    form: Form


def consent_line(one: Consent, written: str) -> ConsentLine:
    """Return what was said of a contact, as it is written on the patient's page."""
    return ConsentLine(written, one.get_purpose_display(), one.is_given, one.said_on, one.how, str(one.noted_by or ""))


@dataclass(frozen=True, slots=True)
class RestraintLine:
    """One restriction or legal hold, in force or lifted; who set and lifted it is "" for the system."""

    pk: int
    kind: str | Promise
    reason: str
    set_at: datetime
    set_by: str
    lifted_at: datetime | None
    lifted_by: str
    lifted_because: str


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """One complaint in a list."""

    pk: int
    about: str
    received_on: date
    due_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """What was given to whom, and on what ground."""

    pk: int
    to: str | Promise
    recipient: str
    authority: str
    parts: tuple[str, ...]
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class GivenToOthers:
    """Beside who saw a patient: to whom outside the practice parts of the record were given."""

    template: ClassVar = "rights/_given.html"
    releases: tuple[ReleaseLine, ...]


@dataclass(frozen=True, slots=True)
class RightsPage:
    """All that holds or held a record, the complaints, and what was given to others."""

    template: ClassVar = "rights/rights.html"
    pk: int
    name: str
    restraints: tuple[RestraintLine, ...]
    complaints: tuple[ComplaintLine, ...]
    releases: tuple[ReleaseLine, ...]


@dataclass(frozen=True, slots=True)
class RightsFormPage:
    """A form of this room about a person; lead says what follows from it, key (if any) lets it be sent once."""

    template: ClassVar = "rights/form.html"
    form: Form
    title: str
    lead: str
    button: str
    person_pk: int
    person_name: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """One complaint, with the form that closes it while it is open. words is None where they cannot be read."""

    template: ClassVar = "rights/complaint.html"
    person_pk: int
    person_name: str
    line: ComplaintLine
    about_url: str
    words: str | None
    outcome: str
    form: Form | None


def restraint_line(one: Restraint) -> RestraintLine:
    """Return a restriction or legal hold as it is shown."""
    return RestraintLine(
        pk=one.pk,
        kind=one.get_kind_display(),
        reason=one.reason,
        set_at=one.set_at,
        set_by=str(one.set_by or ""),
        lifted_at=one.lifted_at,
        lifted_by=str(one.lifted_by or ""),
        lifted_because=one.lifted_because,
    )


def complaint_line(one: Complaint) -> ComplaintLine:
    """Return a complaint as lists show it."""
    return ComplaintLine(one.pk, one.about, one.received_on, one.due_at, one.closed_at)


def release_line(one: Release) -> ReleaseLine:
    """Return what was given, by name; the contents stay sealed."""
    return ReleaseLine(
        pk=one.pk,
        to=one.get_recipient_kind_display(),
        recipient=one.recipient,
        authority=one.authority,
        parts=tuple(map(str, one.scope)),
        made_at=one.made_at,
        made_by=str(one.made_by or ""),
    )
