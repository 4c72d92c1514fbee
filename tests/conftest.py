"""One migrated database, copied for each worker: migrating costs ten seconds, copying none."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _fingerprint() -> str:
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "src").glob("drypoint/**/migrations/*.py")):
        digest.update(file.read_bytes())
    digest.update((ROOT / "src/drypoint/project/settings.py").read_bytes())
    return digest.hexdigest()[:16]


def migrated_template() -> Path:
    """Return a migrated SQLite file for the present migrations, made by the first process that asks."""
    folder = Path(tempfile.gettempdir()) / f"drypoint-template-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    template = folder / f"{_fingerprint()}.sqlite3"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            with tempfile.TemporaryDirectory() as data:
                environment = {**os.environ, "DRYPOINT_DATA": data, "PYTHONPATH": str(ROOT / "src")}
                environment.pop("DRYPOINT_DATABASE_URL", None)
                subprocess.run(
                    [sys.executable, "-m", "drypoint.project.cli", "manage", "migrate", "--verbosity", "0"],
                    check=True,
                    env={**environment, "DJANGO_SETTINGS_MODULE": "drypoint.project.settings"},
                    cwd=ROOT,
                )
                shutil.copy(Path(data) / "drypoint.sqlite3", template)
    return template


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Give this worker its own copy of the migrated database."""
    from django.db import connections

    copy = tmp_path_factory.mktemp("database") / "test.sqlite3"
    shutil.copy(migrated_template(), copy)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        connection = connections["default"]
        connection.close()
        connection.settings_dict["NAME"] = str(copy)
        # The tests of durability make their own database; here nothing needs to survive a power cut.
        connection.settings_dict["OPTIONS"] = {
            **connection.settings_dict["OPTIONS"],
            "init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; PRAGMA foreign_keys=ON",
        }
        yield
        connection.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Copy the template again after a test with real transactions: its flush takes Wagtail's root page along.

    A hook and not a fixture, because the flush comes with the teardown of pytest-django's own fixtures.
    """
    try:
        return (yield)
    finally:
        marker = item.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            from django.db import connections

            connection = connections["default"]
            connection.close()
            shutil.copy(migrated_template(), connection.settings_dict["NAME"])
