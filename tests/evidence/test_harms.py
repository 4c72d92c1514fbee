import pytest

from drypoint.knowledge.evidence.data import load_library
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.harms import exact_interval, one_in, rate_of


def test_no_event_in_7629_treatments_still_allows_one_in_two_thousand():
    """The chance of seeing none at the upper end is 2.5 %, by the formula and not by the beta function."""
    low, high = exact_interval(0, 7629)
    assert low == 0
    assert high == pytest.approx(1 - 0.025 ** (1 / 7629), rel=1e-9)


def test_the_interval_of_all_mirrors_that_of_none():
    assert exact_interval(20, 20) == pytest.approx(tuple(1 - end for end in reversed(exact_interval(0, 20))))


def test_a_known_interval():
    # Both ends leave 2.5 %: P(X ≥ 10 | 4.90 %) and P(X ≤ 10 | 17.62 %) of 100.
    assert exact_interval(10, 100) == pytest.approx((0.0490, 0.1762), abs=5e-5)


@pytest.mark.parametrize(("events", "out_of"), [(-1, 10), (11, 10), (0, 0)])
def test_impossible_counts_are_refused(events, out_of):
    with pytest.raises(EvidenceError, match="cannot be"):
        exact_interval(events, out_of)


@pytest.mark.parametrize(
    ("share", "words"), [(0.1918, 5), (0.5, 2), (0.00026, 3800), (1e-6, 1_000_000), (0.0, None), (0.8, None)]
)
def test_a_share_in_the_words_people_use(share, words):
    assert one_in(share) == words


def test_a_rate_keeps_its_denominator():
    rates = {record.id: rate_of(record) for record in load_library().harms}
    mild = rates["brady2014-1"]
    assert (mild.share, mild.per, mild.is_rounded) == (pytest.approx(1463 / 7629), "treatments", False)
    assert mild.low < mild.share < mild.high
    assert rates["brady2014-3"].is_rounded


def test_events_are_whole_numbers_also_where_a_percentage_was_printed():
    rates = [rate for record in load_library().harms if (rate := rate_of(record))]
    assert any(rate.is_rounded for rate in rates)
    for rate in rates:
        events = rate.share * rate.out_of
        assert events == pytest.approx(round(events))
        assert (rate.low, rate.high) == exact_interval(round(events), rate.out_of)


def test_a_count_of_events_says_that_one_treatment_can_have_several():
    counted = [
        record for record in load_library().harms if record["per"] == "treatments" and "any m" in record["event"]
    ]
    assert {record.id for record in counted} >= {"brady2014-1", "boyce2020-1"}
    for record in counted:
        assert "one treatment can have more than one" in record["remark"], record.id


def test_shares_of_therapists_reports_and_cases_are_no_rates():
    for record in load_library().harms:
        if record["per"] not in ("treatments", "patients"):
            assert rate_of(record) is None
