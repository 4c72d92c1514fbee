"""`drypoint upgrade`: a practice of an old version comes to this one whole, or stays as it was."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from collections import namedtuple
from pathlib import Path
from typing import NamedTuple

import pytest

from drypoint.foundation.core.keeping import backup
from drypoint.project import upgrading
from drypoint.project.upgrading import UpgradeError
from tests.engine import IS_POSTGRES
from tests.upgrades.kept import MOVES, QUEUE, Kept, Move, Tables, lost

pytestmark = pytest.mark.upgrade

UPGRADE = "from drypoint.project.cli import main; sys.exit(main(['upgrade', *sys.argv[1:]]))"
# A table of that name is in the way of one that a migration makes, when others of several rooms have been applied.
IN_THE_WAY = "CREATE TABLE core_healthround (id integer)"
# Parents count their children, a publication its generation, and the index was built anew.
WHAT_NEW_PAGES_CHANGE = {
    "wagtailcore_page": Move(dropped=frozenset({"numchild"})),
    "core_pagegeneration": Move(dropped=frozenset({"number"})),
    "wagtailcore_referenceindex": Move(dropped=frozenset({"id"})),
}
# A starter page that this version brings, as far as the old one knows.
NOT_THERE = (
    "UPDATE website_legalpage SET key = 'own' WHERE key = 'accessibility'",
    (
        "UPDATE wagtailcore_page SET slug = slug || '-own', url_path = url_path || 'own/' "
        "WHERE id IN (SELECT page_ptr_id FROM website_legalpage WHERE key = 'own')"
    ),
)


def process(kept: Kept, *words: str, before: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\n{before}\n{UPGRADE}", *words],
        env=kept.environment, cwd=kept.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def run(kept: Kept, *words: str, before: str = "") -> tuple[int, str, str]:
    started = process(kept, *words, before=before)
    said, complained = started.communicate(timeout=900)
    return started.returncode, said, complained


def read_until_it_migrates(started: subprocess.Popen[str]) -> str:
    """Return what was said until the backup is made and the database is being changed."""
    assert started.stdout is not None
    said = started.stdout.readline() + started.stdout.readline()
    assert said.splitlines()[1].startswith("Bringing the database up to this version")
    return said


def files(kept: Kept) -> dict[str, bytes]:
    """Return what lies in the data folder but locks, the archive, the machine's name and what is made from the code."""
    left_out = ("static", "before-upgrade-", "drypoint.sqlite3", "last-backup", "machine.id", ".")
    paths = (path for path in kept.data.rglob("*") if path.is_file() and path.suffix != ".lock")
    found = {str(path.relative_to(kept.data)): path.read_bytes() for path in paths}
    return {name: content for name, content in found.items() if not name.startswith(left_out)}


class State(NamedTuple):
    """All that a failed upgrade must leave as it was."""

    rows: dict[str, list[str]]
    files: dict[str, bytes]


def state(kept: Kept) -> State:
    return State(kept.database.everything(), files(kept))


def assert_back(kept: Kept, before: State, done: tuple[int, str, str], words: str) -> None:
    code, said, complained = done
    assert code == 1, said + complained
    assert words in complained
    assert "everything is as it was before the upgrade" in complained
    assert len(complained.splitlines()) == 1
    assert "Going back" in said
    assert state(kept) == before
    assert [path.name for path in kept.folder.glob("data*")] == ["data"]
    assert not list(kept.data.glob(".restore-*"))


def unpack(folder: Path) -> Kept:
    """Return the data of an old version without its queue of tasks, whose end is tested beside this."""
    kept = Kept("50e1cba", folder)
    kept.database.sql("DELETE FROM django_tasks_database_dbtaskresult")
    return kept


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return unpack(tmp_path)


class Upgraded(NamedTuple):
    """A folder that was upgraded, with what was said and the rows of before and after."""

    kept: Kept
    said: str
    before: Tables
    after: Tables


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Upgraded:
    """Return a folder whose upgrade was killed in the middle, and then run again."""
    kept = unpack(tmp_path_factory.mktemp("kept"))
    for statement in NOT_THERE:
        kept.database.sql(statement)
    before = kept.tables()
    killed = process(kept)
    read_until_it_migrates(killed)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    code, said, complained = run(kept)
    assert code == 0, complained
    assert "An upgrade before this one was cut off: the indexes of pages were built anew." in said
    return Upgraded(kept, said, before, kept.tables())


