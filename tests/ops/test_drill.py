"""`drypoint drill`: bad days on a copy of a practice, with real processes."""

from __future__ import annotations

import re
import smtplib
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from drypoint.project import config
from drypoint.project.drilling import drill, steps
from drypoint.project.drilling.hands import PICTURE
from drypoint.project.drilling.mail_sink import taking_mail
from drypoint.project.drilling.scratch import Scratch
from drypoint.project.drilling.steps import BadDay
from tests.engine import IS_POSTGRES
from tests.ops.serving import House, collected

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.race
@pytest.mark.skipif(IS_POSTGRES, reason="a drill breaks a copy whose database is a file")
def test_a_practice_that_is_well_is_proven_in_every_point_and_left_as_it_was(tmp_path: Path) -> None:
    house = House(tmp_path / "data").furnish().dress(collected(tmp_path / "statics" / "data"))
    house.environment = {"DRYPOINT_SMTP_URL": "smtp://192.0.2.1:25", "DRYPOINT_PING_URL": "http://192.0.2.1/ping"}
    house.mail(3)
    before = steps.rows_by_table(str(house.data / config.DATABASE_FILE))
    command = house.command("drill", "--page", str(tmp_path / "page.txt"))
    done = subprocess.run(command, env=house.variables(), capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 of 5 proven." in done.stdout
    assert steps.rows_by_table(str(house.data / config.DATABASE_FILE)) == before
    assert not list(house.data.glob(".backup-*"))
    page = (tmp_path / "page.txt").read_text()
    assert re.match(r"Drill of \d{4}-\d\d-\d\d, Test\n", page)
    assert page.count("proven      ") == 5
    assert re.search(r"3 kills: (\d+) of \1 reported entries", page)


@pytest.mark.race
@pytest.mark.skipif(IS_POSTGRES, reason="a drill breaks a copy whose database is a file")
def test_a_drill_sees_what_is_lost(tmp_path: Path, settings: LazySettings) -> None:
    """The same questions to a copy that has lost a row, and to one that has lost a document."""
    house = House(tmp_path / "data").furnish()
    settings.CONFIG = replace(settings.CONFIG, key_file=Path(f"{house.data}.key"))
    scratch = Scratch(house.data, 9)
    with scratch.beginning("drypoint.project.drilling.hands", "write") as process:
        line = steps._lines(scratch, process, 1)[0]
    assert steps._is_there(scratch, line)
    with closing(sqlite3.connect(scratch.database)) as link, link:
        link.execute("DELETE FROM core_outboxmail")
    assert not steps._is_there(scratch, line)
    key = line.split()[1]
    (document,) = (house.data / "documents").rglob(key)
    document.unlink()
    (fault,) = scratch.faults()  # it may have stored more before the kill
    assert re.fullmatch(r"1 of \d+ documents cannot be opened\.", fault)


def test_nothing_of_the_practice_but_key_and_zone_reaches_the_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("SMTP_URL", "PING_URL", "DATABASE_URL", "SHARED_FOLDER", "BACKUP_FOLDER", "WATCH_TOKEN", "DEMO"):
        monkeypatch.setenv(f"DRYPOINT_{name}", "of-the-practice")
    found = {name: value for name, value in Scratch(tmp_path, 9).environment().items() if name.startswith("DRYPOINT_")}
    assert set(found) == {"DRYPOINT_DATA", "DRYPOINT_KEY_FILE", "DRYPOINT_TIME_ZONE", "DRYPOINT_SMTP_URL"}
    assert found["DRYPOINT_SMTP_URL"] == "smtp://127.0.0.1:9"


def test_the_sink_takes_mail_and_knows_each_by_its_id() -> None:
    with taking_mail() as sink:
        with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as client:
            for number in range(2):
                text = f"Message-ID: <{number}@a.example>\r\nSubject: x\r\n\r\n.\r\n..dots\r\n"
                client.sendmail("a@a.example", ["b@b.example"], text)
        assert sink.message_ids == {"<0@a.example>", "<1@a.example>"}


def test_other_numbers_of_rows_are_no_restore(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / config.DATABASE_FILE)) as link, link:
        link.execute("CREATE TABLE core_storeddocument (key TEXT, size_bytes INTEGER)")
        link.execute("CREATE TABLE a (x)")
        link.execute("INSERT INTO a VALUES (1)")
    scratch = Scratch(tmp_path, 9)
    assert steps.restored(scratch, {"a": 1}, {"a": 1}).is_proven
    assert not steps.restored(scratch, {"a": 2}, {"a": 2}).is_proven
    assert steps.restored(scratch, {"a": 1}, {"a": 2}).is_proven  # it changed while it was backed up


@pytest.mark.django_db
def test_the_page_says_what_was_not_proven() -> None:
    outcomes = [BadDay("Restore", True, ("All there.",)), BadDay("Full disk", False, ("One is missing.",))]
    text = drill.page(outcomes, began=AT, ended=AT + timedelta(seconds=61))
    assert "1 of 2 proven." in text
    assert "NOT PROVEN  Full disk\n            One is missing." in text
    assert "61 s long" in text


def test_the_picture_of_the_drill_is_one_that_may_be_stored() -> None:
    assert PICTURE.startswith(b"\x89PNG\r\n")
