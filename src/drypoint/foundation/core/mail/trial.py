"""Send one mail past the outbox, telling each step, so that whoever sets the mail up sees where it stops."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from drypoint.foundation.core import clock
from drypoint.foundation.core.mail import dns_txt, smtp, standing
from drypoint.foundation.core.mail.mail_server import Sender
from drypoint.foundation.core.mail.smtp import Failure, SmtpServer
from drypoint.knowledge.language import FALLBACK

_SECURITY = {
    "none": gettext_lazy("not encrypted"),
    "starttls": gettext_lazy("encrypted by STARTTLS"),
    "tls": gettext_lazy("encrypted from the start"),
}


@dataclass(frozen=True)
class MailTrial:
    """How far a trial came, step by step, and the sentence that says what to mend, "" where the mail was taken."""

    steps: tuple[str, ...]
    fault: str


def send(server: SmtpServer, sender: Sender, to_address: str) -> Iterator[str]:
    """Yield a sentence after each step, without any secret; raises what smtplib raises, or UnusableAddressError."""
    own, other = _sender_address(sender), smtp.in_ascii(to_address)
    connection = smtp.connect(server)
    try:
        yield _("Connected to %(host)s, port %(port)d, %(security)s, %(signed_in)s.") % {
            "host": server.host,
            "port": server.port,
            "security": _SECURITY[server.security],
            "signed_in": _("signed in") if server.user else _("without a sign-in"),
        }
        yield _("Sends as %(name)s, %(address)s.") % {"name": sender.name or _("no name"), "address": own}
        connection.sendmail(own, [other], _message(sender, own, other).as_bytes())
        yield _("The server has taken the mail. If it does not arrive, look into the folder for unwanted mail.")
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            connection.quit()
        connection.close()


def tried(server: SmtpServer, sender: Sender, to_address: str, resolver: dns_txt.Resolver | None) -> MailTrial:
    """Send one mail and look at the sender's domain where there is a resolver; say all of it in the active language."""
    steps: list[str] = []
    try:
        steps += send(server, sender, to_address)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return MailTrial(tuple(steps), str(_failure(error).sentence))
    if resolver is not None:
        with contextlib.suppress(dns_txt.ResolverError):
            found = standing.standing_of(sender.domain, resolver.txt, user=server.user)
            steps += [f"{one.what}: {one.sentence}" for one in found]
    return MailTrial(tuple(steps), "")


def fault_in_english(error: Exception) -> str:
    """Return what went wrong, as a terminal shows it."""
    with override(FALLBACK):
        return str(_failure(error).sentence)


def _failure(error: Exception) -> Failure:
    return smtp.sender_fault() if isinstance(error, smtp.UnusableAddressError) else smtp.failure_of(error)


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
