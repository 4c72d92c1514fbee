"""A letter as bytes, made once a language; each reader's address, token, date and id are put into it at sending.

A token therefore stands in no row. Both parts are quoted-printable with each token on a line of its own, so that it may
be of any length and nothing around it is encoded anew.
"""

from __future__ import annotations

import hashlib
import hmac
import quopri
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from drypoint.foundation.core import links
from drypoint.foundation.core.mail import smtp
from drypoint.foundation.core.mail.mail_server import Sender
from drypoint.foundation.practice.queries import the_practice
from drypoint.public.mailing import queries
from drypoint.public.mailing.campaigns import markdown

_FIELD = re.compile(rb"\x01(to|date|id|token)\x01")
_MARK = re.compile(rb"letter\.([0-9]{1,18})\.[0-9a-f]{24}")
_NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Addressee:
    """Who gets a copy: an address, whose it is, and the number of the copy (None for a trial)."""

    to_address: str
    public_id: uuid.UUID = _NOBODY
    delivery_id: int | None = None


@dataclass(frozen=True)
class Shown:
    """A letter as it is looked at before it goes: its token opens nothing."""

    subject: str
    plain: str
    html: str


@dataclass(frozen=True)
class ReadyLetter:
    """A letter in one language, ready but for what differs from reader to reader."""

    envelope_sender: str
    # Where reports go (DRYPOINT_BOUNCE_ADDRESS); "" lets them come to the sender.
    bounce_address: str
    domain: str
    pieces: tuple[bytes, ...]

    def envelope_for(self, delivery_id: int) -> str:
        """Return whom reports about a copy are sent to: with its number in the address where the practice has one."""
        if not self.bounce_address:
            return self.envelope_sender
        local, _at, domain = self.bounce_address.rpartition("@")
        return f"{local}+{message_id_of(delivery_id)}@{domain}"

    def to(self, reader: Addressee, at: datetime) -> bytes:
        """Return the bytes that go over the wire, dots at the beginning of lines doubled."""
        fields = {
            b"to": reader.to_address.encode("ascii"),
            b"date": _written(at.replace(microsecond=0)),
            b"id": f"{message_id_of(reader.delivery_id)}@{self.domain}".encode("ascii"),
            b"token": links.make(queries.LEAVE, reader.public_id, 1).encode("ascii"),
        }
        return b"".join(fields[piece] if place % 2 else piece for place, piece in enumerate(self.pieces))


@lru_cache(maxsize=4)
def _written(at: datetime) -> bytes:
    return format_datetime(at).encode("ascii")


def message_id_of(delivery_id: int | None) -> str:
    """Return the left side of a copy's Message-ID: its number and what only we can add, so that nobody makes one up."""
    if delivery_id is None:
        return f"trial.{secrets.token_hex(8)}"
    mark = hmac.new(settings.DIGEST_KEY, f"list letter {delivery_id}".encode(), hashlib.sha256).hexdigest()
    return f"letter.{delivery_id}.{mark[:24]}"


def delivery_in(raw: bytes) -> int | None:
    """Return the number of the copy that a report is about, if it holds the mark that only we can have made."""
    for found in _MARK.finditer(raw):
        number = int(found[1])
        if hmac.compare_digest(message_id_of(number).encode("ascii"), found[0]):
            return number
    return None


def shown(subject: str, body: str, language: str) -> Shown:
    """Return a letter as its readers will see it."""
    # Where each reader's own token will stand; plain dots are written in an address as they are.
    plain, html = _texts(subject, body, language, "...")
    return Shown(subject, plain, html)


def made(subject: str, body: str, language: str, sender: Sender, *, is_trial: bool = False) -> ReadyLetter:
    """Return a letter in the language's own words around the text. Raises UnusableAddressError for the sender's."""
    own = smtp.in_ascii(sender.address)
    marker = f"token{secrets.token_hex(12)}"
    plain, html = _texts(subject, body, language, marker)
    with translation.override(language):
        address = f"{settings.CONFIG.url}{reverse('mailing:leave', args=[marker])}"
        title = _("Trial: %(subject)s") % {"subject": subject} if is_trial else subject
    boundary = f"=_{secrets.token_hex(16)}"
    content = b"".join(
        [
            _head(title, sender, own),
            b"To: \x01to\x01\r\nDate: \x01date\x01\r\nMessage-ID: <\x01id\x01>\r\n",
            f"List-ID: <list.{sender.domain}>\r\n".encode("ascii"),
            f"List-Unsubscribe: <{address}>,\r\n <mailto:{quote(own, safe='@')}?subject=leave%20{marker}>\r\n".encode(),
            b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nPrecedence: bulk\r\n",
            f"Content-Language: {language}\r\nMIME-Version: 1.0\r\n".encode("ascii"),
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode("ascii"),
            _part("plain", plain, boundary, marker),
            _part("html", html, boundary, marker),
            f"--{boundary}--\r\n".encode("ascii"),
        ]
    )
    content = content.replace(marker.encode("ascii"), b"\x01token\x01")
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    return ReadyLetter(own, settings.CONFIG.bounce_address, sender.domain, tuple(_FIELD.split(stuffed)))


def _texts(subject: str, body: str, language: str, token: str) -> tuple[str, str]:
    with translation.override(language):
        context = {
            "subject": subject,
            "plain": markdown.as_plain(body),
            "html": markdown.as_html(body),
            "leave": f"{settings.CONFIG.url}{reverse('mailing:leave', args=[token])}",
            "mine": f"{settings.CONFIG.url}{reverse('mailing:mine', args=[token])}",
            "practice": the_practice(),
            "language": language,
        }
        return (
            render_to_string("mailing/mail/campaign.txt", context),
            render_to_string("mailing/mail/campaign.html", context),
        )


def _head(subject: str, sender: Sender, own: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=sender.name, addr_spec=own)
    message["Subject"] = subject
    return message.as_bytes().rstrip(b"\r\n") + b"\r\n"


def _part(kind: str, text: str, boundary: str, marker: str) -> bytes:
    pieces = [_quoted(piece) for piece in text.split(marker)]
    body = f"=\r\n{marker}=\r\n".encode("ascii").join(pieces)
    head = f'--{boundary}\r\nContent-Type: text/{kind}; charset="utf-8"\r\n'
    return f"{head}Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode("ascii") + body + b"\r\n"


def _quoted(text: str) -> bytes:
    return quopri.encodestring(text.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
