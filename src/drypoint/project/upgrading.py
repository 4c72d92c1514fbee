"""From an older version's data to this one's: backup, database, new starter pages, doctor, and back on any error.

Everything is done while nobody serves, so that the way back loses nothing that somebody entered meanwhile.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection

from drypoint import __version__
from drypoint.foundation.core import checks
from drypoint.foundation.core.keeping import backup, copies, key_mark, nightly, restoring
from drypoint.foundation.core.keeping.backup import BackupError
from drypoint.foundation.core.keeping.postgres import PostgresToolError
from drypoint.foundation.core.registries.first_content import Founding, first_contents
from drypoint.foundation.practice.queries import the_practice
from drypoint.project import starting
from drypoint.project.starting import CannotStartError

# What an upgrade leaves where no folder of backups is named.
_OWN_NAME = "before-upgrade-%Y%m%d-%H%M%S.drypoint"
_OWN_NAMED = "before-upgrade-*.drypoint"
# What was wrong of these before the upgrade excuses nothing: they are what an upgrade is for.
_NEVER_EXCUSED = {"migrations", "key.mark"}
# Other machines have the version of before until they are upgraded too.
_NOT_OF_THE_DATA = {"machines"}
# What doctor calls it if starter pages are missing.
_PAGES = "website.starter"
Say = Callable[[str], None]


class UpgradeError(RuntimeError):
    """The upgrade did not take place, and the data are as they were; the text says why and what to do."""


@dataclass(frozen=True)
class DoctorsFault:
    """Something that doctor finds wrong; two are the same if it says the same of them."""

    id: str
    sentence: str


def upgrade(*, at: datetime, archive: Path | None, with_pages: bool, say: Say) -> bool:
    """Bring the practice to this version and say whether there was anything to do.

    at is the present moment; archive is where the backup goes, None for the folder of backups or the data folder. Each
    step is said. Raises UpgradeError, with everything put back, if any step fails or doctor then finds what it did not
    find before; CannotStartError or BackupError if nothing could be begun.
    """
    with restoring.alone(at), starting.alone(Path(settings.DATA)):
        steps = starting.pending()
        was_cut_off = _under_way().exists()
        if not steps and not was_cut_off and not (with_pages and _lacks_pages(at)):
            return False
        _refuse_wrong_key()
        known = _faults_before(at)
        target = archive or _own_archive(at)
        _back_up(target, at, say)
        _under_way().touch()
        with _back_on_error(target, at, say):
            _bring_to_this_version(at, with_pages=with_pages, steps=steps, say=say)
            if was_cut_off:
                _index_anew(say)
            _ask_doctor(known, at, say)
        _under_way().unlink()
        _remove_old_archives(target, at)
        return True


def _under_way() -> Path:
    """Return the file that says that an upgrade was begun, for the next one if this machine dies."""
    return Path(settings.DATA) / "upgrade-under-way"


def _index_anew(say: Say) -> None:
    """Build what is built beside the tables anew: whoever was cut off may have left half of it."""
    call_command("rebuild_references_index", verbosity=0)
    call_command("wagtail_update_index", verbosity=0)
    say("An upgrade before this one was cut off: the indexes of pages were built anew.")


def new_faults(before: set[DoctorsFault], after: set[DoctorsFault]) -> list[DoctorsFault]:
    """Return what is wrong with the data after the upgrade and was not before it, by id."""
    found = {fault for fault in after - before if fault.id not in _NOT_OF_THE_DATA}
    found |= {fault for fault in after if fault.id in _NEVER_EXCUSED}
    return sorted(found, key=lambda fault: (fault.id, fault.sentence))


def _refuse_wrong_key() -> None:
    """Refuse another key before an archive is sealed with it; an older database may not know its key yet."""
    with contextlib.suppress(DatabaseError):
        if key_mark.is_right_key() is False:
            raise UpgradeError(
                f"The key file {settings.CONFIG.key_file} is not the one that this practice's data were sealed with. "
                "Put the right one back, or say in DRYPOINT_KEY_FILE where it is."
            )


def _faults(at: datetime) -> set[DoctorsFault]:
    return {DoctorsFault(one.id, one.sentence) for one in checks.run_all(at) if one.level == checks.ERROR}


def _faults_before(at: datetime) -> set[DoctorsFault]:
    """Return what was wrong already. A check that this version cannot make on the older tables excuses nothing."""
    try:
        return _faults(at)
    except Exception:  # noqa: BLE001 (this version's checks on an older version's tables: whatever they raise)
        return set()


def _own_archive(at: datetime) -> Path:
    folder: Path | None = settings.CONFIG.backup_folder
    return nightly.archive_of(folder, at) if folder is not None else Path(settings.DATA) / f"{at:{_OWN_NAME}}"


def _back_up(target: Path, at: datetime, say: Say) -> None:
    if target.exists():
        raise UpgradeError(f"{target} exists already. Choose another name.")
    if not target.parent.is_dir():
        raise UpgradeError(f"There is no folder {target.parent}. Make it first.")
    _refuse_little_room()
    report = backup.write(target, at=at)
    backup.note_made(at)
    # An archive that does not open is no way back.
    with copies.scratch(backup.bytes_of_practice(), beside=target.parent) as folder:
        restoring.unpacked(target, folder)
    say(f"Backup: {target}, unpacked on trial; database, {report.files - 1} files, {report.documents} documents.")
    if report.missing:
        say(f"{len(report.missing)} documents that records name were missing on the disk before the upgrade already.")


def _refuse_little_room() -> None:
    """Refuse where the way back would have no room: the archive, all that it holds once more, and a database grown."""
    needed = 2 * backup.bytes_of_practice() + backup.database_bytes() + checks.FREE_ERROR_BYTES
    free = shutil.disk_usage(settings.DATA).free
    if free < needed:
        mebibytes = 1024**2
        raise UpgradeError(
            f"The upgrade and the way back from it need {needed // mebibytes:,} MiB on the data folder's disk, and "
            f"{free // mebibytes:,} MiB are free. Make room; nothing was changed."
        )


def _bring_to_this_version(at: datetime, *, with_pages: bool, steps: int, say: Say) -> None:
    starting.migrate(say=say)
    key_mark.set_or_compare()
    starting.collect_static()
    say(f"Database: {steps} steps brought it to Drypoint {__version__}." if steps else "Database: up to date.")
    practice = the_practice()
    if not with_pages or practice is None or not _lacks_pages(at):
        return
    languages = tuple(practice.languages or [practice.main_language])
    founding = Founding(languages, practice.main_language, is_demo=practice.is_demo)
    try:
        for content in first_contents:
            if not content.is_for_demo_only:
                content.load(founding)
    except (ValueError, ValidationError) as error:  # such as a page of one's own at the same address
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise UpgradeError(
            f"The new starter pages cannot be added ({said}) `--no-new-pages` leaves them out."
        ) from error
    say("Pages: the starter pages that this version brought were added; doctor and the desk name what waits.")


def _lacks_pages(at: datetime) -> bool:
    """Say whether doctor misses starter pages; the tables are of this version by now."""
    return any(one.id == _PAGES and one.level == checks.WARNING for one in checks.run_beside_work(at))


def _ask_doctor(known: set[DoctorsFault], at: datetime, say: Say) -> None:
    found = _faults(at)
    fresh = new_faults(known, found)
    if fresh:
        raise UpgradeError("doctor finds what it did not find before: " + " ".join(fault.sentence for fault in fresh))
    if found:
        say(f"Doctor: {len(found)} errors, all of before the upgrade; `drypoint doctor` names them.")
    else:
        say("Doctor: no error.")


def was_stopped(error: BaseException | None) -> bool:
    """Say whether somebody stopped the upgrade, whatever complained of that first: PostgreSQL does in mid-query."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


