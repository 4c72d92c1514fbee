import numpy as np
import pytest

from drypoint.knowledge.evidence.bias import begg, egger, fail_safe, trim_and_fill
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.pooling import Options, pool
from drypoint.knowledge.evidence.sensitivity import cumulative, influence, leave_one_out


@pytest.mark.parametrize(("method", "name"), [("EE", "FE"), ("DL", "DL"), ("REML", "REML")])
def test_leaving_one_out_equals_metafor(metafor, method, name):
    for entry in metafor["sensitivity"]:
        expected = entry["leave1out"][name]
        found = leave_one_out(entry["yi"], entry["vi"], Options(method=method))
        assert [one.estimate for one in found] == pytest.approx(expected["estimate"], rel=1e-8)
        assert [one.se for one in found] == pytest.approx(expected["se"], rel=1e-8)
        assert [one.q for one in found] == pytest.approx(expected["Q"], rel=1e-9)


def test_the_cumulative_pool_equals_metafor(metafor):
    entry = metafor["sensitivity"][0]
    expected = entry["cumulative_by_year"]
    found = cumulative(entry["yi"], entry["vi"], order=entry["year"])
    assert [joined + 1 for joined, _ in found] == expected["order_1based"]
    assert [one.estimate for _, one in found] == pytest.approx(expected["estimate"], rel=1e-8)
    assert [one.tau2 for _, one in found] == pytest.approx(expected["tau2"], rel=1e-8, abs=1e-10)


def test_the_last_cumulative_pool_is_the_whole_one(metafor):
    entry = metafor["sensitivity"][0]
    assert cumulative(entry["yi"], entry["vi"])[-1][1].estimate == pool(entry["yi"], entry["vi"]).estimate


def test_influence_equals_metafor(metafor):
    for entry in metafor["sensitivity"]:
        found = influence(entry["yi"], entry["vi"])
        assert [one.dfbetas for one in found] == pytest.approx(entry["influence"]["dfbs"], rel=1e-6, abs=1e-9)
        assert [one.is_influential for one in found] == entry["influence"]["is_infl"]


def test_egger_equals_metafor_and_the_textbook(metafor):
    for entry in metafor["sensitivity"]:
        if "egger" not in entry:
            continue
        found = egger(entry["yi"], entry["vi"])
        assert (found.t, found.p) == pytest.approx((entry["egger"]["stat"], entry["egger"]["pval"]), rel=1e-9)
        assert found.bias == pytest.approx(entry["egger"]["bias"], rel=1e-9)
        assert (found.limit, found.limit_low, found.limit_high) == pytest.approx(entry["egger"]["limit"], rel=1e-9)


def test_equal_standard_errors_leave_egger_nothing_to_compare():
    with pytest.raises(EvidenceError, match="alike"):
        egger([1, 2, 3], [0.1, 0.1, 0.1])


def test_begg_equals_metafor_exactly_without_ties(metafor):
    for entry in metafor["sensitivity"]:
        if len(set(entry["vi"])) < 2:
            continue
        found = begg(entry["yi"], entry["vi"])
        assert found.is_exact
        assert (found.tau, found.p) == pytest.approx((entry["begg"]["tau"], entry["begg"]["pval"]), rel=1e-9, abs=1e-12)


def test_begg_with_ties_uses_the_normal_approximation():
    assert not begg([0.1, 0.5, 0.2, 0.9], [0.1, 0.1, 0.2, 0.3]).is_exact


def test_trim_and_fill_equals_metafor(metafor):
    compared = 0
    for entry in metafor["sensitivity"]:
        for method, blocks in entry["trimfill"].items():
            for name, expected in blocks.items():
                estimator, _, side = name.partition("_")
                options = Options(method="EE" if method == "FE" else method)
                found = trim_and_fill(entry["yi"], entry["vi"], options, estimator=estimator, side=side or None)
                assert (found.side, found.missing) == (expected["side"], expected["k0"])
                assert (found.pool.estimate, found.pool.se) == pytest.approx(
                    (expected["beta"], expected["se"]), rel=1e-8
                )
                if expected["p_k0"] is not None:
                    assert found.p_missing == pytest.approx(expected["p_k0"])
                compared += 1
    assert compared > 15


def test_the_filled_studies_mirror_those_that_were_trimmed(metafor):
    entry = next(one for one in metafor["sensitivity"] if one["name"] == "k10_smallstudy")
    found = trim_and_fill(entry["yi"], entry["vi"], Options(method="EE"))
    assert found.missing == len(found.filled_yi) > 0
    assert set(found.filled_vi) <= set(entry["vi"])


def test_fail_safe_numbers_equal_metafor(metafor):
    for entry in metafor["sensitivity"]:
        found, expected = fail_safe(entry["yi"], entry["vi"]), entry["failsafe"]
        assert found.rosenthal == expected["rosenthal"][0]
        assert found.orwin == expected["orwin"]
        assert found.rosenberg == expected["rosenberg"][0]
        assert (found.rosenthal_p, found.rosenberg_p) == pytest.approx(
            (expected["rosenthal"][1], expected["rosenberg"][1]), rel=1e-9
        )


@pytest.mark.parametrize("method", [leave_one_out, influence, egger, begg, trim_and_fill])
def test_too_few_studies_are_a_sentence(method):
    with pytest.raises(EvidenceError, match="at least"):
        method([1.0], [0.1])


def test_an_order_of_another_length_is_refused():
    with pytest.raises(EvidenceError, match="1 values for 2 studies"):
        cumulative([1, 2], [0.1, 0.1], order=[1])


def test_a_mean_of_nothing_has_no_number_of_orwin():
    assert fail_safe([-1, 1], [0.1, 0.1]).orwin is None
    assert np.isfinite(fail_safe([-1, 1], [0.1, 0.1]).rosenthal_p)
