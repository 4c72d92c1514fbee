"""One encrypted archive of everything that the practice cannot get back otherwise; the way back is restoring.py.

The archive is a tar stream sealed with a key derived from the practice's own (core/sealing.py): `manifest.json`, the
database, media, documents, `index.json` with every member's size and digest. The key is never inside.

The database is copied first, by SQLite's online backup or pg_dump, the files after it. Documents are written once and
before the row that names them, so that every row of the copy finds its file, whatever people do meanwhile.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import json
import os
import secrets
import sqlite3
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, TypedDict, cast

from django.conf import settings
from django.db import DatabaseError, connection

from drypoint import __version__
from drypoint.foundation.core.disk import fsync_folder, in_words
from drypoint.foundation.core.files.sealing import Sealer
from drypoint.foundation.core.keeping import copies, key_mark, postgres
from drypoint.foundation.core.keeping.kept_files import kept_files
from drypoint.foundation.core.keeping.squeezing import HARD, NOT_AT_ALL, Squeezer

# 2: squeezed.
FORMAT = 2
# When the last backup was made, for doctor.
STAMP_FILE = "last-backup.txt"
CONTEXT = b"drypoint backup"
MANIFEST, INDEX = "manifest.json", "index.json"
SQLITE_MEMBER, POSTGRES_MEMBER = "database.sqlite3", "database.pgdump"
IN_USE_LOCK = "in-use.lock"


class BackupError(RuntimeError):
    """The backup or the restore did not take place; nothing was changed. The text says why and what to do."""


@dataclass(frozen=True)
class Report:
    """What an archive holds; missing are documents that a row names and the disk lacks."""

    made_at: datetime
    files: int
    documents: int
    missing: tuple[str, ...]


class Member(TypedDict):
    """What the index says of one file."""

    size: int
    sha256: str


class Manifest(TypedDict):
    """What the archive says of itself."""

    format: int
    version: str
    made_at: str
    database: str


Index = dict[str, Member]


class Digesting:
    """A file that is read once, with its digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


