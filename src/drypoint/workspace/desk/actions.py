"""What the desk does across rooms."""

from __future__ import annotations

from typing import Any

from drypoint.foundation.accounts.actions import create_member
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import setup_code
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.mail.mail_server import store_server
from drypoint.foundation.core.mail.smtp import SmtpServer
from drypoint.foundation.core.registries.first_content import Founding, load_first_contents
from drypoint.foundation.core.writing import durable
from drypoint.foundation.practice.actions import AlreadyFoundedError, found_practice
from drypoint.foundation.practice.models import Practice


def set_up_practice(
    *,
    code: str,
    practice: dict[str, Any],
    owner: dict[str, Any],
    mail_server: SmtpServer | None = None,
    mail_from: str = "",
) -> Practice:
    """Found the practice with its owner in one transaction, then load what the rooms begin with.

    Whoever holds the code is trusted; the code is spent with it. The contents come after the commit because they take
    seconds: if that is interrupted, `drypoint serve` loads what is missing when it starts again.

    Raises AlreadyFoundedError if the code is wrong or spent, or somebody else was first.
    """
    with durable():
        if not setup_code.spend(code):
            raise AlreadyFoundedError("The set-up code is wrong, or was used already.")
        row = found_practice(actor=SYSTEM, **practice)
        create_member(actor=SYSTEM, role=Role.OWNER, **owner)
        if mail_server is not None:
            store_server(server=mail_server, from_address=mail_from)
    setup_code.forget_file()
    load_first_contents(Founding(tuple(row.languages), row.main_language, is_demo=False))
    return row
