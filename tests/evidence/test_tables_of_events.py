import numpy as np
import pytest

from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.mantel_haenszel import mantel_haenszel, mantel_haenszel_rates, peto


def test_mantel_haenszel_equals_metafor(metafor):
    for entry in metafor["tables"]:
        for measure, expected in entry["MH"].items():
            found, _ = mantel_haenszel(measure, **entry["cells"])
            values = [found.estimate, found.se, found.p, found.q, found.q_p, found.i2]
            wanted = [expected[name] for name in ("beta", "se", "pval", "QE", "QEp", "I2")]
            assert values == pytest.approx(wanted, rel=1e-10), (entry["name"], measure)


def test_peto_equals_metafor(metafor):
    for entry in metafor["tables"]:
        found, _ = peto(**entry["cells"])
        values = [found.estimate, found.se, found.p, found.q, found.q_p, found.i2]
        wanted = [entry["PETO"][name] for name in ("beta", "se", "pval", "QE", "QEp", "I2")]
        assert values == pytest.approx(wanted, rel=1e-10), entry["name"]


def test_a_table_without_events_does_not_move_the_pooled_odds_ratio():
    one, _ = mantel_haenszel("OR", [4, 6], [16, 14], [2, 3], [18, 17])
    other, effects = mantel_haenszel("OR", [4, 6, 0], [16, 14, 20], [2, 3, 0], [18, 17, 20])
    assert other.estimate == pytest.approx(one.estimate)
    assert other.q == pytest.approx(one.q)
    assert np.isfinite(effects.yi).all()


def test_without_a_constant_a_study_with_a_zero_has_no_effect_of_its_own():
    found, effects = mantel_haenszel("OR", [4, 0], [16, 20], [2, 3], [18, 17], add=0, to="none")
    assert np.isnan(effects.yi[1])
    assert np.isfinite(found.estimate)


@pytest.mark.parametrize(
    ("measure", "cells"),
    [
        ("OR", ([0, 0], [5, 5], [1, 2], [4, 3])),
        ("RR", ([0, 0], [5, 5], [1, 2], [4, 3])),
        ("RD", ([0, 0], [5, 5], [0, 0], [4, 3])),
        ("SMD", ([1], [5], [2], [4])),
    ],
)
def test_where_there_is_no_answer_a_sentence_says_so(measure, cells):
    with pytest.raises(EvidenceError):
        mantel_haenszel(measure, *cells)


def test_peto_needs_an_event_somewhere():
    with pytest.raises(EvidenceError, match="Nobody, or everybody"):
        peto([0], [5], [0], [5])


def test_rates_of_two_groups_pool_as_in_metafor(metafor):
    entry = metafor["rates"][0]
    for measure, expected in entry["MH"].items():
        found, own = mantel_haenszel_rates(measure, **entry["cells"])
        assert found.estimate == pytest.approx(expected["beta"], rel=1e-10)
        assert found.se == pytest.approx(expected["se"], rel=1e-10)
        assert found.q == pytest.approx(expected["QE"], rel=1e-10)
        assert found.weights.sum() == pytest.approx(100)
        assert len(own.yi) == 6


def test_a_risk_difference_with_one_zero_has_an_effect_without_a_constant():
    """Only where no effect can be computed a study is left out of Q."""
    found, own = mantel_haenszel("RD", [0, 4, 6], [20, 16, 14], [3, 5, 9], [17, 15, 11], to="none")
    assert np.isfinite(own.yi).all()
    assert found.q_df == 2
