"""Load the evidence: the shipped tables, and rows that a practice added or changed in its own folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from drypoint.knowledge.evidence.data.schema import HARMS, POOLS, TRIALS, Column, checked_rows, number
from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.table import decoded, read_table

Origin = Literal["shipped", "added here", "changed here"]
Row = Mapping[str, str]

FILES: Mapping[str, Mapping[str, Column]] = {
    "trials.csv": TRIALS,
    "published_pools.csv": POOLS,
    "harms.csv": HARMS,
}


@dataclass(frozen=True, slots=True)
class _Record:
    """A row of a table as text; ``origin`` says who stated it. A blank cell was not seen."""

    cells: Row
    origin: Origin

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def id(self) -> str:
        """Return the id that is unique in its table."""
        return self.cells["id"]

    def number(self, column: str) -> float | None:
        """Return a cell as a number, None where it was not seen."""
        return number(self.cells[column])


class TrialResult(_Record):
    """One result of one trial: an outcome at a time, by arm or as an effect between arms."""

    __slots__ = ()


class PublishedPool(_Record):
    """One pooled result as its review prints it; never pooled again, since the trials of reviews overlap."""

    __slots__ = ()


class HarmRate(_Record):
    """One published rate of harm with its denominator."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Library:
    """The evidence of one practice: what is shipped, with its own rows over it."""

    trials: tuple[TrialResult, ...]
    pools: tuple[PublishedPool, ...]
    harms: tuple[HarmRate, ...]

    def find(self, record_id: str) -> TrialResult | PublishedPool | HarmRate:
        """Return the record of an id; a trial's name finds its first result. Raises EvidenceError for an unknown id."""
        everything: tuple[TrialResult | PublishedPool | HarmRate, ...] = (*self.pools, *self.trials, *self.harms)
        for record in everything:
            if record.id == record_id:
                return record
        for trial in self.trials:
            if trial["trial"] == record_id:
                return trial
        raise EvidenceError(f"There is no record “{record_id}”; see the ids with: drypoint evidence list.")


def load_library(overlay: Path | Mapping[str, bytes] | None = None) -> Library:
    """Return the shipped evidence with the rows of an overlay over it: a folder, or the content of files by their name.

    It may hold trials.csv, published_pools.csv and harms.csv with the columns of the shipped ones (optional
    columns may be missing). A row with an id of its own is marked “added here”, one with a shipped id replaces that row
    and is marked “changed here”. Raises TableError naming file and line of the first row that the schema refuses.
    """
    return Library(
        tuple(TrialResult(cells, origin) for cells, origin in _merged("trials.csv", overlay)),
        tuple(PublishedPool(cells, origin) for cells, origin in _merged("published_pools.csv", overlay)),
        tuple(HarmRate(cells, origin) for cells, origin in _merged("harms.csv", overlay)),
    )


def files_of(overlay: Path) -> dict[str, bytes]:
    """Return the content of the tables that are in an overlay folder, by their name."""
    return {name: (overlay / name).read_bytes() for name in FILES if (overlay / name).exists()}


def _merged(name: str, overlay: Path | Mapping[str, bytes] | None) -> list[tuple[Row, Origin]]:
    rows: dict[str, tuple[Row, Origin]] = {row["id"]: (row, "shipped") for row in _shipped(name)}
    content = files_of(overlay) if isinstance(overlay, Path) else overlay or {}
    if name in content:
        for row in _parsed(content[name], name):
            known = rows.get(row["id"])
            rows[row["id"]] = (row, "changed here" if known else "added here")
    return list(rows.values())


@cache
def _shipped(name: str) -> tuple[Row, ...]:
    return tuple(_parsed(resources.files(__package__).joinpath(name).read_bytes(), name))


def _parsed(content: bytes, name: str) -> list[dict[str, str]]:
    try:
        rows = checked_rows(read_table(*decoded(content)), FILES[name])
    except TableError as problem:
        raise TableError(problem.line, f"{problem.reason} (in {name})") from None
    seen: set[str] = set()
    for row in rows:
        if row["id"] in seen:
            raise EvidenceError(f"{name}: the id “{row['id']}” is there twice.")
        seen.add(row["id"])
    return rows
