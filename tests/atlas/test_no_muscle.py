"""What is no muscle explains pain away: joints, nerve roots, organs, skin, widespread pain, areas on no chart."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.knowledge.atlas import load, rank
from drypoint.knowledge.atlas.answer import remark, uncounted
from drypoint.knowledge.atlas.causes import causes_of, other_causes_of
from drypoint.knowledge.atlas.evidence import evidence_of
from drypoint.knowledge.atlas.findings import is_felt_as, read_drawing
from drypoint.knowledge.atlas.load import COMPILED, build
from drypoint.knowledge.atlas.model import AtlasError, LookAlike
from drypoint.knowledge.atlas.network import Cause, Level, Network, PainfulPlace, PainfulPlaces
from drypoint.knowledge.atlas.referral import DEFAULT_PARAMETERS, Ranking, build_network, complaint_of, infer
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.bodymap.outlines import neighbours

TRIED = json.loads(Path(__file__).with_name("cases").joinpath("dangerous_drawings.json").read_text("utf-8"))["drawings"]
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEELS = {"pain": None, "numb": "numb", "burning": "burning"}

MUSCLES = causes_of(load())
OTHERS = other_causes_of(load())
# The model as it would be without anything but muscles.
MUSCLES_ALONE = replace(DEFAULT_PARAMETERS, other=1e-9, widespread=1e-9, uncharted=0.0)


def drawn(*places: str, **more: Any) -> dict[str, Any]:
    return {"regions": [{"id": place, "coverage": 0.7, **more} for place in places]}


def best(drawing: dict[str, Any]) -> float:
    return float(rank(drawing)["candidates"][0]["probability"])


def infer_without_others(drawing: dict[str, Any]) -> Ranking:
    """Rank as if only muscles could hurt."""
    findings = read_drawing(drawing)
    complaint = complaint_of(load(), findings)
    return infer(findings, network=build_network(load(), MUSCLES_ALONE, complaint=complaint))


HEART = drawn("mid_chest_left", "breastbone_left", "arm_inner_left", intensity=6)
SHINGLES = drawn("mid_chest_right", "side_chest_right", "blade_tip_right", quality="burning")


@pytest.mark.parametrize(
    ("drawing", "muscle", "bound"),
    [
        pytest.param(HEART, "pectoralis_major", 0.2, id="heart"),
        pytest.param(
            drawn("mid_chest_left", "breastbone_left", "upper_chest_left", "arm_inner_left"),
            "pectoralis_major",
            0.55,
            id="heart, drawn like a muscle of the chest",
        ),
        pytest.param(SHINGLES, "serratus_anterior", 0.35, id="shingles"),
        pytest.param(
            drawn(
                "shoulder_top_left", "blade_inner_left", "arm_inner_left", "forearm_inner_left", "ring_little_palm_left"
            ),
            "pronator_quadratus",
            0.1,
            id="top of the lung",
        ),
        pytest.param(
            drawn("upper_spine_left", "upper_spine_right", "mid_spine_left", "mid_spine_right"),
            "mm_multifidi_rotatores_thoracis",
            0.3,
            id="joints of the back",
        ),
    ],
)
def test_what_hurts_like_something_else_gives_no_muscle_a_high_probability(
    drawing: dict[str, Any], muscle: str, bound: float
) -> None:
    found = {one["muscle"]: one["probability"] for one in reversed(rank(drawing)["candidates"])}
    assert max(found.values()) <= bound
    alone = infer_without_others(drawing).candidates
    assert max(one.probability for one in alone if one.muscle.id == muscle) >= found.get(muscle, 0.0) + 0.2


def test_pain_all_over_gives_no_muscle_a_high_probability() -> None:
    one = next(one for one in TRIED if "fibromyalgia" in one["says"])
    assert best({"regions": one["regions"]}) <= 0.1


def areas_on_no_chart(count: int, size: int, seed: int) -> list[dict[str, Any]]:
    """Areas that grew from anywhere by neighbours."""
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        area = [rng.choice(list(regions()))]
        while len(area) < size:
            area.append(rng.choice([place for one in area for place in neighbours()[one] if place not in area]))
        found.append(drawn(*area))
    return found


@pytest.mark.parametrize("size", [2, 3, 4, 5, 6])
def test_half_of_all_areas_drawn_at_random_leave_every_muscle_unlikely(size: int) -> None:
    chances = sorted(best(one) for one in areas_on_no_chart(41, size, seed=size))
    assert chances[20] <= 0.5


def area_of(one: LookAlike) -> dict[str, Any]:
    side = "left" if one.side == "same" else one.side
    quality = next(FEELS[feels] for feels in FEELS if feels in one.qualities)
    return drawn(*(f"{key}_{side}" for key in one.keys), **({"quality": quality} if quality else {}))


@pytest.mark.parametrize("one", load().look_alikes.values(), ids=lambda one: one.id)
def test_every_look_alike_takes_from_the_muscles_that_share_its_area(one: LookAlike) -> None:
    findings = read_drawing(area_of(one))
    alone = infer_without_others(area_of(one)).candidates
    together = {(it.muscle.id, it.side): it.probability for it in infer(findings).candidates}
    first = alone[0]
    assert together.get((first.muscle.id, first.side), 0.0) < first.probability
    assert sum(together.values()) < sum(it.probability for it in alone)
    assert any(fit.look_alike.id == one.id and fit.probability > 0 for fit in infer(findings).look_alikes)


pairs = [
    (muscle, other)
    for muscle in MUSCLES
    for other in OTHERS
    if muscle.side == "left" and muscle.strengths.keys() & other.strengths.keys()
]


@given(st.sampled_from(pairs), st.data())
@quick
def test_another_cause_of_the_same_places_never_makes_a_muscle_likelier(
    pair: tuple[Cause, Cause], data: st.DataObject
) -> None:
    muscle, other = pair
    shares = data.draw(
        st.dictionaries(st.sampled_from(sorted(muscle.strengths | other.strengths)), st.floats(0.05, 1), min_size=1)
    )
    quality = next(FEELS[feels] for feels in FEELS if feels in other.qualities)
    evidence = PainfulPlaces(PainfulPlace((region,), share, quality) for region, share in shares.items())
    plain = replace(DEFAULT_PARAMETERS, uncharted=0.0)

    def chance(*causes: Cause) -> float:
        network = Network(causes, [0.004] * len(causes), plain)
        return network.exact_marginals(range(len(causes)), network.read(evidence))[0]

    shared = muscle.strengths.keys() & other.strengths.keys() & shares.keys()
    if shared:
        assert chance(muscle, other) < chance(muscle)
    else:
        assert chance(muscle, other) == pytest.approx(chance(muscle))


def test_a_cause_answers_only_to_what_feels_as_it_does() -> None:
    """A nerve root is no rival where it aches, nor a joint where it tingles, nor shingles where nothing burns."""
    places = ("side_chest_left", "mid_chest_left", "blade_tip_left")

    def told(**more: Any) -> set[str]:
        return {one["id"] for one in rank(drawn(*places, **more))["look_alikes"] if one["probability"] >= 0.01}

    assert "shingles_chest" in told(quality="burning")
    assert "shingles_chest" not in told() | told(quality="aching") | told(quality="tingling")
    assert is_felt_as("numb", ())
    assert is_felt_as("burning", {"pain"})
    assert not is_felt_as("numb", {"pain"})


def test_an_organ_on_one_side_explains_its_own_side_alone() -> None:
    def chance(side: str) -> float:
        found = rank(drawn(f"upper_abdomen_{side}", f"blade_tip_{side}", f"shoulder_blade_{side}"))
        return max(float(one["probability"]) for one in found["candidates"])

    assert chance("right") < chance("left")


def test_the_causes_have_the_places_of_their_data() -> None:
    heart = next(one for one in OTHERS if one.owner == "heart")
    assert heart.strengths["breastbone_left"] is Level.ESSENTIAL
    assert heart.strengths["arm_inner_left"] is Level.PLACED
    assert heart.strengths["jaw_left"] is Level.SPILL_OVER
    assert heart.strengths["breastbone_right"] is Level.PLACED
    assert heart.strengths["jaw_right"] is Level.SPILL_OVER
    assert not heart.is_paired
    assert [one.side for one in OTHERS if one.owner == "appendix"] == ["right"]
    widespread = next(one for one in OTHERS if one.kind == "widespread")
    assert {"jaw_left", "mid_chest_right", "calf_inner_left"} <= widespread.strengths.keys()
    assert "crown_left" not in widespread.strengths


def test_an_area_on_no_chart_is_a_cause_of_its_own_and_areas_apart_are_two() -> None:
    network = build_network(load())
    evidence = evidence_of(read_drawing(drawn("heel_left", "arch_left", "crown_right")))
    areas = network.read(evidence).causes[len(network.causes) :]
    assert [set(area.strengths) for area in areas] == [{"arch_left", "heel_left"}, {"crown_right"}] or [
        set(area.strengths) for area in areas
    ] == [{"crown_right"}, {"arch_left", "heel_left"}]


def test_what_no_muscle_explains_is_said_in_both_languages_and_what_one_explains_is_not() -> None:
    for drawing in (HEART, SHINGLES):
        assert [one["id"] for one in rank(drawing)["remarks"]] == ["no_muscle"]
    assert remark("no_muscle").startswith("No muscle explains this drawing well.")
    assert remark("no_muscle", "hr").startswith("Nijedan mišić ne objašnjava dobro ovaj crtež.")
    assert rank(drawn("heel_left", "achilles_left", "calf_lower_left"))["remarks"] == []


def test_an_area_on_no_chart_is_explained_by_nothing_and_a_look_alike_explains_its_own() -> None:
    lost = ("ear_left", "kneecap_right", "outer_knee_right", "shin_right", "lower_ribs_back_right")
    assert "ear_left" in rank(drawn(*lost))["unexplained"]
    assert rank(SHINGLES)["unexplained"] == []


def test_that_nobody_counted_what_is_no_muscle_is_said_in_both_languages() -> None:
    assert uncounted().startswith("Nobody has counted")
    assert uncounted("hr").startswith("Nitko nije brojio")


def test_scripts_are_told_what_a_look_alike_weighs_in_the_model() -> None:
    told = {one["id"]: one["probability"] for one in rank(SHINGLES)["look_alikes"]}
    assert told["shingles_chest"] >= 0.5


def test_a_clot_stands_before_a_sore_shin_that_weighs_more_in_the_model() -> None:
    clot, shin = rank(drawn("calf_inner_left"))["look_alikes"]
    assert (clot["id"], shin["id"]) == ("calf_clot", "shin_stress")
    assert clot["probability"] < shin["probability"]


def test_what_can_be_dangerous_stands_first_and_within_a_kind_what_overlaps_more() -> None:
    kinds = ["visceral", "vascular", "dermatome", "nerve", "skin", "joint"]
    seen: set[str] = set()
    for one in TRIED:
        fits = infer(read_drawing({"regions": one["regions"]})).look_alikes
        order = [(kinds.index(fit.look_alike.kind), -fit.overlap) for fit in fits]
        assert order == sorted(order), one["says"]
        seen |= {fit.look_alike.kind for fit in fits}
    assert len(seen) >= 4


@pytest.mark.parametrize("felt", [{"most": ["heel"]}, {"most": ["jaw"], "some": ["jaw"]}])
def test_a_look_alike_that_contradicts_itself_is_refused(felt: dict[str, list[str]]) -> None:
    raw = json.loads(COMPILED.read_text("utf-8"))
    next(one for one in raw["look_alikes"] if one["id"] == "heart")["felt"] = felt
    with pytest.raises(AtlasError, match="how many feel it"):
        build(raw)
