"""What must hold for every drawing."""

import random
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.knowledge.atlas import load, rank
from drypoint.knowledge.atlas.accuracy import approximation_error
from drypoint.knowledge.atlas.network import Evidence, Network
from drypoint.knowledge.atlas.referral import build_network
from drypoint.knowledge.bodymap import regions

places = st.sampled_from(sorted(regions()))
drawings = st.dictionaries(places, st.floats(0.05, 1.0), min_size=1, max_size=7)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def drawing(coverage: dict[str, float]) -> dict[str, Any]:
    return {"regions": [{"id": region, "coverage": share} for region, share in coverage.items()]}


def probabilities(coverage: dict[str, float]) -> dict[tuple[str, str], float]:
    return {(one["muscle"], one["side"]): one["probability"] for one in rank(drawing(coverage))["candidates"]}


@given(drawings)
@quick
def test_the_mirrored_drawing_gets_the_mirrored_answer(coverage: dict[str, float]) -> None:
    straight = probabilities(coverage)
    mirrored = probabilities({regions()[region].mirror: share for region, share in coverage.items()})
    other = {"left": "right", "right": "left"}
    for (muscle, side), probability in straight.items():
        if probability >= 0.02:
            assert abs(mirrored[muscle, other[side]] - probability) < 0.005


@given(drawings, st.randoms(use_true_random=False))
@quick
def test_the_order_of_the_regions_does_not_matter(coverage: dict[str, float], rng: random.Random) -> None:
    shuffled = list(coverage.items())
    rng.shuffle(shuffled)
    assert rank(drawing(coverage)) == rank(drawing(dict(shuffled)))


@given(drawings, st.data())
@quick
def test_more_pain_in_its_zone_never_speaks_against_a_muscle(coverage: dict[str, float], data: st.DataObject) -> None:
    """With the other muscles held as they are, the odds of a muscle rise with pain in any region of its zone."""
    network = build_network(load())
    index = data.draw(st.integers(0, len(network.causes) - 1))
    others = data.draw(st.sets(st.integers(0, len(network.causes) - 1), max_size=4)) - {index}
    region = data.draw(st.sampled_from(sorted(network.causes[index].strengths)))
    evidence = {place: Evidence(share, 1.0) for place, share in coverage.items()}
    less = evidence.get(region, Evidence(0.0, 1.0)).painfulness
    more = less + (1 - less) * data.draw(st.floats(0.01, 1.0))
    before = odds_given(network, index, others, evidence | {region: Evidence(less, 1.0)})
    after = odds_given(network, index, others, evidence | {region: Evidence(more, 1.0)})
    assert after >= before - 1e-9


def odds_given(network: Network, index: int, others: set[int], evidence: dict[str, Evidence]) -> float:
    """Log-odds of a cause when exactly the others are active, computed the long way."""

    def weight(active: set[int]) -> float:
        total = sum(network.alone(cause, evidence) for cause in active)
        for region, seen in evidence.items():
            if seen.painfulness > 0:
                state = sum(network.causes[cause].strengths.get(region, 0) for cause in active)
                total += network.parameters.temper * seen.painfulness * network.log_on(state)
        return total

    return weight(others | {index}) - weight(others)


def test_more_pain_all_over_its_essential_zone_never_lowers_a_muscle() -> None:
    for muscle in load().muscles.values():
        zone = [f"{key}_left" for key in muscle.keys("essential")]
        rising = [
            probabilities(dict.fromkeys(zone, share)).get((muscle.id, "left"), 0.0) for share in (0.1, 0.3, 0.6, 1.0)
        ]
        assert all(before <= after + 1e-4 for before, after in pairwise(rising)), (muscle.id, rising)


def test_the_essential_zone_alone_puts_every_muscle_among_the_first_three() -> None:
    for muscle in load().muscles.values():
        zone = {f"{key}_right": 0.8 for key in muscle.keys("essential")}
        first = [(one["muscle"], one["side"]) for one in rank(drawing(zone))["candidates"][:3]]
        assert (muscle.id, "right") in first, muscle.id


def test_the_approximation_stays_close_to_exact_enumeration() -> None:
    mean, largest = approximation_error(12, seed=5, causes_per_case=10)
    assert mean < 0.002
    assert largest < 0.02


def test_stronger_pain_counts_more_up_to_a_point() -> None:
    def odds(intensity: float) -> float:
        answer = rank({"regions": [{"id": "heel_left", "coverage": 0.8, "intensity": intensity}]})
        return max(one["probability"] for one in answer["candidates"] if one["muscle"] == "quadratus_plantae")

    assert odds(0.5) < odds(2) < odds(3) == odds(9)


def test_a_practice_s_confirmations_move_a_muscle_and_nothing_else_changes_without_them() -> None:
    shown = drawing({"knee_back_left": 0.9})
    flat = rank(shown)
    assert rank(shown, counts={}) == flat
    moved = rank(shown, counts={"plantaris": (20, 0), "popliteus": (0, 20)})

    def probability(answer: dict[str, Any], muscle: str) -> float:
        return max(one["probability"] for one in answer["candidates"] if one["muscle"] == muscle)

    assert probability(moved, "plantaris") > probability(flat, "plantaris")
    assert probability(moved, "popliteus") < probability(flat, "popliteus")
