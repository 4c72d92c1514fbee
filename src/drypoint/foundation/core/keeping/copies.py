"""Where the practice's data lie in the clear while they are copied or tried out, and that nothing of it stays."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings

PREFIX = ".backup-"
# Outside the data folder other programs may have folders of that name.
_PREFIX_ELSEWHERE = ".drypoint-backup-"
# Memory on Linux: what is there never reaches a disk.
MEMORY = Path("/dev/shm")  # noqa: S108 (a folder is made in it, of a name that nobody can foresee)
_SPARE_BYTES = 16 * 1024**2


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Mark a copy in the clear as in use: whoever is killed lets go of it, and remove_leftovers may take it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def scratch(needed_bytes: int, *, beside: Path | None = None) -> Iterator[Path]:
    """Yield a folder of one's own with room for so much, and remove it with all that is in it.

    It lies in the data folder; where that is full, in memory, and only then beside the given file or folder.
    """
    place = next((one for one in _places(beside) if _has_room(one, needed_bytes)), Path(settings.DATA))
    with tempfile.TemporaryDirectory(prefix=_prefix_in(place), dir=place) as folder, held(Path(folder)):
        yield Path(folder)


def remove_leftovers(further: Iterable[Path] = ()) -> int:
    """Remove copies that a kill left behind in the clear, in all places that there are, and return how many."""
    removed = 0
    for folder in _copies_in(further):
        with _unheld(folder) as is_left:
            if is_left:
                shutil.rmtree(folder)
            removed += is_left
    return removed


def leftovers(further: Iterable[Path] = ()) -> list[Path]:
    """Return the copies in the clear that a kill left behind and nobody has removed yet."""
    found = []
    for folder in _copies_in(further):
        with _unheld(folder) as is_left:
            if is_left:
                found.append(folder)
    return found


def _copies_in(further: Iterable[Path]) -> list[Path]:
    return [folder for place in {*_places(None), *further} for folder in place.glob(f"{_prefix_in(place)}*")]


def _places(beside: Path | None) -> list[Path]:
    return [place for place in (Path(settings.DATA), MEMORY, beside) if place is not None and place.is_dir()]


def _prefix_in(place: Path) -> str:
    return PREFIX if place == Path(settings.DATA) else _PREFIX_ELSEWHERE


def _has_room(place: Path, needed_bytes: int) -> bool:
    return os.access(place, os.W_OK | os.X_OK) and shutil.disk_usage(place).free > needed_bytes + _SPARE_BYTES


@contextlib.contextmanager
def _unheld(folder: Path) -> Iterator[bool]:
    """Say whether a copy is ours and nobody's who lives; it stays so as long as the block lasts."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:  # gone meanwhile, or another user's
        yield False
        return
    try:
        is_ours = os.fstat(descriptor).st_uid == os.geteuid()
        yield is_ours and _lets_lock(descriptor)
    finally:
        os.close(descriptor)


def _lets_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
