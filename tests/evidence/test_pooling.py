import math

import numpy as np
import pytest

from drypoint.knowledge.evidence.errors import EvidenceError, ImpossibleRowError
from drypoint.knowledge.evidence.heterogeneity import restricted_maximum_likelihood
from drypoint.knowledge.evidence.models import CommonMean
from drypoint.knowledge.evidence.pooling import METHODS, Options, pool, pool_for_statements

ITERATIVE = {"REML", "ML", "EB", "PM"}
TESTS = {"z": {}, "knha": {"hk": True}, "knha_adhoc": {"hk": True, "hk_floor": True}}


def agrees(found, expected, method, tau2):
    """Compare with the tolerances of the reference: 1e-10 for closed forms, 1e-8 for iterative methods."""
    relative = 1e-8 if method in ITERATIVE else 1e-10
    absolute = 1e-10 if method in ITERATIVE and tau2 < 1e-3 else 1e-13
    return found == pytest.approx(expected, rel=relative, abs=absolute)


def test_every_pool_equals_metafor(metafor):
    compared = 0
    for entry in metafor["pools"]:
        for method, fit in entry["fits"].items():
            for test, options in TESTS.items():
                if test not in fit:
                    continue
                found = pool(entry["yi"], entry["vi"], Options(method=method, **options))
                values = [found.estimate, found.se, found.ci_low, found.ci_high, found.p]
                for value, expected in zip(values, fit[test], strict=True):
                    assert agrees(value, expected, method, fit["tau2"]), (entry["name"], method, test)
                    compared += 1
    assert compared > 2000


def test_heterogeneity_equals_metafor(metafor):
    for entry in metafor["pools"]:
        for method, fit in entry["fits"].items():
            found = pool(entry["yi"], entry["vi"], Options(method=method))
            where = (entry["name"], method)
            assert agrees(found.tau2, fit["tau2"], method, fit["tau2"]), where
            assert found.i2 == pytest.approx(fit["I2"], rel=1e-8, abs=1e-8), where
            assert agrees(found.h2, fit["H2"], method, fit["tau2"]), where
            assert found.q == pytest.approx(fit["QE"], rel=1e-10, abs=1e-13), where
            assert found.q_p == pytest.approx(fit["QEp"], rel=1e-10), where
            if "weights" in fit:
                np.testing.assert_allclose(found.weights, fit["weights"], rtol=1e-8)


def test_the_q_profile_interval_equals_metafor(metafor):
    for entry in metafor["pools"]:
        for method, fit in entry["fits"].items():
            if "qp" in fit and len(entry["yi"]) > 1:
                interval = pool(entry["yi"], entry["vi"], Options(method=method)).tau2_ci
                assert interval == pytest.approx(tuple(fit["qp"]), rel=1e-8, abs=1e-10), (entry["name"], method)


@pytest.mark.parametrize("convention", ["riley", "metafor"])
@pytest.mark.parametrize("test", ["z", "knha"])
def test_prediction_intervals_equal_metafor(metafor, convention, test):
    compared = 0
    for entry in metafor["pools"]:
        for method, fit in entry["fits"].items():
            expected = fit.get(f"pi_{convention}_{test}")
            if expected is None or len(entry["yi"]) < 3:
                continue
            found = pool(entry["yi"], entry["vi"], Options(method=method, prediction=convention, hk=test == "knha"))
            assert (found.pi_low, found.pi_high) == pytest.approx(expected, rel=1e-8, abs=1e-10)
            compared += 1
    assert compared > 100


def test_weights_are_percent_and_sum_to_a_hundred():
    assert pool([1, 2, 3], [0.1, 0.2, 0.3]).weights.sum() == pytest.approx(100)


@pytest.mark.parametrize("method", METHODS)
def test_one_study_is_its_own_estimate_and_said_to_be_one(method):
    found = pool([-0.8], [0.1], Options(method=method, hk=True))
    assert found.estimate == -0.8
    assert found.se == pytest.approx(math.sqrt(0.1))
    assert found.tau2 == 0
    assert found.tau2_ci is None
    assert found.pi_low is None
    assert "its own estimate" in found.notes[0]


def test_no_study_is_a_sentence():
    with pytest.raises(EvidenceError, match="no study"):
        pool([], [])


@pytest.mark.parametrize("variance", [0, -1, math.nan, math.inf])
def test_a_variance_that_cannot_weigh_is_refused_with_its_row(variance):
    with pytest.raises(ImpossibleRowError) as problem:
        pool([1, 2], [0.1, variance])
    assert problem.value.row == 1


def test_equal_effects_have_no_spread_between_studies():
    found = pool([1, 5, 9], [0.1, 0.1, 0.1], Options(method="EE"))
    assert (found.tau2, found.tau2_ci, found.pi_low, found.pi_high) == (0, None, None, None)


