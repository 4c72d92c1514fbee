"""Archives that are sealed with the right key and yet are no backup of this version."""

from __future__ import annotations

import fcntl
import io
import json
import shutil
import sqlite3
import tarfile
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from drypoint.foundation.core.files.sealing import Sealer
from drypoint.foundation.core.keeping import backup, restoring
from drypoint.foundation.core.keeping.squeezing import Squeezer
from drypoint.project import config
from tests.conftest import migrated_template
from tests.engine import IS_POSTGRES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(IS_POSTGRES, reason="PostgreSQL's own way is in test_backup_postgres.py"),
]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MANIFEST: dict[str, Any] = {
    "format": backup.FORMAT,
    "version": "9.1",
    "made_at": NOON.isoformat(),
    "database": backup.SQLITE_MEMBER,
}
NO_BACKUP = "is not a backup of Drypoint"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: LazySettings) -> Path:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.DOCUMENT_ROOT, settings.MEDIA_ROOT = settings.DATA / "documents", settings.DATA / "media"
    settings.CONFIG = config.load({"DRYPOINT_DATA": str(settings.DATA)})
    return Path(settings.DATA)


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


def database(tmp_path: Path, *statements: str) -> bytes:
    """Return a database of this version, in which some statements were run."""
    file = tmp_path / "made.sqlite3"
    shutil.copy(migrated_template(), file)
    with closing(sqlite3.connect(file)) as made:
        for statement in statements:
            made.execute(statement)
        made.commit()
    return file.read_bytes()


def member(name: str, size: int, **fields: Any) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size = size
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def sealed(tmp_path: Path, settings: LazySettings, *members: tuple[tarfile.TarInfo, bytes]) -> Path:
    target = tmp_path / "archive"
    with target.open("wb") as file:
        sealer = Sealer(file, settings.BACKUP_KEYS, backup.CONTEXT)
        squeezer = Squeezer(sealer)
        held = io.BytesIO()
        with tarfile.open(mode="w", fileobj=held, format=tarfile.PAX_FORMAT) as tar:
            for info, content in members:
                tar.addfile(info, io.BytesIO(content))
        squeezer.write(held.getvalue())
        squeezer.finish()
        sealer.finish()
    return target


def archive(tmp_path: Path, settings: LazySettings, *, manifest: object = MANIFEST, content: bytes = b"") -> Path:
    """Return a whole archive that says this of itself and holds this database."""
    said = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    files = {backup.MANIFEST: said, backup.SQLITE_MEMBER: content or database(tmp_path)}
    index = {name: {"size": len(held), "sha256": sha256(held).hexdigest()} for name, held in files.items()}
    files[backup.INDEX] = json.dumps(index).encode()
    return sealed(tmp_path, settings, *((member(name, len(held)), held) for name, held in files.items()))


def assert_refused(source: Path, scratch: Path, words: str, *, is_unpacked: bool = False) -> None:
    with pytest.raises(backup.BackupError, match=words) as refused:
        restoring.unpacked(source, scratch)
    assert len(str(refused.value).splitlines()) == 1
    assert is_unpacked or [path for path in scratch.rglob("*") if path.name != backup.SQLITE_MEMBER] == []


def test_what_backup_makes_is_taken(tmp_path: Path, settings: LazySettings, scratch: Path) -> None:
    report, found = restoring.unpacked(archive(tmp_path, settings), scratch)
    assert (report.made_at, found) == (NOON, scratch / backup.SQLITE_MEMBER)


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        7,
        None,
        {},
        {**MANIFEST, "format": "2"},
        {**MANIFEST, "format": 0},
        {**MANIFEST, "format": None},
        {**MANIFEST, "version": 7},
        {**MANIFEST, "made_at": "yesterday"},
        {**MANIFEST, "made_at": "2026-03-02T12:00:00"},
        {**MANIFEST, "made_at": 7},
        {**MANIFEST, "database": ["database.sqlite3"]},
        {name: value for name, value in MANIFEST.items() if name != "database"},
        b"not JSON",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"format": ' + b"9" * 5_000 + b"}",
        b" " * 70_000,
    ],
    ids=lambda manifest: str(manifest)[:60],
)
def test_an_odd_manifest_is_no_backup(manifest: object, tmp_path: Path, settings: LazySettings, scratch: Path) -> None:
    assert_refused(archive(tmp_path, settings, manifest=manifest), scratch, NO_BACKUP)


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ({**MANIFEST, "format": 3}, "made by Drypoint 9.1. Install that version first"),
        ({"format": 3, "version": "9\n\x1b[31m.1", "more": 1}, r"made by Drypoint 9\[31m.1"),
        ({**MANIFEST, "database": "../../etc/passwd"}, "is not complete"),
        ({**MANIFEST, "database": backup.MANIFEST}, "the other kind of database"),
        ({**MANIFEST, "database": backup.POSTGRES_MEMBER}, "is not complete"),
    ],
)
def test_a_manifest_that_this_version_cannot_follow_says_why(
    manifest: object, words: str, tmp_path: Path, settings: LazySettings, scratch: Path
) -> None:
    assert_refused(archive(tmp_path, settings, manifest=manifest), scratch, words)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO django_migrations (app, name, applied) VALUES ('website', '9999_more', '2026-03-02')",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a_new_room', '0001_initial', '2026-03-02')",
    ],
)
def test_a_database_of_a_newer_version_is_refused(
    statement: str, tmp_path: Path, settings: LazySettings, scratch: Path
) -> None:
    source = archive(tmp_path, settings, content=database(tmp_path, statement))
    assert_refused(source, scratch, r"a newer Drypoint \(9.1\).*Install that version first")


