"""Files that a command of the list is given: their bytes, and a sentence for one that cannot be opened. No Django."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

BAD_INPUT: Final = 2
_LARGEST: Final = 100_000_000


def bytes_of(name: str) -> bytes:
    """Return what a file holds, or standard input. Raises OSError, ValueError."""
    if name == "-":
        return sys.stdin.buffer.read(_LARGEST) if sys.stdin is not None else b""
    with Path(name).open("rb") as file:
        return file.read(_LARGEST)


def cannot_read(name: str, error: Exception) -> int:
    """Say on stderr that a file cannot be opened, and return the exit code for that."""
    reason = getattr(error, "strerror", None) or "there is no such file"
    sys.stderr.write(f"Cannot read “{Path(name).name}”: {reason}.\n")
    return BAD_INPUT