@contextlib.contextmanager
def in_use() -> Iterator[None]:
    """Mark the data folder as served from, as long as the block lasts; `restore` then keeps out."""
    with (Path(settings.DATA) / IN_USE_LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(
                "A backup is being restored into this data folder, or it is upgraded. Wait until it is done."
            ) from error
        with database_in_use(alone=False) as is_free:
            if not is_free:
                raise BackupError(
                    "A backup is being restored into this database, or it is upgraded. Wait until it is done."
                )
            yield


@contextlib.contextmanager
def database_in_use(*, alone: bool) -> Iterator[bool]:
    """Say whether no other machine stands in the way; on SQLite there is none."""
    if connection.vendor == "sqlite":
        yield True
        return
    try:
        with postgres.in_use(alone=alone) as is_free:
            yield is_free
    except DatabaseError as error:
        raise BackupError(f"The database cannot be opened: {str(error).strip().splitlines()[0]}.") from error


def _copy_sqlite(target: Path) -> None:
    source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
    copy = sqlite3.connect(target)
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def _copy_database(folder: Path) -> Path:
    if connection.vendor == "sqlite":
        target = folder / SQLITE_MEMBER
        _copy_sqlite(target)
    else:
        target = folder / POSTGRES_MEMBER
        postgres.dump(target)
    return target


def document_keys(database: Path) -> set[str]:
    """Return the keys of the documents that the copied database names."""
    if database.name != SQLITE_MEMBER:
        with connection.cursor() as cursor:
            cursor.execute("SELECT key FROM core_storeddocument")
            return {str(key).replace("-", "") for (key,) in cursor.fetchall()}
    copy = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return {str(key).replace("-", "") for (key,) in copy.execute("SELECT key FROM core_storeddocument")}
    finally:
        copy.close()


class _Writer:
    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.index: Index = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        member.mode = 0o600
        source = Digesting(file)
        self._tar.addfile(member, cast("IO[bytes]", source))
        self.index[name] = {"size": size, "sha256": source.digest.hexdigest()}


def backup(target: Path, *, at: datetime, force: bool = False) -> Report:
    """Write the archive to target, whole or not at all, while the practice goes on working, and note when.

    Raises BackupError if target exists (unless force) or cannot be written, or while another one is being restored.
    """
    _refuse(target, force=force)
    try:
        with in_use():
            report = write(target, at=at)
    except OSError as error:
        raise _not_written(error) from error
    note_made(at)
    return report


def write(target: Path, *, at: datetime) -> Report:
    """Write the archive, for a caller who keeps a restore away. Raises BackupError if it cannot be written."""
    copies.remove_leftovers([target.parent])
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with copies.scratch(database_bytes(), beside=target.parent) as folder:
            database = _copy_database(folder)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                report = _write(file, database, at)
                file.flush()
                os.fsync(file.fileno())
        draft.replace(target)
        fsync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise _not_written(error) from error
    finally:
        draft.unlink(missing_ok=True)
    return report


def note_made(at: datetime) -> None:
    """Note when the last backup was made; the archive is whole, whatever the data folder's disk is short of."""
    with contextlib.suppress(OSError):
        (Path(settings.DATA) / STAMP_FILE).write_text(at.isoformat() + "\n")


def _refuse(target: Path, *, force: bool) -> None:
    if target.exists() and not force:
        raise BackupError(f"{target} exists already. Choose another name, or say --force to replace it.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}. Make it first.")
    if key_mark.is_right_key() is False:
        raise BackupError(
            f"The key file {settings.CONFIG.key_file} is not the one of these data, so that the archive could not be "
            "opened with the right one. Put the right one back, or say in DRYPOINT_KEY_FILE where it is."
        )


def _not_written(error: OSError | sqlite3.Error) -> BackupError:
    return BackupError(f"The backup could not be written: {_in_words(error)}")


def _in_words(error: OSError | sqlite3.Error) -> str:
    return in_words(error) if isinstance(error, OSError) else f"{error}."


def database_bytes() -> int:
    """Return how much room the database takes."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def bytes_of_practice() -> int:
    """Return how much room everything takes that an archive holds, unpacked."""
    return database_bytes() + sum(kept.size for kept in kept_files().each())


def _write(file: BinaryIO, database: Path, at: datetime) -> Report:
    named = document_keys(database)
    sealer = Sealer(file, settings.BACKUP_KEYS, CONTEXT)
    squeezer = Squeezer(sealer)
    with tarfile.open(mode="w|", fileobj=cast("IO[bytes]", squeezer), format=tarfile.PAX_FORMAT) as tar:
        writer = _Writer(tar)
        manifest: Manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": at.isoformat(),
            "database": database.name,
        }
        writer.add_bytes(MANIFEST, json.dumps(manifest).encode())
        with database.open("rb") as copy:
            writer.add(database.name, copy, database.stat().st_size)
        # Documents are sealed and pictures squeezed already: trying again would cost time and win nothing.
        squeezer.turn_to(NOT_AT_ALL)
        for kept in kept_files().each():
            writer.add(kept.name, kept.content, kept.size)
        index = writer.index
        squeezer.turn_to(HARD)
        writer.add_bytes(INDEX, json.dumps(index).encode())
    squeezer.finish()
    sealer.finish()
    return report_of(manifest, index, named)


def report_of(manifest: Manifest, index: Index, named: set[str]) -> Report:
    """Return what an archive holds; named are the documents that its database names."""
    inside = {PurePosixPath(name).name.replace("-", "") for name in index if name.startswith("documents/")}
    return Report(
        made_at=datetime.fromisoformat(manifest["made_at"]),
        files=len(index) - 2,
        documents=len(named),
        missing=tuple(sorted(named - inside)),
    )
