"""Encrypt a file chunk by chunk, so that a part can be read alone and no cut, swap or change goes unseen.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance, CRYPTO 2015) over AES-256-GCM:

    file  = header ‖ chunk 0 ‖ chunk 1 ‖ … ‖ last chunk
    header = magic (4 bytes) ‖ key id (8) ‖ salt (32) ‖ nonce prefix (7)
    key id = first 8 bytes of HKDF-SHA256(key, no salt), which tell nothing of it
    key of the file = HKDF-SHA256(key, salt)
    nonce of chunk i = prefix ‖ i (4 bytes, big-endian) ‖ 1 if it is the last, else 0

Every chunk but the last holds CHUNK_BYTES of text; the last holds 1 to CHUNK_BYTES (0 only in an empty file). The
header and the caller's context (the document's own name) are authenticated with every chunk, so that one encrypted
file cannot stand in for another. Files from before keys could be changed begin with DPD1 and name none: theirs is the
last of the keys, the practice's first.
"""

from __future__ import annotations

import functools
import io
import os
import secrets
from collections.abc import Sequence
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"DPD2"
MAGIC_WITHOUT_KEY_ID = b"DPD1"
KEY_ID_BYTES = 8
SALT_BYTES = 32
PREFIX_BYTES = 7
HEADER_BYTES = len(MAGIC) + KEY_ID_BYTES + SALT_BYTES + PREFIX_BYTES
CHUNK_BYTES = 64 * 1024
TAG_BYTES = 16
_SEALED_CHUNK = CHUNK_BYTES + TAG_BYTES
_MOST_CHUNKS = 2**32


class DamagedFileError(RuntimeError):
    """The encrypted file is not the one that was written: cut, changed, swapped, or sealed with another key."""


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"drypoint/document/1").derive(key))


@functools.cache
def key_id(key: bytes) -> bytes:
    """Return what a file's header calls the key that it was sealed with."""
    derived = HKDF(algorithm=hashes.SHA256(), length=KEY_ID_BYTES, salt=None, info=b"drypoint/key id/1")
    return derived.derive(key)


def is_sealed_with(header: bytes, key: bytes) -> bool:
    """Say whether a file that begins so was sealed with this key and names it."""
    return header.startswith(MAGIC + key_id(key))


def _nonce(prefix: bytes, index: int, *, is_last: bool) -> bytes:
    return prefix + index.to_bytes(4, "big") + (b"\x01" if is_last else b"\x00")


class Sealer:
    """Write text of any length, in pieces of any length, into a file as a sealed stream.

    The first of the keys seals. Call `finish` once after the last piece; a file that was not finished cannot be opened.
    """

    def __init__(self, file: BinaryIO, keys: Sequence[bytes], context: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._file = file
        self._cipher = _cipher(keys[0], salt)
        self._prefix = secrets.token_bytes(PREFIX_BYTES)
        header = MAGIC + key_id(keys[0]) + salt + self._prefix
        self._associated = header + context
        self._index = 0
        self._held = bytearray()
        self.size_bytes = 0
        file.write(header)

    def write(self, piece: bytes) -> None:
        """Take a piece of the text; whole chunks are written as soon as it is known that they are not the last."""
        self._held += piece
        self.size_bytes += len(piece)
        while len(self._held) > CHUNK_BYTES:
            self._seal(bytes(self._held[:CHUNK_BYTES]), is_last=False)
            del self._held[:CHUNK_BYTES]

    def finish(self) -> None:
        """Write the last chunk."""
        self._seal(bytes(self._held), is_last=True)
        self._held.clear()

    def _seal(self, text: bytes, *, is_last: bool) -> None:
        if self._index >= _MOST_CHUNKS:
            raise OverflowError("A sealed file holds at most 256 TiB.")
        nonce = _nonce(self._prefix, self._index, is_last=is_last)
        self._file.write(self._cipher.encrypt(nonce, text, self._associated))
        self._index += 1


class SealedReader(io.RawIOBase):
    """Read a sealed file as if it were the text: any part, forwards or backwards, one chunk in memory.

    Raises DamagedFileError as soon as a part is read that is not what was written. A wrong length is found on opening,
    a cut at a chunk's border when the last chunk is read (`check_end` reads it at once).
    """

    def __init__(self, file: BinaryIO, keys: Sequence[bytes], context: bytes, *, closes_file: bool = True) -> None:
        super().__init__()
        self._file = file
        self._closes_file = closes_file
        magic = file.read(len(MAGIC))
        self._header_bytes = HEADER_BYTES - (0 if magic == MAGIC else KEY_ID_BYTES)
        header = magic + file.read(self._header_bytes - len(MAGIC))
        body = os.fstat(file.fileno()).st_size - self._header_bytes
        whole, rest = divmod(body, _SEALED_CHUNK)
        # Only an empty text ends in an empty chunk. Behind another one it is a cut that reading would never come to.
        is_cut = body < TAG_BYTES or 0 < rest < TAG_BYTES or (whole > 0 and rest == TAG_BYTES)
        is_ours = magic in {MAGIC, MAGIC_WITHOUT_KEY_ID} and len(header) == self._header_bytes
        if not is_ours or is_cut:
            raise DamagedFileError("The file is cut off or is not an encrypted document.")
        # A header that names no key of ours was changed, or is another practice's: opening it will fail.
        key = next((one for one in keys if is_sealed_with(header, one)), keys[-1])
        self._chunks = whole + (1 if rest else 0)
        self._cipher = _cipher(key, header[-PREFIX_BYTES - SALT_BYTES : -PREFIX_BYTES])
        self._prefix = header[-PREFIX_BYTES:]
        self._associated = header + context
        self._at = 0
        self._held_index = -1
        self._held = b""
        self.size_bytes = body - self._chunks * TAG_BYTES

    def check_end(self) -> None:
        """Open the last chunk, which proves that nothing was cut off."""
        self._chunk(self._chunks - 1)

    def check_whole(self) -> None:
        """Open every chunk, so that what follows cannot break off in the middle."""
        for index in range(self._chunks):
            self._chunk(index)

    def _chunk(self, index: int) -> bytes:
        if index != self._held_index:
            self._file.seek(self._header_bytes + index * _SEALED_CHUNK)
            sealed = self._file.read(_SEALED_CHUNK)
            nonce = _nonce(self._prefix, index, is_last=index == self._chunks - 1)
            try:
                self._held = self._cipher.decrypt(nonce, sealed, self._associated)
            except InvalidTag:
                raise DamagedFileError(f"Chunk {index} of the file is not what was written.") from None
            self._held_index = index
        return self._held

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def tell(self) -> int:
        """Return the place in the text, in bytes."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place in the text; before the start raises ValueError, past the end reads nothing."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size_bytes}[whence]
        if base + offset < 0:
            raise ValueError("A file has no place before its start.")
        self._at = base + offset
        return self._at

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes of the text, or all that is left."""
        left = max(0, self.size_bytes - self._at)
        wanted = left if size is None or size < 0 else min(size, left)
        if wanted == 0 and self.size_bytes == 0:
            self.check_end()
        parts = []
        while wanted:
            index, inside = divmod(self._at, CHUNK_BYTES)
            part = self._chunk(index)[inside : inside + wanted]
            parts.append(part)
            self._at += len(part)
            wanted -= len(part)
        return b"".join(parts)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]  # no Buffer before 3.12
        """Fill a buffer with text and return how many bytes went in."""
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        """Close the encrypted file too, unless it was only lent."""
        if self._closes_file:
            self._file.close()
        super().close()
