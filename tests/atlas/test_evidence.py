"""How much each mark of a drawing counts: dots for areas, and smudges as what they are, without a jump between."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.knowledge.atlas import rank
from drypoint.knowledge.atlas.evidence import evidence_of
from drypoint.knowledge.atlas.findings import read_drawing
from drypoint.knowledge.bodymap import of_segment, regions

quick = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
PLACES = ("shoulder_outer_right", "arm_outer_right", "upper_chest_right")
others = st.dictionaries(st.sampled_from(sorted(regions())), st.floats(0.001, 1.0), max_size=5)


def drawing(coverage: dict[str, float]) -> dict[str, Any]:
    return {"regions": [{"id": region, "coverage": share} for region, share in coverage.items()]}


def probabilities(coverage: dict[str, float]) -> dict[tuple[str, str], float]:
    return {(one["muscle"], one["side"]): one["probability"] for one in rank(drawing(coverage))["candidates"]}


def furthest(before: dict[str, float], after: dict[str, float]) -> float:
    """How far the muscle that moves most moves between two drawings; what is not listed is below 0.01."""
    told, told_after = probabilities(before), probabilities(after)
    return max(abs(told.get(one, 0.0) - told_after.get(one, 0.0)) for one in told | told_after)


def stands_for(*shares: float) -> list[float]:
    """Read from the painfulness of marks on single regions what share of its region each of them stands for."""
    coverage = dict(zip(PLACES, shares, strict=False))
    found = {place.regions[0]: place.painfulness for place in evidence_of(read_drawing(drawing(coverage))).places}
    return [0.2 * found[region] / (1.2 - found[region]) for region in coverage]


@pytest.mark.parametrize(
    ("shares", "counted"),
    [
        pytest.param((0.04, 0.005), (0.3, 0.3), id="dots"),
        pytest.param((0.05, 0.01), (0.3, 0.3), id="the largest dots"),
        pytest.param((0.06, 0.02), (0.3, 0.8 * 0.3 + 0.2 * 0.1), id="rather dots"),
        pytest.param((0.075, 0.025), (0.3, 0.2), id="half dots, half areas"),
        pytest.param((0.1, 0.02), (0.3, 0.06), id="the smallest areas"),
        pytest.param((0.2, 0.02, 0.1), (0.3, 0.03, 0.15), id="a faint drawing"),
        pytest.param((0.29, 0.02), (0.3, 0.02 * 0.3 / 0.29), id="an area of nearly 0.3 and a smudge"),
        pytest.param((0.3, 0.02), (0.3, 0.02), id="an area of 0.3 and a smudge"),
        pytest.param((0.31, 0.02), (0.31, 0.02), id="an area of more and a smudge"),
        pytest.param((1.0, 0.01), (1.0, 0.01), id="a whole region and a smudge"),
    ],
)
def test_dots_stand_for_areas_and_beside_an_area_a_smudge_stays_small(
    shares: tuple[float, ...], counted: tuple[float, ...]
) -> None:
    assert stands_for(*shares) == pytest.approx(counted)


def test_a_smudge_beside_a_faint_area_ranks_as_beside_one_a_little_larger() -> None:
    shoulder, arm = "shoulder_outer_right", "arm_outer_right"
    faint, larger = ({shoulder: share, arm: 0.02} for share in (0.29, 0.31))
    assert furthest(faint, larger) < 0.01
    assert list(probabilities(faint))[:3] == list(probabilities(larger))[:3]


@pytest.mark.parametrize(("less", "more", "furthest_move"), [(0.28, 0.32, 0.15), (0.2999, 0.3001, 0.02)])
@given(largest=st.sampled_from(sorted(regions())), rest=others)
@quick
def test_a_largest_mark_that_grows_past_three_tenths_turns_no_answer_round(
    less: float, more: float, furthest_move: float, largest: str, rest: dict[str, float]
) -> None:
    """The larger step moves what hurts by as much; the smaller one shows that nothing jumps."""
    smaller = {region: share * less for region, share in rest.items()}
    assert furthest({**smaller, largest: less}, {**smaller, largest: more}) <= furthest_move


@pytest.mark.parametrize("border", [0.05, 0.1])
@given(largest=st.sampled_from(sorted(regions())), rest=others)
@quick
def test_between_dots_and_areas_nothing_jumps(border: float, largest: str, rest: dict[str, float]) -> None:
    less, more = border - 0.0001, border + 0.0001
    smaller = {region: share * less for region, share in rest.items()}
    assert furthest({**smaller, largest: less}, {**smaller, largest: more}) <= 0.02


def test_a_mark_of_nothing_is_no_dot() -> None:
    places = evidence_of(read_drawing(drawing({"heel_left": 0.01, "kneecap_left": 0.0}))).places
    assert {place.regions: place.painfulness for place in places} == {("heel_left",): pytest.approx(0.3 * 1.2 / 0.5)}


def test_a_segment_is_dotted_by_its_own_share_and_counts_by_its_largest_region() -> None:
    """Segment 218 holds several regions: a faint mark on it counts as if all of it lay on one of them."""
    size = len(of_segment(218))
    assert size > 1
    for share in (0.04, 0.3 / size / 2):
        raw = {"regions": [{"choir": 218, "coverage": share}]}
        (place,) = evidence_of(read_drawing(raw)).places
        half = 0.2 / size
        assert place.painfulness == pytest.approx(0.3 / size * (1 + half) / (0.3 / size + half))


@pytest.mark.parametrize(
    ("felt", "share"),
    [
        ({"intensity": 0}, 0.0),
        ({"intensity": 1.5}, 0.5),
        ({"intensity": 3}, 1.0),
        ({"intensity": 9}, 1.0),
        ({"quality": "burning"}, 1.0),
        ({"quality": "tingling"}, 0.5),
        ({"quality": "numb", "intensity": 1.5}, 0.25),
    ],
)
def test_weak_pain_counts_in_proportion_and_altered_feeling_by_half(felt: dict[str, Any], share: float) -> None:
    raw = {"regions": [{"id": "heel_left", "coverage": 0.6, **felt}, {"id": "crown_left", "coverage": 0.6}]}
    places = evidence_of(read_drawing(raw)).places
    heel = sum(place.painfulness for place in places if place.regions == ("heel_left",))
    assert heel == pytest.approx(share * 0.6 * 1.2 / 0.8)
