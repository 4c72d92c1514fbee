"""Two voices about danger: what to act on, and what to ask first; what is known, what is answered, what never drops."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drypoint.knowledge.atlas import DrawingError, load, rank
from drypoint.knowledge.atlas.__main__ import main
from drypoint.knowledge.atlas.dangers import URGENCIES
from drypoint.knowledge.atlas.everyday import everyday
from drypoint.knowledge.atlas.findings import read_drawing
from drypoint.knowledge.atlas.load import COMPILED, build
from drypoint.knowledge.atlas.load_dangers import build_dangers
from drypoint.knowledge.atlas.model import AtlasError
from drypoint.knowledge.atlas.voices import UNFOLDED, Voices, voices
from drypoint.knowledge.bodymap import regions

TRIED = json.loads(Path(__file__).with_name("cases").joinpath("dangerous_drawings.json").read_text("utf-8"))["drawings"]
often = settings(max_examples=60, deadline=None)


def said(
    *entries: str, known: dict[str, Any] | None = None, answers: dict[str, str] | None = None, **how: Any
) -> Voices:
    """The voices about a drawing of some regions."""
    sex = how.pop("sex", "neutral")
    drawing = {
        "sex": sex,
        "regions": [{"id": region, "coverage": 0.6, **how} for region in entries],
        "known": known or {},
        "answers": answers or {},
    }
    return voices(load().dangers, read_drawing(drawing))


def flagged(spoken: Voices) -> set[str]:
    return {flag.danger.id for flag in spoken.flags}


def asked(spoken: Voices) -> set[str]:
    return {danger.id for ask in spoken.asks for danger in ask.dangers}


def named_unfolded(spoken: Voices) -> set[str]:
    return flagged(spoken) | {ask.id for ask in spoken.unfolded}


def as_it_is(entry: dict[str, Any]) -> dict[str, Any]:
    return entry


def without_a_number(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key != "intensity"}


def faint(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "intensity": 1}


def as_a_dot(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "coverage": 0.015}


@pytest.mark.parametrize("changed", [as_it_is, without_a_number, faint, as_a_dot])
@pytest.mark.parametrize("one", [one for one in TRIED if one["must_flag"]], ids=lambda one: str(one["says"]))
def test_a_dangerous_drawing_is_named_whatever_its_size_and_number(one: dict[str, Any], changed: Any) -> None:
    drawing = {"sex": one["sex"], "regions": [changed(entry) for entry in one["regions"]]}
    assert named_unfolded(voices(load().dangers, read_drawing(drawing))) & set(one["flags_any"])


@pytest.mark.parametrize("one", [one for one in TRIED if one["must_flag"]], ids=lambda one: str(one["says"]))
def test_a_dangerous_drawing_in_segments_is_named_too(one: dict[str, Any]) -> None:
    coarse = [{"choir": int(code), "coverage": share} for code, share in one["choir"].items()]
    spoken = voices(load().dangers, read_drawing({"sex": one["sex"], "regions": coarse}))
    assert named_unfolded(spoken) & set(one["flags_any"])


def test_a_dot_on_the_breast_is_asked_about() -> None:
    answer = rank({"sex": "female", "regions": [{"id": "mid_chest_right", "coverage": 0.015, "intensity": 2}]})
    assert {"chest_pain", "breast"} <= {ask["id"] for ask in answer["ask_first"]}


def test_an_ask_says_what_it_can_be_what_to_ask_where_and_after_which_source() -> None:
    answer = rank({"regions": [{"id": "calf_inner_left", "coverage": 0.5}]})
    ask = next(one for one in answer["ask_first"] if one["id"] == "calf_clot")
    assert list(ask) == ["id", "danger", "question", "urgency", "regions", "source"]
    assert ask["question"].endswith("?")
    assert ask["urgency"] == "same_day"
    assert ask["regions"] == ["calf_inner_left"]
    assert "Wells" in ask["source"]


@pytest.mark.parametrize("region", ["heel_left", "mid_chest_left", "ear_right"])
def test_no_answer_is_a_clearance(region: str) -> None:
    assert rank({"regions": [{"id": region, "coverage": 0.6}]})["clearance"] is False


@given(st.sampled_from(sorted(regions())), st.sampled_from((None, 0, 1, 5, 10)), st.floats(0.001, 1.0))
@often
def test_neither_size_nor_number_takes_a_question_away(region: str, intensity: float | None, coverage: float) -> None:
    plain = voices(load().dangers, read_drawing({"regions": [{"id": region, "coverage": 1.0}]}))
    entry: dict[str, Any] = {"id": region, "coverage": coverage}
    if intensity is not None:
        entry["intensity"] = intensity
    other = voices(load().dangers, read_drawing({"regions": [entry]}))
    assert (flagged(other), asked(other)) == (flagged(plain), asked(plain))


@given(st.sets(st.sampled_from(sorted(regions())), min_size=1, max_size=9))
@often
def test_more_intensity_makes_nothing_less_urgent(places: set[str]) -> None:
    def urgencies(intensity: float) -> dict[str, int]:
        spoken = said(*sorted(places), intensity=intensity)
        return {danger.id: URGENCIES.index(ask.urgency) for ask in spoken.asks for danger in ask.dangers}

    mild, strong = urgencies(2), urgencies(9)
    assert all(strong[danger] <= mild[danger] for danger in mild)


def test_a_very_strong_pain_makes_a_question_more_urgent() -> None:
    def urgency(intensity: float) -> str:
        return next(
            ask.urgency
            for ask in said("lower_abdomen_right", intensity=intensity).asks
            if "severe_belly" in {danger.id for danger in ask.dangers}
        )

    assert (urgency(7), urgency(8)) == ("same_day", "emergency")


@given(st.sets(st.sampled_from(sorted(regions())), min_size=1, max_size=12))
@often
def test_emergencies_come_first_and_are_never_folded(places: set[str]) -> None:
    spoken = said(*sorted(places))
    order = [URGENCIES.index(ask.urgency) for ask in spoken.asks]
    assert order == sorted(order)
    assert all(ask.urgency != "emergency" for ask in spoken.folded)
    emergencies = sum(ask.urgency == "emergency" for ask in spoken.asks)
    assert len(spoken.unfolded) == min(len(spoken.asks), max(UNFOLDED, emergencies))
    assert (*spoken.unfolded, *spoken.folded) == spoken.asks


@given(st.sets(st.sampled_from(sorted(regions())), min_size=1, max_size=12))
@often
def test_one_question_is_put_once(places: set[str]) -> None:
    questions = [ask.question.id for ask in said(*sorted(places)).asks]
    assert len(questions) == len(set(questions))


FACTS = [
    ("calf_clot", ("calf_inner_left",), {"weeks_since_operation": 1}),
    ("calf_clot", ("calf_lower_right",), {"cancer_history": True}),
    ("calf_clot", ("calf_outer_right",), {"pregnant": True}),
    ("severe_joint", ("shoulder_front_right",), {"fever": True}),
    ("meningitis", ("nape_left", "nape_right"), {"fever": True}),
    ("spine_infection", ("lumbar_spine_left",), {"fever": True}),
    ("spine_fracture", ("mid_spine_left",), {"thin_bones_or_steroids": True}),
    ("spine_fracture", ("lumbar_spine_right",), {"trauma_days": 2}),
    ("spine_cancer", ("mid_spine_right",), {"cancer_history": True}),
    ("temporal_artery", ("temple_left",), {"age_years": 74}),
    ("worst_headache", ("occiput_left",), {"worst_ever": True}),
    ("worst_headache", ("forehead_left",), {"sudden": True}),
    ("neck_artery", ("neck_side_left",), {"sudden": True}),
    ("tearing_back", ("mid_spine_left",), {"sudden": True, "worst_ever": True}),
    ("belly_and_back", ("loin_left",), {"sudden": True, "age_years": 70}),
    ("ectopic", ("lower_abdomen_left",), {"pregnant": True}),
    ("child_hip", ("kneecap_left", "thigh_front_lower_left"), {"age_years": 12}),
    ("head_injury", ("forehead_left",), {"trauma_days": 1, "anticoagulant": True}),
    ("breath_pain", ("upper_chest_left",), {"needled": [{"region": "shoulder_top_left", "hours": 20}]}),
    ("after_needle", ("heel_left",), {"needled": [{"region": "heel_left", "hours": 48}], "fever": True}),
    (
        "after_operation",
        ("kneecap_left",),
        {"weeks_since_operation": 3, "operated_regions": ["kneecap_left"], "fever": True},
    ),
    (
        "bleeding",
        ("thigh_front_upper_left",),
        {"needled": [{"region": "thigh_front_upper_left", "hours": 3}], "anticoagulant": True},
    ),
    ("tight_compartment", ("shin_left",), {"trauma_days": 1}),
    ("hip_fracture", ("groin_left",), {"trauma_days": 1}),
]


@pytest.mark.parametrize(("danger", "places", "known"), FACTS)
def test_a_known_fact_makes_a_flag_of_a_question(danger: str, places: tuple[str, ...], known: dict[str, Any]) -> None:
    assert danger not in flagged(said(*places))
    assert danger in flagged(said(*places, known=known))


@pytest.mark.parametrize(
    ("danger", "places", "known"),
    [
        ("after_needle", ("heel_left",), {"needled": [{"region": "heel_left", "hours": 48}]}),
        ("after_spine_needle", ("nape_left",), {"needled": [{"region": "nape_left", "hours": 5}]}),
        ("after_operation", ("kneecap_left",), {"weeks_since_operation": 3, "operated_regions": ["kneecap_left"]}),
        ("bleeding", ("groin_left",), {"anticoagulant": True}),
        ("pregnancy", ("forehead_left",), {"pregnant": True}),
        ("cancer", ("heel_left",), {"cancer_history": True}),
        ("cancer", ("thumb_left",), {"weight_loss": True}),
        ("bone", ("shin_left",), {"age_years": 14}),
        ("severe_joint", ("outer_hip_left",), {"immune_low": True}),
        ("injury", ("ankle_outer_left",), {"trauma_days": 0}),
    ],
)
def test_a_known_fact_raises_a_question(danger: str, places: tuple[str, ...], known: dict[str, Any]) -> None:
    assert danger not in asked(said(*places))
    assert danger in asked(said(*places, known=known))


def test_a_fact_that_is_denied_drops_nothing() -> None:
    places = ("lumbar_spine_left", "lower_abdomen_left", "temple_left", "calf_inner_left", "nape_left")
    denied = {"fever": False, "pregnant": False, "cancer_history": False, "sudden": False, "worst_ever": False}
    assert asked(said(*places, known=denied)) == asked(said(*places))


@pytest.mark.parametrize(
    ("danger", "places", "known", "sex"),
    [
        ("ectopic", ("lower_abdomen_left",), {}, "male"),
        ("ectopic", ("lower_abdomen_left",), {"age_years": 71}, "female"),
        ("temporal_artery", ("temple_left",), {"age_years": 20}, "neutral"),
        ("child_hip", ("groin_left",), {"age_years": 40}, "neutral"),
    ],
)
def test_what_is_impossible_is_not_asked(danger: str, places: tuple[str, ...], known: dict[str, Any], sex: str) -> None:
    assert danger in asked(said(*places))
    assert danger not in asked(said(*places, known=known, sex=sex))


def test_whoever_is_known_to_be_pregnant_is_asked_whatever_figure_was_drawn_on() -> None:
    assert "ectopic" in flagged(said("lower_abdomen_left", known={"pregnant": True}, sex="male"))


def test_only_the_answer_to_its_own_question_drops_an_ask() -> None:
    assert "calf_clot" not in asked(said("calf_inner_left", answers={"calf_clot": "no"}))
    assert "calf_clot" in asked(said("calf_inner_left", answers={"chest_pain": "no"}))


def test_a_yes_makes_a_flag_and_a_no_takes_no_flag_away() -> None:
    assert "calf_clot" in flagged(said("calf_inner_left", answers={"calf_clot": "yes"}))
    assert "chest_pain" in flagged(said("heel_left", answers={"chest_pain": "yes"}))
    assert "chest_pain" in flagged(said("breastbone_left", answers={"chest_pain": "no"}))
    known = {"weeks_since_operation": 1}
    assert "calf_clot" in flagged(said("calf_inner_left", known=known, answers={"calf_clot": "no"}))


def test_pain_all_over_raises_no_flag_by_itself_and_is_asked_about() -> None:
    widespread = next(one for one in TRIED if "fibromyalgia" in one["says"])
    spoken = voices(load().dangers, read_drawing({"regions": widespread["regions"]}))
    assert not spoken.flags
    assert {"chest_pain", "both_legs"} <= asked(spoken)
    numb = said("shoulder_top_left", "arm_outer_right", "lumbar_spine_left", "shin_left", "pubic_left", quality="numb")
    assert "saddle_numbness" in flagged(numb)


BAD = {
    "known is a list": {"known": []},
    "unknown fact": {"known": {"shoe_size": 43}},
    "age as text": {"known": {"age_years": "forty"}},
    "age below 0": {"known": {"age_years": -1}},
    "age NaN": {"known": {"age_years": float("nan")}},
    "age true": {"known": {"age_years": True}},
    "fever as number": {"known": {"fever": 1}},
    "fever null": {"known": {"fever": None}},
    "needled no list": {"known": {"needled": {"region": "heel_left", "hours": 2}}},
    "needled without hours": {"known": {"needled": [{"region": "heel_left"}]}},
    "needled nowhere": {"known": {"needled": [{"region": "wing_left", "hours": 2}]}},
    "operated nowhere": {"known": {"operated_regions": ["wing_left"]}},
    "operated no list": {"known": {"operated_regions": "kneecap_left"}},
    "answers a list": {"answers": []},
    "answer maybe": {"answers": {"calf_clot": "maybe"}},
    "answer true": {"answers": {"calf_clot": True}},
    "answer to nothing": {"answers": {"wing": "no"}},
}


@pytest.mark.parametrize("more", BAD.values(), ids=BAD.keys())
def test_what_cannot_be_read_is_refused_with_a_sentence_and_exit_code_2(
    more: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = {"regions": [{"id": "heel_left", "coverage": 0.5}], **more}
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(drawing).encode())))
    assert main(["rank", "--json", "-"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.endswith(".\n")
    assert printed.err.count("\n") == 1
    with pytest.raises(DrawingError):
        rank(drawing)


def test_the_command_prints_flags_then_asks_then_that_nothing_is_a_clearance(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = '{"regions": [{"id": "breastbone_left", "coverage": 0.5}, {"id": "calf_inner_left", "coverage": 0.01}]}'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["rank", "-"]) == 0
    table = capsys.readouterr().out
    order = [table.index(part) for part in ("RED FLAG", "ASK FIRST", "is no clearance", "Probability")]
    assert order == sorted(order)


def test_a_danger_that_asks_only_from_a_number_on_cannot_be_written() -> None:
    raw = json.loads(COMPILED.read_text("utf-8"))
    raw["dangers"]["dangers"][0]["asks"][0]["drawn"][0]["least_intensity"] = 8
    with pytest.raises(AtlasError, match="unknown entries: least_intensity"):
        build(raw)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ({"question": "nothing"}, "there is no question"),
        ({"sources": ["nobody"]}, "does not have: nobody"),
        ({"sources": []}, "names no source"),
        ({"urgency": "later"}, "is no urgency"),
        ({"name": {"hr": "nešto"}}, "missing in English"),
        ({"asks": [{"drawn": [{"regions": ["wing"]}]}]}, "the body map does not have: wing"),
        ({"asks": [{"drawn": [{"regions": ["heel"], "side": "up"}]}]}, "unknown side or feeling"),
        ({"asks": [{"known": {"mood": True}}]}, "which is no fact"),
        ({"asks": [{}]}, "says nothing"),
    ],
)
def test_dangers_that_do_not_fit_are_refused_with_a_sentence(spoil: dict[str, Any], sentence: str) -> None:
    raw = json.loads(COMPILED.read_text("utf-8"))
    raw["dangers"]["dangers"][0].update(spoil)
    with pytest.raises(ValueError, match=sentence):
        build_dangers(raw["dangers"], raw["sources"])


def test_the_warnings_of_a_place_are_those_of_its_dangers() -> None:
    dangers = load().dangers
    for part in everyday().parts:
        told = {alarm.id for alarm in part.warnings}
        touching = {one.question for one in dangers.dangers.values() if one.places & set(part.places)}
        without_sign_here = {
            key
            for key in touching
            if all(sign.places and not sign.places & set(part.places) for sign in dangers.questions[key].signs)
        }
        assert touching - without_sign_here <= told
        assert "cancer" in told