def test_a_prediction_interval_needs_three_studies():
    two = pool([1, 2], [0.1, 0.1])
    assert (two.pi_low, two.pi_high) == (None, None)
    assert pool([1, 2, 3], [0.1, 0.1, 0.1]).pi_low is not None


def test_effects_that_agree_exactly_give_no_nan():
    found = pool([0.0, 0.0, 0.0], [0.1, 0.2, 0.3], Options(hk=True))
    assert found.se == 0
    assert found.p is None
    assert "--hk-floor" in found.notes[0]
    assert pool([0.0, 0.0, 0.0], [0.1, 0.2, 0.3], Options(hk_floor=True)).se > 0


# One imprecise study far off: the restricted likelihood has a maximum at 0 and a lower or higher one beyond it.
TWO_MAXIMA = [
    ([-0.1, -0.2, -0.15, -2.6], [0.001, 0.3, 0.4, 0.5]),
    ([0.0, 0.05, -0.03, 1.6], [0.002, 0.004, 0.003, 0.25]),
    ([0.1, 0.12, 3.0, 0.11], [0.01, 0.01, 1.0, 0.01]),
]


@pytest.mark.parametrize(("yi", "vi"), TWO_MAXIMA)
def test_the_highest_of_several_maxima_is_found(yi, vi):
    model = CommonMean(np.array(yi), np.array(vi))
    found = restricted_maximum_likelihood(model)
    fine = np.concatenate([[0.0], np.geomspace(1e-7, 100, 4000)])
    heights = [model.log_likelihood(float(tau2), restricted=True) for tau2 in fine]
    assert model.log_likelihood(found, restricted=True) >= max(heights) - 1e-12


def test_a_surface_with_two_maxima_is_climbed_to_the_higher_one():
    """Between two groups of very different precision the restricted likelihood has two hills."""
    rng = np.random.default_rng(20)
    several = 0
    for _ in range(300):
        k = int(rng.integers(3, 7))
        vi = 10.0 ** rng.uniform(-4, 1, k)
        yi = rng.normal(0, np.sqrt(vi) * 2)
        model = CommonMean(yi, vi)
        fine = np.concatenate([[0.0], np.geomspace(vi.min() / 1e3, 1e3, 3000)])
        slopes = model.slopes(fine, restricted=True)
        tops = np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))
        several += len(tops) + int(slopes[0] <= 0) > 1
        # The highest of all these points lies where the slope turns, or at an end.
        highest = fine[[0, *tops, *(tops + 1), -1]]
        best = max(model.log_likelihood(float(tau2), restricted=True) for tau2 in highest)
        assert model.log_likelihood(restricted_maximum_likelihood(model), restricted=True) >= best - 1e-9
    assert several > 5


def test_a_statement_uses_the_wider_interval_when_studies_agree_too_well():
    yi, vi = [0.50, 0.51, 0.49, 0.50], [0.1, 0.1, 0.1, 0.1]
    adjusted, plain = pool(yi, vi, Options(hk=True)), pool(yi, vi)
    assert adjusted.ci_high - adjusted.ci_low < plain.ci_high - plain.ci_low
    assert pool_for_statements(yi, vi).ci_high == plain.ci_high


def test_a_statement_uses_knapp_hartung_when_studies_differ():
    yi, vi = [0.1, 1.5, -0.7, 2.0], [0.1, 0.1, 0.1, 0.1]
    assert pool_for_statements(yi, vi).ci_high == pool(yi, vi, Options(hk=True)).ci_high


@pytest.mark.parametrize("level", [0.95, 0, 100, 49.9, math.nan])
def test_a_level_that_is_no_percentage_is_refused(level):
    with pytest.raises(EvidenceError, match="percent"):
        Options(level=level)


@pytest.mark.parametrize("options", [{"method": "XX"}, {"prediction": "other"}])
def test_an_unknown_choice_names_those_that_exist(options):
    with pytest.raises(EvidenceError, match=r"known are|choose"):
        Options(**options)


def test_a_higher_level_widens_the_interval():
    widths = [pool([1, 2, 4], [0.3, 0.2, 0.4], Options(level=level)) for level in (80, 90, 95, 99)]
    assert [w.ci_low for w in widths] == sorted((w.ci_low for w in widths), reverse=True)


@pytest.mark.parametrize(("yi", "vi"), [([1e40, 1], [0.1, 0.1]), ([1, 2], [1e-70, 0.1]), ([1, 2], [0.1, 1e40])])
def test_a_number_beyond_all_measure_is_refused_with_its_row(yi, vi):
    with pytest.raises(ImpossibleRowError, match="to be meant"):
        pool(yi, vi)


def test_one_study_that_outweighs_all_others_by_far_leaves_no_nan():
    found = pool([-0.013, 0.5, 0.2], [7e-11, 7e6, 3e6], Options(hk=True))
    assert np.isfinite([found.estimate, found.se, found.tau2, found.i2, found.h2]).all()
