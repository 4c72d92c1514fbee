"""Speak to a mail server, and say in a sentence what it answered.

Nothing here repeats a server's own words: they often hold the recipient's address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import smtplib
import socket
import ssl
import unicodedata
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.text_input import without_invisible_marks

TIMEOUT_SECONDS = 30.0
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_ENHANCED_CODE = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True)
class SmtpServer:
    """A mail server; security is one of "none", "starttls", "tls"."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    security: str
    # What this machine calls itself; some servers refuse a name that no DNS knows. "" leaves it to the system.
    ehlo_name: str = ""


class Outcome(Enum):
    """What a failed try means for what follows."""

    TEMPORARY = "temporary"  # this mail waits; others may go
    PERMANENT = "permanent"  # this mail is given up
    OUTAGE = "outage"  # nothing can be sent at present


@dataclass(frozen=True)
class Failure:
    """Why a try failed; sentence names codes, never an address.

    is_ours: the practice's own settings are at fault, so that no mail is given up for it, however long it lasts.
    """

    outcome: Outcome
    sentence: str | Promise
    is_ours: bool = False


class NoPasswordTakenError(smtplib.SMTPNotSupportedError):
    """The server offers a sign-in, but none with a user name and a password."""


class UnusableAddressError(ValueError):
    """An address that no mail can be sent from or to."""


def in_ascii(address: str) -> str:
    """Return the address as servers take it, a domain with letters of its own in punycode.

    Raises UnusableAddressError if it is none, or has such letters before the @, which few servers take.
    """
    local, _at, domain = address.rpartition("@")
    try:
        name = domain.encode("idna").decode()
        local.encode("ascii")
    except UnicodeError:
        name = ""
    if not name or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(name):
        raise UnusableAddressError("This is no address that mail can be sent to.")
    return f"{local}@{name}"


def is_reachable(address: str) -> bool:
    """Say whether mail from elsewhere finds the address: not on one machine or in one network, and no bare number."""
    try:
        domain = in_ascii(address).rpartition("@")[2]
    except UnusableAddressError:
        return False
    _name, dot, last = domain.lower().rpartition(".")
    is_seen = without_invisible_marks(address) == unicodedata.normalize("NFC", address)
    return is_seen and bool(dot) and not last.isdecimal() and last != "localhost"


