"""`/readyz`, `/metrics`, the ping and the hourly round: somebody is told."""

from __future__ import annotations

import ast
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.utils import translation

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import checks, fault_words, faults, ping, readiness, writing
from drypoint.foundation.core.checks import CheckResult
from drypoint.foundation.core.models import AuditEntry, HealthRound, KnownFault, OutboxMail, WorkerBeat
from drypoint.foundation.core.readiness import KeptReadiness, Readiness
from drypoint.foundation.practice.models import Practice
from drypoint.project import config, metrics, watched
from drypoint.workspace.desk import health
from tests.accounts.people import full_client, member
from tests.conftest import ROOT
from tests.engine import IS_POSTGRES

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TOKEN = "a-token-of-the-watcher"
FULL = CheckResult("disk", checks.ERROR, "0.0 GiB are free.", "Make room.")
WELL = CheckResult("disk", checks.OK, "90.0 GiB are free.")


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@pytest.fixture(autouse=True)
def _well(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DATA = tmp_path
    settings.CONFIG = config.load({"DRYPOINT_DATA": str(tmp_path), "DRYPOINT_WATCH_TOKEN": TOKEN})
    monkeypatch.setattr(watched, "_kept", KeptReadiness(elapsed=iter(range(10**6)).__next__))
    monkeypatch.setattr(checks, "FREE_ERROR_BYTES", 1)
    WorkerBeat.objects.create(name="w", at=now())
    Practice.objects.create(name="Primjer", languages=["en", "hr"], email="practice@clinic.example")


def make_old_mail() -> None:
    at = now() - timedelta(hours=1)
    OutboxMail.objects.create(
        kind="k", to_address="vera@example.com", language="en", subject="s", text="t", created_at=at, waiting_since=at,
        next_try_at=at,
    )  # fmt: skip


def make_the_worker_late() -> None:
    WorkerBeat.objects.update(late={"mail": 4000})


def end_the_worker() -> None:
    WorkerBeat.objects.all().delete()


def make_the_practice_old() -> None:
    AuditEntry.objects.create(at=now() - timedelta(days=3), actor_kind="system", action="x")


def test_a_practice_that_works_is_ready(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "ok"
    assert "no-store" in response.headers["Cache-Control"]
    assert all(one["ok"] for one in response.json()["checks"])


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        (make_old_mail, "mail.waiting"),
        (make_the_worker_late, "worker"),
        (end_the_worker, "worker"),
        (make_the_practice_old, "backup"),
    ],
)
def test_whatever_stands_still_makes_it_unready_and_is_named(client: Client, fault: Any, name: str) -> None:
    fault()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert [one["id"] for one in response.json()["checks"] if not one["ok"]] == [name]
    assert b"vera" not in response.content


def test_a_full_disk_and_a_database_that_takes_nothing_make_it_unready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "FREE_ERROR_BYTES", 1 << 60)
    monkeypatch.setattr(writing, "is_writable", lambda: False)
    failed = {one["id"] for one in client.get("/readyz").json()["checks"] if not one["ok"]}
    assert failed == {"disk", "database.writable"}


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": f"Basic {TOKEN}"},
        {"REMOTE_ADDR": "203.0.113.9", "HTTP_AUTHORIZATION": "Bearer š"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_a_stranger_learns_whether_it_works_and_nothing_else(client: Client, headers: dict[str, str]) -> None:
    end_the_worker()
    response = client.get("/readyz", **headers)  # type: ignore[arg-type]  # Django's stubs know no headers here
    assert (response.status_code, response.json()) == (503, {"status": "failed"})
    assert client.get("/metrics", **headers).status_code == 404  # type: ignore[arg-type]  # as above


def test_behind_a_proxy_that_nobody_declared_being_local_is_not_enough(client: Client, settings: LazySettings) -> None:
    settings.CONFIG = config.load({"DRYPOINT_URL": "https://clinic.example", "DRYPOINT_WATCH_TOKEN": TOKEN})
    assert "checks" not in client.get("/readyz").json()
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 200


def test_without_a_token_none_is_taken(client: Client, settings: LazySettings) -> None:
    settings.CONFIG = config.load({})
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_the_figures_are_in_prometheus_format_and_tell_of_nobody(client: Client) -> None:
    make_old_mail()
    make_the_worker_late()
    text = client.get("/metrics").content.decode()
    line = re.compile(r'[a-z_]+(\{[a-z]+="(\\.|[^"\\])*"\})? -?[0-9.e+-]+')
    figures = [one for one in text.splitlines() if not one.startswith("#")]
    assert all(line.fullmatch(one) for one in figures)
    assert 'drypoint_mails{state="waiting"} 1' in figures
    assert 'drypoint_check_ok{check="worker"} 0.0' in figures
    assert 'drypoint_scan_late_seconds{scan="mail"} 4000' in figures
    described = re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)
    assert len(described) == len(set(described))
    assert "vera" not in text


