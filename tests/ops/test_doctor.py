"""What doctor finds."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import override_settings

from drypoint.foundation.core import checks
from drypoint.foundation.core.checks import CheckResult
from drypoint.foundation.core.keeping import backup, key_mark
from drypoint.foundation.core.models import OutboxMail, StoredDocument, WorkerBeat
from drypoint.foundation.core.registries import Registry
from drypoint.project import config
from drypoint.project.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir(mode=0o700)
    settings.DOCUMENT_ROOT = settings.DATA / "documents"
    settings.STATIC_ROOT = settings.DATA / "static"
    key = tmp_path / "drypoint.key"
    key.write_text("x")
    key.chmod(0o600)
    settings.CONFIG = config.load({"DRYPOINT_DATA": str(settings.DATA), "DRYPOINT_KEY_FILE": str(key)})
    monkeypatch.setattr(checks, "_checks", Registry("check"))
    return tmp_path


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def find(name: str, at: datetime | None = None) -> CheckResult:
    return next(finding for finding in checks.run_all(at or now()) if finding.id == name)


def mail(**changes: Any) -> OutboxMail:
    at = now() - timedelta(minutes=31)
    values = {"kind": "k", "to_address": "a@example.com", "language": "en", "subject": "s", "text": "t"}
    moments = {"created_at": at, "waiting_since": at, "next_try_at": at}
    return OutboxMail.objects.create(**{**values, **moments, **changes})


def test_a_worker_is_missed_after_two_minutes() -> None:
    assert find("worker").level == "warning"
    WorkerBeat.objects.create(name="w", at=now())
    assert find("worker").level == "ok"
    assert find("worker", now() + timedelta(minutes=3)).level == "warning"


def test_a_worker_that_lives_and_does_not_get_its_work_done_is_told() -> None:
    WorkerBeat.objects.create(name="w", at=now(), late={"mail": 10_800})
    assert find("worker").level == "warning"
    assert "mail (180 minutes)" in find("worker").sentence
    WorkerBeat.objects.create(name="other", at=now())
    assert find("worker").level == "ok"


def test_mail_that_waits_long_and_mail_given_up_are_told_without_an_address() -> None:
    assert find("mail.waiting").level == "ok"
    mail()
    mail(state="failed")
    for name in ("mail.waiting", "mail.failed"):
        assert find(name).level == "warning"
        assert "example.com" not in find(name).sentence


def test_no_mail_server_is_a_warning_outside_the_demo_only() -> None:
    assert find("mail.server").level == "warning"
    with override_settings(CONFIG=config.load({"DRYPOINT_DEMO": "1"})):
        assert [f.level for f in checks.run_all(now()) if f.id == "mail.server"] == ["ok"]


def test_a_key_that_others_may_read_is_an_error(folder: Path) -> None:
    assert find("key").level == "ok"
    (folder / "drypoint.key").chmod(0o644)
    assert find("key").level == "error"


def test_a_data_folder_that_others_may_read_is_a_warning(folder: Path) -> None:
    assert find("data").level == "ok"
    (folder / "data").chmod(0o755)
    assert find("data").level == "warning"


def test_a_document_without_its_file_is_an_error_and_a_file_without_its_record_a_warning(folder: Path) -> None:
    stray = folder / "data/documents/ab/abcdef"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"x")
    assert find("documents").level == "ok"
    os.utime(stray, (time.time() - 7200, time.time() - 7200))
    assert find("documents").level == "warning"
    document = StoredDocument.objects.create(
        media_type="application/pdf", size_bytes=1, sha256_keyed="", name_encrypted=b"", stored_at=now()
    )
    assert find("documents").level == "error"
    assert str(document.key) in find("documents").sentence


def test_an_old_backup_is_a_warning(folder: Path) -> None:
    assert find("backup").level == "warning"
    stamp = folder / "data" / backup.STAMP_FILE
    stamp.write_text(now().isoformat())
    assert find("backup").level == "ok"
    stamp.write_text((now() - timedelta(days=3)).isoformat())
    assert find("backup").level == "warning"


@pytest.mark.parametrize(
    ("url", "proxies", "level"),
    [
        ("http://127.0.0.1:8000", "0", "ok"),
        ("http://clinic.example", "0", "error"),
        ("https://clinic.example", "0", "warning"),
        ("https://clinic.example", "1", "ok"),
    ],
)
def test_an_address_without_encryption_is_an_error(
    folder: Path, settings: LazySettings, url: str, proxies: str, level: str
) -> None:
    settings.CONFIG = config.load(
        {
            "DRYPOINT_URL": url,
            "DRYPOINT_TRUSTED_PROXIES": proxies,
            "DRYPOINT_KEY_FILE": str(folder / "drypoint.key"),
        }
    )
    assert find("address").level == level


def test_a_clock_that_is_behind_is_an_error() -> None:
    assert find("clock").level == "ok"
    mail(created_at=now() + timedelta(days=1))
    assert find("clock").level == "error"


def test_a_check_that_fails_itself_does_not_hide_the_others() -> None:
    def broken(_at: datetime) -> list[CheckResult]:
        raise RuntimeError("with a secret")

    checks.register_check("broken", broken)
    found = find("broken")
    assert found.level == "error"
    assert "secret" not in found.sentence
    assert find("disk").level in {"ok", "warning", "error"}


def test_the_json_form_says_the_same_as_the_exit_code(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = {"id", "level", "sentence", "hint"}
    code = main(["doctor", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (code == 0) is told["ok"]
    assert all(set(check) == expected for check in told["checks"])
    (folder / "drypoint.key").chmod(0o644)
    assert main(["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_the_form_for_people_is_aligned_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    main(["doctor"])
    lines = capsys.readouterr().out.splitlines()
    heads = [line for line in lines[:-2] if not line.startswith(" ")]
    column = heads[0].index("Python")
    assert all(line[column - 1] == " " and line[column] != " " for line in heads)
    assert all(len(line) <= 100 for line in lines)
    assert lines[-1].endswith("warnings.")


def test_another_key_than_the_one_of_the_data_is_noticed(settings: LazySettings) -> None:
    assert not [finding for finding in checks.run_all(now()) if finding.id == "key.mark"]
    key_mark.set_or_compare()
    assert find("key.mark").level == "ok"
    settings.DIGEST_KEY = b"made anew because the file was lost"
    assert find("key.mark").level == "error"
    assert [finding.id for finding in checks.startup_results(now()) if finding.level == "error"] == ["key.mark"]
    with pytest.raises(key_mark.WrongKeyError, match=r"Put the right one back"):
        key_mark.set_or_compare()
