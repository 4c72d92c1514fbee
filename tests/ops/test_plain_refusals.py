"""What stands in the way is said in a sentence with a way out: never a bare number, never a traceback, never 500."""

from __future__ import annotations

import errno
import os
import socket
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from django.db import InterfaceError, OperationalError, connection
from django.test import Client

from drypoint.foundation.core.disk import in_words
from drypoint.foundation.core.keeping import backup, keys, postgres
from drypoint.project import cli, config, failing, starting
from drypoint.project.commands import doctor, serve


def caused(error: Exception, **attributes: object) -> Callable[[], Exception]:
    """Return how Django raises a driver's error."""

    def make() -> Exception:
        driver = sqlite3.OperationalError("x")
        for name, value in attributes.items():
            setattr(driver, name, value)
        error.__cause__ = driver
        return error

    return make


AWAY = [
    caused(OperationalError("connection refused")),
    caused(OperationalError("x"), sqlstate="57P01"),
    caused(OperationalError("x"), sqlstate="08006"),
    caused(OperationalError("x"), sqlstate="53100"),
    caused(OperationalError("x"), sqlite_errorcode=sqlite3.SQLITE_BUSY),
    caused(OperationalError("x"), sqlite_errorcode=778),
    caused(OperationalError("x"), sqlite_errorcode=sqlite3.SQLITE_FULL),
    caused(OperationalError("x"), sqlite_errorcode=sqlite3.SQLITE_CANTOPEN),
    caused(InterfaceError("connection already closed")),
]
WRONG = [
    caused(OperationalError("no such column"), sqlite_errorcode=sqlite3.SQLITE_ERROR),
    caused(OperationalError("x"), sqlstate="42P01"),
    lambda: ValueError("x"),
]


@pytest.mark.parametrize(("make", "status"), [*((one, 503) for one in AWAY), *((one, 500) for one in WRONG)])
@pytest.mark.parametrize("path", ["/en/ask/", "/", "/account/login/", "/setup/"])
@pytest.mark.django_db
def test_a_database_that_is_away_is_said_to_be_and_a_fault_of_ours_too(
    make: Callable[[], Exception], status: int, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cursor(*_arguments: Any, **_named: Any) -> Any:
        raise make()

    monkeypatch.setattr(connection, "cursor", cursor)
    client = Client(raise_request_exception=False)
    response = client.get(path)
    if response.status_code == 200 and path != "/en/ask/":  # a page that asks the database nothing
        return
    assert response.status_code == status
    if status == 503:
        assert response.headers["Retry-After"] == str(failing.RETRY_AFTER_SECONDS)
        assert "We cannot answer at the moment" in response.content.decode()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "as the user that it belongs to"),
        (errno.EPERM, "as the user that it belongs to"),
        (errno.EROFS, "as the user that it belongs to"),
        (errno.ENOSPC, "Make room on its disk"),
        (errno.ENOENT, "No such file"),
    ],
)
def test_an_error_of_the_machine_names_the_file_and_what_to_do(number: int, words: str) -> None:
    sentence = in_words(OSError(number, os.strerror(number), "/srv/a"))
    assert sentence.startswith("/srv/a cannot be used (")
    assert words in sentence
    assert "Errno" not in sentence


DENIED = PermissionError(errno.EACCES, "Permission denied", "/srv/drypoint.key")


def denied(*_words: object, **_named: object) -> Any:
    raise DENIED


