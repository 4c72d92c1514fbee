"""Checks of the running practice, for `drypoint doctor`, /healthz and the desk. Rooms add their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Min

from drypoint.foundation.core import audit_chain, machines, writing
from drypoint.foundation.core.files.opening import the_opener
from drypoint.foundation.core.files.uploads import place_of
from drypoint.foundation.core.keeping import backup, key_mark, nightly, proof, rotating, sqlite
from drypoint.foundation.core.mail import mail_server, smtp
from drypoint.foundation.core.models import OutboxMail, StoredDocument, WorkerBeat
from drypoint.foundation.core.registries import Registry

OK, WARNING, ERROR = "ok", "warning", "error"

FREE_WARNING_BYTES = 1024**3
FREE_ERROR_BYTES = 100 * 1024**2
MAIL_LATE_AFTER = timedelta(minutes=30)
BACKUP_OLD_AFTER = timedelta(days=2)
PROOF_OLD_AFTER = timedelta(days=9)
MEMBERS_SHOWN = 3


@dataclass(frozen=True)
class CheckResult:
    """One result: what was looked at, how it stands, in a sentence, and what to do about it."""

    id: str
    level: str
    sentence: str
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the fields by name."""
        return asdict(self)


Check = Callable[[datetime], Iterable[CheckResult]]


@dataclass(frozen=True)
class RoomsCheck:
    """A check that a room adds to those below."""

    name: str
    check: Check
    order: int = 0


_checks: Registry[RoomsCheck] = Registry("check")


def register_check(name: str, check: Check) -> None:
    """Have doctor run `check(now)`; a room does this in its AppConfig.ready.

    Raises TakenError if the name is taken by another check.
    """
    _checks.register(RoomsCheck(name, check))


def run_all(at: datetime) -> list[CheckResult]:
    """Run every check; one that fails itself becomes an error and does not hide the others."""
    return [*_run(_OWN, at), *_run_rooms(at)]


def run_beside_work(at: datetime) -> list[CheckResult]:
    """Run every check but those that read the whole database and so hold writers up: what the worker does hourly."""
    return [*_run({name: check for name, check in _OWN.items() if name not in _LONG}, at), *_run_rooms(at)]


def run_quick(at: datetime) -> list[CheckResult]:
    """Run the few checks that take a millisecond each: what /readyz asks."""
    return _run({name: _OWN[name] for name in _QUICK}, at)


def _run_rooms(at: datetime) -> list[CheckResult]:
    return _run({one.name: one.check for one in _checks}, at)


def _run(wanted: Mapping[str, Check], at: datetime) -> list[CheckResult]:
    results: list[CheckResult] = []
    for name, check in wanted.items():
        try:
            results.extend(check(at))
        except (DatabaseError, OSError, RuntimeError) as error:
            sentence = f"This could not be looked at ({type(error).__name__})."
            results.append(CheckResult(name, ERROR, sentence, "Mend what stands above first, then run doctor again."))
    return results


def startup_results(at: datetime) -> list[CheckResult]:
    """Return whether the database fits this version and this key: what a worker needs to know before it begins."""
    found = list(_migrations(at))
    return found if any(one.level == ERROR for one in found) else [*found, *_key_mark(at)]


def _versions(at: datetime) -> Iterable[CheckResult]:
    python = ".".join(str(part) for part in sys.version_info[:3])
    yield CheckResult("versions", OK, f"Python {python}, Django {django.get_version()}.")


def _database(at: datetime) -> Iterable[CheckResult]:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SHOW server_version")
            yield CheckResult("database", OK, f"PostgreSQL {cursor.fetchone()[0]}.")
            return
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0]).upper()
        version = sqlite3.sqlite_version
        why = (
            "its write-ahead log is safe"
            if sqlite.is_wal_safe(sqlite3.sqlite_version_info)
            else "this version's write-ahead log can corrupt the database, so the rollback journal is kept"
        )
        yield CheckResult("database", OK, f"SQLite {version} with journal {mode}: {why}.")


