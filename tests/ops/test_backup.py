"""Backup and restore: what goes in comes back byte for byte, and nothing else does."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, migrated_template

KEY_A = "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
KEY_B = "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
DOCUMENT = "0a1b2c3d-0000-4000-8000-000000000001"


class House:
    """A data folder with something in it, driven through the command line as a practice does."""

    def __init__(self, folder: Path, key: str = KEY_A) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        self.key = folder / "drypoint.key"
        self.key.write_text(key)
        self.key.chmod(0o600)

    def fill(self) -> House:
        shutil.copy(migrated_template(), self.data / "drypoint.sqlite3")
        with sqlite3.connect(self.data / "drypoint.sqlite3") as database:
            database.execute(
                "INSERT INTO core_storeddocument (key, owner_type, owner_id, media_type, size_bytes, sha256_keyed, "
                "name_encrypted, stored_at, is_opened) "
                "VALUES (?, '', '', 'application/pdf', 3, '', x'00', '2026-03-02 12:00:00', true)",
                [DOCUMENT.replace("-", "")],
            )
        database.close()
        self.write(f"documents/0a/{DOCUMENT}", os.urandom(300_000))
        self.write("documents/ff/half.part", b"an upload under way")
        self.write("media/images/č ž.jpg", os.urandom(70_000))
        self.write("media/empty.txt", b"")
        return self

    def write(self, name: str, content: bytes) -> None:
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "DRYPOINT_DATA": str(self.data),
            "DRYPOINT_KEY_FILE": str(self.key),
            "DJANGO_SETTINGS_MODULE": "drypoint.project.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }
        command = [sys.executable, "-m", "drypoint.project.cli", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=self.folder)

    def rows(self) -> list[str]:
        database = sqlite3.connect(self.data / "drypoint.sqlite3")
        try:
            return list(database.iterdump())
        finally:
            database.close()

    def files(self) -> dict[str, bytes]:
        paths = [path for name in ("media", "documents") for path in (self.data / name).rglob("*") if path.is_file()]
        return {str(path.relative_to(self.data)): path.read_bytes() for path in paths if path.suffix != ".part"}

    def everything(self) -> dict[str, bytes]:
        ignored = {"in-use.lock", "start.lock"}
        paths = [path for path in self.folder.rglob("*") if path.is_file() and path.name not in ignored]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, Path]:
    house = House(tmp_path_factory.mktemp("clinic")).fill()
    target = house.folder / "clinic.drypoint"
    done = house.run("backup", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    return house, target


def test_every_row_and_every_byte_comes_back(archive: tuple[House, Path], tmp_path: Path) -> None:
    house, target = archive
    other = House(tmp_path / "other")
    done = other.run("restore", str(target))
    assert (done.returncode, done.stderr) == (0, "")
    assert other.rows() == house.rows()
    assert other.files() == house.files()
    assert len(other.files()) == 3


def test_the_archive_shows_nothing_and_holds_no_key(archive: tuple[House, Path]) -> None:
    house, target = archive
    content = target.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o600
    for secret in (b"SQLite format 3", b"documents/", b"drypoint.key", KEY_A.encode(), b"manifest"):
        assert secret not in content
    assert list(house.data.glob(".backup-*")) == []


@pytest.mark.parametrize("position", [1, 60, 70_000, -1])
def test_a_changed_archive_is_refused_and_nothing_is_touched(
    archive: tuple[House, Path], tmp_path: Path, position: int
) -> None:
    content = bytearray(archive[1].read_bytes())
    content[position] ^= 1
    assert_refused(bytes(content), tmp_path)


@pytest.mark.parametrize("length", [0, 100, 66_000, -1])
def test_a_cut_archive_is_refused_and_nothing_is_touched(
    archive: tuple[House, Path], tmp_path: Path, length: int
) -> None:
    assert_refused(archive[1].read_bytes()[:length], tmp_path)


def assert_refused(content: bytes, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(content)
    house = House(tmp_path / "house").fill()
    before = house.everything()
    done = house.run("restore", str(broken), "--force")
    assert done.returncode == 1
    assert done.stderr.startswith("drypoint: ")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert house.everything() == before


def test_another_key_is_said_to_be_the_matter(archive: tuple[House, Path], tmp_path: Path) -> None:
    done = House(tmp_path / "other", key=KEY_B).run("restore", str(archive[1]))
    assert done.returncode == 1
    assert "another key" in done.stderr


def test_a_filled_folder_is_kept_unless_forced_and_then_set_aside(archive: tuple[House, Path], tmp_path: Path) -> None:
    house, target = archive
    other = House(tmp_path / "other").fill()
    other.write("media/old.txt", b"old")
    before = other.everything()
    done = other.run("restore", str(target))
    assert done.returncode == 1
    assert "--force" in done.stderr
    assert other.everything() == before
    assert other.run("restore", str(target), "--force").returncode == 0
    assert other.files() == house.files()
    (aside,) = other.folder.glob("data.before-restore-*")
    assert (aside / "media/old.txt").read_bytes() == b"old"
    assert (aside / "drypoint.sqlite3").read_bytes() == before["data/drypoint.sqlite3"]


def test_an_archive_is_not_overwritten_unless_forced(archive: tuple[House, Path], tmp_path: Path) -> None:
    house = archive[0]
    target = tmp_path / "there"
    target.write_text("something else")
    assert house.run("backup", str(target)).returncode == 1
    assert target.read_text() == "something else"
    assert house.run("backup", str(target), "--force").returncode == 0
    assert target.stat().st_size > 300_000


def test_a_document_that_is_missing_is_told(tmp_path: Path) -> None:
    house = House(tmp_path / "house").fill()
    (house.data / f"documents/0a/{DOCUMENT}").unlink()
    done = house.run("backup", str(tmp_path / "archive"))
    assert done.returncode == 1
    assert "1 documents that records name were missing" in done.stderr
    assert (tmp_path / "archive").exists()


def test_a_folder_that_is_served_from_is_not_restored_into(archive: tuple[House, Path], tmp_path: Path) -> None:
    import fcntl

    other = House(tmp_path / "other")
    with (other.data / "in-use.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        done = other.run("restore", str(archive[1]))
    assert done.returncode == 1
    assert "Stop it first" in done.stderr


def test_a_full_disk_leaves_no_half_archive(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    house = House(tmp_path_factory.mktemp("full")).fill()
    target = tmp_path / "archive"
    environment = {**os.environ, "DRYPOINT_DATA": str(house.data), "DRYPOINT_KEY_FILE": str(house.key)}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "drypoint.project.settings"}
    # A limit on the size of files stands in for the disk: the copy of the database fits, the archive does not.
    limit = (house.data / "drypoint.sqlite3").stat().st_size + 200_000
    for name in ("one", "two"):  # pictures do not shrink
        house.write(f"media/{name}.jpg", os.urandom(limit - 100_000))
    script = (
        f"import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit})); "
        f"from drypoint.project.cli import main; sys.exit(main(['backup', {str(target)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
    assert list(house.data.glob(".backup-*")) == []
