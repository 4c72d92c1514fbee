"""Write the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model

from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.core.registries.line_guards import ask_guards

# How a target that is a patient is written down.
_PATIENT = "patients.person"


def record(actor: Actor, action: str, target: Model | None = None, **facts: str | int | bool | None) -> AuditEntry:
    """Add one line to the trail, in the caller's transaction.

    action is one of the names in docs/reference/audit.md ("enquiry.answer"); facts hold ids, counts and names of
    settings, never what a person wrote about themselves. Whose row the target is
    (person_id) is added to them by itself. Raises HeldBackError where that may not be done to this patient now.
    """
    whose = getattr(target, "person_id", None)
    if whose is not None:
        facts.setdefault("person", whose)
    target_type = target._meta.label_lower if target is not None else ""  # noqa: SLF001 (Django documents _meta)
    target_id = str(target.pk) if target is not None else ""
    person = person_in(target_type, target_id, facts)
    if person is not None:
        ask_guards(actor, action, person)
    return AuditEntry.objects.create(
        at=clock.now(),
        user_id=actor.user_id,
        actor_kind=actor.kind,
        action=action,
        target_type=target_type,
        target_id=target_id,
        facts=facts,
        about_person=person,
    )


def person_in(target_type: str, target_id: str, facts: Mapping[str, object]) -> int | None:
    """Return the number of the patient whom a line concerns, by what it says: its facts first, then its target."""
    said = facts.get("person")
    if said is None and target_type == _PATIENT:
        said = target_id
    return int(said) if isinstance(said, int) or (isinstance(said, str) and said.isdecimal()) else None