def connect(server: SmtpServer, *, timeout: float = TIMEOUT_SECONDS, tls: ssl.SSLContext | None = None) -> smtplib.SMTP:
    """Return a connection that is encrypted and signed in as the server's settings ask.

    Never falls back to an unencrypted connection. Raises smtplib.SMTPException or OSError; timeout is in seconds and
    holds for each step.
    """
    context = tls or ssl.create_default_context()
    own_name = server.ehlo_name or None
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, local_hostname=own_name, timeout=timeout, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, local_hostname=own_name, timeout=timeout)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        connection.ehlo_or_helo_if_needed()
        if server.user:
            _sign_in(connection, server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _sign_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    """Sign in by the first way that both know, in UTF-8 (RFC 4616); smtplib's own login takes ASCII alone."""
    offered = str(connection.esmtp_features.get("auth", "")).upper().replace("=", " ").split()
    if not offered:
        raise smtplib.SMTPNotSupportedError("The server offers no sign-in.")
    if "PLAIN" in offered:
        code, answer = connection.docmd("AUTH", f"PLAIN {_base64(f'{chr(0)}{user}{chr(0)}{password}'.encode())}")
    elif "LOGIN" in offered:
        code, answer = connection.docmd("AUTH", f"LOGIN {_base64(user.encode())}")
        if code == _GO_ON:
            code, answer = connection.docmd(_base64(password.encode()))
    elif "CRAM-MD5" in offered:
        code, answer = connection.docmd("AUTH", "CRAM-MD5")
        if code == _GO_ON:
            digest = hmac.new(password.encode(), base64.b64decode(answer), hashlib.md5).hexdigest()
            code, answer = connection.docmd(_base64(f"{user} {digest}".encode()))
    else:
        raise NoPasswordTakenError("The server offers no sign-in with a password.")
    if code not in _SIGNED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


_GO_ON = 334
# 503: signed in already.
_SIGNED_IN = (235, 503)


def _base64(text: bytes) -> str:
    return base64.b64encode(text).decode()


def _code(code: int, answer: bytes | str) -> str:
    found = _ENHANCED_CODE.match(answer if isinstance(answer, bytes) else answer.encode(errors="replace"))
    return f"{code} {found.group(1).decode()}" if found else str(code)


def _answered(error: smtplib.SMTPException) -> Failure | None:
    """Judge an answer to the mail itself; None if the error is of another kind."""
    sentence: str | Promise
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        code_text = _code(code, answer)
        if code in _WANTS_SIGN_IN:
            return _wants_more(code_text, answer)
        if code >= 500 and " 5.7." in code_text:
            # Relaying denied, a blocked sender: the recipient is not to blame, and may be written to once it is mended.
            relays = _("The mail server does not take mail from the practice for others (%(code)s).")
            return Failure(Outcome.TEMPORARY, relays % {"code": code_text}, is_ours=True)
        sentence = _("The mail server refused the recipient (%(code)s).") % {"code": code_text}
        return Failure(Outcome.PERMANENT if code >= 500 else Outcome.TEMPORARY, sentence)
    if isinstance(error, smtplib.SMTPSenderRefused):
        code_text = _code(error.smtp_code, error.smtp_error)
        if error.smtp_code in _WANTS_SIGN_IN:
            return _wants_more(code_text, error.smtp_error)
        sentence = _("The mail server does not accept the practice's sender address (%(code)s).") % {"code": code_text}
        # It would say so of every mail: all wait until the setting is mended, and none is given up.
        return Failure(Outcome.OUTAGE, sentence, is_ours=True)
    if isinstance(error, smtplib.SMTPDataError):
        code_text = _code(error.smtp_code, error.smtp_error)
        sentence = _("The mail server refused the mail (%(code)s).") % {"code": code_text}
        return Failure(Outcome.PERMANENT if error.smtp_code >= 500 else Outcome.TEMPORARY, sentence)
    return None


# RFC 4954: sign in first; RFC 3207: encrypt first.
_WANTS_SIGN_IN = (530, 538)


def _wants_more(code_text: str, answer: bytes | str) -> Failure:
    said = answer if isinstance(answer, bytes) else answer.encode(errors="replace")
    sentence: Promise
    if b"STARTTLS" in said.upper() or b"ENCRYPT" in said.upper():
        sentence = _("The mail server wants encryption (%(code)s). Choose STARTTLS, or port 465 with encryption.")
    else:
        sentence = _("The mail server wants a user name and a password (%(code)s).")
    return Failure(Outcome.OUTAGE, sentence % {"code": code_text}, is_ours=True)


def sender_fault() -> Failure:
    """Return what is said of a sender address that no mail can be sent from."""
    sentence = _("The practice's sender address cannot be used. Mend it on its page or in DRYPOINT_MAIL_FROM.")
    return Failure(Outcome.OUTAGE, sentence, is_ours=True)


# The first that fits is said; whatever fits none cannot be reached.
_SAID: tuple[tuple[tuple[type[Exception], ...], Promise], ...] = (
    (
        (NoPasswordTakenError,),
        _("The mail server takes no password here. Ask its provider for a password for programs (SMTP)."),
    ),
    ((smtplib.SMTPAuthenticationError,), _("The mail server does not accept the user name or the password.")),
    (
        (smtplib.SMTPNotSupportedError,),
        _("The mail server offers no encryption or no sign-in on this port. Try another port or encryption."),
    ),
    ((ssl.SSLCertVerificationError,), _("The mail server's certificate is not valid for its name.")),
    ((ssl.SSLError,), _("The encryption failed. Port 465 is encrypted from the start, port 587 by STARTTLS.")),
    ((socket.gaierror, UnicodeError), _("There is no server of this name. Check its spelling.")),
    ((TimeoutError,), _("The mail server did not answer in time.")),
    ((ConnectionRefusedError,), _("Nothing answers on this port of the mail server. Check the port.")),
    ((smtplib.SMTPServerDisconnected,), _("The mail server closed the connection.")),
)
_OURS = (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError, UnicodeError)


def failure_of(error: Exception) -> Failure:
    """Say what an error of `connect` or of sending means; any other error is an outage."""
    answered = _answered(error) if isinstance(error, smtplib.SMTPException) else None
    if answered is not None:
        return answered
    # smtplib wraps a time-out into an error of its own.
    met = error.__context__ if isinstance(error.__context__, TimeoutError) else error
    found = (sentence for kinds, sentence in _SAID if isinstance(met, kinds))
    return Failure(
        Outcome.OUTAGE, next(found, _("The mail server cannot be reached.")), is_ours=isinstance(error, _OURS)
    )
