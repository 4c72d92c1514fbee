"""What machines that share a practice know of each other, and of the place where documents and media lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import LazySettings

from drypoint.foundation.core import clock, machine_checks, machines
from drypoint.foundation.core.keeping import files_place, kept_files, key_mark
from drypoint.foundation.core.models import KeyMark, MachineBeat, StoredDocument
from drypoint.project import config

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AS_SHARED = {"DRYPOINT_DATABASE_URL": "postgresql://u@localhost/n"}


@pytest.fixture(autouse=True)
def shared(settings: LazySettings, tmp_path: Path) -> Path:
    """A machine whose files lie in a folder that others have too."""
    folder = tmp_path / "shared"
    folder.mkdir()
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    settings.FILES = folder
    settings.DOCUMENT_ROOT, settings.MEDIA_ROOT = folder / "documents", folder / "media"
    own = {"DRYPOINT_DATA": str(settings.DATA), "DRYPOINT_SHARED_FOLDER": str(folder)}
    settings.CONFIG = config.load({**AS_SHARED, **own})
    return folder


def other(at: datetime = NIGHT, **facts: object) -> MachineBeat:
    told = {**machines.own_settings(), "ahead_seconds": 0.0, **facts}
    return MachineBeat.objects.create(machine=f"other {MachineBeat.objects.count()}", at=at, facts=told)


def found_by(check: str) -> list[tuple[str, str]]:
    found = {"machines": machine_checks.machines_alike, "files": machine_checks.place_of_files}[check](NIGHT)
    return [(one.id, one.level) for one in found]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({}, []),
        ({"version": "0.0.9"}, ["version"]),
        ({"key": "x", "page store": "off"}, ["key", "page store"]),
        ({"files": "elsewhere"}, ["files"]),
        ({"ahead_seconds": machines.CLOCKS_DIFFER_SECONDS + 10}, ["clock"]),
        ({"ahead_seconds": -machines.CLOCKS_DIFFER_SECONDS - 10}, ["clock"]),
        ({"ahead_seconds": machines.CLOCKS_DIFFER_SECONDS - 10}, []),
    ],
)
def test_machines_that_differ_are_told(facts: dict[str, object], found: list[str]) -> None:
    other(**facts)
    other(at=NIGHT - timedelta(hours=1), version="of one that is off")
    assert machines.differing(NIGHT) == found


def test_a_machine_alone_differs_from_nobody_and_doctor_says_nothing() -> None:
    assert machines.differing(NIGHT) == []
    assert found_by("machines") == []
    other()
    assert found_by("machines") == [("machines", "ok")]
    other(version="0")
    assert found_by("machines") == [("machines", "error")]


def test_two_machines_that_keep_pages_or_files_for_themselves_are_told(settings: LazySettings) -> None:
    settings.CONFIG = config.load({"DRYPOINT_DATA": str(settings.DATA), "DRYPOINT_PAGE_STORE": "file"})
    assert machines.differing(NIGHT) == []
    other()
    assert machines.differing(NIGHT) == ["files", "page store"]


def test_a_machine_that_fell_silent_is_missed_and_one_that_stopped_is_not() -> None:
    other(at=NIGHT - timedelta(minutes=5))
    other(at=NIGHT - timedelta(seconds=40))
    assert [one.machine for one in machines.missing(NIGHT)] == ["other 0"]
    assert found_by("machines") == [("machines", "ok"), ("machines.silent", "warning")]


def test_a_machine_beats_where_others_may_be_and_signs_off_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    machines.beat(NIGHT)
    is_shared = machines.connection.vendor != "sqlite"
    assert MachineBeat.objects.count() == is_shared
    monkeypatch.setattr(machines, "connection", SimpleNamespace(vendor="postgresql"))
    monkeypatch.setattr(machines, "_ahead_seconds", lambda: 1.5)
    other(at=NIGHT - machines.MISSED_FOR - timedelta(seconds=1))
    lives = other()
    for at in (NIGHT, NIGHT + timedelta(seconds=20)):
        machines.beat(at)
    mine = MachineBeat.objects.exclude(pk=lives.pk).get()
    assert (mine.machine, mine.at, mine.facts["ahead_seconds"]) == (machines.own_name(), at, 1.5)
    assert machines.others() == [lives]
    machines.sign_off()
    assert list(MachineBeat.objects.all()) == [lives]


def test_two_machines_made_from_one_image_have_two_names(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machines.socket, "gethostname", lambda: "clinic-" + 60 * "x")
    monkeypatch.setattr(machines, "connection", SimpleNamespace(vendor="postgresql"))
    name = machines.own_name()
    assert machines.own_name() == name
    assert len(name) <= 64
    settings.DATA = tmp_path
    assert machines.own_name() != name
    assert sorted(path.name for path in tmp_path.glob("*machine.id*")) == ["machine.id"]


def test_the_place_is_marked_once_and_known_from_every_machine(shared: Path) -> None:
    files_place.set_or_compare()
    assert not (shared / files_place.MARK).exists()
    key_mark.set_or_compare()
    assert found_by("files") == [("files.place", "ok")]
    files_place.set_or_compare()
    mark = (shared / files_place.MARK).read_text().strip()
    assert (len(mark), KeyMark.objects.get().files) == (16, mark)
    files_place.set_or_compare()
    assert (shared / files_place.MARK).read_text().strip() == mark


def test_a_place_that_is_marked_already_is_taken_as_it_is(shared: Path) -> None:
    key_mark.set_or_compare()
    (shared / files_place.MARK).write_text("abc\n")
    files_place.set_or_compare()
    assert KeyMark.objects.get().files == "abc"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda place: (place / files_place.MARK).unlink(), "Is it mounted?"),
        (lambda place: (place / files_place.MARK).write_text("of another"), "of another practice"),
        (lambda place: ((place / files_place.MARK).unlink(), place.rmdir()), "There is no folder"),
        (lambda place: ((place / files_place.MARK).unlink(), (place / files_place.MARK).mkdir()), "cannot be used"),
    ],
)
def test_a_share_that_is_not_there_or_anothers_is_refused(shared: Path, change: object, words: str) -> None:
    key_mark.set_or_compare()
    files_place.set_or_compare()
    change(shared)  # type: ignore[operator]
    before = sorted(shared.rglob("*")) if shared.exists() else []
    for ask in (files_place.set_or_compare, files_place.compare):
        with pytest.raises(files_place.WrongPlaceError, match=words):
            ask()
    assert found_by("files") == [("files.place", "error")]
    assert (sorted(shared.rglob("*")) if shared.exists() else []) == before


def test_an_empty_place_is_not_taken_while_the_database_names_documents(shared: Path) -> None:
    key_mark.set_or_compare()
    StoredDocument.objects.create(media_type="application/pdf", size_bytes=1, name_encrypted=b"", stored_at=clock.now())
    with pytest.raises(files_place.WrongPlaceError, match="copy there the folders"):
        files_place.set_or_compare()
    assert list(shared.iterdir()) == []
    (shared / "documents").mkdir()
    files_place.set_or_compare()
    assert KeyMark.objects.get().files


def test_what_was_restored_marks_its_place_anew(shared: Path, settings: LazySettings) -> None:
    files_place.renew()
    key_mark.set_or_compare()
    files_place.renew()
    assert not (shared / files_place.MARK).exists()
    KeyMark.objects.update(files="of the archive")
    (shared / files_place.MARK).write_text("of the machine")
    files_place.renew()
    files_place.compare()
    (shared / files_place.MARK).unlink()
    settings.CONFIG = config.load({"DRYPOINT_DATA": str(settings.DATA)})
    files_place.renew()
    files_place.set_or_compare()
    assert found_by("files") == []
    assert not (shared / files_place.MARK).exists()


def test_files_of_another_disk_are_set_aside_there_and_copied_in_whole(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_files, "_are_of_one_disk", lambda one, other: False)
    folder, aside = tmp_path / "unpacked", tmp_path / "data.before-restore"
    for place, content in ((shared, b"old"), (folder, b"new")):
        (place / "documents" / "0a").mkdir(parents=True)
        (place / "documents" / "0a" / "one").write_bytes(content)
    (folder / "media").mkdir()
    aside.mkdir()
    files = kept_files.FilesInFolder()
    assert files.set_aside(aside) == [shared / aside.name]
    assert (shared / aside.name / "documents/0a/one").read_bytes() == b"old"
    assert not files.is_filled()
    files.move_in(folder)
    assert [(one.name, one.size) for one in files.each()] == [("documents/0a/one", 3)]
    assert (shared / "documents/0a/one").read_bytes() == b"new"
    assert (shared / "media").is_dir()
    assert (folder / "documents/0a/one").exists()
    assert not list(shared.glob(".restore-*"))
