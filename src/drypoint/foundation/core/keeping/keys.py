"""The practice's one secret, and the keys derived from it for each purpose."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from drypoint.foundation.core.disk import fsync_folder

MASTER_BYTES = 32


class KeyFileError(RuntimeError):
    """The key file cannot be read or is not one; the text says what to do."""


def load_or_create(path: Path) -> bytes:
    """Return the 32-byte master key from path, written there first (mode 0600) if the file does not exist.

    Two processes starting at once agree: the file is linked into place whole, and the loser reads the winner's.
    Raises KeyFileError if the file holds something else.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.urlsafe_b64encode(secrets.token_bytes(MASTER_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
        fsync_folder(path.parent)
    try:
        master = base64.urlsafe_b64decode(path.read_bytes().strip())
    except ValueError as error:
        raise KeyFileError(f"The key file {path} is no key. Put the practice's own key there.") from error
    if len(master) != MASTER_BYTES:
        raise KeyFileError(f"The key file {path} is damaged: it must hold 32 bytes in base64. Put a copy back.")
    return master


def derive(master: bytes, purpose: str, length: int = 32) -> bytes:
    """Return `length` bytes for one purpose (HKDF-SHA256), so that no key serves two ends."""
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=b"drypoint/" + purpose.encode()).derive(
        master
    )
