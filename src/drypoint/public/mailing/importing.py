"""Read a list of people from another list manager: a table with addresses and with how each of them agreed. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST_PROOF = 300
_ADDRESS = ("email", "e-mail", "address", "adresa", "e-pošta", "e-posta")
_LANGUAGE = ("language", "jezik")
_PROOF = ("consent", "proof", "privola", "dokaz")


class Line(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    KNOWN = "known"
    WAITING = "waiting"
    LEFT = "left"
    SUPPRESSED = "suppressed"
    REPEATED = "repeated"
    NO_ADDRESS = "no_address"
    NO_PROOF = "no_proof"
    NO_LANGUAGE = "no_language"


class UnreadableTableError(ValueError):
    """The table lacks a column; columns names those that are missing."""

    def __init__(self, *columns: str) -> None:
        super().__init__(f"The first line must name the columns; missing: {', '.join(columns)}.")
        self.columns = columns


@dataclass(frozen=True)
class TableLine:
    """A line as it was read; problem is None if it can be taken over."""

    number: int
    email: str
    language: str
    proof: str
    problem: Line | None = None


def read_table(
    text: Iterable[str], *, is_address: Callable[[str], bool], languages: tuple[str, ...], language: str
) -> Iterator[TableLine]:
    """Yield the lines of a table with a heading: address, proof of consent and, if it is there, language.

    Commas, semicolons and tabs part the cells. language is whose who have none written. Raises UnreadableTableError.
    """
    lines = iter(text)
    heading = next(lines, "").lstrip("\ufeff")
    parting = max(";\t,", key=heading.count)
    names = [name.strip().casefold() for name in next(csv.reader(io.StringIO(heading), delimiter=parting), [])]
    address, proof, own = _place(names, _ADDRESS), _place(names, _PROOF), _place(names, _LANGUAGE)
    missing = [title for title, place in (("email", address), ("consent", proof)) if place is None]
    if address is None or proof is None:
        raise UnreadableTableError(*missing)
    for number, cells in enumerate(csv.reader(lines, delimiter=parting), 2):
        if not any(cell.strip() for cell in cells):
            continue
        spoken = _cell(cells, own).casefold() or language
        line = TableLine(number, _cell(cells, address), spoken, " ".join(_cell(cells, proof).split())[:LONGEST_PROOF])
        yield TableLine(line.number, line.email, line.language, line.proof, _problem(line, is_address, languages))


def _problem(line: TableLine, is_address: Callable[[str], bool], languages: tuple[str, ...]) -> Line | None:
    if len(line.email) > 254 or not is_address(line.email):
        return Line.NO_ADDRESS
    if not line.proof:
        return Line.NO_PROOF
    return None if line.language in languages else Line.NO_LANGUAGE


def _place(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((place for place, name in enumerate(names) if name in wanted), None)


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""
