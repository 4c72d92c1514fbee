"""Whoever reads an answer slowly, or not at all, holds up no writer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

import drypoint
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock, portions
from drypoint.foundation.core.models import AuditEntry
from drypoint.public.mailing.models import Subscriber
from tests.accounts.people import full_client, member

# Every streamed answer of the house, by the file that makes it; one more must be tried here too.
STREAMED = {"public/mailing/views_desk.py", "workspace/desk/views/audit.py"}


def test_every_streamed_answer_is_known() -> None:
    source = Path(drypoint.__file__).parent
    found = {
        str(file.relative_to(source)) for file in source.rglob("*.py") if "StreamingHttpResponse(" in file.read_text()
    }
    assert found == STREAMED
    for name in (*found, "public/mailing/moving.py"):
        assert ".iterator(" not in (source / name).read_text()


@pytest.fixture
def auditor() -> Client:
    return full_client(member(Role.AUDITOR, "Audrey"))


def others_write() -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(connection.settings_dict["NAME"], timeout=0, isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            other.execute("ROLLBACK")
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_cursors")
            assert cursor.fetchone()[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_stops_in_the_middle_of_the_list_lets_others_write() -> None:
    total = 2 * portions.PORTION
    Subscriber.objects.bulk_create(
        Subscriber(digest=str(number), email=f"a{number}@example.com", language="en", state="confirmed",
                   asked_at=clock.now())
        for number in range(total)
    )  # fmt: skip
    reception = full_client(member(Role.RECEPTION, "Rita"))
    lines = iter(reception.post("/desk/list/export/").streaming_content)
    for _line in range(portions.PORTION + 2):
        next(lines)
    others_write()
    assert b"".join(lines).count(b"@example.com") == total - portions.PORTION - 1


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_stops_in_the_middle_of_the_trail_lets_others_write(auditor: Client) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(at=clock.now(), actor_kind="staff", action="test.line", target_id=str(number))
        for number in range(3 * portions.PORTION)
    )
    lines = iter(auditor.get("/desk/audit/", {"format": "csv", "action": "test."}).streaming_content)
    for _line in range(portions.PORTION + 2):
        next(lines)
    others_write()
    rest = b"".join(lines).decode()
    assert rest.count("test.line") == 3 * portions.PORTION - portions.PORTION - 1


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7])
def test_portions_hold_every_row_once(size: int) -> None:
    AuditEntry.objects.all().delete()
    for number in range(6):
        AuditEntry.objects.create(at=clock.now(), actor_kind="staff", action="x", target_id=str(number))
    assert [row.target_id for row in portions.newest_first(AuditEntry.objects.all(), size)] == list("543210")