@pytest.mark.parametrize(
    "error", [DENIED, OperationalError("unable to open database file"), InterfaceError("closed")], ids=repr
)
def test_a_command_that_meets_an_error_of_the_machine_ends_with_a_sentence(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(_args: object) -> int:
        raise error

    monkeypatch.setattr(doctor, "run", run)
    assert cli.main(["doctor"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("drypoint: ")
    assert len(said.splitlines()) == 1
    assert "Errno" not in said


@pytest.mark.django_db
def test_a_backup_that_may_not_be_written_says_so_without_a_number(
    tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA = tmp_path
    monkeypatch.setattr(backup, "_copy_database", denied)
    with pytest.raises(backup.BackupError) as refused:
        backup.backup(tmp_path / "archive", at=datetime(2026, 3, 2, tzinfo=UTC))
    assert "Errno" not in str(refused.value)
    assert "as the user that it belongs to" in str(refused.value)


def test_a_key_file_that_holds_something_else_is_no_key(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("é not base64")
    with pytest.raises(keys.KeyFileError, match=r"is no key|damaged"):
        keys.load_or_create(file)


@pytest.mark.parametrize(("level", "words"), [(None, "--port"), ("1", "make run PORT=")])
def test_a_taken_port_is_answered_in_the_words_of_whoever_typed(
    level: str | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MAKELEVEL", raising=False)
    if level:
        monkeypatch.setenv("MAKELEVEL", level)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(starting.CannotStartError) as refused:
            serve._refuse_taken_port("127.0.0.1", port)
    assert words in str(refused.value)
    assert f"{port + 1 if port < 65535 else 8001}" in str(refused.value)


def test_without_its_driver_postgresql_is_refused_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from drypoint.project import settings as product

    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setattr(product, "CONFIG", config.load({"DRYPOINT_DATABASE_URL": "postgresql://a:secret@db/x"}))
    with pytest.raises(ImproperlyConfigured, match=r"pip install 'psycopg\[binary\]'") as refused:
        product._database()
    assert "secret" not in str(refused.value)


def test_commands_name_the_address_that_the_server_was_last_reached_at(tmp_path: Path) -> None:
    assert config.load({"DRYPOINT_DATA": str(tmp_path)}).url == "http://127.0.0.1:8000"
    served = config.load({"DRYPOINT_DATA": str(tmp_path), "DRYPOINT_URL": "http://127.0.0.1:18110"})
    starting.keep_address(served)
    assert config.load({"DRYPOINT_DATA": str(tmp_path)}).url == "http://127.0.0.1:18110"
    other = config.load({"DRYPOINT_DATA": str(tmp_path), "DRYPOINT_URL": "https://clinic.example"})
    assert other.url == "https://clinic.example"


@pytest.mark.parametrize("kept", ["", "nonsense", "https://a/b", "https://user:pw@host", "\x00", "https://a:x"])
def test_a_kept_address_that_is_none_is_left_aside(tmp_path: Path, kept: str) -> None:
    (tmp_path / config.ADDRESS_FILE).write_text(kept)
    assert config.load({"DRYPOINT_DATA": str(tmp_path)}).url == "http://127.0.0.1:8000"


@pytest.mark.django_db
@pytest.mark.parametrize(("url", "asks"), [("", True), ("smtp://mail.example", False)])
def test_the_first_visit_asks_for_a_mail_server_only_where_none_is_set(
    client: Client, settings: LazySettings, url: str, asks: bool
) -> None:
    settings.CONFIG = config.load({"DRYPOINT_SMTP_URL": url})
    assert (b'name="mail-host"' in client.get("/setup/").content) is asks


@pytest.mark.django_db
def test_a_first_visit_without_that_question_founds_the_practice(
    client: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CONFIG = config.load({"DRYPOINT_SMTP_URL": "smtp://mail.example"})
    response = client.post("/setup/", {"practice-name": "Primjer", "mail-host": "evil.example", "mail-port": "x"})
    assert response.status_code == 422
    assert b"evil.example" not in response.content


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a lock of PostgreSQL's: scripts/postgres.sh")
@pytest.mark.django_db
def test_who_serves_and_who_restores_keep_out_of_each_others_way() -> None:
    with postgres.in_use(alone=False) as served, postgres.in_use(alone=False) as too:
        assert served
        assert too
        with postgres.in_use(alone=True) as restored:
            assert not restored
    with postgres.in_use(alone=True) as restored, postgres.in_use(alone=False) as served:
        assert restored
        assert not served