def _integrity(at: datetime) -> Iterable[CheckResult]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        answer = cursor.fetchone()[0]
        if answer == "ok":
            yield CheckResult("database.integrity", OK, "The database is whole.")
        else:
            hint = "Stop Drypoint, keep a copy of the data folder, and restore the newest backup."
            yield CheckResult("database.integrity", ERROR, "The database is damaged.", hint)


def _writable(at: datetime) -> Iterable[CheckResult]:
    if writing.is_writable():
        yield CheckResult("database.writable", OK, "The database can be written to.")
    else:
        hint = "Make room on its disk, and look at the owner and mode of its file; on PostgreSQL, at the server's role."
        yield CheckResult("database.writable", ERROR, "The database cannot be written to.", hint)


def _migrations(at: datetime) -> Iterable[CheckResult]:
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    ours = {label for label, _name in known}
    unknown = [key for key in executor.loader.applied_migrations if key[0] in ours and key not in known]
    replaced = {key for migration in executor.loader.disk_migrations.values() for key in migration.replaces}
    if set(unknown) - replaced:
        yield CheckResult(
            "migrations", ERROR, "The database is newer than this version of Drypoint.", "Install the newer version."
        )
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        hint = "`drypoint serve` does it at its start, or run `drypoint manage migrate`."
        yield CheckResult("migrations", ERROR, "The database is older than this version of Drypoint.", hint)
    else:
        yield CheckResult("migrations", OK, "The database fits this version of Drypoint.")


def _disk(at: datetime) -> Iterable[CheckResult]:
    free = shutil.disk_usage(settings.DATA).free
    sentence = f"{free / 1024**3:.1f} GiB are free on the data folder's disk."
    level = ERROR if free < FREE_ERROR_BYTES else WARNING if free < FREE_WARNING_BYTES else OK
    yield CheckResult(
        "disk", level, sentence, "" if level == OK else "Make room: enquiries cannot be stored on a full disk."
    )


def _folder(at: datetime) -> Iterable[CheckResult]:
    data = Path(settings.DATA)
    found = data.stat()
    if found.st_uid != os.geteuid():
        hint = "Run doctor as the user that serves, or change the owner of the folder."
        yield CheckResult("data", WARNING, f"The data folder {data} belongs to another user.", hint)
    elif not os.access(data, os.W_OK | os.X_OK):
        yield CheckResult("data", ERROR, f"The data folder {data} cannot be written to.", f"chmod u+rwx {data}")
    elif stat.S_IMODE(found.st_mode) & 0o007:
        hint = f"chmod o-rwx {data}"
        yield CheckResult("data", WARNING, f"Every user of this machine may look into the data folder {data}.", hint)
    else:
        yield CheckResult("data", OK, f"The data folder is {data}.")


def _key(at: datetime) -> Iterable[CheckResult]:
    file = Path(settings.CONFIG.key_file)
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield CheckResult("key", ERROR, "Other users of this machine may read the key file.", f"chmod 600 {file}")
    elif file.resolve().is_relative_to(Path(settings.DATA).resolve()):
        hint = "Move it away, set DRYPOINT_KEY_FILE, and keep a copy on paper or in a safe."
        sentence = "The key file lies in the data folder, so that a stolen copy of the folder can be read."
        yield CheckResult("key", OK if settings.CONFIG.demo else WARNING, sentence, hint)
    else:
        yield CheckResult("key", OK, "The key file lies outside the data folder and only its owner may read it.")


def _key_mark(at: datetime) -> Iterable[CheckResult]:
    is_right = key_mark.is_right_key()
    if is_right is False:
        hint = "Put the right key file back, or say in DRYPOINT_KEY_FILE where it is."
        yield CheckResult("key.mark", ERROR, "The key is not the one that the data were sealed with.", hint)
    elif is_right:
        yield CheckResult("key.mark", OK, "The key is the one that the data were sealed with.")


def _key_rotation(at: datetime) -> Iterable[CheckResult]:
    if rotating.is_unfinished():
        hint = "Stop Drypoint, run `drypoint keys rotate` again, and start it; nothing is lost meanwhile."
        yield CheckResult("key.rotation", WARNING, "A change of the key was begun and is not finished.", hint)


