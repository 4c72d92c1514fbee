"""What must hold for every drawing."""

import math
import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.knowledge.atlas import load, rank
from drypoint.knowledge.atlas.accuracy import approximation_error
from drypoint.knowledge.atlas.findings import read_drawing
from drypoint.knowledge.atlas.model import Atlas, Muscle
from drypoint.knowledge.atlas.network import Network, PainfulPlace, PainfulPlaces
from drypoint.knowledge.atlas.referral import build_network, infer
from drypoint.knowledge.bodymap import of_segment, regions
from drypoint.knowledge.bodymap.choir import SEGMENTS, ZONES
from drypoint.knowledge.bodymap.regions import OPPOSITE

places = st.sampled_from(sorted(regions()))
drawings = st.dictionaries(places, st.floats(0.05, 1.0), min_size=1, max_size=7)
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def drawing(coverage: dict[str, float]) -> dict[str, Any]:
    return {"regions": [{"id": region, "coverage": share} for region, share in coverage.items()]}


def probabilities(coverage: dict[str, float]) -> dict[tuple[str, str], float]:
    return {(one["muscle"], one["side"]): one["probability"] for one in rank(drawing(coverage))["candidates"]}


def mirrored_world() -> Atlas:
    """The atlas of somebody whose heart beats on the right: organs of one side are on the other."""
    organs = {
        key: one if one.side == "same" else replace(one, side=OPPOSITE[one.side])
        for key, one in load().look_alikes.items()
    }
    return replace(load(), look_alikes=organs)


MIRRORED = mirrored_world()


def mirrored_probabilities(raw: dict[str, Any]) -> dict[tuple[str, str], float]:
    """What a drawing gets in the mirrored world, told by the sides of this one."""
    found = infer(read_drawing(raw), atlas=MIRRORED).candidates
    return {(one.muscle.id, OPPOSITE[one.side]): one.probability for one in found}


@given(drawings)
@quick
def test_the_mirrored_drawing_gets_the_mirrored_answer(coverage: dict[str, float]) -> None:
    straight = probabilities(coverage)
    mirrored = mirrored_probabilities(drawing({regions()[region].mirror: share for region, share in coverage.items()}))
    for owner, probability in straight.items():
        if probability >= 0.02:
            assert abs(mirrored[owner] - probability) < 0.005


@given(drawings, st.randoms(use_true_random=False))
@quick
def test_the_order_of_the_regions_does_not_matter(coverage: dict[str, float], rng: random.Random) -> None:
    shuffled = list(coverage.items())
    rng.shuffle(shuffled)
    assert rank(drawing(coverage)) == rank(drawing(dict(shuffled)))


@given(drawings, st.data())
@quick
def test_more_pain_in_its_zone_never_speaks_against_a_muscle(coverage: dict[str, float], data: st.DataObject) -> None:
    """With the other muscles held as they are, the odds of a muscle rise with pain in any place of its zone."""
    network = build_network(load())
    index = data.draw(st.integers(0, len(network.causes) - 1))
    others = data.draw(st.sets(st.integers(0, len(network.causes) - 1), max_size=4)) - {index}
    region = data.draw(st.sampled_from(sorted(network.causes[index].strengths)))
    asked = of_segment(regions()[region].choir) if data.draw(st.booleans()) else (region,)
    rest = [PainfulPlace((place,), share) for place, share in coverage.items() if place not in asked]
    less = data.draw(st.floats(0.0, 1.0))
    more = less + (1 - less) * data.draw(st.floats(0.01, 1.0))
    before = odds_given(network, index, others, PainfulPlaces([*rest, PainfulPlace(asked, less)]))
    after = odds_given(network, index, others, PainfulPlaces([*rest, PainfulPlace(asked, more)]))
    assert after >= before - 1e-9


