import argparse
import json
import math
import subprocess
import sys

import pytest

from drypoint.knowledge.evidence.command import add_parser, run
from drypoint.knowledge.evidence.pooling import Options, pool

KEYS = {
    *("k", "estimate", "se", "ci_low", "ci_high", "p", "tau2", "tau2_ci", "i2", "h2", "q", "q_df", "q_p"),
    *("pi_low", "pi_high", "weights", "studies", "notes"),
}
MEANS = """study;n1;m1;sd1;n2;m2;sd2;kind;dose
Alfa;40;3,2;2,0;40;4,1;2,3;dry;1
Beta;30;2,8;1,6;31;4,9;1,7;wet;2
;;;;;;;;
Gama;25;3,0;2,0;25;3,9;2,2;dry;4
Delta;25;3,1;2,0;25;3,5;2,2;wet;5
"""
EVENTS = "study,ai,bi,ci,di\nA,0,10,3,9\nB,4,20,6,22\nC,1,9,2,8\n"


def asked(*words):
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    args = parser.parse_args(["evidence", *words])
    assert args.func is run
    return args.func(args)


@pytest.fixture
def table(tmp_path):
    def written(text, name="studies.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


@pytest.fixture
def answer(capsys):
    def ask(*words):
        assert asked(*words, "--json") == 0
        return json.loads(capsys.readouterr().out, parse_constant=lambda constant: pytest.fail(constant))

    return ask


def test_the_answer_has_every_key_of_the_contract(answer, table):
    found = answer("pool", table(MEANS), "--measure", "SMD")
    assert set(found) >= KEYS
    assert found["k"] == 4
    assert sum(found["weights"]) == pytest.approx(100)
    assert [one["study"] for one in found["studies"]] == ["Alfa", "Beta", "Gama", "Delta"]
    assert any("line 4" in note for note in found["notes"])


def test_the_default_is_reml_with_a_normal_interval_and_t_with_k_less_2(answer, table):
    found = answer("pool", table(MEANS), "--measure", "MD")
    yi, vi = ([one[name] for one in found["studies"]] for name in ("yi", "vi"))
    expected = pool(yi, vi, Options(method="REML", prediction="riley"))
    assert (found["estimate"], found["ci_low"], found["pi_low"]) == pytest.approx(
        (expected.estimate, expected.ci_low, expected.pi_low)
    )


def test_ratios_are_given_as_logarithms_with_the_ratio_beside(answer, table):
    found = answer("pool", table(EVENTS), "--measure", "OR")
    for name in ("estimate", "ci_low", "ci_high"):
        assert found[f"{name}_exp"] == pytest.approx(math.exp(found[name]))
    assert any("0.5 was added" in note for note in found["notes"])


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("below", ["", "\n \n", "\nstudy"])
def test_a_separator_with_no_study_below_is_a_sentence(table, capsys, sign, below):
    assert asked("pool", table(f"sep={sign}{below}"), "--measure", "OR") == 2
    assert capsys.readouterr().err.startswith("drypoint evidence pool: The table ")


@pytest.mark.parametrize("method", ["EE", "MH", "PETO"])
def test_what_is_undefined_is_null(answer, table, method):
    found = answer("pool", table(EVENTS), "--measure", "OR", "--method", method)
    assert found["tau2"] == 0
    assert found["tau2_ci"] is None
    assert found["pi_low"] is None


def test_one_study_is_answered_and_said_to_be_one(answer, table):
    found = answer("pool", table("study,yi,vi\nA,-0.8,0.1\n"), "--measure", "GEN", "--hk")
    assert found["estimate"] == -0.8
    assert found["tau2_ci"] is None
    assert any("its own estimate" in note for note in found["notes"])


def test_two_studies_have_no_prediction_interval(answer, table):
    found = answer("pool", table("study,yi,vi\nA,-0.8,0.1\nB,1,0.1\n"), "--measure", "GEN")
    assert (found["pi_low"], found["pi_high"]) == (None, None)


def test_subgroups_carry_the_same_keys_and_are_compared(answer, table):
    found = answer("pool", table(MEANS), "--measure", "SMD", "--by", "KIND")
    assert [group["level"] for group in found["groups"]] == ["dry", "wet"]
    assert all(set(group) >= KEYS for group in found["groups"])
    assert [one["study"] for one in found["groups"][1]["studies"]] == ["Beta", "Delta"]
    assert set(found["between"]) == {"q", "q_df", "q_p"}
    assert found["between"]["q_df"] == 1


@pytest.mark.parametrize("method", ["MH", "PETO"])
def test_tables_of_events_have_subgroups_too(answer, table, method):
    text = "study,ai,bi,ci,di,g\nA,1,10,3,9,x\nB,4,20,6,22,x\nC,1,9,2,8,y\n"
    found = answer("pool", table(text), "--measure", "OR", "--method", method, "--by", "g")
    assert [group["k"] for group in found["groups"]] == [2, 1]


def test_moderators_of_numbers_and_of_words_become_coefficients(answer, table):
    found = answer("pool", table(MEANS), "--measure", "SMD", "--mod", "dose", "kind")
    assert [one["name"] for one in found["coefficients"]] == ["intercept", "dose", "kind[wet]"]
    assert set(found["coefficients"][0]) == {"name", "estimate", "se", "ci_low", "ci_high", "p"}
    assert "r2" in found
    assert found["estimate"] is None


@pytest.mark.parametrize(
    ("header", "row", "measure"),
    [
        ("study,xi,ni", "{},3,20", "PLO"),
        ("study,xi,ni", "{},0,20", "PFT"),
        ("study,xi,ti", "{},3,20.5", "IRLN"),
        ("study,ri,ni", "{},0.3,20", "ZCOR"),
        ("study,yi,vi", "{},0.3,0.2", "GEN"),
        ("study,n1,m1,sd1,n2,m2,sd2", "{},20,3,1,20,4,1", "ROM"),
        ("study,ai,bi,ci,di", "{},2,18,4,16", "RD"),
    ],
)
def test_every_shape_of_table_can_be_pooled(answer, table, header, row, measure):
    found = answer("pool", table("\n".join([header, row.format("A"), row.format("B")])), "--measure", measure)
    assert found["k"] == 2
    assert found["q"] == pytest.approx(0, abs=1e-12)


GOOD = "study,n1,m1,sd1,n2,m2,sd2\nA,40,3,2,40,4,2\n"


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        (GOOD + "B,30,2,,30,4,2\n", ["--measure", "MD"], "line 3: sd1 is blank"),
        (GOOD + ",30,2,1,30,4,2\n", ["--measure", "MD"], "line 3: study is blank"),
        (GOOD + "\nB,30,2,-1,30,4,2\n", ["--measure", "MD"], "line 4: sd1 is below 0"),
        (GOOD + "B,30,2,0,30,4,0\n", ["--measure", "SMD"], "line 3: both standard deviations are 0"),
        (GOOD + "B,30.5,2,1,30,4,1\n", ["--measure", "SMD"], "line 3: n1 must be a whole number"),
        ("study,n1\nA,3\n", ["--measure", "MD"], "missing: m1, sd1, m2, sd2, n2"),
        ("study,xi,ni\nA,12,10\n", ["--measure", "PLO"], "line 2: xi is larger than ni"),
        ("study,yi,vi\nA,1,0\n", ["--measure", "GEN"], "line 2: vi is 0"),
        ("study,yi,sei\nA,1,0\n", ["--measure", "GEN"], "line 2: sei is not above 0"),
        (GOOD, ["--measure", "XX"], "no measure “XX”"),
        (GOOD, ["--measure", "MD", "--method", "MH"], "MH pools OR, RR, RD, IRR, IRD, not MD"),
        (EVENTS, ["--measure", "OR", "--method", "MH", "--hk"], "does not exist for the method MH"),
        (EVENTS, ["--measure", "OR", "--method", "PETO", "--mod", "ai"], "does not exist for the method PETO"),
        (EVENTS, ["--measure", "OR", "--add", "-1"], "must be 0 or above"),
        ("study,ai,bi,ci,di\nA,0,10,3,9\n", ["--measure", "OR", "--add", "0"], "line 2: a zero cell has no odds ratio"),
        (GOOD, ["--measure", "MD", "--level", "0.95"], "95, not 0.95"),
        (GOOD, ["--measure", "MD", "--by", "kind"], "no column “kind”"),
        (GOOD, ["--measure", "MD", "--by", "study", "--mod", "n1"], "not for both at once"),
        (GOOD, ["--measure", "MD", "--mod", "n1"], "same in every study"),
        ("", ["--measure", "MD"], "The table is empty"),
        ("study,yi,vi\n", ["--measure", "GEN"], "holds no study"),
    ],
)
def test_bad_input_gets_a_sentence_and_exit_2_and_prints_nothing(capsys, table, text, words, sentence):
    assert asked("pool", table(text), *words, "--json") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert sentence in printed.err


