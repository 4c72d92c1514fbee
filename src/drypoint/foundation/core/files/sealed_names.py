"""The name that a sender's machine gave a file, encrypted in the file's row: nonce (12 bytes) ‖ AES-256-GCM."""

from __future__ import annotations

import secrets
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from drypoint.foundation.core.files.sealing import DamagedFileError

_NONCE_BYTES = 12


def sealed_name(key: uuid.UUID, name: str) -> bytes:
    """Return the name of the document of this key, encrypted with the key in use."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(settings.DOCUMENT_KEYS[0]).encrypt(nonce, name.encode(), key.bytes)


def unsealed_name(key: uuid.UUID, sealed: bytes) -> str:
    """Return the name. Raises DamagedFileError if it was changed or sealed with a key that is not the practice's."""
    for secret in settings.DOCUMENT_KEYS:
        try:
            return _cipher(secret).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key.bytes).decode()
        except (InvalidTag, ValueError):
            continue
    raise DamagedFileError("The name of the document cannot be read with this key.")


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"drypoint/document-name/1").derive(secret))
