"""Which journal SQLite keeps."""

from __future__ import annotations

import sqlite3

import pytest

from drypoint.foundation.core.keeping.sqlite import Version, journal_mode, sqlite_options


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "TRUNCATE"),  # Debian 12
        ((3, 44, 5), "TRUNCATE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "TRUNCATE"),
        ((3, 50, 6), "TRUNCATE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "TRUNCATE"),
        ((3, 51, 3), "WAL"),
        ((3, 60, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_the_write_ahead_log_is_kept_only_where_its_bug_is_mended(version: Version, mode: str) -> None:
    assert journal_mode(version) == mode
    assert f"journal_mode={mode};" in sqlite_options(version)["init_command"]


def test_a_connection_with_these_options_syncs_fully_and_erases_what_is_deleted() -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(sqlite_options()["init_command"])
    pragmas = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "secure_delete")}
    connection.close()
    assert pragmas == {"synchronous": 2, "secure_delete": 1}
    assert sqlite_options()["transaction_mode"] == "IMMEDIATE"
