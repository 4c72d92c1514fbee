"""What the actions of the audit trail mean, in words: each room says it of those that it writes down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from drypoint.foundation.core.registries import Registry


@dataclass(frozen=True)
class AuditAction:
    """An action by its name in the trail, such as "person.read"; sentence says what was done, without who did it."""

    name: str
    sentence: str | Promise
    order: int = 0


audit_actions: Registry[AuditAction] = Registry("audit action")


def register_audit_actions(sentences: Mapping[str, str | Promise]) -> None:
    """Say what a room's actions mean, by their names."""
    for name, sentence in sentences.items():
        audit_actions.register(AuditAction(name, sentence))


def sentence_of(name: str) -> str:
    """Return what an action means; "" where its room is gone, and the trail has the name alone."""
    action = audit_actions.get(name)
    return str(action.sentence) if action else ""
