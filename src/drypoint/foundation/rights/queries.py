"""Named reads of what holds a record, of complaints and of what was given to others."""

from __future__ import annotations

from django.db.models import QuerySet

from drypoint.foundation.patients.models import Person
from drypoint.foundation.rights.models import Complaint, Release, Restraint

RESTRICTION, LEGAL_HOLD = Restraint.Kind.RESTRICTION, Restraint.Kind.LEGAL_HOLD


def in_force(*person_ids: int, kind: str = "") -> QuerySet[Restraint]:
    """Return what holds the records of these people now, of one kind or of both."""
    found = Restraint.objects.filter(person__in=person_ids, lifted_at__isnull=True).order_by("pk")
    return found.filter(kind=kind) if kind else found


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
