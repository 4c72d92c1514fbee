"""Red flags, look-alikes, what is unexplained and what to ask next."""

from typing import Any

import pytest

from drypoint.knowledge.atlas import load, rank
from drypoint.knowledge.language import languages


def drawn(*entries: str, **more: Any) -> dict[str, Any]:
    return rank({"regions": [{"id": region, "coverage": 0.6, **more} for region in entries]})


def flags(answer: dict[str, Any]) -> set[str]:
    return {flag["id"] for flag in answer["red_flags"]}


def named(answer: dict[str, Any]) -> set[str]:
    return flags(answer) | {ask["id"] for ask in answer["ask_first"]}


def test_left_chest_and_arm_is_said_first() -> None:
    answer = drawn("mid_chest_left", "arm_inner_left")
    assert flags(answer) == {"chest_and_arm", "chest_pain"}
    assert "heart" in answer["red_flags"][0]["reason"]


def test_right_chest_and_right_arm_do_not_raise_the_heart_pattern() -> None:
    assert not flags(drawn("mid_chest_right", "arm_inner_right"))


def test_numbness_between_the_legs_is_an_emergency_and_ache_there_is_not_the_same() -> None:
    assert "saddle_numbness" in flags(drawn("pubic_left", quality="numb"))
    assert "saddle_numbness" not in flags(drawn("pubic_left", quality="aching"))


@pytest.mark.parametrize(
    ("flag", "regions", "more"),
    [
        ("both_legs", ("lumbar_spine_left", "calf_outer_left", "calf_outer_right"), {}),
        ("both_legs_numb", ("calf_outer_left", "calf_outer_right"), {"quality": "tingling"}),
        ("both_hands_numb", ("palm_left", "palm_right"), {"quality": "numb"}),
        ("face_and_arm_numb", ("cheek_right", "forearm_front_right"), {"quality": "numb"}),
        ("tearing_back", ("upper_spine_left", "breastbone_left"), {"quality": "stabbing"}),
        ("breath_pain", ("side_chest_right",), {"quality": "stabbing"}),
    ],
)
def test_a_pattern_raises_its_flag(flag: str, regions: tuple[str, ...], more: dict[str, Any]) -> None:
    assert flag in flags(drawn(*regions, **more))


@pytest.mark.parametrize(
    ("flag", "regions", "more"),
    [
        ("chest_and_arm", ("breastbone_left", "jaw_right"), {}),
        ("chest_and_arm", ("upper_chest_left", "elbow_inner_left"), {"quality": "numb"}),
        ("chest_pain", ("breastbone_left",), {"quality": "burning"}),
        ("leg_and_chest_clot", ("calf_inner_right", "side_chest_left"), {}),
        ("belly_and_shoulder_tip", ("upper_abdomen_right", "shoulder_top_right"), {}),
        ("belly_and_shoulder_tip", ("lower_abdomen_left", "shoulder_top_right"), {}),
        ("saddle_numbness", ("tailbone_right",), {"quality": "tingling"}),
        ("saddle_numbness", ("inner_thigh_upper_left", "inner_thigh_upper_right"), {"quality": "numb"}),
        ("both_legs", ("sacrum_right", "shin_left", "shin_right"), {"quality": "tingling"}),
        ("both_legs_numb", ("big_toe_left", "big_toe_right"), {"quality": "numb"}),
        ("face_and_arm_numb", ("arm_outer_left", "shin_left"), {"quality": "numb"}),
        ("calf_clot", ("calf_inner_left", "groin_left"), {}),
        ("temporal_artery", ("temple_left", "jaw_left"), {}),
        ("flank_kidney", ("loin_left", "flank_left"), {}),
        ("flank_kidney", ("loin_right", "groin_right"), {"quality": "stabbing"}),
        ("flank_kidney", ("loin_right", "flank_right", "groin_right"), {}),
        ("right_upper_belly", ("upper_abdomen_right", "blade_tip_right"), {}),
        ("trunk_band", ("mid_chest_left", "mid_chest_right"), {"quality": "numb"}),
    ],
)
def test_a_further_pattern_raises_its_flag(flag: str, regions: tuple[str, ...], more: dict[str, Any]) -> None:
    assert flag in flags(drawn(*regions, **more))


@pytest.mark.parametrize("number", [{}, {"intensity": 1}, {"intensity": 10}])
@pytest.mark.parametrize(
    ("danger", "regions"),
    [
        ("neck_artery", ("nape_left", "temple_left")),
        ("belly_and_back", ("lower_abdomen_left", "lumbar_spine_left")),
        ("worst_headache", ("crown_left",)),
        ("chest_pain", ("mid_chest_right",)),
        ("tearing_back", ("blade_inner_right", "upper_abdomen_left")),
        ("belly_and_back", ("upper_abdomen_right", "loin_right")),
        ("severe_belly", ("lower_abdomen_right",)),
        ("worst_headache", ("occiput_right",)),
        ("eye_severe", ("eye_left",)),
        ("pubic_severe", ("pubic_right",)),
        ("pubic_severe", ("groin_left",)),
        ("severe_joint", ("kneecap_right",)),
        ("tight_compartment", ("shin_left",)),
        ("calf_clot", ("calf_lower_left",)),
        ("temporal_artery", ("temple_right",)),
        ("right_upper_belly", ("upper_abdomen_right",)),
    ],
)
def test_what_a_place_can_be_is_named_at_any_number(
    danger: str, regions: tuple[str, ...], number: dict[str, float]
) -> None:
    """No number gates a danger: it is named as a flag or asked about, and only its urgency rises."""
    voices = drawn(*regions, **number)
    assert danger in named(voices)