def test_a_database_of_an_older_version_is_taken(tmp_path: Path, settings: LazySettings, scratch: Path) -> None:
    """What it lacks comes with the next start; what a former version left in it does not hinder."""
    older = database(
        tmp_path,
        "DELETE FROM django_migrations WHERE app = 'mailing'",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('django_tasks_database', '0001_initial', '2025')",
    )
    assert restoring.unpacked(archive(tmp_path, settings, content=older), scratch)[0].made_at == NOON


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER quietly AFTER INSERT ON core_outboxmail BEGIN DELETE FROM core_auditentry; END",
        "CREATE TRIGGER quietly AFTER UPDATE ON wagtailsearch_indexentry BEGIN DELETE FROM core_auditentry; END",
        "CREATE VIEW quietly AS SELECT * FROM accounts_user",
    ],
)
def test_a_database_with_something_that_acts_by_itself_is_refused(
    statement: str, tmp_path: Path, settings: LazySettings, scratch: Path
) -> None:
    assert_refused(archive(tmp_path, settings, content=database(tmp_path, statement)), scratch, "itself: quietly")


def test_a_table_of_migrations_must_be_there(tmp_path: Path, settings: LazySettings, scratch: Path) -> None:
    source = archive(tmp_path, settings, content=database(tmp_path, "DROP TABLE django_migrations"))
    assert_refused(source, scratch, "cannot be read")


STRANGE: dict[str, Callable[[], tuple[tarfile.TarInfo, bytes]]] = {
    "a path up": lambda: (member("media/../../x", 1), b"x"),
    "an absolute path": lambda: (member("/media/x", 1), b"x"),
    "a file of another name": lambda: (member("in-use.lock", 1), b"x"),
    "a folder's own name": lambda: (member("media", 1), b"x"),
    "a symlink": lambda: (member("media/x", 0, type=tarfile.SYMTYPE, linkname="/etc/passwd"), b""),
    "a hard link": lambda: (member("media/x", 0, type=tarfile.LNKTYPE, linkname="database.sqlite3"), b""),
    "a device": lambda: (member("media/x", 0, type=tarfile.CHRTYPE), b""),
    "a folder": lambda: (member("media/x", 0, type=tarfile.DIRTYPE), b""),
    "a sparse file": lambda: (
        member("media/x", 1, pax_headers={"GNU.sparse.map": "3221225472,1", "GNU.sparse.size": "3221225473"}),
        b"x",
    ),
    "a second database": lambda: (member(backup.SQLITE_MEMBER, 1), b"x"),
    "a second manifest": lambda: (member(backup.MANIFEST, 2), b"{}"),
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
def test_a_strange_member_is_refused_before_anything_is_written(
    strange: Callable[[], tuple[tarfile.TarInfo, bytes]], tmp_path: Path, settings: LazySettings, scratch: Path
) -> None:
    said = json.dumps(MANIFEST).encode()
    files = [(member(backup.MANIFEST, len(said)), said), (member(backup.SQLITE_MEMBER, 3), b"abc"), strange()]
    assert_refused(sealed(tmp_path, settings, *files), scratch, NO_BACKUP)
    assert list(scratch.iterdir()) == []


def test_what_has_no_room_is_refused_before_anything_is_written(
    tmp_path: Path, settings: LazySettings, scratch: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda _place: usage(10_000, 0, 10_000))
    source = archive(tmp_path, settings)
    assert_refused(source, scratch, r"takes [0-9,]+ bytes, and 10,000 are free")
    assert list(scratch.iterdir()) == []


def test_no_backup_is_made_while_one_is_restored(data: Path, tmp_path: Path) -> None:
    with (data / backup.IN_USE_LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(backup.BackupError, match="is being restored"):
            backup.backup(tmp_path / "new", at=NOON)
    assert not (tmp_path / "new").exists()


def test_nothing_is_restored_while_a_backup_is_made(
    data: Path, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = archive(tmp_path, settings)

    def meanwhile(_folder: Path) -> Path:
        restoring.restore(source, at=NOON, force=True)
        raise AssertionError

    monkeypatch.setattr(backup, "_copy_database", meanwhile)
    with pytest.raises(backup.BackupError, match="a backup of it is being made"):
        backup.backup(tmp_path / "new", at=NOON)
    assert not (data / "media").exists()
