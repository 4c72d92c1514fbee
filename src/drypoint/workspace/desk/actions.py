"""What the desk does across rooms."""

from __future__ import annotations

from typing import Any

from drypoint.foundation.accounts.actions import create_member
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import setup_code
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.mail.mail_server import store_server
from drypoint.foundation.core.mail.smtp import SmtpServer
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients.actions import Particulars, add_person
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.actions import AlreadyFoundedError, found_practice
from drypoint.foundation.practice.models import Practice
from drypoint.public.enquiries.models import Enquiry
from drypoint.public.website.starter_loader import load_starter


def set_up_practice(
    *,
    code: str,
    practice: dict[str, Any],
    owner: dict[str, Any],
    mail_server: SmtpServer | None = None,
    mail_from: str = "",
) -> Practice:
    """Found the practice with its owner in one transaction, then load the starter pages.

    Whoever holds the code is trusted; the code is spent with it. The pages come after the commit because they take
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
    load_starter(actor=SYSTEM, demo=False, languages=list(row.languages), main_language=row.main_language)
    return row


def origin_of(enquiry: Enquiry) -> str:
    """Return what a person who is made from this enquiry is known by as its origin."""
    return f"enquiries.enquiry {enquiry.pk}"


def add_person_from_enquiry(*, actor: Actor, enquiry_id: int) -> Person:
    """Make a person of whoever sent an enquiry, or return the one who was made of it. Needs patients.write.

    Name and contacts are copied; the conversation stays where it is. Raises Enquiry.DoesNotExist for one that the
    actor may not read.
    """
    enquiry = Enquiry.objects.visible_to(actor).get(pk=enquiry_id)
    particulars = Particulars(
        name=enquiry.name,
        birth_year=enquiry.birth_year,
        email=enquiry.email,
        phone=enquiry.phone,
        language=enquiry.language,
    )
    return add_person(actor=actor, particulars=particulars, origin=origin_of(enquiry))
