"""Cells of a table as numbers: which sign writes decimals, what is blank, what is refused."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.evidence.errors import TableError

NUMBER: Final = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d{1,3})?", re.ASCII)
# "1,150" is a thousand or a little more than one; "0,150" and "1,15" are decimals.
_AMBIGUOUS: Final = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_THOUSANDS: Final = re.compile(
    r"[-+]?\d{1,3}(([.,’' ])\d{3})(\2\d{3})*([.,]\d+)?|[-+]?\d{1,3}([.,]\d{3}){2,}", re.ASCII
)
_WITH_UNIT: Final = re.compile(r"[-+]?\d+([.,]\d+)?\s*(%|[^\W\d_][\w/²³%]*)")
_SPACES: Final = str.maketrans(
    "", "", "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}\N{ZERO WIDTH SPACE}\ufeff"
)
_BLANKS: Final = frozenset({"", "na", "n/a", "n.a.", "#n/a", "null", "none", ".", "-", "--", "—"})


def tidy(cell: str) -> str:
    """Return a cell without the spaces that no eye sees, its minus a plain one."""
    return cell.translate(_SPACES).replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-").strip()


def is_blank(cell: str) -> bool:
    """Tell whether a cell says that there is no number: empty, NA and their like."""
    return tidy(cell).lower() in _BLANKS


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with its place."""

    text: str
    column: str
    line: int

    @property
    def sign(self) -> str | None:
        """Return the comma or the point in it, if there is one."""
        return next((mark for mark in ",." if mark in self.text), None)

    def number(self) -> float:
        """Return its number; raise for one that is blank, no number or too large."""
        text = tidy(self.text)
        if is_blank(text):
            raise TableError(
                self.line, "{column} is blank; fill it in or leave the whole row blank.", column=self.column
            )
        if not NUMBER.fullmatch(text):
            self._refuse(text)
        value = float(text.replace(",", "."))
        if not math.isfinite(value):
            raise TableError(self.line, "{column} is “{cell}”, which is too large.", column=self.column, cell=self.text)
        return value

    def _refuse(self, text: str) -> None:
        if _THOUSANDS.fullmatch(text):
            raise TableError(
                self.line,
                "{column} is “{cell}”; write numbers without a sign for thousands.",
                column=self.column,
                cell=self.text,
            )
        if _WITH_UNIT.fullmatch(text):
            raise TableError(
                self.line,
                "{column} is “{cell}”; write the number alone, and the unit into the name of a column.",
                column=self.column,
                cell=self.text,
            )
        raise TableError(self.line, "{column} is “{cell}”, which is not a number.", column=self.column, cell=self.text)

    @property
    def is_ambiguous(self) -> bool:
        """Tell whether the sign in it could mean thousands as well."""
        return bool(_AMBIGUOUS.fullmatch(tidy(self.text)))


def columns_like_thousands(cells: Sequence[Cell], separator: str) -> tuple[str, ...]:
    """Check that the table writes decimals with one sign; return the columns that look like thousands throughout.

    A comma or point before three digits is taken for decimals where another cell shows that it writes decimals. Where
    none does, a column of nothing else is taken for decimals, to be said in a note; one that also holds other numbers
    is refused, and so is every such comma where commas separate the cells.
    """
    _check_one_sign(cells)
    doubtful = [cell for cell in cells if cell.is_ambiguous]
    if not doubtful or any(cell.sign and not cell.is_ambiguous and not is_blank(cell.text) for cell in cells):
        return ()
    throughout = []
    for column in dict.fromkeys(cell.column for cell in doubtful):
        first = next(cell for cell in doubtful if cell.column == column)
        others = [cell for cell in cells if cell.column == column and not cell.is_ambiguous and not is_blank(cell.text)]
        if others or (separator == "," and first.sign == ","):
            raise TableError(
                first.line,
                "{column} is “{cell}”: it cannot be told whether the “{sign}” stands for decimals or for thousands; "
                "write {thousands} or {decimals}.",
                column=column,
                cell=first.text,
                sign=first.sign,
                thousands=tidy(first.text).replace(str(first.sign), ""),
                decimals=tidy(first.text) + "0",
            )
        throughout.append(column)
    return tuple(throughout)


def _check_one_sign(cells: Iterable[Cell]) -> None:
    seen: Cell | None = None
    for cell in cells:
        if cell.sign is None or is_blank(cell.text) or not NUMBER.fullmatch(tidy(cell.text)):
            continue
        if seen is not None and seen.sign != cell.sign:
            raise TableError(
                cell.line,
                "{column} is “{cell}”, but line {line} writes decimals with “{sign}”; use one sign for "
                "decimals, and none for thousands.",
                column=cell.column,
                cell=cell.text,
                line=seen.line,
                sign=seen.sign,
            )
        seen = cell
