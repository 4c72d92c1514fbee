"""Backup and restore of a practice on PostgreSQL, by pg_dump and pg_restore. Needs scripts/postgres.sh."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.engine import IS_POSTGRES, Database

pytestmark = [
    pytest.mark.race,
    pytest.mark.skipif(not IS_POSTGRES, reason="This runs beside a server: scripts/postgres.sh."),
]
KEY = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
DOCUMENT = "0a1b2c3d-0000-4000-8000-000000000001"


class House:
    """A data folder and a database beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.data.mkdir(parents=True)
        (folder / "drypoint.key").write_text(KEY)
        (folder / "drypoint.key").chmod(0o600)
        self.database = Database(self.data)

    def fill(self) -> House:
        self.database.fill()
        self.database.sql(
            "INSERT INTO core_storeddocument (key, owner_type, owner_id, media_type, size_bytes, sha256_keyed, "
            "name_encrypted, stored_at, is_opened) "
            "VALUES (?, '', '', 'application/pdf', 3, '', '\\x00', CURRENT_TIMESTAMP, true)",
            (DOCUMENT,),
        )
        self.write(f"documents/0a/{DOCUMENT}", os.urandom(100_000))
        self.write("media/images/č ž.jpg", os.urandom(70_000))
        return self

    def write(self, name: str, content: bytes) -> None:
        (self.data / name).parent.mkdir(parents=True, exist_ok=True)
        (self.data / name).write_bytes(content)

    def files(self) -> dict[str, bytes]:
        found = [path for name in ("media", "documents") for path in (self.data / name).rglob("*") if path.is_file()]
        return {str(path.relative_to(self.data)): path.read_bytes() for path in found}

    def run(self, *words: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            **self.database.environment,
            "DRYPOINT_DATA": str(self.data),
            "DRYPOINT_KEY_FILE": str(self.folder / "drypoint.key"),
            "DJANGO_SETTINGS_MODULE": "drypoint.project.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        if path is not None:
            environment["PATH"] = path
        command = [sys.executable, "-m", "drypoint.project.cli", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=self.folder)


def assert_refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 1
    assert done.stderr.startswith("drypoint: ")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_every_row_and_every_byte_comes_back_and_what_was_there_is_set_aside(tmp_path: Path) -> None:
    house, other = House(tmp_path / "clinic").fill(), House(tmp_path / "other")
    other.database.make_empty()
    archive = tmp_path / "clinic.drypoint"
    done = house.run("backup", str(archive))
    assert (done.returncode, done.stderr) == (0, "")
    assert b"PGDMP" not in archive.read_bytes()

    done = other.run("restore", str(archive))
    assert (done.returncode, done.stderr) == (0, "")
    assert other.database.everything() == house.database.everything()
    assert other.files() == house.files()
    assert len(other.files()) == 2

    number = (
        "INSERT INTO core_auditentry (at, actor_kind, action, target_type, target_id, facts) "
        "VALUES (CURRENT_TIMESTAMP, 'system', 'test', '', '', '{}') RETURNING id"
    )
    other.database.sql("DELETE FROM core_storeddocument")
    before = other.database.everything()
    assert_refused(other.run("restore", str(archive)), "--force")
    assert other.database.everything() == before
    assert other.run("restore", str(archive), "--force").returncode == 0
    assert other.database.everything() == house.database.everything()
    (aside,) = other.folder.glob("data.before-restore-*")
    assert (aside / "database.pgdump").read_bytes().startswith(b"PGDMP")
    # A sequence that was not restored would give the next row a number that is taken.
    assert other.database.sql(number) == house.database.sql(number)


def test_an_archive_that_was_changed_touches_nothing_and_a_missing_program_is_named(tmp_path: Path) -> None:
    house = House(tmp_path / "clinic").fill()
    archive = tmp_path / "clinic.drypoint"
    assert house.run("backup", str(archive)).returncode == 0
    content = bytearray(archive.read_bytes())
    content[-5] ^= 1
    (tmp_path / "broken").write_bytes(content)
    rows, files = house.database.everything(), house.files()
    assert_refused(house.run("restore", str(tmp_path / "broken"), "--force"), "changed or cut off")
    assert (house.database.everything(), house.files()) == (rows, files)

    assert_refused(house.run("backup", str(tmp_path / "second"), path="/nowhere"), "pg_dump is missing")
    assert not (tmp_path / "second").exists()
    assert list(house.data.glob(".backup-*")) == []


def test_a_backup_is_proven_without_a_database_to_restore_into(tmp_path: Path) -> None:
    house = House(tmp_path / "clinic").fill()
    archive = tmp_path / "clinic.drypoint"
    assert house.run("backup", str(archive)).returncode == 0
    script = (
        "from pathlib import Path; from drypoint.foundation.core import clock; "
        "from drypoint.foundation.core.keeping import proof; "
        f"found = proof.prove(Path({str(archive)!r}), at=clock.now()); "
        "print(found.documents, found.opened, found.fault)"
    )
    # The document of this house was never sealed: it is found, named by its row, and cannot be opened.
    done = house.run("manage", "shell", "--verbosity", "0", "-c", script)
    assert (done.stdout.split(), done.stderr) == (["1", "0"], "")


def test_a_database_that_is_newer_or_acts_by_itself_is_refused(tmp_path: Path) -> None:
    house, other, target = House(tmp_path / "house").fill(), House(tmp_path / "other"), tmp_path / "clinic.drypoint"
    other.database.make_empty()
    newer = "INSERT INTO django_migrations (app, name, applied) VALUES ('website', '9999_more', CURRENT_TIMESTAMP)"
    for statement, words in (
        ("CREATE VIEW quietly AS SELECT 1 AS one", "would act by itself"),
        (f"DROP VIEW quietly; {newer}", "a newer Drypoint"),
    ):
        for one in statement.split("; "):
            house.database.sql(one)
        assert house.run("backup", str(target), "--force").returncode == 0
        assert_refused(other.run("restore", str(target)), words)
