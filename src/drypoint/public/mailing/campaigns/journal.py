"""The journal of one connection: which letter it is about to hand over, and what the server said of it.

Two lines a letter, which outlive a killed process. The disk is waited for after so many letters, and the file names the
boot of the machine, so that after a power cut everybody knows how many lines may be missing. Whoever holds the file
holds its lock, which the kernel lets go of when the process dies; the next sender then reads what it left.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from drypoint.foundation.core.disk import fsync_folder

_SUFFIX = ".journal"
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Left:
    """What a journal says: letters begun, and of those that were answered the state and sentence.

    is_whole is False if the machine has been started anew since, so that lines may be missing.
    """

    begun: frozenset[int] = frozenset()
    answered: dict[int, tuple[str, str]] = field(default_factory=dict)
    is_whole: bool = True


class Journal:
    """The file of a connection that is open; its name is what rows call the connection."""

    def __init__(self, folder: Path, synced: int) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._synced = synced
        self._answered = 0
        self.name = uuid.uuid4().hex
        self._path = folder / f"{self.name}{_SUFFIX}"
        # Locked before it gets its name: nobody else finds it without its lock.
        hidden = folder / f".{self.name}"
        self._file = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.begin_anew()
        hidden.rename(self._path)
        fsync_folder(folder)

    def begin(self, delivery_id: int) -> None:
        """Note that a letter is about to be handed over."""
        os.write(self._file, f"+{delivery_id}\n".encode())

    def answer(self, delivery_id: int, state: str, sentence: str = "") -> None:
        """Note what became of a letter; each that is claimed gets this line, in the order of the claim."""
        os.write(self._file, f"={delivery_id} {json.dumps([state, sentence])}\n".encode())
        self._answered += 1
        if self._answered % self._synced == 0:
            os.fdatasync(self._file)

    def begin_anew(self) -> None:
        """Forget the lines: what they say is in the database."""
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{_boot()}\n".encode())
        os.fdatasync(self._file)
        self._answered = 0

    def close(self, *, is_settled: bool) -> None:
        """Let go of the file; one that is not settled stays for the next sender to read."""
        if is_settled:
            self._path.unlink(missing_ok=True)
        os.close(self._file)


def names(folder: Path) -> set[str]:
    """Return the names of the journals that lie there, held or left."""
    return {path.stem for path in folder.glob(f"*{_SUFFIX}")}


@contextlib.contextmanager
def left_behind(folder: Path, name: str) -> Iterator[Left | None]:
    """Give what a journal whose owner is dead says, and remove it at the end; None if somebody holds it."""
    path = folder / f"{name}{_SUFFIX}"
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        yield None
        return
    try:
        yield _read(path.read_bytes())
        path.unlink(missing_ok=True)
    finally:
        os.close(file)


def _read(content: bytes) -> Left:
    boot, *lines = content.decode("ascii", "replace").split("\n")
    begun: set[int] = set()
    answered: dict[int, tuple[str, str]] = {}
    for line in lines[:-1]:  # the last is empty, or was not written to its end
        with contextlib.suppress(ValueError):
            if line.startswith("+"):
                begun.add(int(line[1:]))
            elif line.startswith("="):
                number, _space, said = line[1:].partition(" ")
                state, sentence = json.loads(said)
                answered[int(number)] = (str(state), str(sentence))
    return Left(frozenset(begun), answered, is_whole=boot == _boot())


def _boot() -> str:
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return "unknown"
