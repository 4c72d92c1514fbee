"""Which mail server sends, and from which address: the environment's first, else the one of the set-up page."""

from __future__ import annotations

import contextlib
import secrets
import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from drypoint.foundation.core.mail import smtp
from drypoint.foundation.core.mail.smtp import SmtpServer
from drypoint.foundation.core.models import MailServer
from drypoint.foundation.core.registries.sealed import Progress
from drypoint.foundation.core.writing import durable

_NONCE_BYTES = 12
_PURPOSE = b"mail server password"


class UnreadablePasswordError(RuntimeError):
    """The stored password was encrypted with another key."""


@dataclass(frozen=True)
class Sender:
    """Who mails come from."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """Return what follows the @, in ASCII, for message ids."""
        return self.address.rpartition("@")[2].encode("idna").decode()


def encrypt_password(password: str) -> bytes:
    """Return the password as the row keeps it."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(settings.MAIL_KEYS[0]).encrypt(nonce, password.encode(), _PURPOSE)


def _decrypt_password(sealed: bytes) -> str:
    for key in settings.MAIL_KEYS:
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _PURPOSE).decode()
        except (InvalidTag, ValueError):
            continue
    raise UnreadablePasswordError("The password of the mail server was stored with another key. Enter it again.")


def reseal_password(progress: Progress) -> int:
    """Encrypt the stored password with the key in use; return 1 if it cannot be read."""
    with durable():
        row = MailServer.objects.filter(pk=1).first()
        if row is None:
            return 0
        try:
            row.password_encrypted = encrypt_password(_decrypt_password(bytes(row.password_encrypted)))
        except UnreadablePasswordError:
            return 1
        row.save(update_fields=["password_encrypted"])
    progress(1, 1)
    return 0


def server_in_use() -> SmtpServer | None:
    """Return the server that sends, or None if the practice has none.

    Raises UnreadablePasswordError if the stored password belongs to another key.
    """
    from_environment: SmtpServer | None = settings.CONFIG.smtp
    if from_environment is not None:
        return from_environment
    row = MailServer.objects.filter(pk=1).first()
    if row is None:
        return None
    return SmtpServer(
        host=row.host,
        port=row.port,
        user=row.user,
        password=_decrypt_password(bytes(row.password_encrypted)),
        security=row.security,
        ehlo_name=settings.CONFIG.ehlo_name,
    )


def sender_in_use() -> Sender:
    """Return the practice's name and the address that mails come from, whichever is set first.

    The order is DRYPOINT_MAIL_FROM, the mail server's row, the practice's own address, practice@ the site's host.
    """
    name, own_address = import_string(settings.MAIL_SENDER)()
    name = settings.CONFIG.mail_from_name or name
    row = MailServer.objects.filter(pk=1).only("from_address").first()
    host = urlsplit(settings.CONFIG.url).hostname or "localhost"
    address = settings.CONFIG.mail_from or (row.from_address if row else "") or own_address or f"practice@{host}"
    return Sender(name=name, address=address)


def store_server(*, server: SmtpServer, from_address: str = "") -> MailServer:
    """Write the row in the caller's transaction: set-up stores it together with the practice and its owner."""
    row, _created = MailServer.objects.update_or_create(
        pk=1,
        defaults={
            "host": server.host,
            "port": server.port,
            "security": server.security,
            "user": server.user,
            "password_encrypted": encrypt_password(server.password),
            "from_address": from_address,
        },
    )
    return row


def fault_of(
    server: SmtpServer, *, sender: str = "", timeout: float = 10.0, tls: ssl.SSLContext | None = None
) -> str | Promise | None:
    """Try the server without sending; return None if that works, else a sentence that says what to mend.

    Connects, signs in and, with a sender, asks whether mail from that address is taken (MAIL, RSET).
    """
    try:
        connection = smtp.connect(server, timeout=timeout, tls=tls)
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        return smtp.failure_of(error).sentence
    if sender:
        try:
            address = smtp.in_ascii(sender)
            code, answer = connection.mail(address)
            connection.rset()
        except smtp.UnusableAddressError:
            return smtp.sender_fault().sentence
        except (smtplib.SMTPException, OSError) as error:
            return smtp.failure_of(error).sentence
        finally:
            connection.close()
        return None if code < 400 else smtp.failure_of(smtplib.SMTPSenderRefused(code, answer, address)).sentence
    with contextlib.suppress(smtplib.SMTPException, OSError):
        connection.quit()
    return None
