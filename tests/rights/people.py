"""Invented complaints and what was given to others, for whoever needs a row of one."""

from __future__ import annotations

from datetime import date, timedelta

from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.rights import actions
from drypoint.foundation.rights.models import Complaint, Release, Restraint
from tests.patients.people import a_person

WORDS = "Nobody told me that it would hurt."
NEW_COMPLAINT = actions.NewComplaint(WORDS, date(2026, 5, 4), clock.now() + timedelta(days=10))
NEW_RELEASE = actions.NewRelease("lawyer", "Invented & Partners", "Authority of 4 May, in the folder", ("person",))


def a_key(form: str) -> FormKey:
    """Return a key as the page of a form has it."""
    return form_keys.make(form, clock.now())


def a_restraint(kind: str = "restriction", person_id: int | None = None) -> Restraint:
    return actions.set_restraint(
        actor=SYSTEM,
        person_id=person_id or a_person(),
        kind=kind,
        reason="The birth date is in dispute.",
        key=a_key(actions.RESTRAINT_FORM),
    )


def a_complaint(person_id: int | None = None) -> Complaint:
    return actions.open_complaint(
        actor=SYSTEM, person_id=person_id or a_person(), new=NEW_COMPLAINT, key=a_key(actions.COMPLAINT_FORM)
    )


def a_release(person_id: int | None = None) -> Release:
    return actions.make_release(
        actor=SYSTEM, person_id=person_id or a_person(), new=NEW_RELEASE, key=a_key(actions.RELEASE_FORM)
    )
