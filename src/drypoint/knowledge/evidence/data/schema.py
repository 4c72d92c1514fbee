"""What each table of evidence may contain; checked whenever it is loaded."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from drypoint.knowledge.evidence.errors import TableError
from drypoint.knowledge.evidence.table import Table

Kind = Literal["text", "count", "number", "above 0", "percent", "p", "year", "link"]

CONDITIONS = ("neck", "low back", "shoulder", "knee", "heel", "headache", "elbow", "jaw", "hip", "other")
COMPARATORS = ("sham", "sham add-on", "no treatment", "add-on", "active", "mixed")
# A published pool may also compare needling with needling and something else; that is no question about needling.
COMPARATORS_OF_POOLS = (*COMPARATORS, "needling in both")
TIMES = ("baseline", "immediate", "short", "medium", "long", "unclear")
OUTCOMES = ("pain", "first-step pain", "function", "harm", "other")

_YEAR = re.compile(r"(19|20)\d\d")
_P = re.compile(r"<?\s*(0?\.\d+|1(\.0+)?|0)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind, the words it may hold, and whether it must be filled."""

    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    required: bool = False


_TEXT, _NUMBER, _COUNT = Column(), Column("number"), Column("count")

TRIALS: Mapping[str, Column] = {
    "id": Column(required=True),
    "trial": Column(required=True),
    "author": _TEXT,
    "year": Column("year"),
    "doi": _TEXT,
    "registration": _TEXT,
    "design": _TEXT,
    "randomised": Column(choices=("yes", "no"), required=True),
    "condition": Column(choices=CONDITIONS, required=True),
    "condition_reported": _TEXT,
    "arm_1": Column(required=True),
    "arm_2": Column(required=True),
    "comparator": Column(choices=COMPARATORS, required=True),
    "outcome": Column(choices=OUTCOMES, required=True),
    "outcome_reported": _TEXT,
    "instrument": _TEXT,
    "better": Column(choices=("lower", "higher")),
    "time_class": Column(choices=TIMES),
    "time_reported": _TEXT,
    "n1": _COUNT,
    "mean1": _NUMBER,
    "sd1": Column("above 0"),
    "n2": _COUNT,
    "mean2": _NUMBER,
    "sd2": Column("above 0"),
    "events1": _COUNT,
    "events2": _COUNT,
    "mean1_ci_low": _NUMBER,
    "mean1_ci_high": _NUMBER,
    "mean2_ci_low": _NUMBER,
    "mean2_ci_high": _NUMBER,
    "effect_type": Column(choices=("MD", "SMD", "RR", "OR", "RD%", "NNT")),
    "effect": _NUMBER,
    "ci_low": _NUMBER,
    "ci_high": _NUMBER,
    "p": Column("p"),
    "adjusted": _TEXT,
    "n_randomised": _COUNT,
    "pedro": _COUNT,
    "risk_of_bias": Column(choices=("low", "some concerns", "high")),
    "source": Column("link"),
    "how_read": _TEXT,
    "remark": _TEXT,
}

POOLS: Mapping[str, Column] = {
    "id": Column(required=True),
    "review": Column(required=True),
    "year": Column("year", required=True),
    "doi": _TEXT,
    "condition": Column(choices=CONDITIONS, required=True),
    "condition_reported": _TEXT,
    "comparison": _TEXT,
    "comparator": Column(choices=COMPARATORS_OF_POOLS),
    "outcome": Column(choices=OUTCOMES),
    "outcome_reported": _TEXT,
    "time_class": Column(choices=TIMES),
    "time_reported": _TEXT,
    "measure": Column(choices=("SMD", "MD", "RR", "OR")),
    "measure_reported": _TEXT,
    "k": _COUNT,
    "n": _COUNT,
    "review_k": _COUNT,
    "review_n": _COUNT,
    "model": _TEXT,
    "estimate": _NUMBER,
    "ci_low": _NUMBER,
    "ci_high": _NUMBER,
    "i2": Column("percent"),
    "p": Column("p"),
    "certainty": _TEXT,
    "certainty_scheme": Column(choices=("GRADE", "authors", "risk of bias")),
    "direction": _TEXT,
    "source": Column("link"),
    "how_read": _TEXT,
    "remark": _TEXT,
}

HARMS: Mapping[str, Column] = {
    "id": Column(required=True),
    "study": Column(required=True),
    "year": Column("year"),
    "citation": Column(required=True),
    "modality": Column(required=True),
    "design": _TEXT,
    "told_by": Column(choices=("patient", "therapist", "incident system")),
    "population": _TEXT,
    "per": Column(
        choices=("treatments", "patients", "therapists", "incident reports", "case", "pneumothorax cases"),
        required=True,
    ),
    "n": _COUNT,
    "event": Column(required=True),
    "severity": Column(choices=("mild", "moderate", "serious", "any", "mixed", "process"), required=True),
    "count": _COUNT,
    "percent": Column("percent"),
    "per_million": _NUMBER,
    "rate_computed": Column(choices=("yes",)),
    "interval_reported": _TEXT,
    "time_window": _TEXT,
    "doi": _TEXT,
    "pmid": _TEXT,
    "how_read": _TEXT,
    "remark": _TEXT,
}


def checked_rows(table: Table, columns: Mapping[str, Column]) -> list[dict[str, str]]:
    """Return the rows as dictionaries with every column of the schema, blank where the table has none.

    Raises TableError with the line of the first cell that the schema does not allow.
    """
    unknown = [name for name in table.header if name not in columns]
    if unknown:
        raise TableError(table.header_line, f"unknown columns: {', '.join(unknown)}.")
    missing = [name for name, column in columns.items() if column.required and name not in table]
    if missing:
        raise TableError(table.header_line, f"missing columns: {', '.join(missing)}.")
    rows = []
    for cells, line in zip(table.rows, table.lines, strict=True):
        given = dict(zip(table.header, cells, strict=True))
        row = {name: given.get(name, "") for name in columns}
        for name, column in columns.items():
            _check(row[name], name, column, line)
        rows.append(row)
    return rows


def _check(cell: str, name: str, column: Column, line: int) -> None:
    if not cell:
        if column.required:
            raise TableError(line, f"{name} is blank.")
        return
    if column.choices and cell not in column.choices:
        raise TableError(line, f"{name} is “{cell}”; allowed are {', '.join(column.choices)}.")
    if column.kind != "text":
        problem = _problem(cell, column.kind)
        if problem:
            raise TableError(line, f"{name} is “{cell}”, which is {problem}.")


def _problem(cell: str, kind: Kind) -> str:
    if kind == "year":
        return "" if _YEAR.fullmatch(cell) else "no year"
    if kind == "p":
        return "" if _P.fullmatch(cell) else "no p value (write 0.03 or <0.001)"
    if kind == "link":
        return "" if cell.startswith(("https://", "http://")) else "no link"
    if kind == "count":
        return "" if cell.isdecimal() else "no whole number"
    value = number(cell)
    if value is None or not math.isfinite(value):
        return "no number"
    if kind == "above 0" and value <= 0:
        return "not above 0"
    return "not between 0 and 100" if kind == "percent" and not 0 <= value <= 100 else ""


def number(cell: str) -> float | None:
    """Return a cell as a number, None when it is blank or none."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None
