"""What the desk does across rooms."""

from __future__ import annotations

from typing import Any

from drypoint.foundation.accounts.models import Role, User
from drypoint.foundation.core import audit, setupcode
from drypoint.foundation.core.actors import SYSTEM, VISITOR, Actor
from drypoint.foundation.core.mailserver import save_mail_server
from drypoint.foundation.core.writing import durable
from drypoint.foundation.practice.actions import found_practice
from drypoint.foundation.practice.models import Practice
from drypoint.public.website.starter_loader import load_starter


def set_up_practice(
    *, practice: dict[str, Any], owner: dict[str, Any], mail_server: dict[str, Any] | None, code: str
) -> Practice:
    """Found the practice with its owner in one transaction, then load the starter pages.

    Whoever holds the code is trusted; the code is spent. The pages come after the commit because they take seconds:
    if that is interrupted, `drypoint serve` loads what is missing when it starts again.

    Raises AlreadyFoundedError if somebody else was first, ValueError for a wrong code.
    """
    if not setupcode.matches(code):
        raise ValueError("This is not the set-up code.")
    with durable():
        row = found_practice(actor=VISITOR, **practice)
        user = User.objects.create_user(role=Role.OWNER, **owner)
        if mail_server is not None:
            save_mail_server(**mail_server)
        audit.record(Actor("staff", user.pk), "staff.create", user, role=Role.OWNER.value)
    setupcode.spend()
    load_starter(actor=SYSTEM, demo=False, languages=list(row.languages), main_language=row.main_language)
    return row