@contextlib.contextmanager
def _back_on_error(archive: Path, at: datetime, say: Say) -> Iterator[None]:
    """Put the practice back as the archive has it if the block fails in whatever way, Ctrl-C and SIGTERM among them."""
    try:
        yield
    except BaseException as error:
        said = str(error) if isinstance(error, (UpgradeError, CannotStartError, key_mark.WrongKeyError)) else ""
        if was_stopped(error):
            said = KeyboardInterrupt.__name__
        reason = said or f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}".rstrip(": ")
        for number in (signal.SIGINT, signal.SIGTERM):  # halfway back would be the worst place to stop at
            signal.signal(number, signal.SIG_IGN)
        say("That failed. Going back.")
        _put_back(archive, at, reason)
        _under_way().unlink(missing_ok=True)
        raise UpgradeError(
            f"{reason.rstrip('.')}. The backup was restored: everything is as it was before the upgrade. Go on with "
            "the version of before, or mend this and run `drypoint upgrade` again."
        ) from error


def _put_back(archive: Path, at: datetime, reason: str) -> None:
    connection.close()
    try:
        _report, aside = restoring.replace(archive, at=at)
    except (BackupError, PostgresToolError, DatabaseError, OSError) as error:
        raise UpgradeError(
            f"{reason.rstrip('.')}. The way back failed too ({str(error).rstrip('.')}). Start nothing: install the "
            f"version of before and run `drypoint restore {archive} --force`."
        ) from error
    for folder in aside:
        # Every byte of it was verified in the archive or made by the upgrade, and nobody entered anything meanwhile.
        shutil.rmtree(folder)


def _remove_old_archives(newest: Path, at: datetime) -> None:
    """Remove archives of earlier upgrades that have had their time: what was erased since is still in them."""
    too_old = at - timedelta(days=settings.CONFIG.backup_keep_days)
    for path in Path(settings.DATA).glob(_OWN_NAMED):
        if path != newest and path.stat().st_mtime < too_old.timestamp():
            path.unlink()
