"""Links that let one person in to one thing: signed, made for one purpose, with a version that can be withdrawn.

A token says whose row it opens and which version of the link it is. Whether that version still holds, and until when,
is kept by the row itself, so that raising the row's number withdraws every link that was ever sent. A token may also
carry its own end.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.core import signing

_SEPARATOR = "."
_NOBODY = uuid.UUID(int=0)
_BEFORE_ANY_END = datetime.min.replace(tzinfo=UTC)


class InvalidLinkError(ValueError):
    """The token was not made here for this purpose, or its own time is over."""


@dataclass(frozen=True)
class SignedLink:
    """What a genuine token says; whether the version still holds is for the row to say."""

    subject: uuid.UUID
    version: int
    expires_at: datetime | None

    @property
    def is_of_nobody(self) -> bool:
        """Say whether it stands for a token that was not made here."""
        return self.subject == _NOBODY


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"drypoint.link.{purpose}", sep=_SEPARATOR)


def make(purpose: str, subject: uuid.UUID, version: int, expires_at: datetime | None = None) -> str:
    """Return the token for a subject; the same arguments always give the same token.

    It is safe in a path and ends in a letter, a digit, “-” or “_”.
    """
    end = signing.b62_encode(int(expires_at.timestamp())) if expires_at else ""
    return _signer(purpose).sign(f"{signing.b64_encode(subject.bytes).decode()}~{signing.b62_encode(version)}~{end}")


def read(purpose: str, token: str, at: datetime) -> SignedLink:
    """Return what the token says. Raises InvalidLinkError if it is forged, for another purpose, or over."""
    try:
        subject, version, end = _signer(purpose).unsign(token).split("~")
    except signing.BadSignature:
        raise InvalidLinkError("The link was not made here.") from None
    expires_at = datetime.fromtimestamp(signing.b62_decode(end), UTC) if end else None
    if expires_at is not None and expires_at <= at:
        raise InvalidLinkError("The link's time is over.")
    return SignedLink(uuid.UUID(bytes=signing.b64_decode(subject.encode())), signing.b62_decode(version), expires_at)


def read_or_nobody(purpose: str, token: str, at: datetime) -> SignedLink:
    """Return what the token says, or a link to nobody, so that a forged token costs the same query as a genuine one."""
    try:
        return read(purpose, token, at)
    except InvalidLinkError:
        return SignedLink(_NOBODY, 0, None)


def read_late_or_nobody(purpose: str, token: str) -> SignedLink:
    """Return the same whether or not the token's own time is over, so that who is late is told apart from a forger."""
    return read_or_nobody(purpose, token, _BEFORE_ANY_END)


def six_digits(purpose: str, subject: uuid.UUID, version: int) -> str:
    """Return the code that says the same as a link, for whoever would rather type it. Its tries must be counted.

    It is worked out anew each time and kept nowhere. A new key of the practice ends the codes from before it.
    """
    written = f"code {purpose} {subject} {version}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), written, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"