def test_a_label_of_any_text_stays_one_label() -> None:
    text = metrics.as_text([metrics.MetricValue("a_b", "A.", 1, {"x": 'q"u\\o\nte'})])
    assert text.splitlines()[-1] == 'a_b{x="q\\"u\\\\o\\nte"} 1'


def test_it_is_looked_at_once_a_second_however_often_it_is_asked() -> None:
    seen: list[datetime] = []

    def look(at: datetime) -> Readiness:
        seen.append(at)
        return Readiness((), ())

    seconds = 0.0
    kept = KeptReadiness(look, elapsed=lambda: seconds)
    kept.of(AT)
    seconds = 0.9
    kept.of(AT)
    assert len(seen) == 1
    seconds = 1.1
    kept.of(AT)
    assert len(seen) == 2


def test_looking_asks_as_few_questions_whatever_the_practice_holds(django_assert_max_num_queries: Any) -> None:
    for _time in range(3):
        make_old_mail()
    with django_assert_max_num_queries(6):
        readiness.look(now())


@pytest.mark.django_db(transaction=True)
def test_whether_it_is_writable_is_found_without_a_trace(tmp_path: Path, settings: LazySettings) -> None:
    assert writing.is_writable()
    assert writing.is_writable()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(IS_POSTGRES, reason="its readers wait for nobody who writes")
def test_a_database_that_is_locked_is_told_within_seconds_and_so_is_its_return(client: Client) -> None:
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        started = time.monotonic()
        response = client.get("/readyz")
        assert time.monotonic() - started < 10  # of the 20 that whoever works waits
        other.execute("ROLLBACK")
    assert response.status_code == 503
    assert [one["id"] for one in response.json()["checks"]] == ["database"]
    assert client.get("/readyz").status_code == 200


class Watcher(BaseHTTPRequestHandler):
    asked: list[str] = []
    status = 200

    def do_GET(self) -> None:
        Watcher.asked.append(self.path)
        self.send_response(Watcher.status)
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@pytest.fixture
def watcher(settings: LazySettings) -> Iterator[type[Watcher]]:
    server = HTTPServer(("127.0.0.1", 0), Watcher)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Watcher.asked, Watcher.status = [], 200
    url = f"http://127.0.0.1:{server.server_port}/ping/abc?m=1"
    settings.CONFIG = config.load({"DRYPOINT_PING_URL": url})
    yield Watcher
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_watching_service_hears_of_a_practice_that_works_and_of_no_other(watcher: type[Watcher]) -> None:
    assert ping.ping(now())
    assert watcher.asked == ["/ping/abc?m=1"]
    end_the_worker()
    assert not ping.ping(now())
    assert len(watcher.asked) == 1


