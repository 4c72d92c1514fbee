"""Whether this practice works as it should, in a few milliseconds: for /readyz, /metrics and the ping."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from drypoint.foundation.core import audit_chain, checks, writing
from drypoint.foundation.core.checks import ERROR, OK, CheckResult
from drypoint.foundation.core.models import AuditEntry

# Whoever asks more often gets the answer of a moment ago, so that asking is never dear.
KEPT_SECONDS = 1.0
# Of these a warning is enough; of the disk, only what stops people.
_NEEDED = {"worker", "mail.waiting", "backup"}
_SILENT = CheckResult(
    "database",
    ERROR,
    "The database gave no answer in time.",
    "See whether another program holds it locked, and whether its disk or server is well.",
)


@dataclass(frozen=True)
class Readiness:
    """What was looked at; the practice works as it should if nothing of it failed."""

    looked_at: tuple[CheckResult, ...]
    failed: tuple[CheckResult, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing failed."""
        return not self.failed


def look(at: datetime) -> Readiness:
    """Ask the database, the disk, the worker, the mail and the backups; what a database in silence holds, nobody."""
    if not writing.answers():
        return Readiness((_SILENT,), (_SILENT,))
    found = tuple(checks.run_quick(at))
    failed = tuple(one for one in found if one.level == ERROR or (one.level != OK and one.id in _NEEDED))
    if any(one.id == "backup" for one in failed) and _is_new(at):
        failed = tuple(one for one in failed if one.id != "backup")
    return Readiness(found, failed)


def _is_new(at: datetime) -> bool:
    """Say whether the practice is younger than a backup may be, so that it need not have one."""
    began = AuditEntry.objects.order_by("pk").values_list("at", flat=True).first()
    is_short = began is None or at - began < checks.BACKUP_OLD_AFTER
    return is_short and not audit_chain.has_aged_out()


class KeptReadiness:
    """The same, looked at no more often than KEPT_SECONDS by all who ask this process."""

    def __init__(
        self, look: Callable[[datetime], Readiness] = look, elapsed: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = look
        self._elapsed = elapsed
        self._guard = threading.Lock()
        self._kept: tuple[float, Readiness] | None = None

    def of(self, at: datetime) -> Readiness:
        """Return how it is, or was a moment ago."""
        with self._guard:
            if self._kept is None or self._elapsed() - self._kept[0] >= KEPT_SECONDS:
                self._kept = (self._elapsed(), self._look(at))
            return self._kept[1]
