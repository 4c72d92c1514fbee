"""Data folders of older versions: unpack one, upgrade it as a practice does, and compare every row.

A room that moves or renames what it stores adds a line to MOVES; everything that is not named there must come out of
the upgrade as it went in.
"""

from __future__ import annotations

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core import signing

from tests.conftest import ROOT
from tests.engine import IS_POSTGRES, Database

FIXTURES = ROOT / "tests" / "fixtures"
Row = dict[str, Any]
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Move:
    """Where the rows of a table stand after the upgrade; columns are renamed ones, dropped ones are moved elsewhere.

    turned changes a row that is told differently, such as a name of a room that was stored.
    """

    to: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    turned: Callable[[Row], Row] | None = None


CLAIMS = ("allowedword", "claim", "claimsource", "evidenceedition", "source")
# Models that are called otherwise, or belong to another room; rows that name them follow.
MODELS = {
    ("core", "oncekey"): ("core", "spentformkey"),
    **{("website", name): ("claims", name) for name in CLAIMS},
}


def _model_named(row: Row) -> Row:
    room, name = MODELS.get((row["app_label"], row["model"]), (row["app_label"], row["model"]))
    return {**row, "app_label": room, "model": name}


def _target_named(row: Row) -> Row:
    room, _dot, name = str(row["target_type"]).partition(".")
    return {**row, "target_type": ".".join(MODELS.get((room, name), (room, name)))} if name else row


def _claim_by_language(row: Row) -> Row:
    """Return a claim with its words by language."""
    words = {"texts": "text", "reasons": "certainty_reason"}
    return {**row, **{name: {code: row[f"{old}_{code}"] for code in ("en", "hr")} for name, old in words.items()}}


def _without_links(row: Row) -> Row:
    """Mails hold a placeholder where they held a link that works."""
    text = re.sub(r"(/conversation/|/account/invitation/[^\s/]+/)[^\s/]+", r"\1~~link~~", row["text"])
    return {**row, "text": text}


def _without_path(row: Row) -> Row:
    """Spent form keys remember what a path is made of, and not the path with its link."""
    found = re.match(r"/\w+/\w+/sent/([^~/]+)~[^~/]*~(\w+)", row["result"])
    if found is None:
        return {**row, "result": ""} if row["result"].startswith("/") else row
    public_id = uuid.UUID(bytes=base64.urlsafe_b64decode(found[1] + "=="))
    return {**row, "result": f"{public_id} {signing.b62_decode(found[2]) - 86400}"}


# Every table whose rows an upgrade moves or tells differently.
MOVES: dict[str, Move] = {
    **{f"website_{name}": Move(to=f"claims_{name}") for name in CLAIMS},
    "website_claim": Move(
        to="claims_claim",
        turned=_claim_by_language,
        # The fingerprint is made anew of the same words; that signed claims are still signed is asked of the gate.
        dropped=frozenset({"text_en", "text_hr", "certainty_reason_en", "certainty_reason_hr", "reviewed_digest"}),
    ),
    "django_content_type": Move(turned=_model_named),
    "core_auditentry": Move(turned=_target_named),
    "core_outboxmail": Move(turned=_without_links),
    "core_oncekey": Move(turned=_without_path),
}
# The queue of tasks went (what waited in it is run), and Django's notes of it.
QUEUE = "django_tasks_database"
GONE: dict[str, Callable[[Row], bool]] = {
    f"{QUEUE}_dbtaskresult": lambda _row: True,
    "django_migrations": lambda row: row["app"] == QUEUE,
    "django_content_type": lambda row: row["app_label"] == QUEUE,
    "auth_permission": lambda row: row["codename"].endswith("_dbtaskresult"),
}
# Rows may be added here, and nowhere else: what migrations, permissions and a start write down of themselves.
GROWS = {
    "django_migrations", "django_content_type", "auth_permission", "core_auditentry", "core_workerbeat",
    "wagtailcore_referenceindex",
}  # fmt: skip
# Counters of the engine, and the index that the search builds anew.
NOT_COMPARED = ("sqlite_", "wagtailsearch_")


