"""Sealed streams: files encrypted in chunks, so that neither reading nor writing needs the whole in memory.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance, CRYPTO 2015) over AES-256-GCM. A sealed stream is

    magic and version (8 bytes) | salt (32) | chunk | chunk | … | final chunk

where each chunk is the ciphertext of CHUNK_BYTES (the final one: of what is left, perhaps nothing) and its 16-byte tag.
The key of a stream is HKDF-SHA256(key, salt, header and purpose); a chunk's nonce is its number and whether it is the
final one. A chunk that is changed, missing, repeated, moved or taken from another stream does not open, and a stream
cut at a chunk's end lacks its final chunk.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from types import TracebackType
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"DRYSEAL\x01"
SALT_BYTES = 32
HEADER_BYTES = len(MAGIC) + SALT_BYTES
CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
_SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES
_CHUNKS_AT_MOST = 2**32


class SealBrokenError(ValueError):
    """The stream was changed or cut, or belongs to another key; nothing of the chunk concerned was handed out."""


class Source(Protocol):
    """Where sealed bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most size bytes; none at the end."""
        ...


class Target(Protocol):
    """Where sealed bytes go to."""

    def write(self, data: bytes, /) -> object:
        """Take all of data."""
        ...


def sealed_size(plain_bytes: int) -> int:
    """Return how many bytes a sealed stream of plain_bytes takes on disk."""
    chunks = max(1, -(-plain_bytes // CHUNK_BYTES))
    return HEADER_BYTES + plain_bytes + chunks * TAG_BYTES


def _cipher(key: bytes, salt: bytes, purpose: bytes) -> AESGCM:
    info = b"drypoint/sealed stream/" + MAGIC + purpose
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(key))


def _nonce(number: int, *, is_final: bool) -> bytes:
    if number >= _CHUNKS_AT_MOST:
        raise ValueError("A sealed stream holds at most 2^32 chunks.")
    return number.to_bytes(11, "big") + (b"\x01" if is_final else b"\x00")


class Sealer:
    """Write what is given, sealed, to a target; a stream is whole only after `finish`.

    purpose names what the stream is for ("document", "backup"): a stream opens only under its own. As a context
    manager it finishes when the block ends well, and leaves the stream unopenable when it does not.
    """

    def __init__(self, target: Target, key: bytes, purpose: str) -> None:
        self._target = target
        salt = secrets.token_bytes(SALT_BYTES)
        self._cipher = _cipher(key, salt, purpose.encode())
        self._waiting = bytearray()
        self._number = 0
        self._finished = False
        target.write(MAGIC + salt)

    def write(self, data: bytes) -> int:
        """Take more of the plain bytes and return how many were taken: all."""
        if self._finished:
            raise ValueError("The stream is finished.")
        self._waiting += data
        # The last full chunk waits too: only `finish` knows which chunk is the final one.
        while len(self._waiting) > CHUNK_BYTES:
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), is_final=False)
            del self._waiting[:CHUNK_BYTES]
        return len(data)

    def finish(self) -> None:
        """Write the final chunk."""
        if not self._finished:
            self._finished = True
            self._seal(bytes(self._waiting), is_final=True)
            self._waiting.clear()

    def _seal(self, plain: bytes, *, is_final: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_final=is_final), plain, None))
        self._number += 1

    def __enter__(self) -> Sealer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()


def _read_exactly(source: Source, size: int) -> bytes:
    parts = []
    while size > 0 and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def unsealed(source: Source, key: bytes, purpose: str) -> Iterator[bytes]:
    """Yield the plain bytes of a sealed stream, each chunk only after it has been verified.

    Raises SealBrokenError; a caller that must not act on half a stream reads to the end first.
    """
    header = _read_exactly(source, HEADER_BYTES)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise SealBrokenError("This is not a sealed stream of Drypoint, or its beginning is missing.")
    cipher = _cipher(key, header[len(MAGIC) :], purpose.encode())
    number = 0
    chunk = _read_exactly(source, _SEALED_CHUNK_BYTES)
    while True:
        following = _read_exactly(source, _SEALED_CHUNK_BYTES) if len(chunk) == _SEALED_CHUNK_BYTES else b""
        try:
            plain = cipher.decrypt(_nonce(number, is_final=not following), chunk, None)
        except (InvalidTag, ValueError) as error:
            raise SealBrokenError("The stream was changed or cut, or was sealed with another key.") from error
        if plain:
            yield plain
        if not following:
            return
        chunk = following
        number += 1


class Opener:
    """Read a sealed stream like a file."""

    def __init__(self, source: Source, key: bytes, purpose: str) -> None:
        self._chunks = unsealed(source, key, purpose)
        self._waiting = b""

    def read(self, size: int = -1) -> bytes:
        """Return at most size plain bytes (all that is left if negative); none at the verified end."""
        if size < 0:
            whole = self._waiting + b"".join(self._chunks)
            self._waiting = b""
            return whole
        parts = []
        while size > 0:
            if not self._waiting:
                self._waiting = next(self._chunks, b"")
                if not self._waiting:
                    break
            part, self._waiting = self._waiting[:size], self._waiting[size:]
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
