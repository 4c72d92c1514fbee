"""A backup every night and its proof every week, by the worker."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from drypoint.foundation.core import checks
from drypoint.foundation.core.files.sealing import Sealer
from drypoint.foundation.core.keeping import backup, copies, nightly, proof
from drypoint.foundation.core.keeping.squeezing import HARD, NOT_AT_ALL, Squeezer, unsqueezed
from drypoint.foundation.core.models import HealthRound, StoredDocument
from drypoint.project import config
from drypoint.workspace.desk import presenters

pytestmark = pytest.mark.django_db(transaction=True)

NIGHT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _only_on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own way is in test_backup_postgres.py")


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.DOCUMENT_ROOT, settings.MEDIA_ROOT = settings.DATA / "documents", settings.DATA / "media"
    backups = tmp_path / "backups"
    backups.mkdir()
    settings.CONFIG = config.load({"DRYPOINT_DATA": str(settings.DATA), "DRYPOINT_BACKUP_FOLDER": str(backups)})
    yield backups
    assert list(settings.DATA.glob(".*")) == [], "nothing in the clear is left"
    assert list(backups.glob(".drypoint-*")) == []


def store(settings: LazySettings, content: bytes = b"a report") -> uuid.UUID:
    key = uuid.uuid4()
    StoredDocument.objects.create(
        key=key, media_type="application/pdf", size_bytes=len(content), sha256_keyed="", name_encrypted=b"",
        stored_at=NOON,
    )  # fmt: skip
    place = Path(settings.DOCUMENT_ROOT) / key.hex[:2] / str(key)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        sealer = Sealer(file, settings.DOCUMENT_KEYS, key.bytes)
        sealer.write(content)
        sealer.finish()
    return key


def place_of(settings: LazySettings, key: uuid.UUID) -> Path:
    return Path(settings.DOCUMENT_ROOT) / key.hex[:2] / str(key)


@pytest.mark.parametrize(
    ("hours_ago", "hour", "due"),
    [
        (None, 12, True),
        (1, 2, False),
        (19, 2, False),
        (20, 2, True),
        (20, 12, False),
        (25, 5, False),
        (26, 12, True),
        (-0.5, 2, False),
        (-3, 12, True),
    ],
)
def test_a_backup_is_due_at_night_or_when_a_night_was_missed(hours_ago: float | None, hour: int, due: bool) -> None:
    local = NOON.replace(hour=hour)
    last = None if hours_ago is None else local - timedelta(hours=hours_ago)
    assert nightly.is_due(last, local) is due


def test_without_a_folder_nothing_is_made(folder: Path, settings: LazySettings) -> None:
    settings.CONFIG = config.load({})
    nightly.look_after(NIGHT)
    assert list(folder.iterdir()) == []


def test_it_is_made_once_a_night_and_proven_once_a_week(folder: Path, settings: LazySettings) -> None:
    for number in range(3):
        store(settings, b"x" * (number * 70_000))
    for minutes in range(0, 300, 30):
        nightly.look_after(NIGHT + timedelta(minutes=minutes))
    assert len(nightly.archives(folder)) == 1
    first = proof.last()
    assert first == proof.Proof(proven_at=NIGHT, made_at=NIGHT, documents=3, opened=3)
    for day in range(1, 7):
        nightly.look_after(NIGHT + timedelta(days=day))
    assert proof.last() == first
    nightly.look_after(NIGHT + timedelta(days=7))
    assert proof.last() != first
    assert len(nightly.archives(folder)) == 8


def test_old_archives_and_what_a_kill_left_go_and_files_of_others_stay(folder: Path) -> None:
    nightly.look_after(NIGHT)
    strange = folder / "drypoint-notes.txt"
    strange.write_text("mine")
    draft = folder / ".drypoint-20260301-013000.drypoint.0123456789ab"
    draft.write_bytes(b"half")
    os.utime(draft, (NIGHT.timestamp(), NIGHT.timestamp()))
    nightly.look_after(NIGHT + timedelta(days=29))
    assert len(nightly.archives(folder)) == 2
    assert not draft.exists()
    nightly.look_after(NIGHT + timedelta(days=31))
    assert [path.name for _at, path in nightly.archives(folder)] == [
        "drypoint-20260331-013000.drypoint",
        "drypoint-20260402-013000.drypoint",
    ]
    assert strange.exists()


def test_a_document_that_is_gone_changed_or_sealed_with_another_key_fails_the_proof(
    folder: Path, settings: LazySettings
) -> None:
    whole, gone, changed, other = (store(settings) for _number in range(4))
    place_of(settings, gone).unlink()
    place_of(settings, changed).write_bytes(place_of(settings, changed).read_bytes()[:-1] + b"x")
    shutil.copy(place_of(settings, whole), place_of(settings, other))
    nightly.look_after(NIGHT)
    found = proof.last()
    assert found is not None
    assert (found.documents, found.opened, found.is_good) == (4, 1, False)
    assert next(one.level for one in checks.run_all(NIGHT) if one.id == "proof") == checks.ERROR


def test_an_archive_that_was_cut_or_changed_fails_the_proof_and_is_tried_again(
    folder: Path, settings: LazySettings
) -> None:
    nightly.look_after(NIGHT)
    archive = nightly.archives(folder)[-1][1]
    content = archive.read_bytes()
    for bad in (
        content[:-1],
        content[:100],
        b"",
        b"x" * 200,
        content[:200] + bytes([content[200] ^ 1]) + content[201:],
    ):
        archive.write_bytes(bad)
        found = proof.prove(archive, at=NIGHT)
        assert not found.is_good
        assert found.fault
    archive.write_bytes(content)
    nightly.look_after(NIGHT + timedelta(minutes=30))
    last = proof.last()
    assert last is not None
    assert last.is_good


@pytest.mark.parametrize("told", ["", "null", "[]", "{}", '{"proven_at": 3}', '{"proven_at": "x", "made_at": null}'])
def test_a_damaged_record_of_the_proof_is_none(folder: Path, settings: LazySettings, told: str) -> None:
    (settings.DATA / proof.FILE).write_text(told)
    assert proof.last() is None


def test_with_a_full_data_disk_the_backup_goes_by_memory_or_beside_its_target(
    folder: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(copies, "MEMORY", memory)
    full = {settings.DATA}
    real = shutil.disk_usage
    used: list[Path] = []

    def usage(place: Any) -> Any:
        return real(place)._replace(free=0) if Path(place) in full else real(place)

    monkeypatch.setattr(shutil, "disk_usage", usage)
    monkeypatch.setattr(
        backup, "_copy_database", lambda place, copy=backup._copy_database: used.append(place) or copy(place)
    )
    nightly.look_after(NIGHT)
    full.add(memory)
    nightly.look_after(NIGHT + timedelta(days=1))
    assert [place.parent for place in used] == [memory, folder]
    assert len(nightly.archives(folder)) == 2
    assert list(memory.iterdir()) == []


def test_a_stamp_that_cannot_be_written_does_not_undo_the_backup(folder: Path, settings: LazySettings) -> None:
    (settings.DATA / backup.STAMP_FILE).mkdir()
    nightly.look_after(NIGHT)
    assert checks.last_backup_at() == NIGHT


def test_what_a_kill_left_in_other_places_goes_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    memory = tmp_path / "memory"
    memory.mkdir()
    monkeypatch.setattr(copies, "MEMORY", memory)
    for place in (memory, folder):
        (place / ".drypoint-backup-dead").mkdir()
        (place / ".backup-of-somebody-else").mkdir()
    assert nightly.remove_leftovers(NIGHT) == 2
    assert {path.name for place in (memory, folder) for path in place.iterdir()} == {".backup-of-somebody-else"}


def test_two_workers_that_share_a_folder_make_one_backup(folder: Path) -> None:
    with nightly._alone_in(folder) as is_mine:
        assert is_mine
        nightly.look_after(NIGHT)
    assert nightly.archives(folder) == []


def test_a_backup_folder_inside_the_data_is_refused() -> None:
    with pytest.raises(config.ConfigError, match="DRYPOINT_BACKUP_FOLDER cannot be used"):
        config.load({"DRYPOINT_DATA": "/srv/a", "DRYPOINT_BACKUP_FOLDER": "/srv/a/backups"})


def test_a_backup_folder_that_is_not_there_is_an_error_of_doctor(folder: Path, settings: LazySettings) -> None:
    folder.rmdir()
    assert next(one.level for one in checks.run_all(NIGHT) if one.id == "proof") == checks.ERROR
    folder.mkdir()


@pytest.mark.parametrize("levels", [(HARD,), (NOT_AT_ALL,), (HARD, NOT_AT_ALL, HARD), (NOT_AT_ALL, NOT_AT_ALL)])
def test_what_is_squeezed_comes_back_and_any_gzip_reads_it(levels: tuple[int, ...]) -> None:
    into = io.BytesIO()
    squeezer = Squeezer(into)
    pieces = [f"{number} ".encode() * 5000 for number, _level in enumerate(levels)]
    for level, piece in zip(levels, pieces, strict=True):
        squeezer.turn_to(level)
        squeezer.write(piece)
    squeezer.finish()
    assert gzip.decompress(into.getvalue()) == b"".join(pieces)
    into.seek(0)
    assert unsqueezed(into).read() == b"".join(pieces)


def test_an_archive_is_smaller_than_the_database_in_it(folder: Path, settings: LazySettings) -> None:
    nightly.look_after(NIGHT)
    database = Path(connection.settings_dict["NAME"]).stat().st_size
    assert nightly.archives(folder)[-1][1].stat().st_size < database / 2


def test_the_desk_tells_the_newest_of_what_the_machines_know() -> None:
    told = [
        {"backup_at": "2026-03-02T01:00:00+00:00"},
        {"proven_at": "2026-03-01T01:00:00+00:00", "opened": 203, "documents": 203},
        {"backup_at": "2026-03-01T01:00:00+00:00"},
    ]
    shown = presenters.keeping(HealthRound(machine=str(number), facts=facts) for number, facts in enumerate(told))
    assert shown == presenters.Keeping(
        datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 1, 1, tzinfo=UTC), opened=203, documents=203
    )
    assert presenters.keeping([HealthRound(machine="a")]) is None


def test_a_backup_of_another_machine_is_known_here(folder: Path) -> None:
    assert checks.last_backup_at() is None
    HealthRound.objects.create(machine="other", at=NIGHT, facts={"backup_at": NIGHT.isoformat()})
    assert checks.last_backup_at() == NIGHT


def test_an_archive_of_before_squeezing_is_still_read(
    folder: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class AsItIs(Squeezer):
        def write(self, piece: bytes) -> int:
            self._file.write(piece)
            return len(piece)

        def finish(self) -> None:
            """End nothing."""

    monkeypatch.setattr(backup, "Squeezer", AsItIs)
    monkeypatch.setattr(backup, "FORMAT", 1)
    store(settings)
    nightly.look_after(NIGHT)
    found = proof.last()
    assert found is not None
    assert (found.is_good, found.opened) == (True, 1)
