"""A line of the audit trail that was changed, taken out or put in afterwards is noticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from drypoint.foundation.core import audit, audit_chain, checks, clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db


def _write(count: int) -> None:
    for number in range(count):
        audit.record(SYSTEM, "practice.change", changed=f"name {number}")


def _settled() -> datetime:
    return clock.now() + audit_chain.SETTLED_AFTER


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Twelve lines, sealed in four batches; returns their numbers."""
    monkeypatch.setattr(audit_chain, "BATCH", 3)
    AuditEntry.objects.all().delete()
    _write(12)
    assert audit_chain.seal_new(_settled()) == 12
    assert AuditSeal.objects.count() == 4
    return list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))


def test_what_was_written_is_sealed_once_and_found_unchanged(chain: list[int]) -> None:
    assert audit_chain.seal_new(_settled()) == 0
    _write(2)
    assert audit_chain.verify().sealed == 12
    assert audit_chain.seal_new(_settled()) == 2
    found = audit_chain.verify()
    assert (found.sealed, found.broken_after) == (14, None)
    assert found.head == AuditSeal.objects.latest("last_id").digest


def test_lines_of_the_last_seconds_wait(chain: list[int]) -> None:
    _write(1)
    assert audit_chain.seal_new(clock.now()) == 0


def test_a_line_from_before_the_clock_was_set_back_is_sealed_with_the_next(chain: list[int]) -> None:
    audit.record(SYSTEM, "practice.change")
    AuditEntry.objects.filter(pk=AuditEntry.objects.latest("pk").pk).update(at=clock.now() + timedelta(days=1))
    audit.record(SYSTEM, "practice.change")
    assert audit_chain.seal_new(_settled()) == 2


def _changed(**fields: object) -> Callable[[int], object]:
    return lambda pk: AuditEntry.objects.filter(pk=pk).update(**fields)


def _moved(pk: int) -> None:
    AuditEntry.objects.filter(pk=pk).update(id=pk + 1000)


def _swapped(pk: int) -> None:
    one, other = AuditEntry.objects.get(pk=pk), AuditEntry.objects.get(pk=pk + 1)
    one.facts, other.facts = other.facts, one.facts
    one.save()
    other.save()


def _put_in(pk: int) -> None:
    AuditEntry.objects.filter(pk=pk).delete()
    AuditEntry.objects.create(pk=pk, at=clock.now(), actor_kind="staff", action="person.read")


CHANGES: dict[str, Callable[[int], object]] = {
    "the action": _changed(action="practice.found"),
    "the time": _changed(at=datetime.fromisoformat("2026-01-01T00:00:00Z")),
    "who": _changed(actor_kind="staff"),
    "the target": _changed(target_type="patients.person"),
    "which": _changed(target_id="7"),
    "the facts": _changed(facts={"changed": "nothing"}),
    "its number": _moved,
    "its order": _swapped,
    "taken out": lambda pk: AuditEntry.objects.filter(pk=pk).delete(),
    "put in": _put_in,
}


@pytest.mark.parametrize("place", [0, 10])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_of_a_sealed_line_is_noticed(
    chain: list[int], change: Callable[[int], object], place: int
) -> None:
    change(chain[place])
    assert audit_chain.verify().broken_after == (chain[place // 3 * 3 - 1] if place >= 3 else 0)
    (found,) = [result for result in checks.run_all(clock.now()) if result.id == "audit"]
    assert found.level == checks.ERROR


@pytest.mark.parametrize("number", range(3))
def test_a_seal_that_is_taken_out_or_changed_is_noticed(chain: list[int], number: int) -> None:
    seal = AuditSeal.objects.order_by("last_id")[number]
    AuditSeal.objects.filter(pk=seal.pk).update(digest="0" * 64)
    assert audit_chain.verify().broken_after is not None
    seal.delete()
    assert audit_chain.verify().broken_after is not None


def test_two_workers_do_not_seal_the_same_lines(chain: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    _write(2)
    digest = audit_chain._digest

    def slow(head: str, lines: list[AuditEntry]) -> str:
        monkeypatch.setattr(audit_chain, "_digest", digest)
        assert audit_chain.seal_new(_settled()) == 2
        return digest(head, lines)

    monkeypatch.setattr(audit_chain, "_digest", slow)
    assert audit_chain.seal_new(_settled()) == 0
    assert audit_chain.verify().broken_after is None


def test_doctor_says_how_many_lines_are_sealed(chain: list[int]) -> None:
    (found,) = [result for result in checks.run_all(clock.now()) if result.id == "audit"]
    assert (found.level, "12 lines" in found.sentence) == (checks.OK, True)
