"""Seal the audit trail, so that a line that was changed, taken out or put in afterwards is noticed.

The worker seals what was written since, in batches; no writer waits for it. Each seal is a keyed digest over the lines
of its batch and over the seal before. Whoever has the database alone cannot make one; whoever has the key as well can,
which a head that was printed or sent away earlier shows.
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

from drypoint.foundation.core.audit import person_in
from drypoint.foundation.core.models import AuditEntry, AuditSeal
from drypoint.foundation.core.writing import durable

EVERY = timedelta(seconds=20)
# On PostgreSQL a line may be committed after one with a higher number; no transaction lasts so long.
SETTLED_AFTER = timedelta(seconds=30)
BATCH = 1000
BATCHES_A_TURN = 20


@dataclass(frozen=True)
class ChainState:
    """What became of the chain: how many lines are sealed, the head, and the first line that does not fit, if any."""

    sealed: int
    head: str
    broken_after: int | None = None


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
    """Compare every sealed line with its seal, a batch at a time."""
    before, sealed, head = 0, 0, ""
    for seal in AuditSeal.objects.order_by("last_id").iterator(BATCH):
        lines = list(AuditEntry.objects.filter(pk__gt=before, pk__lte=seal.last_id).order_by("pk"))
        is_whole = len(lines) == seal.lines and all(map(_is_found_as_it_says, lines))
        if not is_whole or not hmac.compare_digest(_digest(head, lines), seal.digest):
            return ChainState(sealed, head, before)
        before, head, sealed = seal.last_id, seal.digest, sealed + len(lines)
    return ChainState(sealed, head)


def _seal_batch(at: datetime) -> int:
    latest = AuditSeal.objects.order_by("-last_id").first()
    after, head = (latest.last_id, latest.digest) if latest else (0, "")
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
