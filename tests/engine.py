"""The database of a test that starts real processes: a file in its data folder, or one of the throw-away server.

scripts/postgres.sh sets DRYPOINT_DATABASE_URL; the same tests then run on PostgreSQL.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from tests.conftest import administer_postgres, migrate_postgres_template, migrated_template, postgres_copy

SERVER_URL = os.environ.get("DRYPOINT_DATABASE_URL", "")
IS_POSTGRES = bool(SERVER_URL)
_numbers = itertools.count(1)


@dataclass
class Database:
    """One database, there or not yet there, for the processes that get its environment."""

    data: Path
    name: str = field(default_factory=lambda: f"drypoint_house_{os.getpid()}_{next(_numbers)}")

    @property
    def environment(self) -> dict[str, str]:
        """Return what tells a process of it."""
        return {"DRYPOINT_DATABASE_URL": self.address} if IS_POSTGRES else {}

    @property
    def address(self) -> str:
        """Return where the server has it; "" on SQLite."""
        return urlsplit(SERVER_URL)._replace(path=f"/{self.name}").geturl() if IS_POSTGRES else ""

    def fill(self) -> None:
        """Put a migrated one in place."""
        if IS_POSTGRES:
            migrate_postgres_template(self.data)
            postgres_copy(self.name)
        else:
            shutil.copy(migrated_template(), self.data / "drypoint.sqlite3")

    def make_empty(self) -> None:
        """Put one without a table in place; on SQLite there is then no file."""
        if IS_POSTGRES:
            administer_postgres(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)', f'CREATE DATABASE "{self.name}"')
        else:
            (self.data / "drypoint.sqlite3").unlink(missing_ok=True)

    def sql(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one statement, its parameters written as "?", commit, and return its rows."""
        if IS_POSTGRES:
            with psycopg.connect(self.address) as server:
                cursor = server.execute(statement.replace("?", "%s").encode(), values)
                return cursor.fetchall() if cursor.description else []
        database = sqlite3.connect(self.data / "drypoint.sqlite3", timeout=30)
        try:
            with database:
                return database.execute(statement, values).fetchall()
        finally:
            database.close()

    def everything(self) -> dict[str, list[str]]:
        """Return every row of every table as text, for comparing two databases."""
        listing = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if not IS_POSTGRES:
            listing = "SELECT name FROM sqlite_master WHERE type = 'table'"
        return {str(name): sorted(map(repr, self.sql(f'SELECT * FROM "{name}"'))) for (name,) in self.sql(listing)}