def _clock(at: datetime) -> Iterable[CheckResult]:
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    newest = OutboxMail.objects.order_by("-pk").values_list("created_at", flat=True).first()
    latest = max(built, newest) if newest else built
    if at < latest - timedelta(minutes=5):
        hint = "Set the machine's clock: `timedatectl set-ntp true`."
        yield CheckResult("clock", ERROR, "The clock is behind what has already happened here.", hint)
    else:
        yield CheckResult("clock", OK, f"The clock says {at:%Y-%m-%d %H:%M} UTC.")


def _worker(at: datetime) -> Iterable[CheckResult]:
    alive = [beat for beat in WorkerBeat.objects.all() if beat.is_alive(at)]
    # What one worker does not get done another one may; what none gets done is late.
    late = {name for name in alive[0].late if all(name in beat.late for beat in alive)} if alive else set()
    if late:
        shown = ", ".join(f"{name} ({min(beat.late[name] for beat in alive) // 60} minutes)" for name in sorted(late))
        hint = "The worker's log says why it fails; if it says nothing, restart Drypoint."
        yield CheckResult("worker", WARNING, f"The worker lives, but has not got done for too long: {shown}.", hint)
    elif alive:
        yield CheckResult("worker", OK, "A worker is at work, and gets everything done in time.")
    else:
        hint = "Start `drypoint serve`, which brings one along, or `drypoint worker`."
        yield CheckResult("worker", WARNING, "No worker has been heard of for two minutes: no mail goes out.", hint)


def _mail(at: datetime) -> Iterable[CheckResult]:
    if mail_server.server_in_use() is None:
        hint = "Name one on the practice's page or in DRYPOINT_SMTP_URL."
        level = OK if settings.CONFIG.demo else WARNING
        yield CheckResult("mail.server", level, "No mail server is set: mails are kept and not sent.", hint)
    else:
        yield CheckResult("mail.server", OK, "A mail server is set.")
    try:
        smtp.in_ascii(mail_server.sender_in_use().address)
    except smtp.UnusableAddressError:
        hint = "Mend it on the practice's page or in DRYPOINT_MAIL_FROM; all mail waits until then."
        yield CheckResult("mail.sender", ERROR, "Mail cannot be sent from the practice's sender address.", hint)
    failed = OutboxMail.objects.filter(state=OutboxMail.State.FAILED).count()
    if failed:
        yield CheckResult(
            "mail.failed", WARNING, f"{failed} mails were given up.", "The desk's outbox says which and why."
        )
    else:
        yield CheckResult("mail.failed", OK, "No mail was given up.")


def _mail_waiting(at: datetime) -> Iterable[CheckResult]:
    waiting = OutboxMail.objects.filter(state=OutboxMail.State.WAITING)
    oldest = waiting.aggregate(oldest=Min("waiting_since"))["oldest"]
    if oldest is not None and at - oldest > MAIL_LATE_AFTER:
        hours = (at - oldest).total_seconds() / 3600
        hint = "`drypoint doctor --network` tries the mail server."
        yield CheckResult("mail.waiting", WARNING, f"A mail has been waiting for {hours:.1f} hours.", hint)
    else:
        yield CheckResult("mail.waiting", OK, f"{waiting.count()} mails are waiting, none for long.")


def network_results() -> list[CheckResult]:
    """Try the mail server, which takes seconds and leaves a trace in its log."""
    try:
        server = mail_server.server_in_use()
    except mail_server.UnreadablePasswordError as error:
        return [CheckResult("mail.connection", ERROR, str(error), "Enter it again on the practice's page.")]
    if server is None:
        return []
    fault = mail_server.fault_of(server, sender=mail_server.sender_in_use().address)
    if fault is None:
        return [CheckResult("mail.connection", OK, "The mail server answers and accepts the sign-in.")]
    return [CheckResult("mail.connection", ERROR, str(fault), "Mend the settings of the mail server.")]


