"""The databases of a test process: a bare one, and one that the starter site already stands in.

Filling the site costs seconds, so that one process of a run does it and all others copy; every test rolls back.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import POSTGRES_TEMPLATE, administer_postgres, migrated_template, postgres_copy

SITE_TEMPLATE = f"{POSTGRES_TEMPLATE}_site"


def demo_practice() -> Any:
    """Store the demo practice."""
    from drypoint.foundation.practice.models import Practice

    return Practice.objects.create(
        name="Primjer Physiotherapy",
        street="Izmišljena ulica 1",
        postcode="10000",
        town="Zagreb",
        country="HR",
        phone="+385 1 5550 100",
        email="practice@clinic.example",
        opening_hours=[{"day": day, "opens": "08:00", "closes": "16:00"} for day in ("mo", "tu", "we", "th", "fr")],
        languages=["en", "hr"],
        is_demo=True,
    )


@dataclass
class Databases:
    """folder is this process's own; what lies in shared is made once for all processes of a run."""

    folder: Path
    shared: Path
    made: set[str] = field(default_factory=set)

    @property
    def _is_postgres(self) -> bool:
        from django.db import connections

        return connections["default"].vendor == "postgresql"

    def _name(self, kind: str) -> str:
        return f"drypoint_test_{os.getpid()}_{kind}" if self._is_postgres else str(self.folder / f"{kind}.sqlite3")

    def turn_to(self, kind: str) -> None:
        """Let Django speak to the "bare" database, or to the one with the "site"."""
        from django.core.cache import cache
        from django.db import connections

        connection = connections["default"]
        if connection.settings_dict["NAME"] != self._name(kind):
            connection.close()
            connection.settings_dict["NAME"] = self._name(kind)
        if kind not in self.made:
            self.renew(kind)
        # What a test before this one kept may be of the other database.
        cache.clear()

    def renew(self, kind: str) -> None:
        """Put a fresh copy in the place of a database, whatever was done to it."""
        if kind == "site":
            self.loaded()
        if self._is_postgres:
            postgres_copy(self._name(kind), SITE_TEMPLATE if kind == "site" else POSTGRES_TEMPLATE)
        else:
            shutil.copy(self.shared / "site.sqlite3" if kind == "site" else migrated_template(), self._name(kind))
        self.made.add(kind)

    def loaded(self) -> Any:
        """Return what loading the starter site said, of whichever process did it."""
        from drypoint.public.website.starter_loader import Loaded

        said = self.shared / "site.json"
        with (self.shared / "site.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not said.exists():
                said.write_text(json.dumps(asdict(self._fill())), encoding="utf-8")
        return Loaded(**json.loads(said.read_text(encoding="utf-8")))

    def _fill(self) -> Any:
        from django.db import connections
        from django.utils.translation import override

        from drypoint.foundation.core.actors import SYSTEM
        from drypoint.public.website.starter_loader import load_starter

        connection = connections["default"]
        with _kept_name(connection):
            if self._is_postgres:
                postgres_copy(SITE_TEMPLATE)
                connection.settings_dict["NAME"] = SITE_TEMPLATE
            else:
                connection.settings_dict["NAME"] = str(self.shared / "site.sqlite3")
                shutil.copy(migrated_template(), self.shared / "site.sqlite3")
            with override("en"):
                demo_practice()
                return load_starter(actor=SYSTEM, demo=True, languages=["en", "hr"], main_language="en")

    def drop(self) -> None:
        """Leave nothing on a server."""
        if self._is_postgres:
            administer_postgres(
                *(f'DROP DATABASE IF EXISTS "{self._name(kind)}" WITH (FORCE)' for kind in sorted(self.made))
            )


@contextmanager
def _kept_name(connection: Any) -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    connection.close()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
