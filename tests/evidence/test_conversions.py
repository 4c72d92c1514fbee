"""Conversions: the numbers that others print, what is taken for granted, and sentences for what cannot be."""

import argparse
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.evidence.command import add_parser, run
from drypoint.knowledge.evidence.conversion_text import read_numbers
from drypoint.knowledge.evidence.conversions import conversions
from drypoint.knowledge.evidence.effects import scales
from drypoint.knowledge.evidence.errors import EvidenceError

ALL = conversions()


def main(words):
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    return run(parser.parse_args(words))


def values(name, **numbers):
    return [one.value for one in ALL[name].convert(numbers)]


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        # README and vignettes of R's effectsize: the calls with what they print.
        (lambda: values("r-to-smd", r=0.7)[0], 1.960392),
        (lambda: values("smd-to-or", smd=1.96)[0], 34.98946),
        (lambda: values("or-to-rr", **{"or": 1.96, "baseline": 0.15})[0], 1.713287),
        (lambda: round(values("or-to-rr", **{"or": 2.6, "baseline": 0.4})[0], 2), 1.59),
        (lambda: round(values("smd-to-r", smd=0.2)[0], 4), 0.0995),
        # README of effectsize: oddsratio_to_r(34.99) = 0.6999301, by way of the SMD.
        (lambda: values("smd-to-r", smd=values("or-to-smd", **{"or": 34.99})[0])[0], 0.6999301),
        # mbir, es_convert(1.25, from = "or", to = "d"): d = 0.12.
        (lambda: round(values("or-to-smd", **{"or": 1.25})[0], 2), 0.12),
        # Cochrane Handbook 6.5.2.3: MD 3.8, p = 0.008, 25 and 22 people; SE 1.37 = SD × √(1/25 + 1/22).
        (
            lambda: round(
                values("sd-from-p", difference=3.8, p=0.008, n1=25, n2=22)[0] * math.sqrt(1 / 25 + 1 / 22), 2
            ),
            1.37,
        ),
        (
            lambda: round(values("sd-from-t", difference=3.8, t=2.78, n1=25, n2=22)[0] * math.sqrt(1 / 25 + 1 / 22), 2),
            1.37,
        ),
    ],
)
def test_numbers_are_those_that_others_print(found, printed):
    assert found() == pytest.approx(printed, rel=1e-6)


def test_a_risk_ratio_at_a_baseline_is_that_of_the_risks_themselves():
    treated, baseline = 0.7, 0.4
    odds_ratio = treated / (1 - treated) / (baseline / (1 - baseline))
    ratio, risk = ALL["or-to-rr"].convert({"or": odds_ratio, "baseline": baseline})
    assert (ratio.value, risk.value) == (pytest.approx(treated / baseline), pytest.approx(treated))
    assert values("rr-to-or", rr=treated / baseline, baseline=baseline) == [pytest.approx(odds_ratio)]


@given(st.floats(-5, 5), st.floats(1e-4, 10))
def test_from_smd_to_log_odds_and_back_is_the_same(smd, variance):
    there = scales.log_odds_from_smd(smd, variance)
    back = scales.smd_from_log_odds(there.effect, there.variance)
    assert (back.effect, back.variance) == (pytest.approx(smd), pytest.approx(variance))


@given(st.floats(-0.99, 0.99), st.floats(1e-4, 1))
def test_from_correlation_to_smd_and_back_is_the_same(r, variance):
    there = scales.smd_from_correlation(r, variance)
    back = scales.correlation_from_smd(there.effect, there.variance)
    assert (back.effect, back.variance) == (pytest.approx(r, abs=1e-9), pytest.approx(variance))


def test_the_interval_of_a_difference_gives_the_spread_that_makes_it():
    sd, n1, n2 = 4.7, 25, 22
    half = 2.0141033888808457 * sd * math.sqrt(1 / n1 + 1 / n2)  # t with 45 degrees of freedom
    assert values("sd-from-difference-ci", low=3.8 - half, high=3.8 + half, n1=n1, n2=n2) == [pytest.approx(sd)]


def test_unequal_groups_change_the_correlation():
    assert values("smd-to-r", smd=0.5, n1=30, n2=10)[0] == pytest.approx(0.5 / math.sqrt(0.25 + 1600 / 300))


def test_limits_go_along_and_give_the_variance():
    ratio, log_odds, variance = ALL["smd-to-or"].convert({"smd": 0.5, "low": 0.1, "high": 0.9})
    assert (ratio.low, ratio.high) == (
        pytest.approx(math.exp(0.1 * 1.8137994)),
        pytest.approx(math.exp(0.9 * 1.8137994)),
    )
    assert variance.value == pytest.approx(((log_odds.high - log_odds.low) / (2 * 1.959963985)) ** 2)
    (merged,) = [one for one in ALL["merge-groups"].convert(
        {"n1": 10, "mean1": 2, "sd1": 1, "n2": 10, "mean2": 4, "sd2": 1}
    ) if one.label == "mean"]  # fmt: skip
    assert merged.value == 3


