"""One encrypted archive of everything that the practice cannot get back otherwise, and the way back.

The archive is a tar stream sealed with a key derived from the practice's own (core/sealing.py): `manifest.json`, the
database, media, documents, `index.json` with every member's size and digest. The key is never inside.

The database is copied first, by SQLite's online backup or pg_dump, the files after it. Documents are written once and
before the row that names them, so that every row of the copy finds its file, whatever people do meanwhile.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import io
import json
import os
import secrets
import shutil
import socket
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, TypedDict, cast

from django.conf import settings
from django.db import DatabaseError, connection

from drypoint import __version__
from drypoint.foundation.core.disk import fsync_folder, in_words
from drypoint.foundation.core.files.sealing import DamagedFileError, SealedReader, Sealer
from drypoint.foundation.core.keeping import copies, key_mark, postgres
from drypoint.foundation.core.keeping.squeezing import HARD, NOT_AT_ALL, Squeezer, unsqueezed
from drypoint.foundation.core.models import WorkerBeat

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


class _Member(TypedDict):
    """What the index says of one file."""

    size: int
    sha256: str


class _Manifest(TypedDict):
    """What the archive says of itself."""

    format: int
    version: str
    made_at: str
    database: str


_Index = dict[str, _Member]


class _Digesting:
    """A file that is read once, with its digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _roots() -> dict[str, Path]:
    return {"media": Path(settings.MEDIA_ROOT), "documents": Path(settings.DOCUMENT_ROOT)}


