"""The recipes for R are run in R, where R with metafor is installed, and give the engine's numbers."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from drypoint.knowledge.evidence.analysis import Question, analyse
from drypoint.knowledge.evidence.pooling import Options
from drypoint.knowledge.evidence.table import decoded, read_table
from drypoint.public.library.calculator.answering import signs
from drypoint.public.library.calculator.examples import EXAMPLES
from drypoint.public.library.calculator.repeating import FILE, recipes

RSCRIPT = shutil.which("Rscript") or ""
# At the end of each recipe: the numbers that are compared.
TOLD = """
told <- function(name, value) cat(sprintf("told %s %.12g\\n", name, value))
for (i in seq_along(res$b)) { told("b", res$b[i]); told("low", res$ci.lb[i]); told("high", res$ci.ub[i]) }
if (inherits(res, "rma.uni")) told("tau2", res$tau2)
if (exists("half")) told("pi", c(res$b) - half)
"""
EVENTS, MEANS = EXAMPLES["events"].table, EXAMPLES["means"].table
OTHER_NAMES = (
    "Trial,Event1,N1,Event2,N2,risk of bias,while\nA,4,123,11,139,low,1\nB,6,306,29,303,low,2\nC,3,231,11,220,high,4\n"
)
NO_NAMES = "n1i,m1i,sd1i,n2i,m2i,sd2i\n20,3.1,1.9,21,4.4,2.1\n34,2.8,2.2,33,3.6,2.0\n15,4.0,1.6,16,5.9,1.8\n"
WITH_GAPS = "\ufeffstudy,yi,SE\nA,0.28,0.15\nB,NA,NA\nC,0.46,0.16\nD,0.03,0.09\n"

CASES: dict[str, tuple[str, Question]] = {
    **{
        method: (EVENTS, Question("RR", method, Options(method=method)))
        for method in ("REML", "DL", "ML", "EB", "PM", "HE", "HS", "SJ", "EE")
    },
    "Knapp-Hartung": (EVENTS, Question("RR", options=Options(hk=True, level=90))),
    "its floor": (EVENTS, Question("RR", options=Options(hk_floor=True))),
    "Mantel-Haenszel": (EVENTS, Question("OR", "MH")),
    "Peto": (EVENTS, Question("OR", "PETO")),
    "constants": (EVENTS, Question("OR", add=0.25, to="all")),
    "a moderator": (EVENTS, Question("RR", moderators=("latitude",))),
    "semicolons": (MEANS, Question("SMD", options=Options(hk=True))),
    "ratio of means": (MEANS, Question("ROM")),
    "events and totals": (OTHER_NAMES, Question("RR")),
    "a name with spaces": (OTHER_NAMES, Question("RD", by="risk of bias")),
    "a word of R": (OTHER_NAMES, Question("RR", moderators=("while",))),
    "no study column": (NO_NAMES, Question("MD")),
    "rows without a number": (WITH_GAPS, Question("GEN")),
    "proportions": (EXAMPLES["proportions"].table, Question("PLO")),
    "rates": (EXAMPLES["rates"].table, Question("IRLN")),
    "correlations": (EXAMPLES["correlations"].table, Question("ZCOR")),
}


def in_r(text: str, question: Question) -> str:
    table = read_table(*decoded(text.encode()))
    (found,) = [one.lines for one in recipes(question, *signs(text), table) if one.name.startswith("R, metafor")]
    return found


def by_engine(text: str, question: Question) -> list[tuple[str, float]]:
    found = analyse(read_table(*decoded(text.encode())), question)
    if found.regression is not None:
        rows = [
            (name, value)
            for one in found.regression.coefficients
            for name, value in (("b", one.estimate), ("low", one.ci_low), ("high", one.ci_high))
        ]
        return [*rows, ("tau2", found.regression.tau2)]
    pool = found.pool
    assert pool is not None
    told = [("b", pool.estimate), ("low", pool.ci_low), ("high", pool.ci_high)]
    if question.method not in ("MH", "PETO"):
        told.append(("tau2", pool.tau2))
    if pool.pi_low is not None and question.method not in ("MH", "PETO", "EE"):
        told.append(("pi", pool.pi_low))
    return told


@pytest.fixture(scope="module")
def told_by_r(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, float]]]:
    """Run every recipe, each in a folder of its own; R starts slowly, so it is started once."""
    if not RSCRIPT:
        pytest.skip("R is not installed.")
    script = []
    for number, (text, question) in enumerate(CASES.values()):
        folder = tmp_path_factory.mktemp("recipe")
        (folder / FILE).write_text(text, "utf-8")
        script.append(f'cat("case {number}\\n")\nlocal({{\nsetwd("{folder}")\n{in_r(text, question)}\n{TOLD}\n}})')
    whole = tmp_path_factory.mktemp("recipes") / "all.R"
    whole.write_text("\n".join(script), "utf-8")
    run = subprocess.run([RSCRIPT, "--vanilla", str(whole)], capture_output=True, text=True, check=False, timeout=500)
    assert run.returncode == 0, run.stderr[-2000:]
    told: dict[str, list[tuple[str, float]]] = {}
    for line in run.stdout.splitlines():
        if line.startswith("case "):
            told[list(CASES)[int(line.removeprefix("case "))]] = []
        elif line.startswith("told "):
            _told, name, value = line.split()
            told[list(told)[-1]].append((name, float(value)))
    return told


@pytest.mark.parametrize("name", CASES)
def test_r_gives_the_same_numbers_to_six_digits(name: str, told_by_r: dict[str, list[tuple[str, float]]]) -> None:
    expected = [(what, pytest.approx(value, rel=1e-6, abs=1e-9)) for what, value in by_engine(*CASES[name])]
    assert told_by_r[name] == expected


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("events and totals", ["ai = event1, n1i = n1, ci = event2, n2i = n2, data = dat", "slab = trial"]),
        ("a name with spaces", ["by(dat, dat$risk.of.bias,"]),
        ("a word of R", ["mods = ~ while."]),
        ("rows without a number", ["dat$vi <- dat$se^2", 'fileEncoding = "UTF-8-BOM"']),
        ("REML", ["control = list(threshold = 1e-12", "half <- qt(0.975, res$k - 2)"]),
        ("Knapp-Hartung", ["half <- qt(0.95, res$k - 2)"]),
    ],
)
def test_a_recipe_for_r_names_the_columns_as_the_file_does(name: str, lines: list[str]) -> None:
    assert [line for line in lines if line not in in_r(*CASES[name])] == []


def test_a_table_without_names_of_studies_has_none_in_r() -> None:
    assert "slab" not in in_r(*CASES["no study column"])
