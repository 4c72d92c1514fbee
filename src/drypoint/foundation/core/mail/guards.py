"""Who is asked before a mail leaves: what is withheld is withdrawn, whenever it was written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Model

from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.core.registries import Registry


@dataclass(frozen=True)
class MailGuard:
    """withholds says whether a mail must not go out now."""

    name: str
    order: int
    withholds: Callable[[OutboxMail], bool]


mail_guards: Registry[MailGuard] = Registry("guard of mails")


def register_mail_guard(guard: MailGuard) -> None:
    """Have every mail looked at before it is sent."""
    mail_guards.register(guard)


def is_withheld(mail: OutboxMail) -> bool:
    """Say whether somebody holds a mail back."""
    return any(guard.withholds(mail) for guard in mail_guards)


def would_be_withheld(*, kind: str, to_address: str, cause: Model) -> bool:
    """Say whether a mail that is not written yet would be held back if it went out now, so that somebody can call."""
    cause_type = cause._meta.label_lower  # noqa: SLF001 (Django documents _meta)
    return is_withheld(OutboxMail(kind=kind, to_address=to_address, cause_type=cause_type, cause_id=str(cause.pk)))
