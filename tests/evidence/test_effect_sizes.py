import math

import numpy as np
import pytest

from drypoint.knowledge.evidence.effects import MEASURES, effect_sizes
from drypoint.knowledge.evidence.effects.conversion import (
    Summary,
    change_sd,
    correlation_from_change,
    effect_from_interval,
    from_five_numbers,
    from_quartiles,
    from_range,
    merged,
    sd_from_interval,
    sd_from_se,
    variance_from_p,
)
from drypoint.knowledge.evidence.effects.means import hedges_correction
from drypoint.knowledge.evidence.effects.single_group import from_freeman_tukey
from drypoint.knowledge.evidence.errors import EvidenceError, ImpossibleRowError


@pytest.mark.parametrize("group", ["continuous", "binary", "proportion", "correlation", "prepost"])
def test_every_measure_equals_metafor_row_by_row(metafor, group):
    block = metafor["escalc"][group]
    for code, expected in block["measures"].items():
        rows = [i for i, value in enumerate(expected["yi"]) if value is not None]
        columns = {name: [values[i] for i in rows] for name, values in block["rows"].items()}
        found = effect_sizes(code, columns)
        np.testing.assert_allclose(found.yi, [expected["yi"][i] for i in rows], rtol=1e-11, atol=1e-15, err_msg=code)
        np.testing.assert_allclose(found.vi, [expected["vi"][i] for i in rows], rtol=1e-11, err_msg=code)


def test_the_exact_correction_equals_the_gamma_quotient(metafor):
    table = metafor["hedges_j"]
    np.testing.assert_allclose(hedges_correction(np.array(table["df"], float)), table["J"], rtol=1e-12)


def test_the_series_of_the_correction_joins_the_quotient_without_a_step():
    below, above = hedges_correction(np.array([199.999999, 200.000001]))
    assert above - below == pytest.approx(2e-6 * 0.75 / 200**2, rel=1e-3)


def test_the_correction_of_a_million_people_keeps_its_digits():
    assert hedges_correction(np.array([1e6]))[0] == pytest.approx(1 - 3 / (4 * 1e6 - 1), rel=1e-12)


@pytest.mark.parametrize(
    ("measure", "columns", "words"),
    [
        ("MD", {"m1": [1, 1], "sd1": [1, -1], "n1": [9, 9], "m2": [1, 1], "sd2": [1, 1], "n2": [9, 9]}, "sd1 is below"),
        ("SMD", {"m1": [1], "sd1": [0], "n1": [9], "m2": [1], "sd2": [0], "n2": [9]}, "no variance"),
        ("SMD", {"m1": [1], "sd1": [1], "n1": [1], "m2": [1], "sd2": [1], "n2": [9]}, "at least two people"),
        ("ROM", {"m1": [-1], "sd1": [1], "n1": [9], "m2": [1], "sd2": [1], "n2": [9]}, "different sides of 0"),
        ("ROM", {"m1": [0], "sd1": [1], "n1": [9], "m2": [1], "sd2": [1], "n2": [9]}, "a mean is 0"),
        ("OR", {"ai": [-1], "bi": [1], "ci": [1], "di": [1]}, "ai is below 0"),
        ("OR", {"ai": [0.5], "bi": [1], "ci": [1], "di": [1]}, "whole number"),
        ("RR", {"ai": [0], "bi": [0], "ci": [1], "di": [1]}, "nobody in the treated"),
        ("PLO", {"xi": [5], "ni": [4]}, "more events than people"),
        ("PR", {"xi": [0], "ni": [0]}, "nobody was looked at"),
        ("IRLN", {"xi": [1], "ti": [0]}, "time at risk"),
        ("ZCOR", {"ri": [1.2], "ni": [9]}, "outside −1 to 1"),
        ("ZCOR", {"ri": [0.2], "ni": [3]}, "too few people"),
        ("COR", {"ri": [-1], "ni": [9]}, "no variance"),
        ("GEN", {"yi": [1], "vi": [0]}, "cannot be weighed"),
        ("GEN", {"yi": [math.nan], "vi": [1]}, "not finite"),
    ],
)
def test_an_impossible_row_is_named_with_its_reason(measure, columns, words):
    with pytest.raises(ImpossibleRowError, match=words):
        effect_sizes(measure, columns)


