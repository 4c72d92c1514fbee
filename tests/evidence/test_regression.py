import numpy as np
import pytest

from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.models import LinearModel
from drypoint.knowledge.evidence.pooling import Options, pool
from drypoint.knowledge.evidence.regression import design_matrix, regress, subgroups

COEFFICIENT = (("estimate", "beta"), ("se", "se"), ("p", "pval"), ("ci_low", "ci_lb"), ("ci_high", "ci_ub"))
WHOLE = (("tau2", "tau2"), ("i2", "I2"), ("q", "QE"), ("q_p", "QEp"), ("qm", "QM"), ("qm_p", "QMp"))


def test_meta_regression_equals_metafor(bcg):
    for fit in bcg["fits"]:
        moderators = {name: bcg["moderators"][name] for name in fit["moderators"]}
        found = regress(bcg["yi"], bcg["vi"], moderators, Options(method=fit["method"], hk=fit["hk"]))
        # metafor inverts X'WX; with years as moderator its intercept is good to about nine digits.
        tolerance = 2e-8 if "year" in fit["moderators"] or fit["method"] in ("REML", "ML") else 1e-10
        for name, wanted in (
            ("estimate", "beta"),
            ("se", "se"),
            ("p", "pval"),
            ("ci_low", "ci_lb"),
            ("ci_high", "ci_ub"),
        ):
            values = [getattr(row, name) for row in found.coefficients]
            assert values == pytest.approx(fit[wanted], rel=tolerance), (fit["method"], fit["moderators"], name)
        for name, wanted in (
            ("tau2", "tau2"),
            ("i2", "I2"),
            ("q", "QE"),
            ("q_p", "QEp"),
            ("qm", "QM"),
            ("qm_p", "QMp"),
        ):
            assert getattr(found, name) == pytest.approx(fit[wanted], rel=tolerance), (fit["method"], name)
        assert found.r2 == pytest.approx(fit["R2"], rel=tolerance, abs=1e-7)


def test_subgroups_equal_metafor(bcg):
    for method in ("EE", "DL", "REML"):
        found = subgroups(bcg["yi"], bcg["vi"], bcg["moderators"]["alloc"], Options(method=method))
        for level, group in found.groups:
            wanted = bcg["subgroups"][level][method]
            assert [group.estimate, group.se, group.tau2] == pytest.approx(wanted, rel=1e-8)
        expected = bcg["between"]["FE" if method == "EE" else method]
        assert (found.q, found.q_df, found.q_p) == pytest.approx(
            (expected["Q_between"], expected["df"], expected["p"]), rel=1e-8
        )


def test_subgroups_keep_the_order_in_which_they_appear():
    found = subgroups([1, 2, 3], [0.1, 0.1, 0.1], ["b", "a", "b"])
    assert [level for level, _ in found.groups] == ["b", "a"]


def test_a_single_subgroup_has_nothing_to_compare():
    found = subgroups([1, 2], [0.1, 0.1], ["a", "a"])
    assert (found.q, found.q_df, found.q_p) == (None, 0, None)


def test_words_become_columns_against_the_first_level_of_the_alphabet():
    design, names = design_matrix({"dose": [1, 2, 3], "kind": ["wet", "dry", "wet"]}, 3)
    assert names == ["intercept", "dose", "kind[wet]"]
    assert design[:, 2].tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("moderators", "words"),
    [
        ({"x": [1, 1, 1, 1]}, "same in every study"),
        ({"x": [1, 2, 3, 5], "z": [2, 4, 6, 10]}, "same information twice"),
        ({"x": [1, 2, 3, 5], "z": ["a", "b", "c", "d"]}, "more studies than"),
        ({"x": [1, 2]}, "2 values for 4 studies"),
    ],
)
def test_moderators_that_cannot_explain_are_refused(moderators, words):
    with pytest.raises(EvidenceError, match=words):
        regress([1, 2, 3, 9], [0.1, 0.2, 0.1, 0.3], moderators)


def test_a_moderator_on_another_scale_changes_nothing_but_its_slope(bcg):
    plain = regress(bcg["yi"], bcg["vi"], {"ablat": bcg["moderators"]["ablat"]})
    scaled = regress(bcg["yi"], bcg["vi"], {"ablat": [x * 1000.0 for x in bcg["moderators"]["ablat"]]})
    assert scaled.tau2 == pytest.approx(plain.tau2, rel=1e-9)
    assert scaled.coefficients[1].estimate * 1000 == pytest.approx(plain.coefficients[1].estimate, rel=1e-9)


def test_the_general_model_without_moderators_equals_the_common_mean(bcg):
    yi, vi = np.array(bcg["yi"]), np.array(bcg["vi"])
    model = LinearModel(yi, vi, np.ones((len(yi), 1)))
    found = pool(yi, vi)
    beta, covariance = model.coefficients(found.tau2)
    assert (float(beta[0]), float(covariance[0, 0]) ** 0.5) == pytest.approx((found.estimate, found.se), rel=1e-12)
    assert model.score(found.tau2, restricted=True).slope == pytest.approx(0, abs=1e-9)