def _address(at: datetime) -> Iterable[CheckResult]:
    config = settings.CONFIG
    is_local = any(config.url.startswith(f"http://{host}") for host in ("127.0.0.1", "localhost", "[::1]"))
    if config.is_https and not config.trusted_proxies:
        hint = "Set DRYPOINT_TRUSTED_PROXIES=1 if a proxy on this machine ends TLS."
        sentence = "The site is reached by TLS, but no proxy is trusted: all visitors seem to be one."
        yield CheckResult("address", WARNING, sentence, hint)
    elif config.is_https or is_local:
        yield CheckResult("address", OK, f"People reach the site at {config.url}.")
    else:
        hint = "Put a proxy with TLS in front and set DRYPOINT_URL=https://…"
        yield CheckResult("address", ERROR, f"The site's address {config.url} is not encrypted.", hint)
    if config.debug:
        yield CheckResult("debug", ERROR, "Debugging is on: error pages show the insides.", "Unset DRYPOINT_DEBUG.")


def last_backup_at() -> datetime | None:
    """Return when the last backup was made, if one was: by this machine, or by another that has told so."""
    own = own_backup_at()
    return max(
        [datetime.fromisoformat(told) for told in machines.told("backup_at")] + ([own] if own else []), default=None
    )


def own_backup_at() -> datetime | None:
    """Return when this machine last made a backup, as its stamp or the folder of the backups says."""
    found: list[datetime] = []
    with contextlib.suppress(OSError, ValueError):
        found.append(datetime.fromisoformat((Path(settings.DATA) / backup.STAMP_FILE).read_text().strip()))
    folder = settings.CONFIG.backup_folder
    with contextlib.suppress(OSError):
        found += [made_at for made_at, _path in nightly.archives(folder)] if folder is not None else []
    return max(found, default=None)


def _backup(at: datetime) -> Iterable[CheckResult]:
    hint = "Name a folder in DRYPOINT_BACKUP_FOLDER, and the worker makes one every night."
    level = OK if settings.CONFIG.demo else WARNING
    made_at = last_backup_at()
    if made_at is None:
        yield CheckResult("backup", level, "No backup has been made yet.", hint)
    elif at - made_at > BACKUP_OLD_AFTER:
        yield CheckResult("backup", level, f"The last backup is of {made_at:%Y-%m-%d}.", hint)
    else:
        yield CheckResult("backup", OK, f"The last backup is of {made_at:%Y-%m-%d %H:%M} UTC.")


def _left_backups(at: datetime) -> Iterable[CheckResult]:
    left = nightly.leftovers()
    if left:
        hint = "The worker removes them within half an hour, and so does the next `drypoint backup`."
        copies = "a copy" if len(left) == 1 else f"{len(left)} copies"
        sentence = f"A killed backup left {copies} of the database in the clear, such as {left[0]}."
        yield CheckResult("backup.left", WARNING, sentence, hint)


def _proof(at: datetime) -> Iterable[CheckResult]:
    folder = settings.CONFIG.backup_folder
    if folder is None:
        return
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        hint = f"Make it, and give it to the user that serves: chown, then chmod 700 {folder}"
        yield CheckResult("proof", ERROR, f"The backups' folder {folder} is not there or cannot be written to.", hint)
        return
    last = proof.last()
    hint = "The worker tries the newest backup every week; its log says more. Try one by hand as the manual says."
    if last is None:
        yield CheckResult("proof", OK, "No backup has been tried yet; the worker does within a week.")
    elif not last.is_good:
        what = last.fault or f"Of {last.documents} documents {last.documents - last.opened} could not be had back."
        yield CheckResult("proof", ERROR, f"The backup that was tried on {last.proven_at:%Y-%m-%d} fails. {what}", hint)
    elif at - last.proven_at > PROOF_OLD_AFTER:
        yield CheckResult("proof", WARNING, f"No backup was tried since {last.proven_at:%Y-%m-%d}.", hint)
    else:
        sentence = f"A backup was restored on {last.proven_at:%Y-%m-%d}: {last.opened} of {last.documents} documents."
        yield CheckResult("proof", OK, sentence)


