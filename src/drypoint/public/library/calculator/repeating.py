"""The code that gives the same answer again: on the command line, in Python, in R with metafor."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.evidence.analysis import TABLE_METHODS, Question, columns_read
from drypoint.knowledge.evidence.effects import MEASURES
from drypoint.knowledge.evidence.table import Table

FILE: Final = "studies.csv"
# Measures that metafor does not have.
_NOT_IN_METAFOR: Final = {"SMD_REVMAN"}
_ESCALC: Final = {
    "m1": "m1i",
    "sd1": "sd1i",
    "n1": "n1i",
    "m2": "m2i",
    "sd2": "sd2i",
    "n2": "n2i",
}
# With what the recipes in R were run by the tests (tests/library/test_recipes_in_r.py).
TRIED_METAFOR: Final = "3.8"
_CONTROL: Final = dict.fromkeys(("REML", "ML", "EB"), ", control = list(threshold = 1e-12, maxiter = 10000)") | {
    "PM": ", control = list(tol = 1e-12)"
}
_RESERVED: Final = frozenset(["if", "else", "repeat", "while", "function", "for", "next", "break", "in"])


@dataclass(frozen=True)
class Recipe:
    """One way of repeating: its name and its lines."""

    name: str
    lines: str


def recipes(question: Question, separator: str, decimal: str, table: Table) -> list[Recipe]:
    """Return the ways of repeating an analysis whose table lies in studies.csv; R where metafor has the measure."""
    found = [Recipe("drypoint", command(question)), Recipe("Python", python(question))]
    in_r = metafor(question, separator, decimal, columns_read(table, question.measure))
    return [*found, Recipe(f"R, metafor {TRIED_METAFOR}", in_r)] if in_r else found


def _exact(value: float) -> str:
    """Write a number so that it is read back as the same one."""
    return repr(int(value)) if value == int(value) else repr(value)


def command(question: Question) -> str:
    """Return the command line; defaults are left out."""
    words = ["drypoint", "evidence", "pool", FILE, "--measure", question.measure]
    options = question.options
    if question.method != "REML":
        words += ["--method", question.method]
    words += ["--hk-floor"] * options.hk_floor + ["--hk"] * (options.hk and not options.hk_floor)
    if options.prediction != "riley":
        words += ["--pi", options.prediction]
    if question.add is not None:
        words += ["--add", _exact(question.add)]
    if question.to != "only0":
        words += ["--to", question.to]
    if question.by:
        words += ["--by", question.by]
    if question.moderators:
        words += ["--mod", *question.moderators]
    if options.level != 95:
        words += ["--level", _exact(options.level)]
    return shlex.join(words)


def python(question: Question) -> str:
    """Return the same as a program against the library."""
    options = question.options
    method = "EE" if question.method in TABLE_METHODS else question.method
    asked = [f'"{question.measure}"', f'method="{question.method}"']
    chosen = [f'method="{method}"', f"hk={options.hk}", f"hk_floor={options.hk_floor}"]
    chosen += [f'prediction="{options.prediction}"', f"level={_exact(options.level)}"]
    asked.append(f"options=Options({', '.join(chosen)})")
    if question.add is not None:
        asked.append(f"add={_exact(question.add)}")
    if question.to != "only0":
        asked.append(f'to="{question.to}"')
    if question.by:
        asked.append(f"by={question.by!r}")
    if question.moderators:
        asked.append(f"moderators={question.moderators!r}")
    arguments = ",\n    ".join(asked)
    return (
        "from pathlib import Path\n\n"
        "from drypoint.knowledge.evidence.analysis import Question, analyse\n"
        "from drypoint.knowledge.evidence.pooling import Options\n"
        "from drypoint.knowledge.evidence.report import to_text\n"
        "from drypoint.knowledge.evidence.table import decoded, read_table\n\n"
        f'table = read_table(*decoded(Path("{FILE}").read_bytes()))\n'
        f"question = Question(\n    {arguments},\n)\n"
        "print(to_text(analyse(table, question)))"
    )


def _named(column: str) -> str:
    """Return what R's make.names makes of a column's name, so that no function of R stumbles over it."""
    name = re.sub(r"[^\w.]", ".", column)
    if not re.match(r"[^\W\d_]|\.(?!\d)", name):
        name = f"X{name}"
    return f"{name}." if name in _RESERVED else name


def metafor(question: Question, separator: str, decimal: str, columns: Mapping[str, str]) -> str:
    """Return the same in R, "" where metafor has no such measure or method.

    ``columns`` says under which name the file has each column that is read (``analysis.columns_read``).
    """
    code = question.measure
    if code in _NOT_IN_METAFOR or (question.method in TABLE_METHODS and question.by):
        return ""
    cells = ", ".join(f"{_ESCALC.get(name, name)} = {_named(own)}" for name, own in columns.items() if name != "study")
    names = f", slab = {_named(columns['study'])}" if "study" in columns else ""
    lines = [*_table_in_r(separator, decimal, columns)]
    constant = "" if question.add is None else f", add = {_exact(question.add)}"
    constant += "" if question.to == "only0" else f', to = "{question.to}"'
    constant = constant if MEASURES[code].may_add else ""
    level = f", level = {_exact(question.options.level)}"
    if question.method in TABLE_METHODS:
        pooling = "rma.peto(" if question.method == "PETO" else f'rma.mh(measure = "{code}", '
        return "\n".join([*lines, f"res <- {pooling}{cells}, data = dat{names}{constant}{level})", "res"])
    if code == "GEN":
        variance = f"dat${_named(columns['sei'])}^2" if "sei" in columns else f"dat${_named(columns['vi'])}"
        lines.append(f"dat$yi <- dat${_named(columns['yi'])}; dat$vi <- {variance}")
    else:
        lines.append(f'dat <- escalc(measure = "{code}", {cells}, data = dat{constant})')
    options = question.options
    test = ', test = "adhoc"' if options.hk_floor else ', test = "knha"' if options.hk else ""
    mods = f", mods = ~ {' + '.join(map(_named, question.moderators))}" if question.moderators else ""
    # metafor stops sooner than Drypoint unless it is told not to.
    tight = _CONTROL.get(question.method, "")
    fit = f'rma(yi, vi, data = dat, method = "{question.method}"{names}{test}{mods}{level}{tight}'
    if question.by:
        lines.append(f"by(dat, dat${_named(question.by)}, function(dat) {fit}))")
    lines.append(f"res <- {fit})")
    lines.append("res; confint(res)" if question.method != "EE" else "res")
    if not question.moderators and question.method != "EE":
        lines += _prediction_in_r(question) if options.prediction == "riley" else ["predict(res)"]
    return "\n".join(lines)


def _table_in_r(separator: str, decimal: str, columns: Mapping[str, str]) -> list[str]:
    """Return the lines that read the file as Drypoint does: names without case, rows without any number left out."""
    seen = '"\\t"' if separator == "\t" else f'"{separator}"'
    numbers = ", ".join(f"dat${_named(own)}" for name, own in columns.items() if name != "study")
    return [
        "library(metafor)",
        f'dat <- read.csv("{FILE}", sep = {seen}, dec = "{decimal}", check.names = FALSE,',
        '                strip.white = TRUE, na.strings = c("", "NA", "n/a", "-", "."), fileEncoding = "UTF-8-BOM")',
        "names(dat) <- make.names(tolower(names(dat)))",
        f"dat <- dat[!Reduce(`&`, lapply(list({numbers}), is.na)), ]",
    ]


def _prediction_in_r(question: Question) -> list[str]:
    """Return the lines for the interval with t and k - 2 degrees of freedom, for which versions have no one name."""
    tail = _exact(0.5 + question.options.level / 200)
    return [
        f"half <- qt({tail}, res$k - 2) * sqrt(res$tau2 + res$se^2)",
        "c(pi.lb = c(res$b) - half, pi.ub = c(res$b) + half)",
    ]