def test_the_first_impossible_row_is_the_one_that_is_told():
    with pytest.raises(ImpossibleRowError) as problem:
        effect_sizes("GEN", {"yi": [1, 2, 3], "vi": [1, 0, 0]})
    assert problem.value.row == 1


def test_a_measure_that_does_not_exist_is_refused():
    with pytest.raises(EvidenceError, match="no measure “XYZ”"):
        effect_sizes("XYZ", {})


def test_zero_cells_get_a_half_in_that_study_only_and_a_note_says_so():
    found = effect_sizes("OR", {"ai": [0, 4], "bi": [10, 6], "ci": [3, 5], "di": [7, 5]})
    assert found.yi[0] == pytest.approx(math.log(0.5 * 7.5 / (10.5 * 3.5)))
    assert found.yi[1] == pytest.approx(math.log(4 * 5 / (6 * 5)))
    assert "0.5 was added to every cell of 1 study (row 1)" in found.notes[0]


@pytest.mark.parametrize(("to", "second"), [("all", 4.5 * 5.5 / (6.5 * 5.5)), ("if0all", 4.5 * 5.5 / (6.5 * 5.5))])
def test_a_constant_may_go_to_every_study(to, second):
    found = effect_sizes("OR", {"ai": [0, 4], "bi": [10, 6], "ci": [3, 5], "di": [7, 5]}, add=0.5, to=to)
    assert found.yi[1] == pytest.approx(math.log(second))


def test_without_a_constant_a_zero_cell_has_no_odds_ratio():
    with pytest.raises(ImpossibleRowError, match="add a constant"):
        effect_sizes("OR", {"ai": [0], "bi": [10], "ci": [3], "di": [7]}, add=0)


def test_swapping_the_groups_changes_the_sign_of_every_difference():
    means = {"m1": [3.0], "sd1": [1.0], "n1": [20], "m2": [4.0], "sd2": [1.5], "n2": [25]}
    swapped = {"m1": [4.0], "sd1": [1.5], "n1": [25], "m2": [3.0], "sd2": [1.0], "n2": [20]}
    for code in ("MD", "SMD", "SMD_REVMAN", "SMDH", "ROM"):
        one, other = effect_sizes(code, means), effect_sizes(code, swapped)
        assert one.yi[0] == pytest.approx(-other.yi[0])
        assert one.vi[0] == pytest.approx(other.vi[0])


def test_the_freeman_tukey_value_goes_back_to_its_proportion():
    found = effect_sizes("PFT", {"xi": [7], "ni": [40]})
    assert from_freeman_tukey(float(found.yi[0]), 40) == pytest.approx(7 / 40, abs=1e-10)


@pytest.mark.parametrize(("value", "expected"), [(-1.0, 0.0), (0.01, 0.0), (3.0, 1.0)])
def test_a_freeman_tukey_value_outside_its_range_is_none_or_all(value, expected):
    assert from_freeman_tukey(value, 20) == expected


def test_every_measure_states_the_columns_that_it_needs():
    assert all(measure.columns for measure in MEASURES.values())


def test_quartiles_of_a_symmetric_sample_give_the_median_as_mean():
    found = from_quartiles(2, 3, 4, 100)
    assert found.mean == pytest.approx(3)
    # Wan et al. 2014, eq. 16: (q3 - q1) / (2 Φ⁻¹((0.75n − 0.125)/(n + 0.25)))
    assert found.sd == pytest.approx(2 / (2 * 0.66450), rel=1e-3)


def test_range_and_five_numbers_of_a_symmetric_sample_give_the_median_as_mean():
    assert from_range(0, 5, 10, 50).mean == pytest.approx(5)
    assert from_five_numbers(0, 4, 5, 6, 10, 50).mean == pytest.approx(5)


