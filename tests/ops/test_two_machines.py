"""Two machines behind one PostgreSQL: two web servers and two workers, each pair with a data folder of its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.contrib.staticfiles.finders import get_finders

from drypoint.foundation.core.keeping import keys
from drypoint.project import starting
from tests.engine import IS_POSTGRES, Database
from tests.enquiries.conftest import a_pdf, filled
from tests.enquiries.house import fresh_key
from tests.enquiries.house import post as send
from tests.ops.serving import House, Post, Served, children, free_port, until

pytestmark = [
    pytest.mark.race,
    pytest.mark.skipif(not IS_POSTGRES, reason="Machines share a PostgreSQL: scripts/postgres.sh."),
]
REPORT = a_pdf() + b"%" + os.urandom(100_000)
PAGE = "/en/contact/"


class Machine(House):
    """One of the machines: its data folder and key file are its own, database and shared folder are not."""

    def __init__(self, folder: Path, database: Database, shared: Path) -> None:
        super().__init__(folder)
        self.database, self.sql, self.shared = database, database.sql, shared
        self.environment = {"DRYPOINT_SHARED_FOLDER": str(shared), "DRYPOINT_URL": "http://clinic.example"}

    @property
    def key(self) -> Path:
        return Path(f"{self.data}.key")

    def python(self, code: str) -> str:
        """Run some Python on this machine and return what it prints."""
        done = self.run("manage", "shell", "--verbosity", "0", "-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def bare(folder: Path) -> Path:
    """Return a data folder that says its styles are collected, which takes long; nobody looks at pages here."""
    (folder / "static").mkdir(parents=True)
    names = {path: path for finder in get_finders() for path, _storage in finder.list(None)}
    (folder / "static" / "staticfiles.json").write_text(json.dumps({"paths": names, "version": "1.1", "hash": ""}))
    (folder / starting.STATIC_STAMP).write_text(starting._static_fingerprint())
    return folder


class Pair:
    """Both machines, the folder that they share, and the mail server."""

    def __init__(self, folder: Path, statics: Path) -> None:
        self.shared = folder / "shared"
        self.shared.mkdir()
        database = Database(folder)
        self.a, self.b = (Machine(folder / name, database, self.shared) for name in "ab")
        keys.load_or_create(self.a.key)
        shutil.copy(self.a.key, self.b.key)
        self.a.furnish()
        for machine in (self.a, self.b):
            machine.dress(statics)

    def shared_files(self) -> dict[str, bytes]:
        """Return what all machines see, but what a restore has set aside."""
        found = (path for path in self.shared.rglob("*") if path.is_file())
        names = {str(path.relative_to(self.shared)): path for path in found}
        return {name: path.read_bytes() for name, path in names.items() if "before-restore" not in name}


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    pair = Pair(tmp_path_factory.mktemp("pair"), bare(tmp_path_factory.mktemp("statics") / "data"))
    done = pair.a.run("manage", "load_starter")
    assert "pages made" in done.stdout, done.stderr
    pair.a.python(MARK)
    return pair


@pytest.fixture
def mail(pair: Pair) -> Iterator[Post]:
    handler, port = Post(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    for machine in (pair.a, pair.b):
        machine.environment["DRYPOINT_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


@pytest.fixture
def served(pair: Pair, mail: Post) -> Iterator[tuple[Served, Served]]:
    both = Served(pair.a), Served(pair.b)
    try:
        yield both[0].ready(), both[1].ready()
    finally:
        for one in both:
            one.stop()


def page(served: Served, path: str = PAGE, **headers: str) -> tuple[int, str]:
    link = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    try:
        link.request("GET", path, headers=headers)
        response = link.getresponse()
        return response.status, response.read().decode()
    finally:
        link.close()


def title_of(text: str) -> str:
    found = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", text, re.DOTALL)
    assert found
    return found[1]


MARK = """
from drypoint.foundation.core.keeping import files_place, key_mark
key_mark.set_or_compare()
files_place.set_or_compare()
"""
PUBLISH = """
from drypoint.public.website.models import ContactPage
page = ContactPage.objects.get(locale__language_code="en")
page.title = {title!r}
page.save_revision().publish()
"""
READ = """
import hashlib
from drypoint.foundation.core.files import documents
from drypoint.foundation.core.models import StoredDocument
for row in StoredDocument.objects.order_by("pk"):
    content = b"".join(documents.open_document(row, number=1).streaming_content)
    print(hashlib.sha256(content).hexdigest())
