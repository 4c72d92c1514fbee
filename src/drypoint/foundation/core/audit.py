"""Write the audit trail."""

from __future__ import annotations

from django.db.models import Model

from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import AuditEntry


def record(actor: Actor, action: str, target: Model | None = None, **facts: str | int | bool | None) -> AuditEntry:
    """Add one line to the trail, in the caller's transaction.

    action is one of the names in docs/reference/audit.md ("enquiry.answer"); facts hold ids, counts and names of
    settings, never what a person wrote about themselves.
    """
    return AuditEntry.objects.create(
        at=clock.now(),
        user_id=actor.user_id,
        actor_kind=actor.kind,
        action=action,
        target_type=target._meta.label_lower if target is not None else "",  # noqa: SLF001 (Django documents _meta)
        target_id=str(target.pk) if target is not None else "",
        facts=facts,
    )
