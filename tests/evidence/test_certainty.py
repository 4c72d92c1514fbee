from datetime import date

import pytest

from drypoint.knowledge.evidence.certainty import Certainty, Domain, decide, propose
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.pooling import pool

CLEAR = pool([-1.0, -1.1, -0.9, -1.0], [0.01, 0.01, 0.01, 0.01])
MIXED = pool([-3.0, 0.5, 1.0, -0.1], [0.05, 0.04, 0.05, 0.03])
SMALL_STUDIES_DIFFER = pool(
    [-2.1, -1.6, -1.9, -1.2, -0.9, -0.7, -0.8, -0.3, -0.2, -0.25],
    [0.5, 0.42, 0.4, 0.3, 0.2, 0.15, 0.12, 0.05, 0.03, 0.02],
)


def level(proposal, domain):
    return next(one.down for one in proposal.judgements if one.domain == domain)


def test_what_rules_cannot_know_stays_open():
    assert propose(CLEAR, people=500).open_domains == (Domain.RISK_OF_BIAS, Domain.INDIRECTNESS)


def test_agreeing_precise_trials_at_low_risk_lose_nothing():
    proposal = propose(CLEAR, people=500, risk_of_bias=["low"] * 4, smallest_difference=0.5)
    assert sum(one.down or 0 for one in proposal.judgements) == 0
    assert proposal.certainty is Certainty.HIGH


@pytest.mark.parametrize(
    ("risks", "down"),
    [
        (["high"] * 4, 2),
        (["low", "low", "some concerns", "high"], 1),
        (["low"] * 3 + ["high"], 0),
        (["low"] * 3 + [""], None),
    ],
)
def test_the_weight_of_biased_trials_decides(risks, down):
    assert level(propose(CLEAR, people=500, risk_of_bias=risks), Domain.RISK_OF_BIAS) == down


def test_trials_that_contradict_each_other_lose_two_levels():
    assert level(propose(MIXED, people=500), Domain.INCONSISTENCY) == 2


def test_an_interval_around_no_difference_is_imprecise():
    assert level(propose(MIXED, people=500), Domain.IMPRECISION) == 1
    assert level(propose(MIXED, people=200), Domain.IMPRECISION) == 2


@pytest.mark.parametrize(("people", "down"), [(400, 0), (399, 1), (99, 2), (None, 1)])
def test_few_people_are_imprecise(people, down):
    assert level(propose(CLEAR, people=people), Domain.IMPRECISION) == down


def test_an_interval_around_the_smallest_change_that_matters_is_imprecise():
    assert level(propose(CLEAR, people=500, smallest_difference=1.0), Domain.IMPRECISION) == 1


def test_small_studies_that_differ_cost_a_level_from_ten_studies_on():
    assert level(propose(SMALL_STUDIES_DIFFER, people=500), Domain.PUBLICATION_BIAS) == 1
    assert level(propose(CLEAR, people=500), Domain.PUBLICATION_BIAS) == 0


def test_every_judgement_has_a_reason():
    assert all(one.reason for one in propose(MIXED, people=None).judgements)


def test_the_certainty_never_falls_below_very_low():
    proposal = propose(MIXED, people=50, risk_of_bias=["high"] * 4)
    assert proposal.certainty is Certainty.VERY_LOW


def test_a_person_decides_and_signs():
    proposal = propose(CLEAR, people=500)
    decisions = {Domain.RISK_OF_BIAS: (1, "No blinding."), Domain.INDIRECTNESS: (0, "Same people, same treatment.")}
    signed = decide(proposal, decisions, by="Mara Primjer", on=date(2026, 5, 4))
    assert signed.certainty is Certainty.MODERATE
    assert (signed.signed_by, signed.signed_on) == ("Mara Primjer", date(2026, 5, 4))
    assert proposal.signed_on is None


@pytest.mark.parametrize(
    ("decisions", "by", "words"),
    [
        ({}, "Mara Primjer", "Not judged yet: risk of bias, indirectness"),
        ({Domain.RISK_OF_BIAS: (3, "x"), Domain.INDIRECTNESS: (0, "x")}, "Mara Primjer", "0, 1 or 2 levels"),
        ({Domain.RISK_OF_BIAS: (1, " "), Domain.INDIRECTNESS: (0, "x")}, "Mara Primjer", "reason"),
        ({Domain.RISK_OF_BIAS: (1, "x"), Domain.INDIRECTNESS: (0, "x")}, " ", "name of the person"),
    ],
)
def test_half_a_judgement_cannot_be_signed(decisions, by, words):
    with pytest.raises(EvidenceError, match=words):
        decide(propose(CLEAR, people=500), decisions, by=by, on=date(2026, 5, 4))


def test_judgements_of_another_number_of_trials_are_refused():
    with pytest.raises(EvidenceError, match="1 judgements of bias for 4"):
        propose(CLEAR, people=500, risk_of_bias=["low"])
