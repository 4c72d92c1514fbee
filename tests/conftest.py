"""One migrated database, copied for each worker: migrating costs ten seconds, copying none."""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from tests.worker import Databases

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run of the browser's tests write the file behind the statement of accessibility (`make accessibility`)."""
    parser.addoption("--write-accessibility", action="store_true", help="write what they saw, if all passed")


def _fingerprint() -> str:
    digest = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for file in sorted((ROOT / "src").glob("drypoint/**/migrations/*.py")):
        digest.update(file.read_bytes())
    digest.update((ROOT / "src/drypoint/project/settings.py").read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def migrated_template() -> Path:
    """Return a migrated SQLite file for the present migrations, made by the first process that asks."""
    folder = Path(tempfile.gettempdir()) / f"drypoint-template-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    template = folder / f"{_fingerprint()}.sqlite3"
    if template.exists():
        # It comes into its place whole, so that nobody waits for another tree's migrations.
        return template
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
                unfinished = template.with_suffix(".unfinished")
                shutil.copy(Path(data) / "drypoint.sqlite3", unfinished)
                unfinished.replace(template)
    return template


POSTGRES_TEMPLATE = "drypoint_template"


def administer_postgres(*statements: str) -> None:
    """Run statements on the server's own database, outside any transaction: databases are made and dropped so."""
    import psycopg
    from django.db import connections

    settings = connections["default"].settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"],
        dbname="postgres", autocommit=True,
    ) as server:  # fmt: skip
        # One process at a time: a template cannot be copied while another session is connected to it.
        server.execute("SELECT pg_advisory_lock(20200101)")
        for statement in statements:
            server.execute(statement.encode())


def postgres_copy(name: str, template: str = POSTGRES_TEMPLATE) -> None:
    """Put a fresh copy of the template at this name, whoever is still connected to the old one."""
    administer_postgres(
        f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
    )


def migrate_postgres_template(folder: Path) -> None:
    """Migrate the template on this throw-away server, by the first process that asks."""
    import psycopg
    from django.db import connections

    settings = connections["default"].settings_dict
    lock = Path(tempfile.gettempdir()) / f"drypoint-template-{os.getuid()}.postgres.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        unfinished = f"{POSTGRES_TEMPLATE}_unfinished"
        with psycopg.connect(
            host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"],
            dbname="postgres",
        ) as server:  # fmt: skip
            found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [POSTGRES_TEMPLATE]).fetchone()
        if found:
            return
        administer_postgres(f'DROP DATABASE IF EXISTS "{unfinished}" WITH (FORCE)', f'CREATE DATABASE "{unfinished}"')
        address = urlsplit(os.environ["DRYPOINT_DATABASE_URL"])
        subprocess.run(
            [sys.executable, "-m", "drypoint.project.cli", "manage", "migrate", "--verbosity", "0"],
            check=True,
            env={
                **os.environ,
                "DRYPOINT_DATA": str(folder),
                "DRYPOINT_DATABASE_URL": address._replace(path=f"/{unfinished}").geturl(),
                "PYTHONPATH": str(ROOT / "src"),
                "DJANGO_SETTINGS_MODULE": "drypoint.project.settings",
            },
            cwd=ROOT,
        )
        administer_postgres(f'ALTER DATABASE "{unfinished}" RENAME TO "{POSTGRES_TEMPLATE}"')


_DATABASES = pytest.StashKey["Databases"]()


@pytest.fixture(scope="session")
def databases(
    django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Databases]:
    """Give this worker its own copies of the migrated database."""
    from django.db import connections

    from tests.worker import Databases

    base = tmp_path_factory.getbasetemp()
    found = Databases(tmp_path_factory.mktemp("database"), base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)
    pytestconfig.stash[_DATABASES] = found
    connection = connections["default"]
    if connection.vendor == "postgresql":
        migrate_postgres_template(tmp_path_factory.mktemp("template"))
    else:
        # The tests of durability make their own database; here nothing needs to survive a power cut.
        connection.settings_dict["OPTIONS"] = {
            **connection.settings_dict["OPTIONS"],
            "init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY; PRAGMA foreign_keys=ON",
        }
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield found
        connection.close()
        found.drop()


@pytest.fixture(autouse=True)
def registries_as_they_were() -> Iterator[None]:
    """Take back whatever a test registers."""
    from drypoint.foundation.core.registries import all_as_they_were

    with all_as_they_were():
        yield


@pytest.fixture(autouse=True)
def language_as_it_was() -> Iterator[None]:
    """Take back the language that a page was drawn in: the gate speaks that of whoever asks, and nobody asks after."""
    yield
    if "django" in sys.modules:  # the tests of knowledge run without it
        from django.utils import translation

        translation.deactivate()


def _wanted(item: Any) -> str:
    return "site" if "site" in item.fixturenames else "bare"


@pytest.fixture
def django_db_setup(request: pytest.FixtureRequest, databases: Databases) -> None:
    """Turn to the database that the test asks for, before pytest-django begins its transaction."""
    databases.turn_to(_wanted(request))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Copy the database again after a test with real transactions: its flush takes Wagtail's root page along.

    A hook and not a fixture, because the flush comes with the teardown of pytest-django's own fixtures.
    """
    try:
        return (yield)
    finally:
        marker = item.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            from django.db import connections

            from drypoint.public.website import published

            # The copy counts its generations from the beginning again, which a real database never does.
            published._kept = published.Published(-1)
            connections["default"].close()
            item.config.stash[_DATABASES].renew(_wanted(item))