def test_killed_and_run_again_every_row_is_there_and_the_new_pages_too(upgraded: Upgraded) -> None:
    before = {table: rows for table, rows in upgraded.before.items() if not table.startswith(QUEUE)}
    assert lost(before, upgraded.after, MOVES | WHAT_NEW_PAGES_CHANGE, grows=set(upgraded.after)) == []
    found = upgraded.kept.ask(
        "from drypoint.public.website.starter_check import missing_pages\n"
        "from drypoint.project.starting import pending\n"
        "from wagtail.models import ReferenceIndex\n"
        "found = [missing_pages(), pending(), ReferenceIndex.objects.count()]"
    )
    assert found[:2] == [[], 0]
    assert found[2] > len(upgraded.before["wagtailcore_referenceindex"])
    assert "Pages: the starter pages that this version brought were added" in upgraded.said
    assert upgraded.said.endswith("Start Drypoint again. Keep the backup until you are sure.\n")


def test_its_backup_holds_the_practice_of_before(upgraded: Upgraded, tmp_path: Path) -> None:
    archives = sorted(upgraded.kept.data.glob("before-upgrade-*.drypoint"))
    archive = archives[0]
    assert f"Backup: {archives[1]}, unpacked on trial" in upgraded.said
    other = unpack(tmp_path)
    for statement in NOT_THERE:
        other.database.sql(statement)
    before = state(other)
    other.database.sql("DELETE FROM enquiries_attachment")
    found = other.ask(
        "from pathlib import Path\n"
        "from django.utils import timezone\n"
        "from drypoint.foundation.core.keeping import restoring\n"
        f"restoring.restore(Path({str(archive)!r}), at=timezone.now(), force=True)\n"
        "found = True"
    )
    assert found is True
    assert state(other) == before


def test_run_again_it_does_nothing(upgraded: Upgraded) -> None:
    before = state(upgraded.kept)
    code, said, complained = run(upgraded.kept)
    assert (code, complained) == (0, "")
    assert said.startswith("Nothing to do: the data are of Drypoint ")
    assert state(upgraded.kept) == before
    assert len(list(upgraded.kept.data.glob("before-upgrade-*"))) == 2


def test_a_migration_that_fails_leaves_everything_as_it_was(kept: Kept) -> None:
    kept.database.sql(IN_THE_WAY)
    before = state(kept)
    assert_back(kept, before, run(kept), "cannot be brought up to this version")


def test_what_doctor_finds_only_afterwards_leads_back(kept: Kept) -> None:
    # What brings the database up to date stops short without saying so, as a faulty release would.
    faulty = (
        "from drypoint.project import starting\n"
        "starting._bring_up_to_date = lambda: starting.call_command('migrate', 'core', verbosity=0)\n"
    )
    before = state(kept)
    words = "doctor finds what it did not find before: The database is older than this version of Drypoint."
    assert_back(kept, before, run(kept, "--no-new-pages", before=faulty), words)


def test_a_stop_in_the_middle_leads_back(kept: Kept) -> None:
    before = state(kept)
    stopped = process(kept)
    head = read_until_it_migrates(stopped)
    stopped.terminate()
    said, complained = stopped.communicate(timeout=900)
    assert_back(kept, before, (stopped.returncode, head + said, complained), "KeyboardInterrupt")


def test_it_refuses_while_the_practice_is_served_and_a_database_that_is_newer(kept: Kept) -> None:
    before = state(kept)
    with (kept.data / "in-use.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        code, said, complained = run(kept)
    assert (code, said) == (1, "")
    assert "Stop it first" in complained
    assert state(kept) == before
    kept.database.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999_x', CURRENT_TIMESTAMP)")
    code, said, complained = run(kept)
    assert (code, said) == (1, "")
    assert "newer than Drypoint" in complained
    assert not list(kept.data.glob("before-upgrade-*"))


def test_bad_usage_and_a_backup_that_has_no_place_change_nothing(kept: Kept, tmp_path: Path) -> None:
    before = state(kept)
    assert run(kept, "--nonsense")[0] == 2
    for words in (str(tmp_path / "none" / "x"), str(kept.folder / "drypoint.key")):
        code, said, complained = run(kept, "--backup", words)
        assert (code, said) == (1, "")
        assert complained.startswith("drypoint: ")
    assert state(kept) == before


@pytest.mark.skipif(IS_POSTGRES, reason="The size of the database is asked of a file here.")
def test_nothing_begins_where_the_way_back_would_have_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    mebibyte = 1024**2
    monkeypatch.setattr(backup, "bytes_of_practice", lambda: 100 * mebibyte)
    monkeypatch.setattr(backup, "database_bytes", lambda: 100 * mebibyte)
    monkeypatch.setattr(upgrading.shutil, "disk_usage", lambda _place: usage(0, 0, 400 * mebibyte - 1))
    with pytest.raises(UpgradeError, match="need 400 MiB on the data folder's disk, and 399 MiB are free"):
        upgrading._refuse_little_room()
    monkeypatch.setattr(upgrading.shutil, "disk_usage", lambda _place: usage(0, 0, 400 * mebibyte))
    upgrading._refuse_little_room()