def test_a_missing_file_is_named(capsys, tmp_path):
    assert asked("pool", str(tmp_path / "none.csv"), "--measure", "MD") == 2
    assert "none.csv: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["pool"], ["pool", "x.csv", "--measure", "MD", "--method", "NO"], ["draw"]])
def test_wrong_arguments_exit_with_2(words, capsys):
    with pytest.raises(SystemExit) as stopped:
        asked(*words)
    assert stopped.value.code == 2


def test_people_get_lines_they_can_read(capsys, table):
    assert asked("pool", table(EVENTS), "--measure", "RR", "--method", "reml") == 0
    printed = capsys.readouterr().out
    assert "Risk ratio (RR), REML, 95 % intervals" in printed
    assert "on the natural scale" in printed
    assert "Note: 0.5 was added" in printed


@pytest.mark.parametrize("extra", [["--by", "kind"], ["--mod", "dose"], ["--mod", "dose", "--hk"]])
def test_subgroups_and_moderators_are_told_in_words(capsys, table, extra):
    assert asked("pool", table(MEANS), "--measure", "MD", *extra) == 0
    printed = capsys.readouterr().out
    assert any(words in printed for words in ("Between groups", "Moderators together"))


def test_the_zero_cell_options_are_harmless_where_there_are_no_cells(answer, table):
    found = answer("pool", table(GOOD), "--measure", "MD", "--add", "0.5", "--to", "only0")
    assert any("no zero cells" in note for note in found["notes"])