def test_quantiles_recover_a_normal_sample():
    z = {0.25: -0.6745, 0.75: 0.6745}
    found = from_quartiles(10 + 2 * z[0.25], 10, 10 + 2 * z[0.75], 10_000)
    assert found.mean == pytest.approx(10)
    assert found.sd == pytest.approx(2, rel=1e-3)


@pytest.mark.parametrize("quantiles", [(3, 2, 4), (2, 2, 2)])
def test_quantiles_that_fall_or_do_not_spread_are_refused(quantiles):
    with pytest.raises(EvidenceError):
        from_quartiles(*quantiles, 20)


def test_interval_p_and_standard_error_lead_back_to_the_same_spread():
    sd, n = 2.0, 30
    assert sd_from_se(sd / math.sqrt(n), n) == pytest.approx(sd)
    reach = 2.045229642 * sd / math.sqrt(n)
    assert sd_from_interval(5 - reach, 5 + reach, n) == pytest.approx(sd, rel=1e-6)
    middle, variance = effect_from_interval(math.exp(-0.2), math.exp(1.0), ratio=True)
    assert middle == pytest.approx(0.4)
    assert variance_from_p(0.4, 2 * (1 - 0.9042)) == pytest.approx(variance, rel=1e-2)


@pytest.mark.parametrize("p", [0, 1, -0.1, 2])
def test_a_p_outside_0_and_1_says_nothing(p):
    with pytest.raises(EvidenceError):
        variance_from_p(0.4, p)


def test_change_and_correlation_are_each_others_way_back():
    spread = change_sd(2.0, 2.5, 0.6)
    assert correlation_from_change(2.0, 2.5, spread) == pytest.approx(0.6)
    with pytest.raises(EvidenceError, match="same people"):
        correlation_from_change(2.0, 2.5, 9.0)


def test_merging_two_groups_equals_measuring_them_together():
    first, second = np.array([1.0, 2.0, 4.0]), np.array([3.0, 7.0])
    both = np.concatenate([first, second])
    groups = [Summary(len(x), float(x.mean()), float(x.std(ddof=1))) for x in (first, second)]
    found = merged(*groups)
    assert (found.n, found.mean, found.sd) == (5, pytest.approx(both.mean()), pytest.approx(both.std(ddof=1)))


def test_rates_follow_their_formulas_and_zero_counts_get_a_half():
    rates = {"xi": [4, 0], "ti": [50.0, 20.0]}
    assert effect_sizes("IR", rates).yi.tolist() == pytest.approx([4 / 50, 0.5 / 20])
    assert effect_sizes("IRLN", rates).vi.tolist() == pytest.approx([1 / 4, 1 / 0.5])
    assert effect_sizes("IRS", rates).yi.tolist() == pytest.approx([(4 / 50) ** 0.5, 0])
    assert effect_sizes("IRFT", rates).yi[1] == pytest.approx((1 / 20) ** 0.5 / 2)
    two = {"x1i": [4, 0], "t1i": [50.0, 20.0], "x2i": [8, 3], "t2i": [40.0, 30.0]}
    ratio = effect_sizes("IRR", two)
    assert ratio.yi.tolist() == pytest.approx([math.log(4 / 50 / (8 / 40)), math.log(0.5 / 20 / (3.5 / 30))])
    assert ratio.vi.tolist() == pytest.approx([1 / 4 + 1 / 8, 1 / 0.5 + 1 / 3.5])
    difference = effect_sizes("IRD", two)
    assert difference.vi.tolist() == pytest.approx([4 / 2500 + 8 / 1600, 0.5 / 400 + 3.5 / 900])
    assert "0.5 was added" in difference.notes[0]


def test_the_unbiased_correlation_exists_for_large_samples():
    """Against the integral form of the function, evaluated by a double exponential rule."""
    found = effect_sizes("UCOR", {"ri": [0.05, 0.3, -0.3], "ni": [400, 400, 400]})
    factors = [1.0012602458156625, 1.001149123888015, 1.001149123888015]
    assert found.yi / [0.05, 0.3, -0.3] == pytest.approx(factors, rel=1e-12)
