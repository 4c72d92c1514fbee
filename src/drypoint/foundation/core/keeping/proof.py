"""Prove that a backup can be restored: unpack it beside everything, and open all that it says it holds."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from drypoint.foundation.core.disk import in_words
from drypoint.foundation.core.files.sealing import DamagedFileError, SealedReader
from drypoint.foundation.core.keeping import backup, copies, postgres, restoring

FILE = "last-proof.json"
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Proof:
    """What a trial found: of so many documents that the database names, so many were there and could be opened.

    fault is a sentence where the archive could not be unpacked at all, else "".
    """

    proven_at: datetime
    made_at: datetime | None
    documents: int
    opened: int
    fault: str = ""

    @property
    def is_good(self) -> bool:
        """Whether everything could be had back."""
        return not self.fault and self.opened == self.documents


def prove(archive: Path, *, at: datetime) -> Proof:
    """Unpack the archive into a scratch folder as `restore` would, open every document with the key, and remove it all.

    Touches nothing of the practice's, and keeps what was found for doctor and the desk.
    """
    try:
        with copies.scratch(_unpacked_bytes(archive), beside=archive.parent) as folder:
            report, database = restoring.unpacked(archive, folder)
            sizes = documents_of(database)
            opened = sum(opens(folder / "documents", key, size) for key, size in sizes.items())
            proof = Proof(proven_at=at, made_at=report.made_at, documents=len(sizes), opened=opened)
    except (backup.BackupError, postgres.PostgresToolError, sqlite3.Error, OSError) as error:
        fault = in_words(error) if isinstance(error, OSError) else str(error)
        proof = Proof(proven_at=at, made_at=None, documents=0, opened=0, fault=fault)
    _keep(proof)
    return proof


def last() -> Proof | None:
    """Return what the last trial found, if there was one."""
    try:
        told = json.loads((Path(settings.DATA) / FILE).read_text())
        made_at = datetime.fromisoformat(told["made_at"]) if told["made_at"] else None
        told |= {"proven_at": datetime.fromisoformat(told["proven_at"]), "made_at": made_at}
        return Proof(**told)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _keep(proof: Proof) -> None:
    (Path(settings.DATA) / FILE).write_text(json.dumps(asdict(proof), default=datetime.isoformat))


def _unpacked_bytes(archive: Path) -> int:
    """Return about how much room an archive takes when it is unpacked: its database shrinks to a third at best."""
    return 4 * archive.stat().st_size


def documents_of(database: Path) -> dict[uuid.UUID, int]:
    """Return the documents that a copied database names, with their sizes."""
    if database.name == backup.POSTGRES_MEMBER:
        return {uuid.UUID(key): int(size) for key, size in postgres.column_pairs(database, *_WHERE)}
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as copy:
        rows = copy.execute("SELECT key, size_bytes FROM core_storeddocument").fetchall()
    return {uuid.UUID(key): int(size) for key, size in rows}


_WHERE = ("core_storeddocument", "key", "size_bytes")


def opens(root: Path, key: uuid.UUID, size: int) -> bool:
    """Say whether a document is there, whole, and what it was when it was stored."""
    try:
        with SealedReader((root / key.hex[:2] / str(key)).open("rb"), settings.DOCUMENT_KEYS, key.bytes) as reader:
            found = 0
            while piece := reader.read(_PIECE):
                found += len(piece)
    except (OSError, DamagedFileError):
        return False
    return found == size
