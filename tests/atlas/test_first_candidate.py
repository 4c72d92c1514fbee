"""Patients as they may come, and how far the first candidate can be believed."""

import random
from pathlib import Path

import pytest

from drypoint.knowledge.atlas import load
from drypoint.knowledge.atlas.causes import causes_of, other_causes_of
from drypoint.knowledge.atlas.first_candidate import paired, score_first
from drypoint.knowledge.atlas.report_others import VISITORS, visitors_at, visitors_report
from drypoint.knowledge.atlas.simulate import NOISES, Noise
from drypoint.knowledge.atlas.simulate_others import (
    DOT,
    SHARES,
    WITHOUT_A_MUSCLE,
    PatientKind,
    Visitor,
    visitor,
    visitors,
)
from drypoint.knowledge.atlas.widespread import is_widespread
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.bodymap.outlines import neighbours

REPORT = Path(__file__).parents[2] / "docs" / "reference" / "atlas-accuracy.md"
MUSCLES, OTHERS = causes_of(load()), other_causes_of(load())
SILENT = Noise("none", 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def some(kind: PatientKind, noise: Noise = SILENT, count: int = 30) -> list[Visitor]:
    rng = random.Random(8)
    return [visitor(rng, kind, noise, MUSCLES, OTHERS) for _ in range(count)]


def marked(one: Visitor) -> set[str]:
    return {finding.region for finding in one.patient.findings.findings}


def test_the_shares_make_a_hundred_and_the_same_seed_gives_the_same_patients() -> None:
    assert sum(SHARES.values()) == 100
    first, again = (visitors(NOISES["heavy"], MUSCLES, OTHERS, 40, seed=2) for _ in range(2))
    assert first == again
    assert len({one.kind for one in first}) >= 4


@pytest.mark.parametrize("kind", SHARES)
def test_only_patients_with_a_muscle_have_one_to_find(kind: PatientKind) -> None:
    for one in some(kind, NOISES["moderate"]):
        assert bool(one.patient.active) == (kind not in WITHOUT_A_MUSCLE)
        assert marked(one)


def test_a_muscle_on_both_sides_is_drawn_on_both() -> None:
    for one in some("both_sides"):
        (muscle,) = {name for name, _ in one.patient.active}
        assert {side for _, side in one.patient.active} == {"left", "right"}
        assert {regions()[region].mirror for region in marked(one)} == marked(one), muscle


def test_a_look_alike_is_drawn_in_its_own_places_and_feelings() -> None:
    seen = set()
    for one in some("look_alike"):
        feelings = {finding.quality for finding in one.patient.findings.findings}
        seen |= feelings
        assert any(
            marked(one) <= cause.strengths.keys()
            and all(feeling is None or feeling in cause.qualities for feeling in feelings)
            for cause in OTHERS
            if cause.kind == "look_alike"
        )
    assert {None, "tingling", "numb"} <= seen


def test_widespread_pain_is_drawn_all_over_and_an_area_on_no_chart_hangs_together() -> None:
    assert all(is_widespread(one.patient.findings) for one in some("widespread"))
    for one in some("no_chart"):
        area, reached = marked(one), {next(iter(marked(one)))}
        while more := {place for region in reached for place in neighbours()[region] if place in area} - reached:
            reached |= more
        assert reached == area
        assert 1 <= len(area) <= 6


def test_some_draw_dots() -> None:
    dotted = [one for one in some("muscles") if one.has_dots]
    assert 0 < len(dotted) < 20
    assert all(DOT[0] <= finding.coverage <= DOT[1] for one in dotted for finding in one.patient.findings.findings)


def test_the_scores_are_those_of_the_books() -> None:
    score = score_first([(0.8, True), (0.8, True), (0.6, False), (0.1, False)])
    assert (score.all.stated, score.all.true, score.all.count) == (pytest.approx(0.575), 0.5, 4)
    assert score.brier == pytest.approx((0.04 + 0.04 + 0.36 + 0.01) / 4)
    assert score.log_score == pytest.approx((0.223144 * 2 + 0.916291 + 0.105361) / 4, abs=1e-5)
    assert score.brier_of_share == pytest.approx(0.25)
    assert score.log_score_of_share == pytest.approx(0.693147, abs=1e-5)
    assert (score.likely.true, score.likely.count) == (pytest.approx(2 / 3), 3)
    assert [one.count for one in score.fifths] == [1, 0, 0, 1, 2]
    assert score_first([(1.0, False)]).log_score == pytest.approx(13.8155, abs=1e-3)
    with pytest.raises(ValueError, match="no first candidate"):
        score_first([])


def test_two_rankings_are_compared_on_the_same_patients() -> None:
    found = paired([True, True, True, False], [True, False, False, True])
    assert (found.first_alone, found.second_alone, found.difference) == (2, 1, 0.25)
    # The variance of the differences 0, 1, 1, -1 is 0.6875.
    assert found.high - found.difference == pytest.approx(1.96 * (0.6875 / 4) ** 0.5)
    assert found.difference - found.low == pytest.approx(found.high - found.difference)
    same = paired([True, False], [True, False])
    assert (same.low, same.high) == (0.0, 0.0)
    with pytest.raises(ValueError, match="same patients"):
        paired([True], [True, False])


def published() -> list[str]:
    text = REPORT.read_text("utf-8")
    return text[text.index("## Patients as they may come") : text.index("## More pain in")].splitlines()


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")[1:-1]]


def test_the_published_report_says_who_comes() -> None:
    fresh = visitors_report(12, [visitors_at("little", 12, seed=1)])
    until = next(place for place, line in enumerate(fresh) if line.startswith("| Noise | Patients with"))
    stated = [line.replace("12 patients", f"{VISITORS} patients") for line in fresh[:until]]
    assert published()[:until] == stated


def test_in_the_published_report_the_first_candidate_is_better_than_the_share_and_nearly_means_what_it_says() -> None:
    rows = [
        cells(line)
        for line in published()
        if len(cells(line)) == 10 and line.startswith(("| Little", "| Mod", "| Heavy"))
    ]
    assert [row[0] for row in rows] == [
        f"{noise}{map_}" for noise in ("Little", "Moderate", "Heavy") for map_ in ("", ", segments")
    ]
    for row in rows:
        stated, true, log, log_share, brier, brier_share, *_ = (float(cell) for cell in row[1:])
        assert log < log_share
        assert brier < brier_share
        assert abs(stated - true) <= 0.1


def test_in_the_published_report_patients_without_a_muscle_seldom_get_a_likely_one() -> None:
    rows = [cells(line) for line in published() if "none to find" in line]
    assert len(rows) == 3 * 3 * 2
    for noise, kind, _, _, stated, above, doubted in rows:
        if kind.startswith("A look-alike"):
            assert float(above) <= 0.2, noise
            assert float(stated) <= 0.25
        if kind.startswith("Widespread"):
            assert float(doubted) >= 0.95, noise
        if kind.startswith("An area"):
            assert float(stated) <= 0.5


def test_in_the_published_report_the_model_is_ahead_of_both_baselines_on_the_same_patients() -> None:
    rows = [cells(line) for line in published() if len(cells(line)) == 7 and " to " in cells(line)[6]]
    assert len(rows) == 12
    for row in rows:
        assert float(row[6].split(" to ")[0]) > 0, row
