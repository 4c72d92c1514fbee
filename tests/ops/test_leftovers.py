"""Copies of the database that a killed backup left behind in the clear."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from drypoint.foundation.core import checks
from drypoint.foundation.core.keeping import backup, copies, key_mark, nightly

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def data(settings: LazySettings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def test_what_a_killed_backup_left_goes_and_what_a_living_one_holds_stays(data: Path) -> None:
    for name in (".backup-dead", ".backup-alive"):
        (data / name).mkdir()
        (data / name / "drypoint.sqlite3").write_bytes(b"in the clear")
    with copies.held(data / ".backup-alive"):
        assert copies.remove_leftovers() == 1
        assert [path.name for path in data.iterdir()] == [".backup-alive"]
    assert copies.remove_leftovers() == 1
    assert list(data.iterdir()) == []


def test_doctor_names_what_a_killed_backup_left_and_touches_nothing(data: Path, settings: LazySettings) -> None:
    backups = data / "backups"
    (data / ".backup-alive").mkdir(parents=True)
    settings.CONFIG = replace(settings.CONFIG, backup_folder=backups)
    with copies.held(data / ".backup-alive"):
        assert list(checks._left_backups(NOON)) == []
        (backups / ".drypoint-backup-dead").mkdir(parents=True)
        (told,) = checks._left_backups(NOON)
        assert (told.id, told.level) == ("backup.left", "warning")
        assert f"a copy of the database in the clear, such as {backups}/.drypoint-backup-dead" in told.sentence
        assert nightly.remove_leftovers(NOON) == 1
        assert list(checks._left_backups(NOON)) == []


def test_a_backup_with_another_key_is_refused_and_writes_nothing(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(key_mark, "is_right_key", lambda: False)
    with pytest.raises(backup.BackupError, match="is not the one of these data"):
        backup.backup(tmp_path / "x.dpb", at=NOON)
    assert list(data.iterdir()) == []
