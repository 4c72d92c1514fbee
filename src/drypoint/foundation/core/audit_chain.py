"""Seal the audit trail, so that a line that was changed, taken out or put in afterwards is noticed.

The worker seals what was written since, in batches; no writer waits for it. Each seal is a keyed digest over the lines
of its batch and over the seal before. Whoever has the database alone cannot make one; whoever has the key as well can,
which a head that was printed or sent away earlier shows.

Where the practice keeps lines for some years only, older ones are removed by whole batches, and a checkpoint under the
key says where the chain begins since then. A batch that does not fit its seal is not removed: it is evidence.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError

from drypoint.foundation.core import audit
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.audit import person_in
from drypoint.foundation.core.models import AuditCheckpoint, AuditEntry, AuditSeal
from drypoint.foundation.core.writing import durable

EVERY = timedelta(seconds=20)
# On PostgreSQL a line may be committed after one with a higher number; no transaction lasts so long.
SETTLED_AFTER = timedelta(seconds=30)
BATCH = 1000
BATCHES_A_TURN = 20
AGE_OUT_EVERY = timedelta(hours=24)
# Of old seals and their lines, so many in one transaction: no writer waits long for it.
SEALS_AT_ONCE = 2000
LINES_AT_ONCE = 5000
A_YEAR = timedelta(days=365, hours=6)


@dataclass(frozen=True)
class ChainState:
    """What became of the chain: how many lines are sealed, the head, and the first line that does not fit, if any.

    aged_out says how many older ones were removed, as the checkpoint has it.
    """

    sealed: int
    head: str
    broken_after: int | None = None
    aged_out: int = 0


def seal_new(at: datetime) -> int:
    """Seal what was written by now and return how many lines; two workers do not seal the same ones."""
    total = 0
    for _turn in range(BATCHES_A_TURN):
        sealed = _seal_batch(at)
        total += sealed
        if sealed < BATCH:
            break
    return total


def verify() -> ChainState:
    """Compare every sealed line with its seal, a batch at a time, from the checkpoint on if there is one."""
    found = _Beginning.of_what_is_kept()
    if found is None:
        return ChainState(0, "", 0)
    before, sealed, head = found.last_id, 0, found.head
    for seal in AuditSeal.objects.order_by("last_id").iterator(BATCH):
        count = _lines_that_fit(seal, before, head)
        if count is None:
            return ChainState(sealed, head, before, found.aged_out)
        before, head, sealed = seal.last_id, seal.digest, sealed + count
    return ChainState(sealed, head, aged_out=found.aged_out)


def age_out(at: datetime) -> int:
    """Remove the lines that are older than the practice keeps them, and return how many; a checkpoint stays.

    Nothing is removed after the first line that does not fit its seal, nor where the checkpoint itself does not.
    """
    years = settings.CONFIG.audit_keep_years
    total = 0
    for _turn in range(BATCHES_A_TURN if years else 0):
        removed = _age_out_batches(at, at - years * A_YEAR)
        total += removed
        if not removed:
            break
    return total


def has_aged_out() -> bool:
    """Say whether the trail once held lines that are gone, so that it does not begin with the practice."""
    return AuditCheckpoint.objects.exists()


@dataclass(frozen=True)
class _Beginning:
    """Where the chain begins: after which line, with which head, and how many lines went before."""

    last_id: int = 0
    head: str = ""
    aged_out: int = 0

    @classmethod
    def of_what_is_kept(cls) -> _Beginning | None:
        """Return it; None if the checkpoint is not as it was made, or if there is anything of before it."""
        latest = AuditCheckpoint.objects.order_by("-last_id").first()
        if latest is None:
            return cls()
        is_genuine = hmac.compare_digest(_mark(latest), latest.mark)
        is_before = AuditEntry.objects.filter(pk__lte=latest.last_id).exists()
        if not is_genuine or is_before or AuditSeal.objects.filter(last_id__lte=latest.last_id).exists():
            return None
        return cls(latest.last_id, latest.head, latest.lines)


def _age_out_batches(at: datetime, before: datetime) -> int:
    began = _Beginning.of_what_is_kept()
    if began is None:
        return 0
    last_id, head, count = began.last_id, began.head, 0
    for seal in AuditSeal.objects.filter(sealed_at__lt=before).order_by("last_id")[:SEALS_AT_ONCE]:
        fitting = _lines_that_fit(seal, last_id, head)
        if fitting is None or count >= LINES_AT_ONCE:
            break
        last_id, head, count = seal.last_id, seal.digest, count + fitting
    if not count:
        return 0
    checkpoint = AuditCheckpoint(last_id=last_id, head=head, lines=began.aged_out + count, made_at=at)
    checkpoint.mark = _mark(checkpoint)
    try:
        with durable():
            checkpoint.save()
            AuditCheckpoint.objects.filter(last_id__lt=last_id).delete()
            AuditSeal.objects.filter(last_id__lte=last_id).delete()
            AuditEntry.objects.filter(pk__lte=last_id).delete()
            audit.record(SYSTEM, "audit.age_out", lines=count)
    except IntegrityError:
        return 0
    return count


def _lines_that_fit(seal: AuditSeal, before: int, head: str) -> int | None:
    """Return how many lines a seal is over; None if they are not as they were sealed."""
    lines = list(AuditEntry.objects.filter(pk__gt=before, pk__lte=seal.last_id).order_by("pk"))
    is_whole = len(lines) == seal.lines and all(map(_is_found_as_it_says, lines))
    return len(lines) if is_whole and hmac.compare_digest(_digest(head, lines), seal.digest) else None


def _mark(checkpoint: AuditCheckpoint) -> str:
    made_at = checkpoint.made_at.astimezone(UTC).isoformat()
    said = json.dumps(["audit checkpoint", checkpoint.last_id, checkpoint.head, checkpoint.lines, made_at])
    return hmac.new(settings.DIGEST_KEY, said.encode(), hashlib.sha256).hexdigest()


def _end_of_chain() -> tuple[int, str]:
    """Return the last line that is sealed, or was when it was removed, and the head that the next seal continues."""
    latest = AuditSeal.objects.order_by("-last_id").first()
    if latest is not None:
        return latest.last_id, latest.digest
    checkpoint = AuditCheckpoint.objects.order_by("-last_id").first()
    return (checkpoint.last_id, checkpoint.head) if checkpoint is not None else (0, "")


def _seal_batch(at: datetime) -> int:
    after, head = _end_of_chain()
    settled = AuditEntry.objects.filter(pk__gt=after, at__lte=at - SETTLED_AFTER).order_by("-pk")
    end = settled.values_list("pk", flat=True).first()
    if end is None:
        return 0
    lines = list(AuditEntry.objects.filter(pk__gt=after, pk__lte=end).order_by("pk")[:BATCH])
    digest = _digest(head, lines)
    try:
        with durable():
            AuditSeal.objects.create(last_id=lines[-1].pk, lines=len(lines), digest=digest, sealed_at=at)
    except IntegrityError:
        return 0
    return len(lines)


def _digest(head: str, lines: Iterable[AuditEntry]) -> str:
    chained = hmac.new(settings.DIGEST_KEY, f"audit seal {head}".encode(), hashlib.sha256)
    for line in lines:
        chained.update(_as_bytes(line))
    return chained.hexdigest()


def _is_found_as_it_says(line: AuditEntry) -> bool:
    """Say whether a line is found by the patient whom it concerns; the column itself is not in the digest."""
    return line.about_person == person_in(line.target_type, line.target_id, line.facts)


def _as_bytes(line: AuditEntry) -> bytes:
    who = [line.pk, line.at.astimezone(UTC).isoformat(), line.user_id, line.actor_kind]
    what = [line.action, line.target_type, line.target_id, line.facts]
    return json.dumps([*who, *what], sort_keys=True).encode() + b"\n"
