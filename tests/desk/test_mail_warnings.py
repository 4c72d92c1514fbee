"""What the desk says of mail that does not go out, to whom, and from when on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import OutboxMail, WorkerBeat
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.workspace.desk.plugs import mail_that_waits
from tests.pages import page_of

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SERVER = "Mail has waited for more than 15 minutes. The mail server does not take it."
WORKER = "Mail is not going out: the worker is not running. Tell whoever keeps the server."
WAITING, FAILED = "/desk/outbox/?state=waiting", "/desk/outbox/?state=failed"


def mail(state: str, age: timedelta, at: datetime = NOON) -> OutboxMail:
    made = at - age
    return OutboxMail.objects.create(
        kind="test", to_address="vera@example.com", language="en", subject="News", text="News", cause_type="x",
        cause_id="1", created_at=made, waiting_since=made, next_try_at=made, state=state,
    )  # fmt: skip


def lines(at: datetime = NOON) -> list[WaitingLine]:
    return list(mail_that_waits(Viewing(Actor("staff", 1, frozenset({"outbox.read"})), at)))


@pytest.mark.parametrize("state", ["waiting", "sent", "failed", "withdrawn"])
@pytest.mark.parametrize(("minutes", "is_late"), [(0, False), (15, False), (16, True), (60 * 24 * 29, True)])
def test_mail_is_late_that_waits_for_more_than_a_quarter_of_an_hour(state: str, minutes: int, is_late: bool) -> None:
    mail(state, timedelta(minutes=minutes))
    late = [line for line in lines() if line.url == WAITING]
    assert bool(late) is (is_late and state == "waiting")


@pytest.mark.parametrize(
    ("ages", "sentence"),
    [
        ((), WORKER),
        ((timedelta(minutes=1),), SERVER),
        ((timedelta(minutes=2),), WORKER),
        ((timedelta(hours=3), timedelta(seconds=5)), SERVER),
        ((timedelta(hours=3), timedelta(hours=4)), WORKER),
    ],
)
def test_late_mail_is_the_servers_fault_where_a_worker_lives_and_else_the_workers(
    ages: tuple[timedelta, ...], sentence: str
) -> None:
    for number, age in enumerate(ages):
        WorkerBeat.objects.create(name=str(number), at=NOON - age)
    mail("waiting", timedelta(hours=1))
    assert lines() == [WaitingLine(sentence, WAITING, "stop")]


@pytest.mark.parametrize(
    ("count", "sentences"),
    [(0, []), (1, ["1 mail could not be delivered."]), (3, ["3 mails could not be delivered."])],
)
def test_mail_that_was_given_up_is_counted(count: int, sentences: list[str]) -> None:
    for _number in range(count):
        mail("failed", timedelta(days=2))
    mail("sent", timedelta(days=2))
    assert lines() == [WaitingLine(sentence, FAILED, "warn") for sentence in sentences]


@pytest.mark.parametrize(("days", "told"), [(29, 1), (30, 0), (31, 0)])
def test_mail_that_was_given_up_is_told_for_thirty_days(days: int, told: int) -> None:
    mail("failed", timedelta(days=days))
    assert len(lines()) == told


def test_late_mail_comes_before_mail_that_was_given_up() -> None:
    mail("failed", timedelta(days=1))
    mail("waiting", timedelta(hours=1))
    assert [line.level for line in lines()] == ["stop", "warn"]


def test_whoever_sees_the_list_of_mail_reads_the_warning_on_the_first_screen(
    owner: Client, reception: Client, auditor: Client
) -> None:
    now = clock.now()
    mail("waiting", timedelta(hours=1), now)
    mail("failed", timedelta(hours=1), now)
    for who in (owner, reception, auditor):
        shown = page_of(who.get("/desk/")).part("#waiting")
        assert shown.links[WORKER] == WAITING
        assert shown.links["1 mail could not be delivered."] == FAILED
        assert shown.texts(".message.error") == [WORKER]
        assert "1 mail could not be delivered." in shown.texts(".message.warning")


def test_each_warning_leads_to_the_mails_that_it_means(owner: Client) -> None:
    now = clock.now()
    mail("waiting", timedelta(hours=1), now)
    mail("sent", timedelta(hours=1), now)
    mail("failed", timedelta(hours=1), now)
    shown = {
        state: [row[-1] for row in page_of(owner.get(url)).main.rows]
        for state, url in (("waiting", WAITING), ("failed", FAILED))
    }
    assert all(len(states) == 1 for states in shown.values())
    assert shown["waiting"] != shown["failed"]
    assert len(page_of(owner.get("/desk/outbox/")).main.rows) == 3
