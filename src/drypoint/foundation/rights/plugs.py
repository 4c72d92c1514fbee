"""What this room shows on a patient's page, and beside who saw a patient."""

from __future__ import annotations

from drypoint.foundation.core.registries import PagePart
from drypoint.foundation.patients.page import PersonViewing
from drypoint.foundation.rights import guards, presenters, queries
from drypoint.foundation.rights.shown import consent_lines, release_lines


def kept(viewing: PersonViewing) -> PagePart | None:
    """Say at the head of a patient's page why nothing may be erased, to those who could."""
    if not (viewing.actor.may("patients.erase") or viewing.actor.may("rights.manage")):
        return None
    reasons = tuple(guards.besides_restriction(viewing.person))
    return presenters.NotErased(reasons) if reasons else None


def rights_of_person(viewing: PersonViewing) -> PagePart | None:
    """Lead the owner to restrictions, complaints and what was given to others."""
    return presenters.RightsOfPerson(viewing.person.pk) if viewing.actor.may("rights.manage") else None


def consents_of_person(viewing: PersonViewing) -> PagePart | None:
    """Show what a patient said of being written to or rung up, to those who see how patients are reached."""
    actor = viewing.actor
    if not actor.may("patients.read"):
        return None
    lines = consent_lines(viewing.person)
    may_write = actor.may("patients.write") and viewing.person.contacts.exists()
    return presenters.ConsentsOfPerson(viewing.person.pk, lines, may_write) if lines or may_write else None


def given_to_others(viewing: PersonViewing) -> PagePart | None:
    """List to whom outside the practice parts of the record were given."""
    lines = release_lines(queries.releases_of(viewing.person))
    return presenters.GivenToOthers(lines) if lines else None
