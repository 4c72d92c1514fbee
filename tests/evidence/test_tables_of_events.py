import numpy as np
import pytest

from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.mantel_haenszel import mantel_haenszel, peto


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
