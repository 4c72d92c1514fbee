"""Read a table of studies as people keep it: commas, semicolons or tabs, decimal points or decimal commas."""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from drypoint.knowledge.evidence.cells import NUMBER, Cell, columns_like_thousands, is_blank, tidy
from drypoint.knowledge.evidence.effects.rows import FloatArray
from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.sentences import Sentence

_SEPARATORS = (";", "\t", "|", ",")
_MOST_BYTES = 20_000_000
_MOST_COLUMNS = 100
# Below the names, Markdown draws a line: |---|:-:|.
_RULE = re.compile(r":?-+:?")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under named columns, with the line of the file where each row began."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    header_line: int
    notes: tuple[str, ...] = ()
    separator: str = ","

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, column: object) -> bool:
        return column in self.header

    def text(self, column: str) -> list[str]:
        """Return a column as text; raise for a blank cell."""
        place = self._place(column)
        for row, line in zip(self.rows, self.lines, strict=True):
            if not row[place]:
                raise TableError(line, "{column} is blank; fill it in or leave the whole row blank.", column=column)
        return [row[place] for row in self.rows]

    def numbers(self, columns: Sequence[str]) -> dict[str, FloatArray]:
        """Return columns as numbers; raise for the first cell, line by line, that is blank or no number."""
        cells = self._cells(columns)
        values: dict[str, list[float]] = {column: [] for column in columns}
        for cell in cells:
            values[cell.column].append(cell.number())
        columns_like_thousands(cells, self.separator)
        return {column: np.array(found) for column, found in values.items()}

    def notes_on_thousands(self, columns: Sequence[str]) -> tuple[Sentence, ...]:
        """Return a note on the columns whose every number could be one of thousands and is taken for decimals."""
        doubtful = columns_like_thousands(self._cells(columns), self.separator)
        if not doubtful:
            return ()
        return (
            Sentence(
                "Every number of {columns} has three digits behind its sign and was read as a decimal; if thousands "
                "are meant, write them without a sign.",
                columns=", ".join(doubtful),
            ),
        )

    def without_empty(self, columns: Sequence[str]) -> "Table":
        """Return the table without the studies that give no number at all in these columns, with a note on them."""
        places = [self._place(column) for column in columns]
        empty = [number for number, row in enumerate(self.rows) if all(is_blank(row[place]) for place in places)]
        if not empty or len(empty) == len(self.rows):
            return self
        lines = ", ".join(str(self.lines[number]) for number in empty[:10]) + (" …" if len(empty) > 10 else "")
        note = Sentence("Studies without any number were left out: line {lines}.", lines=lines)
        kept = self.only([number for number in range(len(self.rows)) if number not in set(empty)])
        return replace(kept, notes=(*self.notes, note))

    def _cells(self, columns: Sequence[str]) -> list[Cell]:
        places = [(column, self._place(column)) for column in columns]
        return [
            Cell(row[place], column, line)
            for row, line in zip(self.rows, self.lines, strict=True)
            for column, place in places
        ]

    def is_numeric(self, column: str) -> bool:
        """Tell whether every cell of the column is a number."""
        place = self._place(column)
        return all(NUMBER.fullmatch(tidy(row[place])) for row in self.rows)

    def only(self, rows: Sequence[int]) -> "Table":
        """Return the table with some of its rows."""
        return replace(self, rows=tuple(self.rows[row] for row in rows), lines=tuple(self.lines[row] for row in rows))

    def _place(self, column: str) -> int:
        try:
            return self.header.index(column)
        except ValueError:
            known = ", ".join(self.header)
            raise TableError(
                self.header_line, "there is no column “{column}”; the columns are {known}.", column=column, known=known
            ) from None


def decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and a note where its encoding had to be guessed."""
    if len(content) > _MOST_BYTES:
        raise EvidenceError("The table is larger than {size} MB.", size=_MOST_BYTES // 1_000_000)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return content.decode("cp1250", errors="replace"), (
            Sentence("The file is not UTF-8; it was read as Windows-1250."),
        )


def read_table(text: str, notes: Iterable[str] = ()) -> Table:
    """Read a table whose first line names the columns; blank rows are left out with a note.

    The separator is the one in the first line; column names are compared in lower case. Raises TableError with the
    line for a row that does not fit the header, EvidenceError for a table without studies.
    """
    told = list(notes)
    cut = cut_up(text)
    header = tuple(name.lower() for name in cut.header)
    _check_header(header, cut.header_line)
    rows, lines, blank = cut.studies()
    if blank:
        lines_told = ", ".join(map(str, blank[:10])) + (" …" if len(blank) > 10 else "")
        told.append(Sentence("Blank rows were skipped: line {lines}.", lines=lines_told))
    return Table(header, rows, lines, cut.header_line, tuple(told), cut.separator)


@dataclass(frozen=True, slots=True)
class CutUp:
    """A text as cells: the names of the first line as they are written, and every row below it with its line."""

    header: tuple[str, ...]
    header_line: int
    below: tuple[tuple[int, list[str]], ...]
    separator: str

    def studies(self) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...], tuple[int, ...]]:
        """Return the rows that hold something, as wide as the first line, their lines, and those of the blank rows.

        Raises TableError for a row that is wider, EvidenceError where no row holds anything.
        """
        rows, lines, blank = [], [], []
        for line, raw in self.below:
            row = tuple(cell.strip() for cell in raw)
            if not any(row):
                blank.append(line)
                continue
            rows.append(_fitted(row, len(self.header), line))
            lines.append(line)
        if not rows:
            raise EvidenceError("The table names its columns but holds no study.")
        return tuple(rows), tuple(lines), tuple(blank)


def cut_up(text: str) -> CutUp:
    """Return the cells of a text. Raises EvidenceError for one that is no table, TableError for too many columns."""
    if "\0" in text:
        raise EvidenceError("This is not a table in text form (CSV); export it as CSV first.")
    separator, found = records(text)
    if not found:
        raise EvidenceError("The table is empty: the first line must name the columns, each further line is a study.")
    (line, cells), *below = found
    names = [tidy(cell) for cell in cells]
    width = max((number for number, name in enumerate(names, start=1) if name), default=0)
    if width > _MOST_COLUMNS:
        raise TableError(line, "there are {count} columns; at most {most} are read.", count=width, most=_MOST_COLUMNS)
    return CutUp(tuple(names[:width]), line, tuple(below), separator)


def records(text: str) -> tuple[str, list[tuple[int, list[str]]]]:
    """Return the separator and the cells of each row with the line where it begins. Raises TableError."""
    # A form feed or a line separator of Unicode belongs to a name and ends no row.
    lines = re.split(r"\r\n|\r|\n", text)
    first = _first_written(lines, 0)
    if first is None:
        return ",", []
    told = re.fullmatch(r"\s*sep=(.)\s*", lines[first], flags=re.IGNORECASE)
    if told:
        separator, first = told[1], _first_written(lines, first + 1)
        if first is None:
            return separator, []
    else:
        separator = _separator(lines[first])
    is_drawn = separator == "|" and lines[first].lstrip().startswith("|")
    if is_drawn:
        # A table as Markdown draws it has a bar at either end of each line, too.
        lines = [re.sub(r"^\s*\||\|\s*$", "", line) for line in lines]
    reader = csv.reader(io.StringIO("\n".join(lines[first:])), delimiter=separator, skipinitialspace=True)
    found: list[tuple[int, list[str]]] = []
    start = first + 1
    try:
        for cells in reader:
            found.append((start, cells))
            start = first + reader.line_num + 1
    except csv.Error as problem:
        raise TableError(start, "the row cannot be read ({problem}).", problem=str(problem)) from None
    if separator == "|" and len(found) > 1 and all(_RULE.fullmatch(cell.strip()) for cell in found[1][1]):
        del found[1]
    while found and not any(cell.strip() for cell in found[-1][1]):
        found.pop()
    return separator, found


def _first_written(lines: Sequence[str], start: int) -> int | None:
    """Return the place of the first line from ``start`` on in which more stands than separators."""
    return next((number for number in range(start, len(lines)) if lines[number].strip(" \t;,|")), None)


def _separator(line: str) -> str:
    """Return what separates the names of the first line; what stands in quotes separates nothing."""
    bare = re.sub(r'"[^"]*"', "", line)
    return next((sign for sign in _SEPARATORS if sign in bare), ",")


def _check_header(header: tuple[str, ...], line: int) -> None:
    if any(NUMBER.fullmatch(name) for name in header):
        raise TableError(line, "the first line must name the columns, but it holds numbers.")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        if not twice:
            raise TableError(line, "two columns have no name.")
        raise TableError(line, "the column “{column}” is there twice.", column=twice)


def _fitted(row: tuple[str, ...], width: int, line: int) -> tuple[str, ...]:
    if any(row[width:]):
        raise TableError(
            line,
            "there are {count} cells where the first line names {width} columns; numbers with decimal "
            "commas need semicolons between the cells.",
            count=len(row),
            width=width,
        )
    return (*row[:width], *("" for _ in range(width - len(row))))
