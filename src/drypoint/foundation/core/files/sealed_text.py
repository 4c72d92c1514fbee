"""Short text, encrypted in its row and bound to it: nonce (12 bytes) ‖ AES-256-GCM."""

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


def sealed_text(purpose: str, key: uuid.UUID, text: str) -> bytes:
    """Return the text of the row of this key, encrypted for one purpose with the key in use."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(settings.DOCUMENT_KEYS[0], purpose).encrypt(nonce, text.encode(), key.bytes)


def unsealed_text(purpose: str, key: uuid.UUID, sealed: bytes) -> str:
    """Return the text. Raises DamagedFileError if it was changed or sealed with a key that is not the practice's."""
    for secret in settings.DOCUMENT_KEYS:
        try:
            text = _cipher(secret, purpose).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key.bytes)
        except (InvalidTag, ValueError):
            continue
        return text.decode()
    raise DamagedFileError("The text cannot be read with this key.")


def _cipher(secret: bytes, purpose: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret))
