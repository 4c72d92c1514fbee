"""Whatever stands in a table: an answer without NaN, or one sentence on standard error and exit code 2."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from drypoint.knowledge.evidence.effects import MEASURES
from drypoint.project.cli import main

CELLS = st.one_of(
    st.integers(-3, 400).map(str),
    st.floats(-1e3, 1e3, allow_nan=False).map(lambda value: f"{value:.4g}"),
    st.sampled_from(
        ["", "0", "1", "NaN", "inf", "-inf", "1e308", "1e-308", "1,5", "1.000,5", "x", "½", "–2", " 3 ", "0.5"]
    ),
)
METHODS = ("REML", "EE", "DL", "HE", "HS", "SJ", "ML", "EB", "PM", "MH", "PETO")


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[str]]:
    measure = draw(st.sampled_from(sorted(MEASURES)))
    columns = MEASURES[measure].columns
    rows = draw(st.lists(st.lists(CELLS, min_size=len(columns), max_size=len(columns)), max_size=6))
    groups = draw(st.lists(st.sampled_from(["a", "b", "3", ""]), min_size=len(rows), max_size=len(rows)))
    sign = draw(st.sampled_from([";", "\t", ","]))
    lines = [sign.join(["study", *columns, "x"])]
    lines += [
        sign.join([f"S{number}", *row, group]) for number, (row, group) in enumerate(zip(rows, groups, strict=True))
    ]
    options = ["--measure", measure, "--method", draw(st.sampled_from(METHODS))]
    options += draw(st.sampled_from([[], ["--hk"], ["--hk-floor"], ["--by", "x"], ["--mod", "x"], ["--level", "90"]]))
    options += draw(
        st.sampled_from([[], ["--add", "0", "--to", "none"], ["--add", "1", "--to", "all"], ["--pi", "metafor"]])
    )
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\r\n\r\n"])), options


def no_constant(name: str) -> Any:
    raise AssertionError(f"{name} in the answer")


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=tables())
@example(asked=("study;xi;ti;x\nS0;0;1e-308;a", ["--measure", "IRS", "--method", "REML"]))
@example(asked=("study;m1;sd1;n1;m2;sd2;n2;x\nS0;0;1e-308;2;0;0;2;a", ["--measure", "SMDH", "--method", "REML"]))
@example(asked=("study;yi;vi\nS0;1e-30;1e-30\nS1;1e30;1e30", ["--measure", "GEN", "--method", "REML"]))
def test_a_table_is_answered_or_refused_in_one_sentence(
    asked: tuple[str, list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, options = asked
    file = tmp_path / "t.csv"
    file.write_text(content, newline="")
    code = main(["evidence", "pool", str(file), *options, "--json"])
    out, err = capsys.readouterr()
    if code == 0:
        answer = json.loads(out, parse_constant=no_constant)
        assert err == ""
        if answer["weights"]:
            assert math.isclose(sum(answer["weights"]), 100, abs_tol=1e-6)
    else:
        assert code == 2
        assert out == ""
        assert len(err.strip().splitlines()) == 1
        assert err.startswith("drypoint evidence pool: ")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), measure=st.sampled_from(["RR", "SMD", "GEN"]))
def test_bytes_that_are_no_table_are_refused_in_one_sentence(
    content: bytes, measure: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(content)
    assert main(["evidence", "pool", str(file), "--measure", measure, "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.strip().splitlines()) == 1
