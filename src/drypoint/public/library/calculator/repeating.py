"""The code that gives the same answer again: on the command line, in Python, in R with metafor."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.evidence.analysis import TABLE_METHODS, Question
from drypoint.knowledge.evidence.effects import MEASURES

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


@dataclass(frozen=True)
class Recipe:
    """One way of repeating: its name and its lines."""

    name: str
    lines: str


def recipes(question: Question, separator: str, decimal: str, *, has_variances: bool) -> list[Recipe]:
    """Return the ways of repeating an analysis whose table lies in studies.csv; R where metafor has the measure.

    ``has_variances`` is for GEN: the table has vi, not sei.
    """
    found = [Recipe("drypoint", command(question)), Recipe("Python", python(question))]
    in_r = metafor(question, separator, decimal, has_variances=has_variances)
    return [*found, Recipe("R, metafor", in_r)] if in_r else found


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
    """Return the name of a column as R reads it."""
    return column if re.fullmatch(r"[a-z.][a-z0-9._]*", column) else "`" + column.replace("`", r"\\`") + "`"


def metafor(question: Question, separator: str, decimal: str, *, has_variances: bool = True) -> str:
    """Return the same in R, "" where metafor has no such measure or method."""
    code = question.measure
    if code in _NOT_IN_METAFOR or (question.method in TABLE_METHODS and question.by):
        return ""
    seen = '"\\t"' if separator == "\t" else f'"{separator}"'
    columns = MEASURES[question.measure].columns
    cells = ", ".join(f"{_ESCALC.get(name, name)} = {name}" for name in columns)
    lines = ["library(metafor)", f'dat <- read.csv("{FILE}", sep = {seen}, dec = "{decimal}", check.names = FALSE)']
    # read.csv keeps the case of the names; Drypoint reads them without it.
    lines.append("names(dat) <- tolower(names(dat))")
    constant = "" if question.add is None else f", add = {_exact(question.add)}"
    constant += "" if question.to == "only0" else f', to = "{question.to}"'
    constant = constant if MEASURES[question.measure].may_add else ""
    level = f", level = {_exact(question.options.level)}"
    if question.method in TABLE_METHODS:
        pooling = "rma.peto(" if question.method == "PETO" else f'rma.mh(measure = "{code}", '
        return "\n".join([*lines, f"{pooling}{cells}, data = dat, slab = study{constant}{level})"])
    if question.measure == "GEN" and not has_variances:
        lines.append("dat$vi <- dat$sei^2")
    elif question.measure != "GEN":
        lines.append(f'dat <- escalc(measure = "{code}", {cells}, data = dat{constant})')
    test = {(True, False): ', test = "knha"', (True, True): ', test = "adhoc"', (False, True): ', test = "adhoc"'}
    adjusted = test.get((question.options.hk, question.options.hk_floor), "")
    mods = f", mods = ~ {' + '.join(map(_named, question.moderators))}" if question.moderators else ""
    fit = f'rma(yi, vi, data = dat, method = "{question.method}", slab = study{adjusted}{mods}{level}'
    if question.by:
        lines.append(f"by(dat, dat${_named(question.by)}, function(dat) {fit}))")
    lines.append(f"res <- {fit})")
    lines.append("res; confint(res)" if question.method != "EE" else "res")
    if not question.moderators:
        kind = ', pi.type = "Riley"' if question.options.prediction == "riley" else ""
        lines.append(f"predict(res{kind})")
    return "\n".join(lines)
