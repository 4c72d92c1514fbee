"""Say which column of a table is what, and how it writes numbers: guessed, to be confirmed; what is ambiguous is asked.

From any table a reader makes one with our names and decimal points, which then is read like every other.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Final, Literal

from drypoint.knowledge.evidence.cells import is_blank, tidy
from drypoint.knowledge.evidence.effects import MEASURES
from drypoint.knowledge.evidence.errors import TableError
from drypoint.knowledge.evidence.names import meanings
from drypoint.knowledge.evidence.table import cut_up

Decimal = Literal[".", ","]
# How thousands can be set apart; a space stands for every kind of space, an apostrophe for both kinds.
Thousands = Literal["", ".", ",", " ", "'"]
STUDY: Final = "study"
# A two by two table can be given as events and people, an effect with its standard error.
_INSTEAD: Final = {"bi": "n1", "di": "n2", "vi": "sei"}
_GROUPED: Final = re.compile(r"[-+]?[1-9]\d{0,2}([.,' ])\d{3}(\1\d{3})*([.,]\d+)?", re.ASCII)
_ONE_SIGN: Final = re.compile(r"[-+]?(\d*)([.,])(\d*)([eE][-+]?\d{1,3})?", re.ASCII)
# Before the first digit stand signs alone: so there is one way to read a cell, as long as the cell.
_DIGITS: Final = re.compile(r"[-+]?[.,' ]*\d[\d.,' ]*([eE][-+]?\d{1,3})?", re.ASCII)
# No program writes a number that is longer.
_MOST_SIGNS: Final = 40


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
    cut = cut_up(text)
    rows, lines, _blank = cut.studies()
    return LooseTable(cut.header, rows, lines, cut.header_line)


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
        times = Counter(chosen)
        once = tuple(role if times[role] == 1 else "" for role in chosen)
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
        if is_blank(text) or not _looks_like_a_number(text):
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


def _looks_like_a_number(text: str) -> bool:
    return len(text) <= _MOST_SIGNS and _DIGITS.fullmatch(text) is not None


def number_columns(table: LooseTable) -> tuple[int, ...]:
    """Return the places of the columns in which every cell that is not blank looks like a number."""
    found = []
    for place in range(len(table.header)):
        cells = [_plain(cell) for cell in table.column(place) if not is_blank(cell)]
        if cells and all(_looks_like_a_number(cell) for cell in cells):
            found.append(place)
    return tuple(found)


def kept_names(table: LooseTable, word: str) -> tuple[str, ...]:
    """Return the name that each column keeps where no role is chosen for it.

    Only what was chosen may be read as a role: a name that means one to the reader gets the word behind it.
    """
    own = [name.lower() or f"column{place + 1}" for place, name in enumerate(table.header)]
    return tuple(_without_meaning(name, word, set(own)) if meanings(name) else name for name in own)


def _without_meaning(name: str, word: str, taken: Container[str]) -> str:
    """Return a name that means no role and that no column of the table has."""
    numbered = (f"{name} {word} {number}" for number in count(2))
    return next(new for new in chain([f"{name} {word}"], numbered) if new not in taken and not meanings(new))


def mapped(table: LooseTable, chosen: Mapping[int, str], signs: Signs, word: str = "extra") -> str:
    """Return the table as CSV with our names for the chosen columns, and decimal points in every number.

    Columns without a role have the names of `kept_names`. Raises TableError for a number that these signs do not
    write, and for two columns of one name.
    """
    header = [chosen.get(place) or kept for place, kept in enumerate(kept_names(table, word))]
    twice = next((name for name, times in Counter(header).items() if times > 1), None)
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
    if len(text) > _MOST_SIGNS or not _written_by(signs).fullmatch(text):
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
