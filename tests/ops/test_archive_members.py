"""What may stand in an archive: files of the names that a backup gives, and a manifest that makes sense."""

from __future__ import annotations

import json
import tarfile
from typing import Any

import pytest

from drypoint.foundation.core.keeping import backup, restoring
from drypoint.foundation.core.keeping.kept_files import NAMES


def member(name: str, size: int = 0, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.size, made.type = size, kind
    return made


ROOT = NAMES[0]
FAR_TOO_MUCH = 10**12


@pytest.mark.parametrize(
    "taken",
    [
        member(backup.MANIFEST, 64 * 1024),
        member(backup.INDEX, 256 * 1024 * 1024),
        member(backup.SQLITE_MEMBER, FAR_TOO_MUCH),
        member(backup.POSTGRES_MEMBER),
        member(f"{ROOT}/ab/cd"),
        member(f"{ROOT}/x", FAR_TOO_MUCH, tarfile.AREGTYPE),
    ],
    ids=lambda one: f"{one.name} {one.size}",
)
def test_plain_files_of_a_backup_are_taken(taken: tarfile.TarInfo) -> None:
    restoring._check_member(taken, known=["other"])
    with pytest.raises(ValueError, match="not a plain file"):
        restoring._check_member(taken, known=[taken.name])


@pytest.mark.parametrize(
    "strange",
    [
        member(""),
        member(ROOT),
        member("other/x"),
        member(f"/{ROOT}/x"),
        member(f"{ROOT}/../x"),
        member(f"{ROOT}/x", kind=tarfile.SYMTYPE),
        member(f"{ROOT}/x", kind=tarfile.LNKTYPE),
        member(f"{ROOT}/x", kind=tarfile.DIRTYPE),
        member(f"{ROOT}/x", kind=tarfile.FIFOTYPE),
        member(backup.MANIFEST, kind=tarfile.CHRTYPE),
    ],
    ids=lambda one: f"{one.name} {one.type!r}",
)
def test_whatever_else_is_refused(strange: tarfile.TarInfo) -> None:
    with pytest.raises(ValueError, match="not a plain file"):
        restoring._check_member(strange, known=[])


@pytest.mark.parametrize(
    ("name", "size"),
    [
        (backup.MANIFEST, 64 * 1024 + 1),
        (backup.INDEX, 256 * 1024 * 1024 + 1),
        (backup.SQLITE_MEMBER, -1),
        (f"{ROOT}/x", -1),
    ],
)
def test_an_impossible_size_is_refused(name: str, size: int) -> None:
    with pytest.raises(ValueError, match="impossible size"):
        restoring._check_member(member(name, size), known=[])


def test_a_file_with_holes_is_no_plain_one() -> None:
    holed = member(f"{ROOT}/x")
    holed.sparse = [(0, 1)]  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="not a plain file"):
        restoring._check_member(holed, known=[])


GOOD: dict[str, Any] = {"format": 1, "version": "1.0", "made_at": "2026-03-02T12:00:00+00:00", "database": "x"}


def told(**change: object) -> backup.Manifest:
    return restoring._manifest_in(json.dumps({**GOOD, **change}).encode())


def test_a_manifest_is_read_and_its_version_can_be_shown() -> None:
    assert told() == GOOD
    assert told(format=backup.FORMAT)["format"] == backup.FORMAT
    assert told(version="9\x1b[2J" + "1" * 80)["version"] == "9[2J" + "1" * 35


@pytest.mark.parametrize(
    "change",
    [
        {"format": 0},
        {"format": "1"},
        {"version": 1},
        {"made_at": "2026-03-02T12:00:00"},
        {"made_at": "yesterday"},
        {"database": None},
    ],
    ids=str,
)
def test_a_manifest_that_says_nothing_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        told(**change)


def test_an_archive_of_a_later_version_is_named() -> None:
    with pytest.raises(backup.BackupError, match=r"Drypoint 9\.1\. Install that version first"):
        told(format=backup.FORMAT + 1, version="9.1")