def odds_given(network: Network, index: int, others: set[int], evidence: PainfulPlaces) -> float:
    """Log-odds of a cause when exactly the others are active, computed the long way, region by region."""
    parameters = network.parameters

    def weight(active: set[int]) -> float:
        total = sum(network.prior_logit[cause] for cause in active)
        places = [*evidence.places]
        drawn = {region for place in places for region in place.regions}
        places += [PainfulPlace((region,), 0.0) for region in regions() if region not in drawn]
        for place in places:
            silent = math.prod(
                1 - network.strength(network.causes[cause].strengths[region])
                for cause in active
                for region in place.regions
                if region in network.causes[cause].strengths
            )
            quiet = silent * (1 - parameters.leak) ** len(place.regions)
            total += place.painfulness * math.log(1 - quiet)
            total += parameters.absent * (1 - place.painfulness) * math.log(silent)
        return total

    return weight(others | {index}) - weight(others)


@given(st.sampled_from(sorted(load().muscles)), st.floats(0.1, 1.0))
@quick
def test_a_segment_hurts_when_any_of_its_regions_does(muscle: str, share: float) -> None:
    """The network's own sums agree with those of the definition, for a muscle's zone given in segments."""
    network = build_network(load())
    index = next(i for i, cause in enumerate(network.causes) if (cause.owner, cause.side) == (muscle, "left"))
    segments = {regions()[region].choir for region in network.causes[index].strengths}
    evidence = PainfulPlaces(PainfulPlace(of_segment(segment), share) for segment in sorted(segments))
    assert network.single(index, network.read(evidence)) == pytest.approx(
        odds_given(network, index, set(), evidence), abs=1e-9
    )


def test_a_segment_of_one_region_is_that_region() -> None:
    assert rank({"regions": [{"choir": 201, "coverage": 0.4}]}) == rank(drawing({"crown_left": 0.4}))


@given(st.sets(st.sampled_from(sorted(SEGMENTS)), min_size=1, max_size=5), st.floats(0.1, 1.0))
@quick
def test_segments_are_mirrored_and_their_order_does_not_matter(codes: set[int], share: float) -> None:
    straight = [{"choir": code, "coverage": share} for code in sorted(codes)]
    assert rank({"regions": straight}) == rank({"regions": straight[::-1]})
    other = {**{zone.left: zone.right for zone in ZONES.values()}, **{zone.right: zone.left for zone in ZONES.values()}}
    turned = mirrored_probabilities({"regions": [{"choir": other[code], "coverage": share} for code in codes]})
    for one in rank({"regions": straight})["candidates"]:
        if one["probability"] >= 0.02:
            assert abs(turned[one["muscle"], one["side"]] - one["probability"]) < 0.005


def test_more_pain_all_over_its_essential_zone_never_lowers_a_muscle() -> None:
    for muscle in load().muscles.values():
        zone = [f"{key}_left" for key in muscle.keys("essential")]
        rising = [
            probabilities(dict.fromkeys(zone, share)).get((muscle.id, "left"), 0.0) for share in (0.1, 0.3, 0.6, 1.0)
        ]
        assert all(before <= after + 1e-4 for before, after in pairwise(rising)), (muscle.id, rising)


def essential_zones(muscle: Muscle) -> list[set[str]]:
    return [
        set(muscle.keys("essential")),
        *({part.key for part in p.zone if part.strength == "essential"} for p in muscle.points),
    ]


def test_the_essential_zone_alone_puts_every_muscle_among_the_first_three_that_differ() -> None:
    """Muscles ahead of it whose essential zone is the very same are not counted: no drawing could tell them apart."""
    for muscle in load().muscles.values():
        own = set(muscle.keys("essential"))
        listed = rank(drawing({f"{key}_right": 0.8 for key in own}))["candidates"]
        differing = [
            one
            for one in listed
            if one["muscle"] == muscle.id or own not in essential_zones(load().muscles[one["muscle"]])
        ]
        assert (muscle.id, "right") in [(one["muscle"], one["side"]) for one in differing[:3]], muscle.id


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