"""
OTHERS = """
from drypoint.foundation.core import clock, machines
print(len(machines.others()), machines.differing(clock.now()))
"""


def test_what_one_publishes_the_other_shows_at_once_and_what_one_takes_in_the_other_opens(
    pair: Pair, served: tuple[Served, Served]
) -> None:
    a, b = served
    assert [page(one)[0] for one in (a, b, b)] == [200, 200, 200]
    for title in ("Where we are", "How you find us"):
        pair.a.python(PUBLISH.format(title=title))
        assert {title_of(page(one)[1]) for one in (b, a)} == {title}

    known = len(pair.a.sql("SELECT key FROM core_storeddocument"))
    for one in (a, b):
        assert send(one.port, "/en/ask/", filled(key=fresh_key(one.port)), REPORT)[0] == 303
    read = pair.b.python(READ).split()
    assert len(read) == known + 2
    assert len(set(read)) == 1
    assert pair.a.python(READ).split() == read
    assert not (pair.a.data / "documents").exists()
    assert pair.a.python(OTHERS) == "1 []"


def test_a_restore_waits_for_every_machine_and_a_machine_that_is_killed_loses_nothing(
    pair: Pair, mail: Post, served: tuple[Served, Served], tmp_path: Path
) -> None:
    a, b = served
    known = len(pair.a.sql("SELECT key FROM core_storeddocument"))
    for served_one in (a, b):
        assert send(served_one.port, "/en/ask/", filled(key=fresh_key(served_one.port)), REPORT)[0] == 303
    kill(a)
    # What it had claimed would be free after ten minutes, which a test need not wait for.
    pair.b.sql("UPDATE core_outboxmail SET claimed_until = NULL WHERE state = 'waiting'")
    until(lambda: pair.b.sql("SELECT count(*) FROM core_outboxmail WHERE state = 'waiting'") == [(0,)])
    sent = {str(name) for (name,) in pair.b.sql("SELECT message_id FROM core_outboxmail WHERE state = 'sent'")}
    assert sent
    assert {name.strip("<>").partition("@")[0] for name in mail.accepted} >= sent
    assert len(set(pair.b.python(READ).split())) == 1

    archive = tmp_path / "clinic.drypoint"
    done = pair.b.run("backup", str(archive))
    assert (done.returncode, done.stderr) == (0, "")
    before = pair.shared_files()
    done = pair.a.run("restore", str(archive), "--force")
    assert (done.returncode, done.stdout) == (1, "")
    assert "on another machine" in done.stderr
    assert (pair.shared_files(), page(b)[0]) == (before, 200)

    b.stop()
    pair.a.sql("DELETE FROM core_machinebeat")  # the killed one's, which would be silent in two minutes
    rows = pair.a.sql("SELECT key FROM core_storeddocument ORDER BY key")
    assert len(rows) == known + 2
    pair.a.sql("DELETE FROM core_auditentry")
    lines = "SELECT count(*) > 0 FROM core_auditentry"
    done = pair.a.run("restore", str(archive), "--force")
    assert (done.returncode, done.stderr) == (0, "")
    assert pair.shared_files() == before
    assert pair.a.sql("SELECT key FROM core_storeddocument ORDER BY key") == rows
    assert pair.a.sql(lines) == [(True,)]
    assert len(pair.b.python(READ).split()) == known + 2


def kill(served: Served) -> None:
    """End a machine as a power cut does: server, worker and all."""
    pids = [served.process.pid, *children(served.process.pid)]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    served.process.wait(60)


def test_a_second_machine_makes_no_key_and_starts_with_no_other_and_on_no_empty_share(
    pair: Pair, tmp_path: Path
) -> None:
    third = Machine(tmp_path / "c", pair.a.database, tmp_path / "empty")
    (tmp_path / "empty").mkdir()
    assert_refused(third, "docs/how-to/two-machines.md")
    assert not third.key.exists()
    keys.load_or_create(third.key)
    assert_refused(third, "is not the one that this practice's data were sealed with")
    shutil.copy(pair.a.key, third.key)
    assert_refused(third, "Is it mounted?")
    assert list((tmp_path / "empty").iterdir()) == []


def assert_refused(machine: Machine, words: str) -> None:
    done = machine.run("serve", "--port", str(free_port()))
    assert done.returncode == 1
    assert done.stderr.startswith("drypoint: ")
    assert words in done.stderr
