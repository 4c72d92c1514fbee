"""Conversions: the numbers that others print, what is taken for granted, and sentences for what cannot be."""

import argparse
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from drypoint.knowledge.evidence.command import add_parser, run
from drypoint.knowledge.evidence.conversion_text import read_numbers, written
from drypoint.knowledge.evidence.conversions import conversions
from drypoint.knowledge.evidence.distributions import chi2_quantile_above
from drypoint.knowledge.evidence.effects import scales
from drypoint.knowledge.evidence.effects.conversion import variance_from_p
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.harms import exact_interval
from drypoint.knowledge.evidence.pooling import Options, pool

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
    ("variance-from-p", {"effect": 1e-200, "p": 0.5}, "too large or too small"),
    ("variance-from-p", {"effect": 1, "p": 5e-324}, "too large or too small"),
    ("sd-from-p", {"difference": 1, "p": 1e-300, "n1": 2, "n2": 3}, "says nothing|too large or too small"),
    ("sd-from-t", {"difference": 1e-300, "t": 1e100, "n1": 5, "n2": 5}, "too large or too small"),
    ("effect-from-ci", {"low": 0, "high": 1e-200}, "too large or too small"),
    ("sd-from-difference-ci", {"low": 0, "high": 5e-324, "n1": 9, "n2": 9}, "too large or too small"),
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
    spreads = [one.value for one in found if one.label in ("variance", "standard deviation", "standard error")]
    assert name == "merge-groups" or all(spread > 0 for spread in spreads)


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
    assert read_numbers(["smd=−1,5"], ALL["smd-to-or"]) == {"smd": -1.5}


@pytest.mark.parametrize("p", [0.04, 1e-8, 1e-14, 1e-15, 1e-16, 1e-20, 1e-100])
def test_the_smallest_p_keeps_its_digits(p):
    assert values("variance-from-p", effect=0.5, p=p)[0] == pytest.approx((0.5 / stats.norm.isf(p / 2)) ** 2, rel=1e-9)
    assert variance_from_p(0.5, p, df=12) == pytest.approx((0.5 / stats.t.isf(p / 2, 12)) ** 2, rel=1e-9)
    assert values("sd-from-p", difference=1, p=p, n1=50, n2=50) == [
        pytest.approx(1 / stats.t.isf(p / 2, 98) / math.sqrt(2 / 50), rel=1e-9)
    ]


def test_a_level_close_to_100_has_limits_that_end():
    level = 99.99999999999999
    z = stats.norm.isf((100 - level) / 200)
    assert 8 < z < 9
    assert values("effect-from-ci", low=0, high=2, level=level)[2] == pytest.approx(1 / z)
    assert values("sd-from-ci", low=0, high=2, n=30, level=level) == [
        pytest.approx(math.sqrt(30) / stats.t.isf((100 - level) / 200, 29))
    ]
    found = pool([0.1, 0.3, 0.2], [0.01, 0.02, 0.03], Options(level=level))
    assert (found.ci_high - found.estimate) / found.se == pytest.approx(z)
    assert chi2_quantile_above(1e-20, 3) == pytest.approx(stats.chi2.isf(1e-20, 3))
    assert exact_interval(2, 10, level=level)[1] == pytest.approx(stats.beta.isf((100 - level) / 200, 3, 8))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (123456.0, "123456"),
        (12345678, "12345678"),
        (1234567.8, "1234568"),
        (99999.7, "100000"),
        (12.34567, "12.346"),
        (0.0000123456, "0.000012346"),
        (-250000.0, "-250000"),
        (0.0, "0"),
        (1e40, "1e+40"),
    ],
)
def test_numbers_are_written_in_full(value, shown):
    assert written(value, 5) == shown


@pytest.mark.parametrize(
    ("name", "words", "asks"),
    [
        ("smd-to-or", ["smd=1,000"], "“1,000”: it cannot be told whether the “,” .* write 1000 or 1,0000"),
        ("smd-to-or", ["smd=−1,234"], "“-1,234”"),
        ("smd-to-or", ["smd=1,234", "low=0.5", "high=1.5"], "“1,234”"),
        ("smd-to-or", ["smd=1.234", "low=0,5", "high=1,5"], "“1.234”"),
        ("smd-to-or", ["smd=1,234", "low=0.5", "high=2,5"], "“1,234”"),
        ("r-to-smd", ["r=0.5", "n=1.000"], "“1.000”: write numbers without a sign for thousands"),
        ("r-to-smd", ["r=0,5", "n=1,000"], "“1,000”: write numbers without a sign for thousands"),
        ("smd-to-or", ["smd=1,234,567"], "no NAME=NUMBER"),
        ("smd-to-or", ["smd=1_000"], "no NAME=NUMBER"),
    ],
)
def test_a_sign_that_could_set_thousands_apart_is_asked_about(name, words, asks):
    with pytest.raises(EvidenceError, match=asks):
        read_numbers(words, ALL[name])


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["smd=0,5"], [0.5]),
        (["smd=0,125"], [0.125]),
        (["smd=1,2340"], [1.234]),
        (["smd=1234,567"], [1234.567]),
        (["smd=1.234"], [1.234]),
        (["smd=1,234", "low=0,5", "high=2"], [1.234, 0.5, 2]),
    ],
)
def test_what_can_only_be_decimals_is_read_as_such(words, read):
    assert list(read_numbers(words, ALL["smd-to-or"]).values()) == read


def test_an_upper_limit_that_cannot_be_is_said_beside_the_ratio(capsys):
    (found,) = ALL["rr-to-or"].convert({"rr": 2, "low": 1, "high": 6, "baseline": 0.2})
    assert (found.value, found.low, found.high) == (pytest.approx(2 * 0.8 / 0.6), pytest.approx(1), None)
    assert main(["evidence", "convert", "rr-to-or", "rr=2", "low=1", "high=6", "baseline=0.2"]) == 0
    said = capsys.readouterr().out
    assert "odds ratio: 2.66667 (from 1)\nWith this baseline risk the upper limit makes a risk of 1 or more" in said
    (whole,) = ALL["rr-to-or"].convert({"rr": 2, "low": 1, "high": 4.9, "baseline": 0.2})
    assert (whole.high, whole.note) == (pytest.approx(4.9 * 0.8 / 0.02), "")
    assert ALL["rr-to-or"].convert({"rr": 2, "low": 1, "high": 5, "baseline": 0.2})[0].note
