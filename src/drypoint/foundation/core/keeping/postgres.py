"""Copy a PostgreSQL database out and in, by its own programs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# Any number that no other program uses for locks on this database.
_IN_USE = 7_319_042_118
# A line of the table of contents, such as "231; 1255 16391 FUNCTION public renamed() owner".
_ACTING = re.compile(r"\d+; \d+ \d+ (EVENT TRIGGER|TRIGGER|RULE|FUNCTION|PROCEDURE|(MATERIALIZED )?VIEW) ").match


@contextmanager
def in_use(*, alone: bool) -> Iterator[bool]:
    """Hold the lock of who serves from this database, or restores into it (alone), on a connection of its own.

    Yields whether it was free. A lock ends with its connection, so that whoever is killed lets go of it.
    """
    link = connection.copy()
    try:
        with link.cursor() as cursor:
            kind = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
            cursor.execute(f"SELECT {kind}(%s)", [_IN_USE])
            yield bool(cursor.fetchone()[0])
    finally:
        link.close()


class PostgresToolError(RuntimeError):
    """pg_dump, pg_restore or psql is missing or failed; the text says what to do."""


def _run(program: str, *arguments: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise PostgresToolError(
            f"{program} is missing. Install the client programs of your server's version: "
            "sudo apt-get install postgresql-client"
        )
    place = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(place["HOST"]),
        "PGPORT": str(place["PORT"]),
        "PGUSER": str(place["USER"]),
        "PGDATABASE": str(place["NAME"]),
        "PGPASSWORD": str(place["PASSWORD"]),
    }
    environment = {name: value for name, value in environment.items() if value or not name.startswith("PG")}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own arguments)
    if done.returncode != 0:
        # Its first line names versions and objects; later ones may quote rows.
        reason = (done.stderr.strip().splitlines() or ["it gave no reason"])[0]
        raise PostgresToolError(f"{program} failed: {reason}")
    return done.stdout


def dump(target: Path) -> None:
    """Write the database in pg_dump's custom format, as of one moment."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def what_acts_by_itself(source: Path) -> list[str]:
    """Return triggers, rules, functions and views of the file: Drypoint makes none. Raises PostgresToolError."""
    return [line.partition("; ")[2] for line in _run("pg_restore", "--list", str(source)).splitlines() if _ACTING(line)]


# A newer version's tables that an older archive does not know would stay, and hold on to those that it brings.
_DROP_OWN_TABLES = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user
LOOP EXECUTE format('DROP TABLE public.%I CASCADE', one.tablename); END LOOP; END $$;
"""


def load(source: Path) -> None:
    """Replace the database's tables by those of the file, all or none of them."""
    with tempfile.TemporaryDirectory(prefix=".load-", dir=source.parent) as folder:
        drop, rows = Path(folder) / "drop.sql", Path(folder) / "rows.sql"
        drop.write_text(_DROP_OWN_TABLES)
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={rows}", str(source))
        _run(
            "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "--output=/dev/null",
            f"--file={drop}", f"--file={rows}",
        )  # fmt: skip


def column_pairs(source: Path, table: str, first: str, second: str) -> list[tuple[str, str]]:
    """Return two columns of a table of the file, neither of which holds a tab; the whole file is read on the way.

    Needs no database: pg_restore writes the rows as the text of a COPY.
    """
    _run("pg_restore", "--file=/dev/null", str(source))
    text = _run("pg_restore", "--data-only", f"--table={table}", "--file=-", str(source))
    _before, found, after = text.partition(f"COPY public.{table} (")
    if not found:
        raise PostgresToolError(f"The archive holds no table {table}.")
    head, _stdin, rows = after.partition(") FROM stdin;\n")
    columns = head.split(", ")
    places = columns.index(first), columns.index(second)
    lines = (line.split("\t") for line in rows.partition("\n\\.\n")[0].splitlines() if line and line != "\\.")
    return [(line[places[0]], line[places[1]]) for line in lines]
