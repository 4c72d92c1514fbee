"""Lines that had their time leave a checkpoint, from which on the chain is as hard to change as before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings

from drypoint.foundation.core import audit, audit_chain, checks, clock, readiness
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditCheckpoint, AuditEntry, AuditSeal

pytestmark = pytest.mark.django_db
YEAR = audit_chain.A_YEAR


def _write(count: int) -> None:
    for number in range(count):
        audit.record(SYSTEM, "practice.change", changed=f"name {number}")


@pytest.fixture
def trail(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> list[int]:
    """Twelve lines under four seals, the first two of them older than the practice keeps them."""
    monkeypatch.setattr(audit_chain, "BATCH", 3)
    settings.CONFIG = replace(settings.CONFIG, audit_keep_years=2)
    AuditEntry.objects.all().delete()
    _write(12)
    assert audit_chain.seal_new(clock.now() + audit_chain.SETTLED_AFTER) == 12
    numbers = list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    AuditSeal.objects.filter(last_id__lte=numbers[5]).update(sealed_at=clock.now() - 2 * YEAR - timedelta(days=1))
    return numbers


@pytest.fixture
def aged(trail: list[int]) -> list[int]:
    """The same after the worker's round."""
    assert audit_chain.age_out(clock.now()) == 6
    return trail


def _finding() -> checks.CheckResult:
    (found,) = [result for result in checks.run_all(clock.now()) if result.id == "audit"]
    return found


def test_what_had_its_time_goes_and_the_rest_is_still_compared(aged: list[int]) -> None:
    assert list(AuditEntry.objects.filter(pk__in=aged).order_by("pk").values_list("pk", flat=True)) == aged[6:]
    found = audit_chain.verify()
    assert (found.sealed, found.aged_out, found.broken_after) == (6, 6, None)
    assert found.head == AuditSeal.objects.latest("last_id").digest
    assert (_finding().level, "6 older ones had their time" in _finding().sentence) == (checks.OK, True)


def test_doctor_says_nothing_of_older_lines_where_none_went(trail: list[int]) -> None:
    assert "12 lines of the audit trail are sealed and unchanged, head" in _finding().sentence
    assert "older" not in _finding().sentence


def test_it_is_in_the_trail_how_many_went(aged: list[int]) -> None:
    assert AuditEntry.objects.get(action="audit.age_out").facts == {"lines": 6}


def test_the_chain_goes_on_after_it(aged: list[int]) -> None:
    _write(2)
    assert audit_chain.seal_new(clock.now() + audit_chain.SETTLED_AFTER) == 3
    assert (audit_chain.verify().sealed, audit_chain.verify().broken_after) == (9, None)


def test_a_second_time_the_one_checkpoint_moves_on_and_counts_all(aged: list[int]) -> None:
    AuditSeal.objects.update(sealed_at=clock.now() - 2 * YEAR - timedelta(days=1))
    assert audit_chain.age_out(clock.now()) == 6
    checkpoint = AuditCheckpoint.objects.get()
    assert (checkpoint.lines, checkpoint.last_id) == (12, aged[-1])
    assert not AuditSeal.objects.exists()
    # The two lines that tell of it are all there is; they continue the head of what is gone.
    assert audit_chain.seal_new(clock.now() + audit_chain.SETTLED_AFTER) == 2
    found = audit_chain.verify()
    assert (found.sealed, found.aged_out, found.broken_after) == (2, 12, None)


@pytest.mark.parametrize(("seals", "lines", "turns"), [(1, 5000, 2), (2000, 3, 2), (2000, 5000, 1)])
def test_so_many_go_in_one_transaction(
    trail: list[int], monkeypatch: pytest.MonkeyPatch, seals: int, lines: int, turns: int
) -> None:
    monkeypatch.setattr(audit_chain, "SEALS_AT_ONCE", seals)
    monkeypatch.setattr(audit_chain, "LINES_AT_ONCE", lines)
    assert audit_chain.age_out(clock.now()) == 6
    assert AuditEntry.objects.filter(action="audit.age_out").count() == turns
    assert audit_chain.verify().broken_after is None


@pytest.mark.parametrize(("years", "older_by"), [(0, timedelta(days=40_000)), (3, timedelta(days=1))])
def test_nothing_goes_before_its_time(
    trail: list[int], settings: LazySettings, years: int, older_by: timedelta
) -> None:
    settings.CONFIG = replace(settings.CONFIG, audit_keep_years=years)
    AuditSeal.objects.update(sealed_at=clock.now() - 2 * YEAR - older_by)
    assert audit_chain.age_out(clock.now()) == 0
    assert AuditEntry.objects.filter(pk__in=trail).count() == 12
    assert not audit_chain.has_aged_out()


