"""Speak to a mail server, and say in a sentence what it answered.

Nothing here repeats a server's own words: they often hold the recipient's address.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TIMEOUT_SECONDS = 30.0
_ENHANCED_CODE = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class SmtpServer:
    """A mail server; security is one of "none", "starttls", "tls"."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: str


class Outcome(Enum):
    """What a failed try means for what follows."""

    TEMPORARY = "temporary"  # this mail waits; others may go
    PERMANENT = "permanent"  # this mail is given up
    OUTAGE = "outage"  # nothing can be sent at present


@dataclass(frozen=True)
class Failure:
    """Why a try failed; sentence names codes, never an address."""

    outcome: Outcome
    sentence: str | Promise


def connect(server: SmtpServer, *, timeout: float = TIMEOUT_SECONDS, tls: ssl.SSLContext | None = None) -> smtplib.SMTP:
    """Return a connection that is encrypted and signed in as the server's settings ask.

    Never falls back to an unencrypted connection. Raises smtplib.SMTPException or OSError; timeout is in seconds and
    holds for each step.
    """
    context = tls or ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=timeout, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=timeout)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        else:
            connection.ehlo_or_helo_if_needed()
    except BaseException:
        connection.close()
        raise
    return connection


def _code(code: int, answer: bytes | str) -> str:
    found = _ENHANCED_CODE.match(answer if isinstance(answer, bytes) else answer.encode(errors="replace"))
    return f"{code} {found.group(1).decode()}" if found else str(code)


def _answered(error: smtplib.SMTPException) -> Failure | None:
    """Judge an answer to the mail itself; None if the error is of another kind."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        sentence = _("The mail server refused the recipient (%(code)s).") % {"code": _code(code, answer)}
        return Failure(Outcome.PERMANENT if code >= 500 else Outcome.TEMPORARY, sentence)
    if isinstance(error, smtplib.SMTPSenderRefused):
        code_text = _code(error.smtp_code, error.smtp_error)
        sentence = _("The mail server does not accept the practice's sender address (%(code)s).") % {"code": code_text}
        # The address is a setting that the practice can mend, so that no mail is given up for it at once.
        return Failure(Outcome.TEMPORARY, sentence)
    if isinstance(error, smtplib.SMTPDataError):
        code_text = _code(error.smtp_code, error.smtp_error)
        sentence = _("The mail server refused the mail (%(code)s).") % {"code": code_text}
        return Failure(Outcome.PERMANENT if error.smtp_code >= 500 else Outcome.TEMPORARY, sentence)
    return None


def failure_of(error: Exception) -> Failure:
    """Say what an error of `connect` or of sending means; any other error is an outage."""
    answered = _answered(error) if isinstance(error, smtplib.SMTPException) else None
    if answered is not None:
        return answered
    sentence: str | Promise
    if isinstance(error, smtplib.SMTPAuthenticationError):
        sentence = _("The mail server does not accept the user name or the password.")
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        sentence = _("The mail server offers no encryption or no sign-in on this port. Try another port or encryption.")
    elif isinstance(error, ssl.SSLCertVerificationError):
        sentence = _("The mail server's certificate is not valid for its name.")
    elif isinstance(error, ssl.SSLError):
        sentence = _("The encryption failed. Port 465 is encrypted from the start, port 587 by STARTTLS.")
    elif isinstance(error, socket.gaierror):
        sentence = _("There is no server of this name. Check its spelling.")
    elif isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):  # smtplib wraps it
        sentence = _("The mail server did not answer in time.")
    elif isinstance(error, ConnectionRefusedError):
        sentence = _("Nothing answers on this port of the mail server. Check the port.")
    elif isinstance(error, smtplib.SMTPServerDisconnected):
        sentence = _("The mail server closed the connection.")
    else:
        sentence = _("The mail server cannot be reached.")
    return Failure(Outcome.OUTAGE, sentence)