IMPOSSIBLE = [
    ("or-to-rr", {"or": -1, "baseline": 0.2}, "ratio must be above 0"),
    ("or-to-rr", {"or": 2, "baseline": 1}, "baseline risk must lie between 0 and 1"),
    ("rr-to-or", {"rr": 4, "baseline": 0.3}, "risk of 1 or more"),
    ("r-to-smd", {"r": 1}, "without the ends"),
    ("r-to-smd", {"r": 0.3, "n": 3}, "too few"),
    ("r-to-smd", {"r": 0.3, "n": 9.5}, "whole number"),
    ("smd-to-or", {"smd": 1, "low": 0.5}, "both limits"),
    ("smd-to-or", {"smd": 1, "low": 2, "high": 3}, "between its lower and its upper"),
    ("smd-to-or", {"smd": 1e308}, "too large"),
    ("smd-to-or", {"smd": math.nan}, "must be a number"),
    ("smd-to-or", {}, "missing"),
    ("smd-to-or", {"smd": 1, "x": 1}, "no “x”"),
    ("smd-to-or", {"smd": 1, "low": 0, "high": 2, "level": 100}, "confidence level"),
    ("or-to-smd", {"or": 0}, "ratio must be above 0"),
    ("smd-to-r", {"smd": 1, "n1": 5}, "both groups"),
    ("sd-from-t", {"difference": 0, "t": 2, "n1": 5, "n2": 5}, "says nothing"),
    ("sd-from-p", {"difference": 1, "p": 0, "n1": 5, "n2": 5}, "p must lie between 0 and 1"),
    ("sd-from-p", {"difference": 1, "p": 0.01, "n1": 0, "n2": 5}, "at least one person"),
    ("sd-from-difference-ci", {"low": 2, "high": 1, "n1": 5, "n2": 5}, "upper limit"),
    ("merge-groups", {"n1": 1, "mean1": 1, "sd1": 1, "n2": 1, "mean2": 1, "sd2": 1, "n3": 4}, "of each group"),
    ("merge-groups", {"n1": 0, "mean1": 1, "sd1": 1, "n2": 1, "mean2": 1, "sd2": 1}, "needs people"),
    ("from-quartiles", {"q1": 3, "median": 2, "q3": 4, "n": 20}, "must not fall"),
]


@pytest.mark.parametrize(("name", "numbers", "words"), IMPOSSIBLE)
def test_what_cannot_be_gets_a_sentence(name, numbers, words):
    with pytest.raises(EvidenceError, match=words):
        ALL[name].convert(numbers)


@given(st.sampled_from(sorted(ALL)), st.data())
def test_any_numbers_get_an_answer_of_numbers_or_a_sentence(name, data):
    numbers = {
        one.name: data.draw(st.integers(0, 500) if one.is_whole else st.floats(allow_nan=False, allow_infinity=False))
        for one in ALL[name].asked
        if not one.is_optional or data.draw(st.booleans())
    }
    try:
        found = ALL[name].convert(numbers)
    except EvidenceError:
        return
    assert found
    assert all(math.isfinite(one.value) for one in found)


def test_each_says_what_it_takes_for_granted_and_after_whom():
    for one in ALL.values():
        assert one.assumption.endswith(".")
        assert one.source
        assert len({asked.name for asked in one.asked}) == len(one.asked)


def test_the_command_line_lists_asks_answers_and_refuses(capsys):
    assert main(["evidence", "convert"]) == 0
    assert all(f"{name}: " in capsys.readouterr().out for name in ["or-to-rr"])
    assert main(["evidence", "convert", "or-to-rr"]) == 0
    assert "baseline: risk without treatment" in capsys.readouterr().out
    assert main(["evidence", "convert", "or-to-rr", "or=2,6", "baseline=0.4"]) == 0
    said = capsys.readouterr().out
    assert "risk ratio: 1.58537" in said
    assert "Holds at this risk without treatment alone" in said
    assert main(["evidence", "convert", "or-to-rr", "or=2.6", "baseline=0.4", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["found"][0]["label"] == "risk ratio"
    for words in (["nothing"], ["or-to-rr", "or"], ["or-to-rr", "or=x"], ["or-to-rr", "or=1"]):
        assert main(["evidence", "convert", *words]) == 2
        assert capsys.readouterr().err.startswith("drypoint evidence convert: ")
    assert read_numbers(["smd=−1,5"]) == {"smd": -1.5}
