"""What a ranking says of common drawings: both sides, counted complaints, what no muscle explains."""

import json
from pathlib import Path
from typing import Any

import pytest

from drypoint.knowledge.atlas import load, rank
from drypoint.knowledge.atlas.evidence import evidence_of
from drypoint.knowledge.atlas.findings import read_drawing
from drypoint.knowledge.atlas.load import COMPILED, build
from drypoint.knowledge.atlas.model import AtlasError
from drypoint.knowledge.atlas.referral import build_network, complaint_of

TRIED = json.loads(Path(__file__).with_name("cases").joinpath("dangerous_drawings.json").read_text("utf-8"))["drawings"]
LOW_BACK = ("lumbar_spine_left", "lumbar_spine_right", "loin_left", "loin_right")


def drawn(*regions: str, **more: Any) -> dict[str, Any]:
    return rank({"regions": [{"id": region, "coverage": 0.7, **more} for region in regions]})


def test_low_back_pain_on_both_sides_is_not_first_a_muscle_of_the_belly() -> None:
    first, second = drawn(*LOW_BACK)["candidates"][:2]
    assert first["muscle"] == second["muscle"] != "rectus_abdominis"
    assert {first["side"], second["side"]} == {"left", "right"}


@pytest.mark.parametrize("regions", [("sacroiliac_left",), ("sacroiliac_left", "sacroiliac_right")])
def test_pain_at_the_sacroiliac_joint_is_not_first_a_muscle_of_the_calf(regions: tuple[str, ...]) -> None:
    muscles = [one["muscle"] for one in drawn(*regions)["candidates"]]
    assert muscles[0] in load().complaints[0].prevalence
    assert "soleus" not in muscles[: 2 * len(regions)]


def test_both_sides_drawn_make_both_sides_of_a_muscle_likelier() -> None:
    def chance(*regions: str) -> float:
        found = {(one["muscle"], one["side"]): one["probability"] for one in drawn(*regions)["candidates"]}
        return float(found["levator_scapulae", "left"])

    assert chance("neck_base_left", "neck_base_right") > chance("neck_base_left")


def test_a_spill_over_place_is_explained_by_its_own_muscle() -> None:
    """None of 271 is left over beside the essential zone of its muscle."""
    lost = [
        (muscle.id, key)
        for muscle in load().muscles.values()
        for key in muscle.keys("spill_over")
        if f"{key}_left" in drawn(*(f"{own}_left" for own in muscle.keys("essential")), f"{key}_left")["unexplained"]
    ]
    assert lost == []


SOLEUS = ("heel_left", "achilles_left", "calf_lower_left")


@pytest.mark.parametrize("size", [0.005, 0.02, 0.04])
def test_somebody_who_makes_dots_is_told_what_areas_would_tell(size: float) -> None:
    dots = rank({"regions": [{"id": region, "coverage": size} for region in SOLEUS]})
    first = drawn(*SOLEUS)["candidates"][0]
    assert dots["candidates"][0]["muscle"] == first["muscle"] == "soleus"
    assert dots["candidates"][0]["probability"] >= first["probability"] - 0.2
    assert dots["remarks"] == []


def test_a_dot_beside_an_area_is_a_smudge() -> None:
    area = {"id": "heel_left", "coverage": 0.7}
    plain = rank({"regions": [area]})["candidates"][0]["probability"]
    smudged = rank({"regions": [area, {"id": "kneecap_left", "coverage": 0.01}]})["candidates"][0]["probability"]
    dotted = rank({"regions": [{**area, "coverage": 0.01}, {"id": "kneecap_left", "coverage": 0.01}]})
    assert smudged == pytest.approx(plain, abs=0.02)
    assert {"heel_left", "kneecap_left"} <= {
        weight["region"] for one in dotted["candidates"] for weight in one["for"] if weight["weight"] > 1
    }


def test_a_mark_never_counts_less_for_being_larger_and_an_area_counts_as_it_is() -> None:
    def pain(*shares: float) -> list[float]:
        places = [{"id": region, "coverage": share} for region, share in zip(SOLEUS, shares, strict=False)]
        return sorted(place.painfulness for place in evidence_of(read_drawing({"regions": places})).places)

    rising = [pain(share)[0] for share in (0.001, 0.05, 0.29, 0.3, 0.4, 1)]
    assert rising == sorted(rising)
    assert rising[0] == rising[3] == pytest.approx(0.3 * 1.2 / 0.5)
    assert pain(0.4, 0.01) == pytest.approx([0.01 * 1.2 / 0.21, 0.4 * 1.2 / 0.6])


def remarks(answer: dict[str, Any]) -> list[str]:
    return [one["id"] for one in answer["remarks"]]


def test_pain_all_over_is_said_to_be_widespread() -> None:
    one = next(one for one in TRIED if "fibromyalgia" in one["says"])
    answer = rank({"regions": one["regions"]})
    assert remarks(answer) == ["widespread"]
    assert answer["remarks"][0]["text"].startswith("Pain is widespread")


def test_a_drawing_that_fits_nothing_is_said_to_fit_nothing() -> None:
    one = next(one for one in TRIED if "fits nothing" in one["says"])
    assert remarks(rank({"regions": one["regions"]})) == ["no_muscle"]


def test_a_drawing_after_the_chart_of_one_muscle_needs_no_remark() -> None:
    assert remarks(drawn("heel_left", "achilles_left", "calf_lower_left")) == []


def test_priors_follow_what_was_counted_in_its_own_complaint_alone() -> None:
    atlas = load()
    back = complaint_of(atlas, read_drawing({"regions": [{"id": region, "coverage": 0.5} for region in LOW_BACK]}))
    assert back is not None
    assert complaint_of(atlas, read_drawing({"regions": [{"id": "nape_left", "coverage": 0.5}]})) is None
    flat, counted = build_network(atlas), build_network(atlas, complaint=back)
    for index, cause in enumerate(flat.causes):
        if cause.owner in back.prevalence:
            assert counted.prior_logit[index] > flat.prior_logit[index]
        else:
            assert counted.prior_logit[index] == flat.prior_logit[index]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ({"zones": ["wing"]}, "zones that there are not: wing"),
        ({"prevalence": {"wing": [0.1, 0.2]}}, "unknown muscles: wing"),
        ({"prevalence": {"soleus": [0.3, 0.2]}}, "must rise"),
        ({"sources": ["nobody"]}, "does not have: nobody"),
    ],
)
def test_counts_that_do_not_fit_are_refused_with_a_sentence(spoil: dict[str, Any], sentence: str) -> None:
    raw = json.loads(COMPILED.read_text("utf-8"))
    raw["complaints"][0].update(spoil)
    with pytest.raises(AtlasError, match=sentence):
        build(raw)


def test_a_drawing_that_was_read_can_be_kept_by_itself_with_all_that_is_known() -> None:
    region = {"id": "heel_left", "coverage": 0.5}
    known, answers = {"needled": [{"region": "heel_left", "hours": 3}]}, {"calf_clot": "no"}
    one, same = (read_drawing({"regions": [region], "known": known, "answers": answers}) for _ in range(2))
    other = read_drawing({"regions": [region], "known": known})
    assert hash(one) == hash(same)
    assert len({one, same, other}) == 2
