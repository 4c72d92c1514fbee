"""Squeeze an archive as it is written: what shrinks, and not what is sealed or a picture already.

The stream is a row of gzip members, each squeezed as far as is worth while; whoever reads gzip reads them as one.
"""

from __future__ import annotations

import gzip
import zlib
from typing import IO, Protocol, cast

MAGIC = b"\x1f\x8b"
HARD, NOT_AT_ALL = 4, 0
_GZIP = 31


class Takes(Protocol):
    """Whatever bytes are written to."""

    def write(self, piece: bytes, /) -> object:
        """Take a piece."""


class Squeezer:
    """Write pieces of any length into a file, squeezed; call `finish` once after the last one."""

    def __init__(self, file: Takes, level: int = HARD) -> None:
        self._file = file
        self._level = level
        self._member = zlib.compressobj(level, wbits=_GZIP)

    def turn_to(self, level: int) -> None:
        """Squeeze what follows harder or less."""
        if level != self._level:
            self.finish()
            self._level = level
            self._member = zlib.compressobj(level, wbits=_GZIP)

    def write(self, piece: bytes) -> int:
        """Take a piece, and return its length as files do."""
        self._file.write(self._member.compress(piece))
        return len(piece)

    def finish(self) -> None:
        """End the member that is open."""
        self._file.write(self._member.flush())


def unsqueezed(file: IO[bytes]) -> IO[bytes]:
    """Return a reader of what was squeezed; a stream of before anything was is returned as it is."""
    beginning = file.read(len(MAGIC))
    file.seek(0)
    return cast("IO[bytes]", gzip.GzipFile(fileobj=file, mode="rb")) if beginning == MAGIC else file