class Kept:
    """One unpacked data folder of an older version, with the processes of this version to run on it."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        archive = FIXTURES / f"{name}-{'postgresql' if IS_POSTGRES else 'sqlite'}.tar.xz"
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
        self.database = Database(self.data)
        if IS_POSTGRES:
            self.database.make_empty()
            self._load(self.data / "drypoint.sql")

    def _load(self, dump: Path) -> None:
        command = ["psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(dump), self.database.address]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        dump.unlink()

    @property
    def environment(self) -> dict[str, str]:
        """Return what a process needs to work on this folder."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DRYPOINT_")}
        return {
            **environment,
            **self.database.environment,
            "DRYPOINT_DATA": str(self.data),
            "DRYPOINT_KEY_FILE": str(self.folder / "drypoint.key"),
            "DRYPOINT_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "drypoint.project.settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }

    def start(self) -> None:
        """Start this version on the folder, as whoever upgrades does, and stop it once it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "drypoint.project.cli", "serve", "--demo", "--no-worker", "--port", str(port)]
        process = subprocess.Popen(
            command, env=self.environment, cwd=self.folder, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if "Drypoint answers" in line:
                break
        answered = process.poll() is None
        if answered:
            process.send_signal(signal.SIGINT)
        said.append(process.communicate(timeout=60)[1])
        assert answered, "".join(said)
        assert process.returncode == 0, "".join(said)

    def ask(self, code: str) -> Any:
        """Run some Python with Django on the folder and return what it left in `found`, by way of JSON."""
        whole = f"import django, json; django.setup()\n{code}\nprint(json.dumps(found))"
        done = subprocess.run(
            [sys.executable, "-c", whole], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def tables(self) -> Tables:
        """Return every row of every table that is compared, by the names of its columns."""
        listing = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        columns = "SELECT column_name FROM information_schema.columns WHERE table_name = ? ORDER BY ordinal_position"
        if not IS_POSTGRES:
            listing = "SELECT name FROM sqlite_master WHERE type = 'table'"
            columns = "SELECT name FROM pragma_table_info(?)"
        names = [str(name) for (name,) in self.database.sql(listing) if not str(name).startswith(NOT_COMPARED)]
        found: Tables = {}
        for name in names:
            head = [str(column) for (column,) in self.database.sql(columns, (name,))]
            quoted = ", ".join(f'"{column}"' for column in head)
            rows = self.database.sql(f'SELECT {quoted} FROM "{name}"')
            found[name] = [dict(zip(head, row, strict=True)) for row in rows]
        return found


def moved(before: Tables, moves: Mapping[str, Move] = MOVES) -> Tables:
    """Return the old rows as they must be found after the upgrade."""
    found: Tables = {}
    for table, every_row in before.items():
        rows = [row for row in every_row if not (table in GONE and GONE[table](row))]
        if every_row and not rows:
            continue
        move = moves.get(table, Move())
        target = found.setdefault(move.to or table, [])
        for row in rows:
            told = move.turned(row) if move.turned else row
            target.append(
                {move.columns.get(name, name): value for name, value in told.items() if name not in move.dropped}
            )
    return found


def _plain(value: Any) -> str:
    """Return a value as text; JSON that one engine gives as text and another as values is the same."""
    if isinstance(value, str) and value[:1] in {"{", "["}:
        with suppress(ValueError):
            value = json.loads(value)
    return json.dumps(value, sort_keys=True, default=repr) if isinstance(value, (dict, list)) else repr(value)


def lost(before: Tables, after: Tables, moves: Mapping[str, Move] = MOVES, grows: set[str] = GROWS) -> list[str]:
    """Return a line for everything of the old rows that is missing or different, and for rows that nobody announced."""
    faults = []
    for table, rows in moved(before, moves).items():
        if table not in after:
            faults.append(f"{table}: the table is gone, with {len(rows)} rows")
            continue
        columns = sorted(set(rows[0]) if rows else ())
        there = [tuple(_plain(row.get(column, "no such column")) for column in columns) for row in after[table]]
        kept = set(there)
        faults += [
            f"{table}: {row} is gone or different"
            for row in rows
            if tuple(_plain(row[column]) for column in columns) not in kept
        ]
        if len(after[table]) != len(rows) and not (table in grows and len(after[table]) > len(rows)):
            faults.append(f"{table}: {len(rows)} rows before, {len(after[table])} after")
    return faults