@pytest.mark.parametrize(("age", "gone"), [(2 * YEAR, 0), (2 * YEAR + timedelta(seconds=1), 12)])
def test_a_year_has_its_leap_day(trail: list[int], age: timedelta, gone: int) -> None:
    at = clock.now()
    AuditSeal.objects.update(sealed_at=at - age)
    assert audit_chain.age_out(at) == gone


def _put_in_before(_aged: list[int]) -> None:
    AuditEntry.objects.create(pk=_aged[2], at=clock.now(), actor_kind="system", action="practice.found")


def _put_in_at_the_end(_aged: list[int]) -> None:
    AuditEntry.objects.create(pk=_aged[5], at=clock.now(), actor_kind="system", action="practice.found")


def _seal_put_back(_aged: list[int]) -> None:
    AuditSeal.objects.create(last_id=_aged[5], lines=0, digest="0" * 64, sealed_at=clock.now())


def _checkpoint(**fields: object) -> Callable[[list[int]], object]:
    return lambda _aged: AuditCheckpoint.objects.update(**fields)


def _moved_on(aged: list[int]) -> None:
    """Take lines out and say that they had their time, as somebody would who has the database alone."""
    seal = AuditSeal.objects.order_by("last_id")[0]
    AuditEntry.objects.filter(pk__lte=seal.last_id).delete()
    AuditCheckpoint.objects.update(last_id=seal.last_id, head=seal.digest)
    seal.delete()


TAMPERED = {
    "a line put in before it": _put_in_before,
    "a line put in where it ends": _put_in_at_the_end,
    "a seal of before it": _seal_put_back,
    "how many went": _checkpoint(lines=5),
    "the head": _checkpoint(head="0" * 64),
    "the mark": _checkpoint(mark="0" * 64),
    "when": _checkpoint(made_at=clock.now() - YEAR),
    "taken away": lambda _aged: AuditCheckpoint.objects.all().delete(),
    "moved on": _moved_on,
    "a line changed after it": lambda aged: AuditEntry.objects.filter(pk=aged[6]).update(action="practice.found"),
    "a line taken out after it": lambda aged: AuditEntry.objects.filter(pk=aged[11]).delete(),
}


@pytest.mark.parametrize("tamper", TAMPERED.values(), ids=TAMPERED.keys())
def test_what_is_changed_before_or_after_a_checkpoint_is_noticed(
    aged: list[int], tamper: Callable[[list[int]], object]
) -> None:
    tamper(aged)
    assert audit_chain.verify().broken_after is not None
    assert _finding().level == checks.ERROR


@pytest.mark.parametrize("tamper", [TAMPERED["the mark"], TAMPERED["a line put in before it"]])
def test_nothing_more_goes_where_the_checkpoint_does_not_fit(
    aged: list[int], tamper: Callable[[list[int]], object]
) -> None:
    tamper(aged)
    AuditSeal.objects.update(sealed_at=clock.now() - 3 * YEAR)
    kept = AuditEntry.objects.count()
    assert audit_chain.age_out(clock.now()) == 0
    assert AuditEntry.objects.count() == kept


@pytest.mark.parametrize(("place", "gone"), [(0, 0), (4, 3)])
def test_a_seal_that_does_not_fit_is_evidence_and_stays_with_all_after_it(
    trail: list[int], place: int, gone: int
) -> None:
    AuditEntry.objects.filter(pk=trail[place]).update(action="practice.found")
    assert audit_chain.age_out(clock.now()) == gone
    assert AuditEntry.objects.filter(pk__in=trail).count() == 12 - gone
    assert audit_chain.verify().broken_after is not None


def test_two_workers_remove_the_same_lines_once(trail: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    mark = audit_chain._mark

    def meanwhile(checkpoint: AuditCheckpoint) -> str:
        monkeypatch.setattr(audit_chain, "_mark", mark)
        assert audit_chain.age_out(clock.now()) == 6
        return mark(checkpoint)

    monkeypatch.setattr(audit_chain, "_mark", meanwhile)
    assert audit_chain.age_out(clock.now()) == 0
    assert AuditEntry.objects.filter(action="audit.age_out").count() == 1
    assert audit_chain.verify().broken_after is None


def test_a_practice_whose_old_lines_are_gone_is_not_new(aged: list[int]) -> None:
    assert not readiness._is_new(clock.now())
