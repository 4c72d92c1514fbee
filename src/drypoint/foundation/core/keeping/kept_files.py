"""Documents and media as a backup takes them and a restore puts them back, wherever they lie."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from django.conf import settings

from drypoint.foundation.core.disk import fsync_folder

NAMES = ("media", "documents")


@dataclass(frozen=True)
class KeptFile:
    """One file under its name in an archive."""

    name: str
    size: int
    content: IO[bytes]


class KeptFiles(Protocol):
    """All documents and media of the practice."""

    def each(self) -> Iterator[KeptFile]:
        """Give each file, open for as long as it is looked at; one that is erased meanwhile is left out."""

    def is_filled(self) -> bool:
        """Say whether there is any."""

    def set_aside(self, aside: Path) -> list[Path]:
        """Move all away, to the folder if that is on the same disk, and return where they went."""

    def move_in(self, folder: Path) -> None:
        """Put what lies in the folder, under the names of an archive, in the emptied place."""


class FilesInFolder:
    """They lie in two folders: of the data folder, or of the one that machines share."""

    def __init__(self) -> None:
        self._roots = {"media": Path(settings.MEDIA_ROOT), "documents": Path(settings.DOCUMENT_ROOT)}

    def each(self) -> Iterator[KeptFile]:
        """Give each file but the drafts of uploads."""
        for name, root in self._roots.items():
            for path in sorted(root.rglob("*")) if root.is_dir() else ():
                if path.is_file() and not path.is_symlink() and path.suffix != ".part":
                    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
                        size = os.fstat(file.fileno()).st_size
                        yield KeptFile(f"{name}/{path.relative_to(root).as_posix()}", size, file)

    def is_filled(self) -> bool:
        """Say whether there is any."""
        return any(root.is_dir() and any(root.iterdir()) for root in self._roots.values())

    def set_aside(self, aside: Path) -> list[Path]:
        """Move both folders, on the disk on which they lie."""
        places = []
        for root in self._roots.values():
            if root.exists():
                place = aside if _are_of_one_disk(root, aside) else root.parent / aside.name
                place.mkdir(mode=0o700, exist_ok=True)
                root.rename(place / root.name)
                places.append(place)
        return sorted(set(places))

    def move_in(self, folder: Path) -> None:
        """Put both folders in place, whole; from another disk they are copied first."""
        for name, root in self._roots.items():
            if not (folder / name).is_dir():
                continue
            if root.is_dir():
                root.rmdir()
            if _are_of_one_disk(folder, root.parent):
                (folder / name).rename(root)
            else:
                with tempfile.TemporaryDirectory(prefix=".restore-", dir=root.parent) as beside:
                    _copy_durably(folder / name, Path(beside) / name)
                    (Path(beside) / name).rename(root)
            fsync_folder(root.parent)


def kept_files() -> KeptFiles:
    """Return them as they lie by the settings."""
    return FilesInFolder()


def _are_of_one_disk(one: Path, other: Path) -> bool:
    return one.stat().st_dev == other.stat().st_dev


def _copy_durably(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for entry in sorted(source.iterdir()):
        if entry.is_dir():
            _copy_durably(entry, target / entry.name)
        else:
            with entry.open("rb") as old, (target / entry.name).open("xb") as new:
                shutil.copyfileobj(old, new)
                new.flush()
                os.fsync(new.fileno())
    fsync_folder(target)
