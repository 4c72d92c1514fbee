"""The way back from an archive: list it, unpack and verify all of it beside the data, and only then replace them.

Whoever has the practice's key can seal anything. What an archive says of itself is therefore read as carefully as what
a stranger sends: nothing is written before every member was named and the room for it counted.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from drypoint.foundation.core import machines
from drypoint.foundation.core.disk import fsync_folder, in_words
from drypoint.foundation.core.files.sealing import DamagedFileError, SealedReader
from drypoint.foundation.core.keeping import files_place, postgres
from drypoint.foundation.core.keeping.backup import (
    CONTEXT,
    FORMAT,
    IN_USE_LOCK,
    INDEX,
    MANIFEST,
    POSTGRES_MEMBER,
    SQLITE_MEMBER,
    BackupError,
    Digesting,
    Index,
    Manifest,
    Report,
    database_in_use,
    document_keys,
    report_of,
)
from drypoint.foundation.core.keeping.kept_files import NAMES, kept_files
from drypoint.foundation.core.keeping.squeezing import unsqueezed

# Far above what either needs: a line of the index takes some 150 bytes.
_LARGEST = {MANIFEST: 64 * 1024, INDEX: 256 * 1024 * 1024}
# Rooms of former versions whose tables may still stand in a database.
_FORMER_APPS = frozenset({"django_tasks_database"})
# Wagtail keeps its search index with these; nothing else in the database acts by itself.
_OWN_TRIGGERS = frozenset(
    " ".join(statement.split())
    for statement in (
        """CREATE TRIGGER insert_wagtailsearch_indexentry_fts AFTER INSERT ON wagtailsearch_indexentry BEGIN
        INSERT INTO wagtailsearch_indexentry_fts(title, body, autocomplete, rowid)
        VALUES (NEW.title, NEW.body, NEW.autocomplete, NEW.id); END""",
        """CREATE TRIGGER update_wagtailsearch_indexentry_fts AFTER UPDATE ON wagtailsearch_indexentry BEGIN
        UPDATE wagtailsearch_indexentry_fts SET title=NEW.title, body=NEW.body, autocomplete=NEW.autocomplete
        WHERE rowid=NEW.id; END""",
        """CREATE TRIGGER delete_wagtailsearch_indexentry_fts AFTER DELETE ON wagtailsearch_indexentry BEGIN
        DELETE FROM wagtailsearch_indexentry_fts WHERE rowid=OLD.id; END""",
    )
)


def restore(source: Path, *, at: datetime, force: bool = False) -> tuple[Report, list[Path]]:
    """Put the archive's database, media and documents in place of those in the data folder.

    Everything is unpacked and verified beside the data before anything is replaced. Returns what was restored and where
    the old data were put, if there were any. Raises BackupError if the folder is not empty (unless force), is being
    served from or backed up, or the archive is not whole, was made with another key, or by a newer Drypoint.
    """
    if not source.is_file():
        raise BackupError(f"There is no file {source}.")
    data = Path(settings.DATA)
    data.mkdir(parents=True, mode=0o700, exist_ok=True)
    with alone(at):
        if _is_filled() and not force:
            raise BackupError(f"The data folder {data} is not empty. Say --force to set its contents aside.")
        return replace(source, at=at)


def replace(source: Path, *, at: datetime) -> tuple[Report, list[Path]]:
    """Do what `restore` does, for a caller who keeps everybody away and means to replace what is there."""
    data = Path(settings.DATA)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=data) as folder:
        try:
            report, database = unpacked(source, Path(folder))
        except OSError as error:
            raise BackupError(f"The archive could not be unpacked: {in_words(error)}") from error
        aside = _set_aside(data, at) if _is_filled() else []
        _move_in(Path(folder), database.name)
    return report, aside


@contextlib.contextmanager
def alone(at: datetime) -> Iterator[None]:
    """Keep every server, worker and backup away from the practice's data, as long as the block lasts.

    Raises BackupError with what runs and where.
    """
    with (Path(settings.DATA) / IN_USE_LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            sentence = "Drypoint is running on this data folder, or a backup of it is being made. Stop it first."
            raise BackupError(sentence) from error
        with database_in_use(alone=True) as is_free:
            if not is_free or _is_served_elsewhere(at):
                raise BackupError("Drypoint is running on this database, on another machine. Stop it there first.")
            yield


def unpacked(source: Path, folder: Path) -> tuple[Report, Path]:
    """Unpack an archive into a folder, verify all of it, and return what it holds and where its database lies.

    Raises BackupError unless it is whole, of this practice, and of a version that this one can read.
    """
    manifest, index = _unpack(source, folder)
    return _verify(folder, manifest, index), folder / manifest["database"]


def _is_filled() -> bool:
    has_files = kept_files().is_filled()
    if connection.vendor == "sqlite":
        return has_files or Path(connection.settings_dict["NAME"]).exists()
    return has_files or bool(connection.introspection.table_names())


def _is_served_elsewhere(at: datetime) -> bool:
    """Say whether another machine has been heard of: its lock may be gone with its connection."""
    if connection.vendor == "sqlite" or "core_machinebeat" not in connection.introspection.table_names():
        return False
    return any(other.is_alive(at) for other in machines.others())


@contextlib.contextmanager
def _members(source: Path) -> Iterator[tuple[tarfile.TarFile, Iterator[tarfile.TarInfo]]]:
    """Open an archive, and say in a sentence of it what is wrong with it, whenever that is found."""
    first = True
    try:
        with source.open("rb") as file:
            reader = SealedReader(file, settings.BACKUP_KEYS, CONTEXT)
            reader.read(1)
            reader.seek(0)
            first = False
            reader.check_end()
            content = unsqueezed(cast("IO[bytes]", reader))
            with tarfile.open(mode="r|", fileobj=content) as tar:
                yield tar, iter(tar)
            while content.read(1024 * 1024):  # what follows the tar's own end must open too
                pass
    except DamagedFileError as error:
        if first:
            raise BackupError(
                f"{source} cannot be opened with the key {settings.CONFIG.key_file}: it was made with another key, or "
                "its beginning was changed. Put the practice's own key file there."
            ) from error
        raise BackupError(f"{source} was changed or cut off. Use another backup.") from error
    except (tarfile.TarError, gzip.BadGzipFile, zlib.error, EOFError, ValueError, RecursionError) as error:
        raise BackupError(f"{source} is not a backup of Drypoint.") from error


def _unpack(source: Path, folder: Path) -> tuple[Manifest, Index]:
    sizes: dict[str, int] = {}
    with _members(source) as (_tar, members):
        for member in members:
            _check_member(member, sizes)
            sizes[member.name] = member.size
    needed, free = sum(sizes.values()), shutil.disk_usage(folder).free
    if needed > free:
        raise BackupError(f"Unpacked, the archive takes {needed:,} bytes, and {free:,} are free in {folder.parent}.")
    found: Index = {}
    said: dict[str, bytes] = {}
    with _members(source) as (tar, members):
        for member in members:
            _take(tar, member, folder, found, said)
        manifest = _manifest_in(said.get(MANIFEST, b"{}"))
        is_complete = json.loads(said.get(INDEX, b"{}")) == found
    if not is_complete or manifest["database"] not in found:
        raise BackupError(f"{source} is not complete. Use another backup.")
    return manifest, found


def _check_member(member: tarfile.TarInfo, known: Iterable[str]) -> None:
    """Raise ValueError for what no backup of ours holds: anything but plain files of the names that we give."""
    name = PurePosixPath(member.name)
    below = name.parts[0] in NAMES and len(name.parts) > 1 if name.parts else False
    is_ours = member.name in {MANIFEST, INDEX, SQLITE_MEMBER, POSTGRES_MEMBER} or below
    is_plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
    if not is_ours or not is_plain or ".." in name.parts or member.name in known:
        raise ValueError("A member is not a plain file of a backup.")
    if not 0 <= member.size <= _LARGEST.get(member.name, member.size):
        raise ValueError("A member has an impossible size.")


def _manifest_in(said: bytes) -> Manifest:
    """Return what an archive says of itself. Raises ValueError where that makes no sense."""
    told = json.loads(said)
    match told:
        case {"format": int(number), "version": str(version)} if number > FORMAT:
            raise BackupError(f"The archive was made by Drypoint {_printable(version)}. Install that version first.")
        case {"format": int(number), "version": str(version), "made_at": str(made_at), "database": str(database)}:
            if number < 1 or datetime.fromisoformat(made_at).utcoffset() is None:
                raise ValueError("The manifest says nothing that a backup says.")
            return Manifest(format=number, version=_printable(version), made_at=made_at, database=database)
    raise ValueError("The manifest lacks something.")


def _printable(version: str) -> str:
    return "".join(sign for sign in version[:40] if sign.isprintable())


def _take(
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    folder: Path,
    found: Index,
    said: dict[str, bytes],
) -> None:
    source = Digesting(cast("IO[bytes]", tar.extractfile(member)))
    if member.name in {MANIFEST, INDEX}:
        said[member.name] = source.read()
    else:
        target = folder.joinpath(*PurePosixPath(member.name).parts)
        target.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            shutil.copyfileobj(cast("IO[bytes]", source), file)
            file.flush()
            os.fsync(file.fileno())
    if member.name != INDEX:
        found[member.name] = {"size": member.size, "sha256": source.digest.hexdigest()}


def _verify(folder: Path, manifest: Manifest, index: Index) -> Report:
    expected = SQLITE_MEMBER if connection.vendor == "sqlite" else POSTGRES_MEMBER
    if manifest["database"] != expected:
        raise BackupError("The archive is of the other kind of database: set or unset DRYPOINT_DATABASE_URL to match.")
    if expected == POSTGRES_MEMBER:
        _refuse_strange(postgres.what_acts_by_itself(folder / expected))
        _refuse_newer(manifest, postgres.column_pairs(folder / expected, "django_migrations", "app", "name"))
        return report_of(manifest, index, set())
    try:
        with closing(sqlite3.connect(folder / expected)) as copy:
            if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise BackupError("The database in the archive is damaged. Use another backup.")
            acting = copy.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')")
            _refuse_strange([str(name) for name, sql in acting if " ".join(str(sql).split()) not in _OWN_TRIGGERS])
            _refuse_newer(manifest, copy.execute("SELECT app, name FROM django_migrations").fetchall())
        return report_of(manifest, index, document_keys(folder / expected))
    except sqlite3.Error as error:
        raise BackupError("The database in the archive cannot be read. Use another backup.") from error


def _refuse_strange(names: list[str]) -> None:
    if names:
        raise BackupError(
            f"The database in the archive holds what Drypoint did not make and what would act by itself: "
            f"{_printable(sorted(names)[0])}. Use another backup."
        )


def _refuse_newer(manifest: Manifest, applied: Iterable[tuple[str, str]]) -> None:
    """Raise BackupError where a migration was applied that this version does not know."""
    known = MigrationLoader(None).disk_migrations
    replaced = {old for migration in known.values() for old in migration.replaces}
    further = [(app, name) for app, name in applied if app not in _FORMER_APPS]
    unknown = sorted(set(further) - set(known) - replaced)
    if unknown:
        raise BackupError(
            f"The archive was made by a newer Drypoint ({manifest['version']}): its database has "
            f"{_printable(' '.join(unknown[0]))}, which this version does not know. Install that version first."
        )


def _set_aside(data: Path, at: datetime) -> list[Path]:
    """Move what is to be replaced to a folder beside the data folder, or inside it where it is a mount of its own."""
    name = f"{data.name}.before-restore-{at:%Y%m%d-%H%M%S}"
    beside = data.parent
    inside = beside.stat().st_dev != data.stat().st_dev or not os.access(beside, os.W_OK)
    aside = (data if inside else beside) / name
    aside.mkdir(mode=0o700)
    connection.close()
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        for path in [database.with_name(database.name + suffix) for suffix in ("", "-journal", "-wal", "-shm")]:
            if path.exists():
                path.rename(aside / path.name)
    else:
        postgres.dump(aside / POSTGRES_MEMBER)
    return sorted({aside, *kept_files().set_aside(aside)})


def _move_in(folder: Path, database: str) -> None:
    kept_files().move_in(folder)
    if database == SQLITE_MEMBER:
        (folder / database).rename(connection.settings_dict["NAME"])
    else:
        postgres.load(folder / database)
    fsync_folder(Path(settings.DATA))
    files_place.renew()
