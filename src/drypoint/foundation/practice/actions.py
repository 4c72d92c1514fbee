"""Every write about the practice itself."""

from __future__ import annotations

from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.front.page_store import raise_generation
from drypoint.foundation.core.writing import durable
from drypoint.foundation.practice.models import Practice

EDITABLE = (
    "name",
    "street",
    "postcode",
    "town",
    "country",
    "email",
    "phone",
    "emergency_number",
    "opening_hours",
    "answer_within_hours",
    "enquiry_kept_days",
    "languages",
    "main_language",
    "uses_own_counts",
)


class AlreadyFoundedError(RuntimeError):
    """There is a practice already; somebody else filled in the set-up page first."""


def _full_clean(practice: Practice, values: dict[str, object]) -> None:
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise ValueError(f"A practice has no {', '.join(sorted(unknown))} that could be changed.")
    for name, value in values.items():
        setattr(practice, name, value)
    practice.full_clean(validate_unique=False, validate_constraints=False)


def change_practice(*, actor: Actor, **values: object) -> Practice:
    """Change what the practice says of itself; every public page is built anew."""
    actor.require("practice.change")
    with durable():
        practice = Practice.objects.select_for_update().get(pk=1)
        changed = sorted(name for name, value in values.items() if getattr(practice, name) != value)
        _full_clean(practice, values)
        practice.save()
        raise_generation()
        audit.record(actor, "practice.change", practice, changed=", ".join(changed))
    return practice


def found_practice(*, actor: Actor, is_demo: bool = False, **values: object) -> Practice:
    """Create the practice, once, in the caller's transaction, so that it comes together with its owner.

    Raises AlreadyFoundedError if there is one.
    """
    if Practice.objects.filter(pk=1).exists():
        raise AlreadyFoundedError("The practice has been set up already.")
    practice = Practice(pk=1, is_demo=is_demo)
    _full_clean(practice, values)
    practice.save(force_insert=True)
    audit.record(actor, "practice.found", practice, is_demo=is_demo)
    return practice
