"""A backup every night, and every week the proof that one can be restored, by the worker where a folder is named."""

from __future__ import annotations

import fcntl
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from drypoint.foundation.core.keeping import backup, copies, proof

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=30)
PROVE_EVERY = timedelta(days=7)
_NAME = "drypoint-%Y%m%d-%H%M%S.drypoint"
_NAMED = re.compile(r"drypoint-\d{8}-\d{6}\.drypoint")
_DRAFT = re.compile(r"\.drypoint-\d{8}-\d{6}\.drypoint\.[0-9a-f]{12}")
_DRAFT_KEPT = timedelta(days=1)
_NIGHT = range(1, 5)
_LOCK = ".drypoint.lock"


def is_due(last: datetime | None, local: datetime) -> bool:
    """Say whether a backup is to be made: in the small hours, or as soon as the last one is older than a day and a bit.

    local is the present moment in the practice's zone. A last one that lies ahead is of before the clock was set back.
    """
    if last is None or last > local + timedelta(hours=1):
        return True
    age = local - last
    return age >= timedelta(hours=26) or (age >= timedelta(hours=20) and local.hour in _NIGHT)


def archives(folder: Path) -> list[tuple[datetime, Path]]:
    """Return the archives that were made here, the oldest first; files of other names are left alone."""
    found = (path for path in folder.iterdir() if _NAMED.fullmatch(path.name))
    return sorted((datetime.strptime(path.name, _NAME).replace(tzinfo=UTC), path) for path in found)


def archive_of(folder: Path, at: datetime) -> Path:
    """Return where an archive of this moment lies, so that it is found, tried and in time removed as the others are."""
    return folder / f"{at:{_NAME}}"


def look_after(at: datetime) -> None:
    """Make the backup that is due and remove those that have had their time; prove one a week.

    The folder itself says when the last one was made, so that this works while nothing can be written elsewhere.
    """
    folder: Path | None = settings.CONFIG.backup_folder
    if folder is None:
        return
    with _alone_in(folder) as is_mine:
        if not is_mine:
            return
        made = archives(folder)
        if is_due(made[-1][0] if made else None, timezone.localtime(at)):
            report = backup.backup(archive_of(folder, at), at=at)
            log.info("Backup made: %d files, %d documents missing", report.files, len(report.missing))
            _thin_out(folder, at)
        made = archives(folder)
        if made and _is_proof_due(at):
            found = proof.prove(made[-1][1], at=at)
            log.info("Backup tried: %d of %d documents", found.opened, found.documents)


def remove_leftovers(_at: datetime) -> int:
    """Remove what a killed backup left behind in the clear, and return how many folders that were."""
    return copies.remove_leftovers(_further_places())


def leftovers() -> list[Path]:
    """Return what a killed backup left behind in the clear and nobody has removed yet."""
    return copies.leftovers(_further_places())


def _further_places() -> list[Path]:
    folder: Path | None = settings.CONFIG.backup_folder
    return [folder] if folder is not None and folder.is_dir() else []


def _is_proof_due(at: datetime) -> bool:
    last = proof.last()
    return last is None or not last.is_good or abs(at - last.proven_at) >= PROVE_EVERY


def _thin_out(folder: Path, at: datetime) -> None:
    """Remove archives that are too old, but never the newest, and what a kill left half written."""
    too_old = at - timedelta(days=settings.CONFIG.backup_keep_days)
    for made_at, path in archives(folder)[:-1]:
        if made_at < too_old:
            path.unlink()
    for path in folder.iterdir():
        if _DRAFT.fullmatch(path.name) and at.timestamp() - path.stat().st_mtime > _DRAFT_KEPT.total_seconds():
            path.unlink()


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """Say whether no other worker is at it, of this machine or of another that shares the folder."""
    with (folder / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