@contextlib.contextmanager
def in_use() -> Iterator[None]:
    """Mark the data folder as served from, as long as the block lasts; `restore` then keeps out."""
    with (Path(settings.DATA) / IN_USE_LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("A backup is being restored into this data folder. Wait until it is done.") from error
        with _database_in_use(alone=False) as is_free:
            if not is_free:
                raise BackupError("A backup is being restored into this database. Wait until it is done.")
            yield


@contextlib.contextmanager
def _database_in_use(*, alone: bool) -> Iterator[bool]:
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


def _document_keys(database: Path) -> set[str]:
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
        self.index: _Index = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, path: Path) -> None:
        try:
            file = path.open("rb")
        except FileNotFoundError:  # erased since the folder was listed
            return
        with file:
            self._add(name, file, os.fstat(file.fileno()).st_size)

    def _add(self, name: str, file: IO[bytes], size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        member.mode = 0o600
        source = _Digesting(file)
        self._tar.addfile(member, cast("IO[bytes]", source))
        self.index[name] = {"size": size, "sha256": source.digest.hexdigest()}


def backup(target: Path, *, at: datetime, force: bool = False) -> Report:
    """Write the archive to target, whole or not at all, while the practice goes on working.

    Raises BackupError if target exists (unless force) or cannot be written.
    """
    if target.exists() and not force:
        raise BackupError(f"{target} exists already. Choose another name, or say --force to replace it.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}. Make it first.")
    if key_mark.is_right_key() is False:
        raise BackupError(
            f"The key file {settings.CONFIG.key_file} is not the one of these data, so that the archive could not be "
            "opened with the right one. Put the right one back, or say in DRYPOINT_KEY_FILE where it is."
        )
    copies.remove_leftovers([target.parent])
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with copies.scratch(_database_bytes(), beside=target.parent) as folder:
            database = _copy_database(folder)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                report = _write(file, database, at)
                file.flush()
                os.fsync(file.fileno())
        draft.replace(target)
        fsync_folder(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"The backup could not be written: {_in_words(error)}") from error
    finally:
        draft.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # the archive is whole, whatever the data folder's disk is short of
        (Path(settings.DATA) / STAMP_FILE).write_text(at.isoformat() + "\n")
    return report


def _in_words(error: OSError | sqlite3.Error) -> str:
    return in_words(error) if isinstance(error, OSError) else f"{error}."


def _database_bytes() -> int:
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _write(file: BinaryIO, database: Path, at: datetime) -> Report:
    named = _document_keys(database)
    sealer = Sealer(file, settings.BACKUP_KEY, CONTEXT)
    squeezer = Squeezer(sealer)
    with tarfile.open(mode="w|", fileobj=cast("IO[bytes]", squeezer), format=tarfile.PAX_FORMAT) as tar:
        writer = _Writer(tar)
        manifest: _Manifest = {
            "format": FORMAT,
            "version": __version__,
            "made_at": at.isoformat(),
            "database": database.name,
        }
        writer.add_bytes(MANIFEST, json.dumps(manifest).encode())
        writer.add_file(database.name, database)
        # Documents are sealed and pictures squeezed already: trying again would cost time and win nothing.
        squeezer.turn_to(NOT_AT_ALL)
        for name, root in _roots().items():
            for path in sorted(root.rglob("*")) if root.is_dir() else ():
                if path.is_file() and not path.is_symlink() and path.suffix != ".part":
                    writer.add_file(f"{name}/{path.relative_to(root).as_posix()}", path)
        index = writer.index
        squeezer.turn_to(HARD)
        writer.add_bytes(INDEX, json.dumps(index).encode())
    squeezer.finish()
    sealer.finish()
    return _report(manifest, index, named)


def _report(manifest: _Manifest, index: _Index, named: set[str]) -> Report:
    inside = {PurePosixPath(name).name.replace("-", "") for name in index if name.startswith("documents/")}
    return Report(
        made_at=datetime.fromisoformat(manifest["made_at"]),
        files=len(index) - 2,
        documents=len(named),
        missing=tuple(sorted(named - inside)),
    )


def _is_filled() -> bool:
    has_files = any(root.is_dir() and any(root.iterdir()) for root in _roots().values())
    if connection.vendor == "sqlite":
        return has_files or Path(connection.settings_dict["NAME"]).exists()
    return has_files or bool(connection.introspection.table_names())


def _is_served_elsewhere(at: datetime) -> bool:
    """Say whether a worker of another machine has been heard of: its lock may be gone with its connection."""
    if connection.vendor == "sqlite" or "core_workerbeat" not in connection.introspection.table_names():
        return False
    own = f"{socket.gethostname()[:32]}:"
    return any(beat.is_alive(at) and not beat.name.startswith(own) for beat in WorkerBeat.objects.all())


def restore(source: Path, *, at: datetime, force: bool = False) -> tuple[Report, Path | None]:
    """Put the archive's database, media and documents in place of those in the data folder.

    Everything is unpacked and verified beside the data before anything is replaced. Returns what was restored and where
    the old data were put, if there were any. Raises BackupError if the folder is not empty (unless force), is being
    served from, or the archive is not whole, was made with another key, or by a newer Drypoint.
    """
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    data = Path(settings.DATA)
    data.mkdir(parents=True, mode=0o700, exist_ok=True)
    with (data / IN_USE_LOCK).open("a") as lock, contextlib.ExitStack() as stack:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("Drypoint is running on this data folder. Stop it first.") from error
        is_free = stack.enter_context(_database_in_use(alone=True))
        if not is_free or _is_served_elsewhere(at):
            raise BackupError("Drypoint is running on this database, on another machine. Stop it there first.")
        if _is_filled() and not force:
            raise BackupError(f"The data folder {data} is not empty. Say --force to set its contents aside.")
        with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as folder:
            try:
                report, database = unpacked(source, Path(folder))
            except OSError as error:
                raise BackupError(f"The archive could not be unpacked: {in_words(error)}") from error
            aside = _set_aside(data, at) if _is_filled() else None
            _move_in(Path(folder), database.name)
    return report, aside


def unpacked(source: Path, folder: Path) -> tuple[Report, Path]:
    """Unpack an archive into a folder, verify all of it, and return what it holds and where its database lies.

    Raises BackupError unless it is whole, of this practice, and of a version that this one can read.
    """
    manifest, index = _unpack(source, folder)
    return _verify(folder, manifest, index), folder / manifest["database"]


def _unpack(source: Path, folder: Path) -> tuple[_Manifest, _Index]:
    found: _Index = {}
    documents: dict[str, object] = {}
    first = True
    try:
        with source.open("rb") as file:
            reader = SealedReader(file, settings.BACKUP_KEY, CONTEXT)
            reader.read(1)
            reader.seek(0)
            first = False
            reader.check_end()
            content = unsqueezed(cast("IO[bytes]", reader))
            with tarfile.open(mode="r|", fileobj=content) as tar:
                for member in tar:
                    _take(tar, member, folder, found, documents)
            while content.read(1024 * 1024):  # what follows the tar's own end must open too
                pass
    except DamagedFileError as error:
        if first:
            raise BackupError(
                f"{source} cannot be opened with the key {settings.CONFIG.key_file}: it was made with another key, or "
                "its beginning was changed. Put the practice's own key file there."
            ) from error
        raise BackupError(f"{source} was changed or cut off. Use another backup.") from error
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        raise BackupError(f"{source} is not a backup of Drypoint.") from error
    if MANIFEST not in documents or documents.get(INDEX) != found:
        raise BackupError(f"{source} is not complete. Use another backup.")
    return cast("_Manifest", documents[MANIFEST]), found


def _take(
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    folder: Path,
    found: _Index,
    documents: dict[str, object],
) -> None:
    name = PurePosixPath(member.name)
    content = tar.extractfile(member) if member.isreg() else None
    if content is None or name.is_absolute() or ".." in name.parts:
        raise ValueError("A member is not a plain file below the archive.")
    source = _Digesting(content)
    if member.name in {MANIFEST, INDEX}:
        documents[member.name] = json.loads(source.read())
    else:
        target = folder.joinpath(*name.parts)
        target.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            shutil.copyfileobj(cast("IO[bytes]", source), file)
            file.flush()
            os.fsync(file.fileno())
    if member.name != INDEX:
        found[member.name] = {"size": member.size, "sha256": source.digest.hexdigest()}


def _verify(folder: Path, manifest: _Manifest, index: _Index) -> Report:
    if manifest["format"] > FORMAT:
        raise BackupError(f"The archive was made by Drypoint {manifest['version']}. Install that version first.")
    expected = SQLITE_MEMBER if connection.vendor == "sqlite" else POSTGRES_MEMBER
    if manifest["database"] != expected:
        raise BackupError("The archive is of the other kind of database: set or unset DRYPOINT_DATABASE_URL to match.")
    if expected == POSTGRES_MEMBER:
        postgres.check(folder / expected)
        return _report(manifest, index, set())
    try:
        copy = sqlite3.connect(folder / expected)
        try:
            whole = copy.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
        finally:
            copy.close()
        if not whole:
            raise BackupError("The database in the archive is damaged. Use another backup.")
        return _report(manifest, index, _document_keys(folder / expected))
    except sqlite3.Error as error:
        raise BackupError("The database in the archive cannot be read. Use another backup.") from error


def _set_aside(data: Path, at: datetime) -> Path:
    """Move what is to be replaced to a folder beside the data folder, or inside it where it is a mount of its own."""
    name = f"{data.name}.before-restore-{at:%Y%m%d-%H%M%S}"
    beside = data.parent
    inside = beside.stat().st_dev != data.stat().st_dev or not os.access(beside, os.W_OK)
    aside = (data if inside else beside) / name
    aside.mkdir(mode=0o700)
    connection.close()
    moved = list(_roots().values())
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        moved += [database.with_name(database.name + suffix) for suffix in ("", "-journal", "-wal", "-shm")]
    else:
        postgres.dump(aside / POSTGRES_MEMBER)
    for path in moved:
        if path.exists():
            path.rename(aside / path.name)
    return aside


def _move_in(folder: Path, database: str) -> None:
    for name, root in _roots().items():
        if (folder / name).is_dir():
            if root.is_dir():
                root.rmdir()
            (folder / name).rename(root)
    if database == SQLITE_MEMBER:
        (folder / database).rename(connection.settings_dict["NAME"])
    else:
        postgres.load(folder / database)
    fsync_folder(Path(settings.DATA))
