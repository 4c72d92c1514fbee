"""Send one mail past the outbox, telling each step, so that whoever sets the mail up sees where it stops."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from django.utils.translation import gettext as _
from django.utils.translation import override

from drypoint.foundation.core import clock
from drypoint.foundation.core.mail import smtp
from drypoint.foundation.core.mail.mail_server import Sender
from drypoint.foundation.core.mail.smtp import SmtpServer
from drypoint.knowledge.language import FALLBACK

_SECURITY = {"none": "not encrypted", "starttls": "encrypted by STARTTLS", "tls": "encrypted from the start"}


def send(server: SmtpServer, sender: Sender, to_address: str) -> Iterator[str]:
    """Yield a sentence after each step, without any secret; raises what smtplib raises, or UnusableAddressError."""
    own, other = _sender_address(sender), smtp.in_ascii(to_address)
    connection = smtp.connect(server)
    try:
        signed_in = "signed in" if server.user else "without a sign-in"
        yield f"Connected to {server.host}, port {server.port}, {_SECURITY[server.security]}, {signed_in}."
        yield f"Sends as {sender.name or 'no name'}, {own}."
        connection.sendmail(own, [other], _message(sender, own, other).as_bytes())
        yield "The server has taken the mail. If it does not arrive, look into the folder for unwanted mail."
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()


def fault_in_english(error: Exception) -> str:
    """Return what went wrong, as a terminal shows it."""
    failure = smtp.sender_fault() if isinstance(error, smtp.UnusableAddressError) else smtp.failure_of(error)
    with override(FALLBACK):
        return str(failure.sentence)


def _sender_address(sender: Sender) -> str:
    return smtp.in_ascii(sender.address)


def _message(sender: Sender, own: str, other: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=sender.name, addr_spec=own)
    message["To"] = other
    message["Subject"] = _("A mail to try the practice’s mail server")
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=own.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_("This mail was sent to see whether mail arrives. Nothing needs to be done."), charset="utf-8")
    return message
