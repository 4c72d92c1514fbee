"""The practice's secrets, newest first, and the keys derived from them for each purpose.

The key file holds one secret a line. The first is in use; what was sealed with one of those below is still read. The
last one, the practice's first, also makes the digests (of addresses, of the audit trail): they hold no text from which
they could be made anew. A line that ends in "leaked" is no longer believed: nothing signed with it counts.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from drypoint.foundation.core.disk import fsync_folder

MASTER_BYTES = 32
LEAKED = "leaked"


class KeyFileError(RuntimeError):
    """The key file cannot be read or is not one; the text says what to do."""


@dataclass(frozen=True)
class MasterKey:
    """One secret of 32 bytes, and whether somebody else may have it."""

    secret: bytes
    is_leaked: bool = False

    @property
    def line(self) -> str:
        """Return it as the key file holds it."""
        return base64.urlsafe_b64encode(self.secret).decode() + (f" {LEAKED}" if self.is_leaked else "")


@dataclass(frozen=True)
class Keys:
    """The keys of each purpose, in the order of the key file: the first seals, all open."""

    signing: str
    signing_of_before: list[str]
    documents: tuple[bytes, ...]
    second_factors: tuple[bytes, ...]
    mail_server: tuple[bytes, ...]
    backups: tuple[bytes, ...]
    digests: bytes


def load_or_create(path: Path) -> tuple[MasterKey, ...]:
    """Return the secrets in the file, one written there first (mode 0600) if it does not exist.

    Two processes starting at once agree: the file is linked into place whole, and the loser reads the winner's.
    Raises KeyFileError if the file holds something else.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = _written(path, [MasterKey(secrets.token_bytes(MASTER_BYTES))])
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        fsync_folder(path.parent)
    return _read(path)


def add(path: Path, *, is_leaked: bool) -> tuple[MasterKey, ...]:
    """Put a fresh secret before those in the file, and return all; is_leaked marks those of before.

    The file is replaced whole and durably, with the owner and the mode that it had.
    """
    before = [replace(one, is_leaked=one.is_leaked or is_leaked) for one in _read(path)]
    return _replaced(path, [MasterKey(secrets.token_bytes(MASTER_BYTES)), *before])


def distrust(path: Path) -> tuple[MasterKey, ...]:
    """Mark every secret but the first as leaked, and return all; the file is replaced as by `add`."""
    first, *before = _read(path)
    return _replaced(path, [first, *(replace(one, is_leaked=True) for one in before)])


def _replaced(path: Path, masters: Sequence[MasterKey]) -> tuple[MasterKey, ...]:
    place = path.resolve()  # a link to where the key is kept stays one
    draft = _written(place, masters)
    try:
        was = place.stat()
        os.chown(draft, was.st_uid, was.st_gid)
        draft.replace(place)
    except OSError:
        draft.unlink()
        raise
    fsync_folder(place.parent)
    return _read(path)


def derived(masters: Sequence[MasterKey]) -> Keys:
    """Return the keys of each purpose."""

    def each(purpose: str) -> tuple[bytes, ...]:
        return tuple(derive(one.secret, purpose) for one in masters)

    return Keys(
        signing=derive(masters[0].secret, "django").hex(),
        signing_of_before=[derive(one.secret, "django").hex() for one in masters[1:] if not one.is_leaked],
        documents=each("documents"),
        second_factors=tuple(base64.urlsafe_b64encode(key) for key in each("second factor")),
        mail_server=each("mail server"),
        backups=each("backups"),
        digests=derive(masters[-1].secret, "digests"),
    )


def derive(master: bytes, purpose: str, length: int = 32) -> bytes:
    """Return `length` bytes for one purpose (HKDF-SHA256), so that no key serves two ends."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=b"drypoint/" + purpose.encode()).derive(
        master
    )


def _written(path: Path, masters: Sequence[MasterKey]) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("".join(f"{one.line}\n" for one in masters))
        file.flush()
        os.fsync(file.fileno())
    return draft


def _read(path: Path) -> tuple[MasterKey, ...]:
    masters = []
    for line in path.read_bytes().splitlines():
        text, *words = line.split()[:3] or [b""]
        try:
            secret = base64.urlsafe_b64decode(text)
            is_known = words in ([], [LEAKED.encode()])
        except ValueError as error:
            raise KeyFileError(f"The key file {path} is no key. Put the practice's own key there.") from error
        if len(secret) != MASTER_BYTES or not is_known:
            raise KeyFileError(
                f"The key file {path} is damaged: each line must hold 32 bytes in base64. Put a copy back."
            )
        masters.append(MasterKey(secret, is_leaked=bool(words)))
    if not masters:
        raise KeyFileError(f"The key file {path} is damaged: it is empty. Put a copy back.")
    if masters[0].is_leaked:
        raise KeyFileError(f"The first line of the key file {path} is marked as leaked. Put a copy back.")
    return tuple(masters)
