"""What this room shows on a patient's page."""

from __future__ import annotations

from drypoint.foundation.core.registries import PagePart
from drypoint.foundation.patients import presenters, queries
from drypoint.foundation.patients.page import PersonViewing


def merged_here(viewing: PersonViewing) -> PagePart | None:
    """Show what was merged into this record, to those who may take it apart again."""
    if not viewing.actor.may("patients.merge"):
        return None
    return presenters.merged_here(queries.open_merges(viewing.person, viewing.at))


def made_by_itself(viewing: PersonViewing) -> PagePart | None:
    """Ask whether a record that no person made, and none has looked after yet, is of somebody who was here before."""
    person = viewing.person
    if person.made_by_id is not None or person.version > 1 or not viewing.actor.may("patients.merge"):
        return None
    found = queries.alike(viewing.actor, queries.known_of(person), but=[person.pk])
    return presenters.MadeByItself(person.pk, tuple(map(presenters.compared, found))) if found else None