def test_a_watching_service_that_refuses_or_is_away_is_no_fault(
    watcher: type[Watcher], settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    watcher.status = 500
    assert not ping.ping(now())
    settings.CONFIG = config.load({"DRYPOINT_PING_URL": "http://127.0.0.1:9/secret-of-the-service"})
    assert not ping.ping(now())
    assert "secret-of-the-service" not in caplog.text


def test_without_an_address_nobody_is_asked(settings: LazySettings) -> None:
    settings.CONFIG = config.load({})
    assert not ping.ping(now())


def test_a_fault_is_new_once_and_mended_once() -> None:
    assert faults.record("a", [FULL], AT).new == (FULL,)
    assert faults.record("a", [FULL], AT + timedelta(hours=1)) == faults.RoundNews((), ())
    assert KnownFault.objects.get().since == AT
    assert faults.record("a", [WELL], AT + timedelta(hours=2)) == faults.RoundNews((), ("disk",))
    assert faults.record("a", [WELL], AT + timedelta(hours=3)) == faults.RoundNews((), ())
    assert not KnownFault.objects.exists()


def test_a_fault_of_two_machines_is_told_once_and_mended_when_both_are_well() -> None:
    assert faults.record("a", [FULL], AT).new == (FULL,)
    assert faults.record("b", [FULL], AT).new == ()
    assert faults.record("a", [WELL], AT).mended == ()
    assert faults.record("b", [WELL], AT).mended == ("disk",)


def test_the_workers_of_a_machine_share_its_round() -> None:
    assert faults.begin_round("a", AT)
    assert not faults.begin_round("a", AT + timedelta(minutes=1))
    assert faults.begin_round("b", AT + timedelta(minutes=1))
    assert faults.begin_round("a", AT + timedelta(hours=1))
    assert faults.begin_round("a", AT - timedelta(hours=3)), "the clock was set back"


def test_a_machine_that_is_gone_takes_its_faults_along() -> None:
    faults.begin_round("a", AT)
    faults.record("a", [FULL], AT)
    faults.forget_silent_machines(AT + timedelta(days=6))
    assert KnownFault.objects.exists()
    faults.forget_silent_machines(AT + timedelta(days=8))
    assert not KnownFault.objects.exists()
    assert not HealthRound.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_each_owner_gets_one_mail_for_a_new_fault_and_one_when_it_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    member(Role.OWNER, "Olga")
    member(Role.OWNER, "Oto", language="hr")
    member(Role.RECEPTION, "Rita")
    found = [FULL]
    monkeypatch.setattr(checks, "run_beside_work", lambda _at: found)
    for hour in range(3):
        health.look_after(AT + timedelta(hours=hour))
    assert sorted(OutboxMail.objects.values_list("kind", "language")) == [(health.FAULT, "en"), (health.FAULT, "hr")]
    found = [WELL]
    for hour in range(3, 6):
        health.look_after(AT + timedelta(hours=hour))
    assert OutboxMail.objects.filter(kind=health.MENDED).count() == 2
    for mail in OutboxMail.objects.all():
        with translation.override(mail.language):
            assert fault_words.in_plain_words("disk") in mail.text


@pytest.mark.django_db(transaction=True)
def test_the_demo_mails_nobody(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    member(Role.OWNER, "Olga")
    settings.CONFIG = config.load({"DRYPOINT_DEMO": "1"})
    monkeypatch.setattr(checks, "run_beside_work", lambda _at: [FULL])
    health.look_after(AT)
    assert KnownFault.objects.exists()
    assert not OutboxMail.objects.exists()


def test_the_round_leaves_out_what_would_hold_writers_up() -> None:
    assert "database.integrity" not in {one.id for one in checks.run_beside_work(now())}


def test_the_desk_shows_faults_in_plain_words_and_says_when_it_looked(settings: LazySettings) -> None:
    owner = full_client(member(Role.OWNER, "Olga"))
    assert "Nobody has looked yet" in owner.get("/desk/health/").content.decode()
    faults.begin_round("a", now())
    assert "Everything is well" in owner.get("/desk/health/").content.decode()
    faults.record("a", [FULL], now())
    assert fault_words.in_plain_words("disk") in owner.get("/desk/health/").content.decode()
    HealthRound.objects.update(at=now() - timedelta(hours=3))
    assert "What stands here is old" in owner.get("/desk/health/").content.decode()


def test_reception_hears_of_what_stops_work_and_the_owner_of_the_rest_too() -> None:
    late = CheckResult("backup", checks.WARNING, "The last backup is old.")
    faults.record("a", [FULL, late], AT)
    plain = {name: fault_words.in_plain_words(name) for name in ("disk", "backup")}
    reception = full_client(member(Role.RECEPTION, "Rita")).get("/desk/").content.decode()
    owner = full_client(member(Role.OWNER, "Olga")).get("/desk/").content.decode()
    assert [plain[name] in reception for name in plain] == [True, False]
    assert [plain[name] in owner for name in plain] == [True, True]


def _faulty_ids() -> set[str]:
    """Return the ids of every result in the code that may be other than ok."""
    found = set()
    texts = (file.read_text("utf-8") for file in (ROOT / "src/drypoint").rglob("*.py"))
    for text in texts:
        for node in ast.walk(ast.parse(text)) if "CheckResult(" in text else ():
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "CheckResult" or len(node.args) < 2:
                continue
            name, level = node.args[:2]
            if isinstance(name, ast.Constant) and not (isinstance(level, ast.Name) and level.id == "OK"):
                found.add(name.value)
    return found - {"mail.connection"}  # of `doctor --network` alone


@pytest.mark.parametrize("name", sorted(_faulty_ids()))
def test_every_fault_has_words_of_its_own_for_the_practice(name: str) -> None:
    with translation.override("hr"):
        words = fault_words.in_plain_words(name)
        assert words != fault_words.in_plain_words("no such check")
