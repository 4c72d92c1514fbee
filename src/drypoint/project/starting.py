"""What must be true before the first request: a data folder, a database of this version, collected static files."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from drypoint import __version__
from drypoint.foundation.core.disk import in_words
from drypoint.project import config as configuration
from drypoint.project import queued_tasks

START_LOCK = "start.lock"
STATIC_STAMP = "static.stamp"
# Any number that no other program uses for pg_advisory_lock on this database.
_ADVISORY_LOCK = 7_319_042_117


class CannotStartError(RuntimeError):
    """Drypoint cannot start; the text is one sentence that says why and what to do."""


def require_practice() -> None:
    """Refuse to look into a folder that holds no practice, before anything is made in it.

    Raises ImproperlyConfigured with a sentence that names the folder and DRYPOINT_DATA.
    """
    if apps.ready:
        return
    try:
        config = configuration.load()
    except configuration.ConfigError as error:
        raise ImproperlyConfigured(str(error)) from error
    try:
        is_there = config.database is not None or (config.data / configuration.DATABASE_FILE).exists()
    except OSError as error:
        raise ImproperlyConfigured(in_words(error)) from error
    if not is_there:
        sentence = f"There is no practice in {config.data}; is DRYPOINT_DATA set? `drypoint serve` makes one."
        raise ImproperlyConfigured(sentence)


def make_data_folder(data: Path) -> None:
    """Make the data folder (mode 0700) unless it is there, and make sure that it can be written to."""
    try:
        data.mkdir(parents=True, mode=0o700, exist_ok=True)
        with (data / START_LOCK).open("a"):
            pass
    except OSError as error:
        raise CannotStartError(
            f"The data folder {data} cannot be written to ({error.strerror}). Change its owner, or set DRYPOINT_DATA."
        ) from error


def keep_address(config: configuration.Config) -> None:
    """Keep with the data where people reach the site, so that commands name the same address as the server does."""
    draft = config.data / f".{configuration.ADDRESS_FILE}"
    try:
        draft.write_text(f"{config.url}\n")
        draft.replace(config.data / configuration.ADDRESS_FILE)
    except OSError as error:
        raise CannotStartError(f"The data folder cannot be filled: {in_words(error)}") from error


@contextlib.contextmanager
def alone(data: Path) -> Iterator[None]:
    """Let one starting process at a time into the block: the second one waits, then finds everything done."""
    with (data / START_LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def _alone_in_the_database() -> Iterator[None]:
    """Let one machine at a time migrate a PostgreSQL database; SQLite's machine is held by `alone`."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ADVISORY_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_ADVISORY_LOCK])


def pending() -> int:
    """Return how many steps lead the database to this version. Raises CannotStartError if it is newer than the code."""
    try:
        return len(_planned(MigrationExecutor(connection)))
    except DatabaseError as error:
        raise _unopened(error) from error


def _planned(executor: MigrationExecutor) -> list[object]:
    loader = executor.loader
    rooms = {label for label, _name in loader.disk_migrations}
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    newer = set(loader.applied_migrations) - set(loader.disk_migrations) - replaced
    if any(label in rooms for label, _name in newer):
        raise CannotStartError(
            f"The database is newer than Drypoint {__version__}. Install the newer version, or restore a "
            "backup that was made before the upgrade."
        )
    return list(executor.migration_plan(loader.graph.leaf_nodes()))


def _unopened(error: DatabaseError) -> CannotStartError:
    return CannotStartError(f"The database cannot be opened: {_reason(error)}.")


def _reason(error: DatabaseError) -> str:
    """Return the first line of what the database says: later ones may quote rows."""
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__


def migrate(say: Callable[[str], None] = lambda _sentence: None) -> bool:
    """Bring the database up to this version and say whether anything had to be done.

    `say` gets a sentence before anything that takes long.

    Raises CannotStartError if it is newer than the code or cannot be opened.
    """
    try:
        with _alone_in_the_database():
            executor = MigrationExecutor(connection)
            loader = executor.loader
            if not _planned(executor):
                return False
            is_new = not loader.applied_migrations
            say(
                "Preparing the database; this happens once and takes up to a minute."
                if is_new
                else "Bringing the database up to this version; this may take a minute."
            )
            _bring_up_to_date()
            return True
    except DatabaseError as error:
        raise _unopened(error) from error


def _bring_up_to_date() -> None:
    try:
        queued = queued_tasks.waiting()
        call_command("migrate", verbosity=0, interactive=False)
        queued_tasks.run(queued)
        # This version may find pages by words that the one before did not look at.
        call_command("wagtail_update_index", verbosity=0)
    except DatabaseError as error:
        raise CannotStartError(f"The database cannot be brought up to this version: {_reason(error)}.") from error


def _static_fingerprint() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list(None):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> bool:
    """Collect styles and scripts under the data folder if they changed, and say whether they had."""
    stamp = Path(settings.DATA) / STATIC_STAMP
    fingerprint = _static_fingerprint()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return False
    call_command("collectstatic", verbosity=0, interactive=False, stdout=io.StringIO())
    stamp.write_text(fingerprint)
    return True


def set_up_django() -> None:
    """Load Django with the product's settings; raises ImproperlyConfigured with a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "drypoint.project.settings")
    django.setup()