def _opener(at: datetime) -> Iterable[CheckResult]:
    ways = the_opener().warm()
    waiting = StoredDocument.objects.filter(is_opened=False).count()
    if not ways:
        hint = "Allow user namespaces or seccomp on this machine; until then nobody can read what people attach."
        sentence = f"The child that opens files cannot be shut in, so that {waiting} files wait unopened."
        yield CheckResult("files.child", WARNING, sentence, hint)
    elif waiting:
        hint = "The worker looks into them within minutes; what stays is damaged and can be erased with its message."
        yield CheckResult("files.child", WARNING, f"{waiting} files wait to be looked into.", hint)
    else:
        yield CheckResult("files.child", OK, f"Files are opened in a child without network ({' and '.join(ways)}).")


def _documents(at: datetime) -> Iterable[CheckResult]:
    by_key = list(StoredDocument.objects.values_list("key", flat=True))
    keys = {str(key) for key in by_key}
    missing = [str(key) for key in by_key if not place_of(key).is_file()]
    if missing:
        shown = ", ".join(missing[:MEMBERS_SHOWN])
        hint = "Restore the newest backup into another folder and copy these files from there."
        sentence = f"{len(missing)} of {len(keys)} documents are missing from the disk: {shown}."
        yield CheckResult("documents", ERROR, sentence, hint)
        return
    root = Path(settings.DOCUMENT_ROOT)
    # An upload lies there for a moment before its row is committed; an hour is longer than any transaction.
    newest = at.timestamp() - 3600
    files = [file for file in root.rglob("*") if file.is_file()] if root.is_dir() else []
    strays = [file for file in files if file.name not in keys and file.stat().st_mtime < newest]
    if strays:
        hint = "The worker removes them; look at its log if their number does not fall."
        yield CheckResult("documents", WARNING, f"{len(strays)} files of documents belong to no record.", hint)
    else:
        yield CheckResult("documents", OK, f"{len(keys)} documents, all on the disk.")


def _built(at: datetime) -> Iterable[CheckResult]:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield CheckResult("static", OK, "Styles and scripts are in place.")
    else:
        hint = "`drypoint serve` does it at its start."
        yield CheckResult("static", WARNING, "Styles and scripts have not been collected yet.", hint)
    package = Path(__file__).resolve().parents[2]
    stale = [po for po in package.rglob("*.po") if not po.with_suffix(".mo").exists()]
    if stale:
        hint = "Install a wheel, or run `make setup` in a clone."
        yield CheckResult("catalogues", ERROR, f"{len(stale)} catalogues of translations are not compiled.", hint)
    else:
        yield CheckResult("catalogues", OK, "The catalogues of translations are compiled.")


def _audit(at: datetime) -> Iterable[CheckResult]:
    found = audit_chain.verify()
    if found.broken_after is not None:
        sentence = f"A line of the audit trail after number {found.broken_after} is not as it was written."
        hint = "Compare it with a backup: somebody changed, took out or put in lines of the database itself."
        yield CheckResult("audit", ERROR, sentence, hint)
    else:
        head = f", head {found.head[:16]}" if found.head else ""
        before = f"; {found.aged_out} older ones had their time" if found.aged_out else ""
        sentence = f"{found.sealed} lines of the audit trail are sealed and unchanged{head}{before}."
        yield CheckResult("audit", OK, sentence)


_OWN: dict[str, Check] = {
    "versions": _versions,
    "database": _database,
    "database.integrity": _integrity,
    "database.writable": _writable,
    "migrations": _migrations,
    "disk": _disk,
    "data": _folder,
    "key": _key,
    "key.mark": _key_mark,
    "key.rotation": _key_rotation,
    "clock": _clock,
    "worker": _worker,
    "mail": _mail,
    "mail.waiting": _mail_waiting,
    "address": _address,
    "backup": _backup,
    "backup.left": _left_backups,
    "proof": _proof,
    "documents": _documents,
    "audit": _audit,
    "files.child": _opener,
    "static": _built,
}
_LONG = {"database.integrity", "audit"}
_QUICK = ("database.writable", "disk", "worker", "mail.waiting", "backup")
