"""Say which column of a table is what, and how it writes numbers: guessed, to be confirmed; what is ambiguous is asked.

From any table a reader makes one with our names and decimal points, which then is read like every other.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from drypoint.knowledge.evidence.cells import is_blank, tidy
from drypoint.knowledge.evidence.effects import MEASURES
from drypoint.knowledge.evidence.errors import EvidenceError, TableError
from drypoint.knowledge.evidence.names import meanings
from drypoint.knowledge.evidence.table import records

Decimal = Literal[".", ","]
# How thousands can be set apart; a space stands for every kind of space, an apostrophe for both kinds.
Thousands = Literal["", ".", ",", " ", "'"]
STUDY: Final = "study"
# A two by two table can be given as events and people, an effect with its standard error.
_INSTEAD: Final = {"bi": "n1", "di": "n2", "vi": "sei"}
_GROUPED: Final = re.compile(r"[-+]?[1-9]\d{0,2}([.,’' ])\d{3}(\1\d{3})*([.,]\d+)?", re.ASCII)
_ONE_SIGN: Final = re.compile(r"[-+]?(\d*)([.,])(\d*)([eE][-+]?\d{1,3})?", re.ASCII)
_DIGITS: Final = re.compile(r"[-+]?[\d.,’' ]*\d[\d.,’' ]*([eE][-+]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class LooseTable:
    """A table as it stands in a text: cells under headings that may lack a name or share one."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    header_line: int

    def column(self, place: int) -> tuple[str, ...]:
        """Return the cells of a column."""
        return tuple(row[place] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Signs:
    """Which sign writes decimals, and which one, if any, sets thousands apart."""

    decimal: Decimal
    thousands: Thousands


def loose_table(text: str) -> LooseTable:
    """Return the table of a text, whatever its columns are called. Raises EvidenceError for a text that holds none."""
    if "\0" in text:
        raise EvidenceError("This is not a table in text form (CSV); export it as CSV first.")
    _separator, found = records(text)
    if not found:
        raise EvidenceError("The table is empty: the first line must name the columns, each further line is a study.")
    (header_line, first), *others = found
    width = max((number for number, cell in enumerate(first, start=1) if cell.strip()), default=0)
    header = tuple(tidy(cell) for cell in first[:width])
    rows = [(line, cells) for line, cells in others if any(cell.strip() for cell in cells)]
    if not rows:
        raise EvidenceError("The table names its columns but holds no study.")
    for line, cells in rows:
        if any(cell.strip() for cell in cells[width:]):
            raise TableError(
                line,
                "there are {count} cells where the first line names {width} columns; numbers with decimal "
                "commas need semicolons between the cells.",
                count=len(cells),
                width=width,
            )
    fitted = tuple((*(cell.strip() for cell in cells[:width]), *[""] * (width - len(cells))) for _line, cells in rows)
    return LooseTable(header, fitted, tuple(line for line, _cells in rows), header_line)


def roles() -> tuple[str, ...]:
    """Return every name that a measure reads, the study first."""
    named = [name for measure in MEASURES.values() for name in measure.columns]
    return tuple(dict.fromkeys((STUDY, *named, *_INSTEAD.values())))


def fitting_measures(given: Iterable[str]) -> tuple[str, ...]:
    """Return the measures that can be read from columns of these roles."""
    known = set(given)
    return tuple(code for code in MEASURES if not missing_for(code, known))


def missing_for(measure: str, given: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return what a measure still lacks: each as the roles of which one is enough."""
    known = set(given)
    needed = [(name, *([_INSTEAD[name]] if name in _INSTEAD else [])) for name in MEASURES[measure].columns]
    return tuple(ways for ways in needed if not known & set(ways))


def guessed_roles(header: Sequence[str]) -> tuple[str, ...]:
    """Return the role of each column by its name; "" where it has none, or where two columns could be the same.

    A name that means one thing beside events and another beside person-time is read by what stands beside it.
    """
    possible = [meanings(name) for name in header]
    found: dict[tuple[bool, int], list[tuple[str, ...]]] = {}
    for columns in dict.fromkeys(measure.columns for measure in MEASURES.values()):
        wanted = {STUDY, *columns, *(_INSTEAD[name] for name in columns if name in _INSTEAD)}
        chosen = [next((role for role in can_be if role in wanted), "") for can_be in possible]
        once = tuple(role if chosen.count(role) == 1 else "" for role in chosen)
        is_whole = all(name in once or _INSTEAD.get(name) in once for name in columns)
        found.setdefault((is_whole, sum(map(bool, once))), []).append(once)
    best = found[max(found)]
    return tuple(roles[0] if len(set(roles)) == 1 else "" for roles in zip(*best, strict=True))


def guessed_signs(cells: Iterable[str]) -> Signs | None:
    """Return how the cells write numbers, None where that cannot be told: then somebody must say it.

    “1.150” alone tells nothing; “0,5”, “1.234.567” and “1,234.5” do. Raises no error: cells that are no numbers are
    passed over.
    """
    decimals: set[str] = set()
    thousands: set[str] = set()
    doubtful: set[str] = set()
    for cell in cells:
        text = _plain(cell)
        if is_blank(text) or not _DIGITS.fullmatch(text):
            continue
        grouped, single = _GROUPED.fullmatch(text), _ONE_SIGN.fullmatch(text)
        if single and not (grouped and len(single[3]) == 3):
            decimals.add(single[2])
        elif grouped and grouped[3]:
            thousands.add(grouped[1])
            decimals.add(grouped[3][0])
        elif grouped and (grouped[2] or grouped[1] not in ".,"):
            thousands.add(grouped[1])
        elif grouped:
            doubtful.add(grouped[1])
    return _signs(decimals, thousands, doubtful)


def _signs(decimals: set[str], thousands: set[str], doubtful: set[str]) -> Signs | None:
    if decimals & thousands or len(decimals) > 1 or len(thousands) > 1:
        return None
    decimal = next(iter(decimals), "")
    group = next(iter(thousands), "")
    for sign in doubtful - decimals - thousands:
        if decimal and not group:
            group = sign  # the other sign writes decimals, so that this one sets thousands apart
        elif group and not decimal:
            decimal = sign
        else:
            return None
    if not decimal:
        decimal = "," if group == "." else "."
    return Signs("," if decimal == "," else ".", _thousands(group))


def _thousands(sign: str) -> Thousands:
    known: dict[str, Thousands] = {".": ".", ",": ",", " ": " ", "'": "'"}
    return known.get(sign, "")


def number_columns(table: LooseTable) -> tuple[int, ...]:
    """Return the places of the columns in which every cell that is not blank looks like a number."""
    found = []
    for place in range(len(table.header)):
        cells = [_plain(cell) for cell in table.column(place) if not is_blank(cell)]
        if cells and all(_DIGITS.fullmatch(cell) for cell in cells):
            found.append(place)
    return tuple(found)


def mapped(table: LooseTable, chosen: Mapping[int, str], signs: Signs) -> str:
    """Return the table as CSV with our names for the chosen columns, and decimal points in every number.

    Columns without a role keep their own name. Raises TableError for a number that these signs do not write, and for
    two columns of one name.
    """
    header = [chosen.get(place) or own.lower() or f"column{place + 1}" for place, own in enumerate(table.header)]
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise TableError(table.header_line, "the column “{column}” is there twice.", column=twice)
    numeric = {place for place, role in chosen.items() if role and role != STUDY} | set(number_columns(table))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row, line in zip(table.rows, table.lines, strict=True):
        writer.writerow(
            _rewritten(cell, header[place], line, signs, is_needed=bool(chosen.get(place)))
            if place in numeric
            else cell
            for place, cell in enumerate(row)
        )
    return out.getvalue()


def _rewritten(cell: str, column: str, line: int, signs: Signs, *, is_needed: bool) -> str:
    """Return a number with a decimal point and no sign for thousands."""
    text = _plain(cell)
    if is_blank(text):
        return ""
    if not _written_by(signs).fullmatch(text):
        if not is_needed:
            return cell
        raise TableError(line, "{column} is “{cell}”, which is not a number.", column=column, cell=cell)
    bare = text.replace(signs.thousands, "") if signs.thousands else text
    number = bare.replace(signs.decimal, ".")
    # Three digits behind a point could be thousands for whoever reads it next.
    return f"{number}0" if re.fullmatch(r"[-+]?[1-9]\d{0,2}\.\d{3}", number) else number


def _written_by(signs: Signs) -> re.Pattern[str]:
    decimal = re.escape(signs.decimal)
    whole = r"\d+"
    if signs.thousands:
        group = re.escape(signs.thousands)
        whole = rf"(?:\d{{1,3}}(?:{group}\d{{3}})+|\d+)"
    return re.compile(rf"[-+]?(?:{whole}(?:{decimal}\d*)?|{decimal}\d+)(?:[eE][-+]?\d{{1,3}})?", re.ASCII)


def _plain(cell: str) -> str:
    """Return a cell in which one space and one apostrophe stand for all kinds of them."""
    spaced = re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]", " ", cell.strip())
    return tidy(spaced).replace("’", "'")
