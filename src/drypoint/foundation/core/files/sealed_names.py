"""The name that a sender's machine gave a file, encrypted in the file's row."""

from __future__ import annotations

import uuid

from drypoint.foundation.core.files.sealed_text import sealed_text, unsealed_text

_PURPOSE = "drypoint/document-name/1"


def sealed_name(key: uuid.UUID, name: str) -> bytes:
    """Return the name of the document of this key, encrypted with the key in use."""
    return sealed_text(_PURPOSE, key, name)


def unsealed_name(key: uuid.UUID, sealed: bytes) -> str:
    """Return the name. Raises DamagedFileError if it was changed or sealed with a key that is not the practice's."""
    return unsealed_text(_PURPOSE, key, sealed)