def test_effects_of_one_study_are_said_not_to_be_independent(answer, table):
    found = answer("pool", table("study,yi,vi\nA,1,0.1\nA,2,0.1\n"), "--measure", "GEN")
    assert any("not independent" in note for note in found["notes"])


def test_proportions_come_back_as_proportions(answer, table, metafor):
    rows = "\n".join(f"s{i},{x},{n}" for i, (x, n) in enumerate(zip(*metafor["pritz"].values(), strict=True)))
    found = answer("pool", table(f"study,xi,ni\n{rows}\n"), "--measure", "PFT", "--method", "DL")
    expected = metafor["back_transform"]["PFT_DL"]
    values = [found[f"{name}_back"] for name in ("estimate", "ci_low", "ci_high")]
    assert values == pytest.approx([expected["pred"], expected["ci_lb"], expected["ci_ub"]], rel=1e-9)
    logit = answer("pool", table(f"study,xi,ni\n{rows}\n"), "--measure", "PLO")
    assert logit["estimate_back"] == pytest.approx(metafor["back_transform"]["PLO_REML"]["pred"], rel=1e-8)


def test_the_command_starts_without_django_numpy_or_scipy():
    code = (
        "import sys, drypoint.knowledge.evidence.command; "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'scipy', 'django', 'wagtail')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_module_runs_alone_and_pools_without_django(table):
    code = (
        "import sys; sys.argv = ['evidence', 'pool', sys.argv[1], '--measure', 'MD', '--json']; import runpy\n"
        "try:\n    runpy.run_module('drypoint.knowledge.evidence', run_name='__main__')\n"
        "except SystemExit as stopped:\n"
        "    sys.exit(stopped.code or any(name in sys.modules for name in ('django', 'scipy.stats')))"
    )
    done = subprocess.run([sys.executable, "-c", code, table(GOOD)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["k"] == 1


def test_list_names_what_is_published(capsys):
    assert asked("list", "--condition", "back") == 0
    printed = capsys.readouterr().out
    assert "SMD -1.06 (-1.77 to -0.36)" in printed
    assert "heel" not in printed


@pytest.mark.parametrize("layer", ["pools", "trials", "harms", "own", "flags"])
def test_every_layer_can_be_listed_as_json(capsys, layer):
    assert asked("list", layer, "--json") == 0
    assert len(json.loads(capsys.readouterr().out)) > 3


def test_show_gives_one_record_and_what_looks_wrong_in_it(capsys):
    assert asked("show", "SanchezRomero2020-1") == 0
    printed = capsys.readouterr().out
    assert "source" in printed
    assert "off the middle of its interval" in printed


def test_an_unknown_id_and_an_overlay_that_is_no_folder_exit_with_2(capsys, tmp_path):
    assert asked("show", "nobody") == 2
    assert asked("list", "--overlay", str(tmp_path / "none")) == 2
    assert "no folder" in capsys.readouterr().err


def test_a_standard_error_given_as_a_standard_deviation_is_suspected(answer, table):
    found = answer("pool", table("study,n1,m1,sd1,n2,m2,sd2\nA,40,3,0.2,40,4,0.2\n"), "--measure", "SMD")
    assert any("Is a standard error given?" in note for note in found["notes"])


def test_a_study_without_an_effect_is_left_out_with_a_note_where_nothing_may_be_added(capsys, table):
    assert asked("pool", table(EVENTS), "--measure", "OR", "--to", "none", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["k"] == 2
    assert [row["study"] for row in found["studies"]] == ["B", "C"]
    assert found["notes"][0].startswith("Left out, because a zero cell")


def test_rates_can_be_pooled_by_mantel_haenszel(capsys, table):
    rates = "study,x1i,t1i,x2i,t2i\nA,12,140,20,151\nB,0,35,4,40\nC,7,96,9,88\n"
    assert asked("pool", table(rates), "--measure", "IRR", "--method", "MH", "--json") == 0
    assert json.loads(capsys.readouterr().out)["estimate_exp"] == pytest.approx(0.591599459388, rel=1e-10)