@pytest.mark.parametrize(
    ("flag", "regions", "more"),
    [
        ("chest_and_arm", ("upper_chest_right", "arm_inner_right"), {}),
        ("chest_pain", ("mid_chest_right",), {"intensity": 9}),
        ("leg_and_chest_clot", ("calf_inner_right",), {}),
        ("belly_and_back", ("upper_abdomen_right", "loin_right"), {"intensity": 9}),
        ("belly_and_shoulder_tip", ("upper_abdomen_right", "shoulder_top_left"), {}),
        ("saddle_numbness", ("inner_thigh_upper_left",), {"quality": "numb"}),
        ("calf_clot", ("calf_inner_left", "groin_right"), {}),
        ("temporal_artery", ("temple_left", "jaw_right"), {}),
        ("flank_kidney", ("loin_left",), {"intensity": 6}),
        ("right_upper_belly", ("upper_abdomen_left", "blade_tip_left"), {}),
        ("trunk_band", ("mid_chest_left",), {"quality": "numb"}),
        ("severe_joint", ("kneecap_right",), {"intensity": 10}),
    ],
)
def test_what_only_resembles_a_pattern_does_not(flag: str, regions: tuple[str, ...], more: dict[str, Any]) -> None:
    assert flag not in flags(drawn(*regions, **more))


def test_an_ache_in_a_muscle_s_zone_raises_no_flag_outside_the_chest() -> None:
    """Sensitive, not absurd: of a hundred charted zones only those of the left chest raise a flag at 5 of 10."""
    for side, fired in (("right", set[str]()), ("left", {"chest_and_arm", "chest_pain"})):
        for muscle in load().muscles.values():
            zone = [f"{key}_{side}" for key in muscle.keys("essential")]
            assert flags(drawn(*zone, intensity=5, quality="aching")) <= fired, muscle.id


def test_one_coarse_answer_does_not_meet_two_clauses() -> None:
    face = {"choir": 104, "coverage": 0.5}
    assert not flags(rank({"regions": [face]}))
    assert "chest_and_arm" in flags(rank({"regions": [{"choir": 109, "coverage": 0.5}, face]}))


def test_a_calf_is_looked_at_for_a_clot_before_any_needle() -> None:
    assert "calf_clot" in {fit["id"] for fit in drawn("calf_inner_left")["look_alikes"]}


def test_everything_about_a_danger_is_said_in_every_language_as_sentences() -> None:
    for danger in load().dangers.dangers.values():
        assert danger.name.missing(languages()) == danger.reason.missing(languages()) == ()
        assert all(said.endswith((".", "?")) and len(said) > 40 for _, said in danger.reason.written)
    for question in load().dangers.questions.values():
        assert question.ask.missing(languages()) == ()
        assert all(said.endswith("?") for _, said in question.ask.written)
        assert all(said.endswith(".") for sign in question.signs for _, said in sign.text.written)


def test_numb_face_and_numb_arm_on_different_sides_are_not_one_pattern() -> None:
    assert "face_and_arm_numb" not in flags(drawn("cheek_right", "forearm_front_left", quality="numb"))


@pytest.mark.parametrize("region", ["kneecap_left", "nape_right", "heel_left", "elbow_outer_right"])
def test_everyday_pain_raises_no_flag(region: str) -> None:
    assert not flags(drawn(region, intensity=5))


def test_every_danger_names_its_sources() -> None:
    assert all(one.sources and set(one.sources) <= set(load().sources) for one in load().dangers.dangers.values())


def test_tingling_fits_a_nerve_root_and_ache_in_the_same_place_does_not() -> None:
    tingling = drawn("calf_outer_left", "ankle_outer_left", "foot_outer_left", "heel_left", quality="tingling")
    aching = drawn("calf_outer_left", "ankle_outer_left", "foot_outer_left", "heel_left", quality="aching")
    assert ("root_s1", "dermatome", "left") in {
        (fit["id"], fit["kind"], fit["side"]) for fit in tingling["look_alikes"]
    }
    assert not any(fit["kind"] in {"dermatome", "nerve"} for fit in aching["look_alikes"])


def test_organs_are_thought_of_on_their_own_side_only() -> None:
    assert "appendix" in {fit["id"] for fit in drawn("lower_abdomen_right")["look_alikes"]}
    assert "appendix" not in {fit["id"] for fit in drawn("lower_abdomen_left")["look_alikes"]}


def test_a_stray_region_stays_unexplained_beside_a_clear_muscle() -> None:
    answer = drawn("heel_left", "achilles_left", "calf_lower_left", "pubic_right")
    assert answer["candidates"][0]["muscle"] == "soleus"
    assert "pubic_right" in answer["unexplained"]
    assert "heel_left" not in answer["unexplained"]


def test_the_next_question_separates_the_leading_candidates() -> None:
    answer = drawn("sacroiliac_left", "lower_buttock_left")
    leading = {(one["muscle"], one["side"]) for one in answer["candidates"][:8]}
    best = answer["ask_next"][0]
    assert best["bits"] >= answer["ask_next"][-1]["bits"]
    assert {(one["muscle"], one["side"]) for one in best["separates"]} & leading


def test_a_placed_trigger_point_is_named_when_the_drawing_shows_its_share() -> None:
    answer = drawn("outer_hip_left", "outer_thigh_left", "outer_leg_left", "ankle_outer_left")
    first = answer["candidates"][0]
    assert (first["muscle"], first["trigger_point"]) == ("gluteus_minimus", "anterior")
