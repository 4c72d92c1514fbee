"""The ranking on simulated patients: small samples of what the accuracy report measures."""

import random
from pathlib import Path

import pytest

from drypoint.knowledge.atlas import load
from drypoint.knowledge.atlas.accuracy import (
    calibration,
    confusable_groups,
    confusable_muscles,
    cosine_ranker,
    count_ranker,
    model_ranker,
    patients,
    score,
)
from drypoint.knowledge.atlas.causes import causes_of
from drypoint.knowledge.atlas.findings import Finding, Findings
from drypoint.knowledge.atlas.ideal import ideal_ranker
from drypoint.knowledge.atlas.network import Level
from drypoint.knowledge.atlas.referral import build_network
from drypoint.knowledge.atlas.report import accuracy_report
from drypoint.knowledge.atlas.simulate import NOISES, Noise, Patient, in_segments, simulated_patient
from drypoint.knowledge.bodymap import of_segment
from drypoint.knowledge.figures.reliability import read_report, reliability_svg

FIGURE = Path(__file__).parents[2] / "docs" / "reference" / "atlas-reliability.svg"
REPORT = Path(__file__).parents[2] / "docs" / "reference" / "atlas-accuracy.md"


@pytest.mark.parametrize("noise", NOISES)
def test_the_model_beats_both_baselines(noise: str) -> None:
    network = build_network(load())
    drawn = patients(NOISES[noise], 150, seed=11)
    model = score(model_ranker(network), drawn, frozenset())
    for baseline in (count_ranker(network.muscle_causes), cosine_ranker(network.causes)):
        other = score(baseline, drawn, frozenset())
        assert model.any_top_1 >= other.any_top_1
        assert model.found_in_5 > other.found_in_5


def test_probabilities_mean_what_they_say_on_the_simulation() -> None:
    network = build_network(load())
    measured = calibration(model_ranker(network), patients(NOISES["moderate"], 150, seed=12))
    assert measured.expected_error <= 0.05
    assert sum(count for _, _, count in measured.bins) > 300


def test_twins_on_the_map_are_named_and_distinct_muscles_are_not() -> None:
    groups = confusable_groups(build_network(load()))
    assert any({"brachioradialis", "supinator"} <= set(group) for group in groups)
    assert not any("trapezius_descendens" in group for group in groups)
    assert "supinator" in confusable_muscles(build_network(load()))


def test_the_same_seed_gives_the_same_patients() -> None:
    causes = causes_of(load())
    first, second = (simulated_patient(random.Random(3), causes, NOISES["heavy"]) for _ in range(2))
    assert first == second


def test_a_quiet_patient_is_drawn_inside_the_zone() -> None:
    causes = causes_of(load())
    silent = Noise("none", 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    patient = simulated_patient(random.Random(1), causes, silent, active=1, muscle="popliteus")
    (owner,) = patient.active
    zone = next(cause for cause in causes if (cause.owner, cause.side) == owner)
    essential = {region for region, level in zone.strengths.items() if level is Level.ESSENTIAL}
    assert {finding.region for finding in patient.findings.findings} == essential


def test_the_published_report_states_the_parameters_of_this_code() -> None:
    published, fresh = REPORT.read_text("utf-8").splitlines(), accuracy_report(count=20, cases=2, others=4).splitlines()
    start = published.index("## What the model assumes, and what the patients do")
    end = published.index("## Accuracy")
    assert published[start:end] == fresh[start:end]
    groups = published.index("## What this map cannot tell apart")
    assert published[groups:] == fresh[fresh.index("## What this map cannot tell apart") :]


def test_the_published_report_reaches_the_goals() -> None:
    text = REPORT.read_text("utf-8")
    errors = [
        float(line.rsplit(" ", 1)[1])
        for line in text.splitlines()
        if "expected calibration error" in line and line.startswith("###")
    ]
    assert len(errors) == 3
    assert max(errors) <= 0.05
    rows = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| moderate | Model")]
    assert float(rows[0][5]) >= 0.90


@pytest.mark.parametrize("noise", NOISES)
def test_in_the_published_report_the_model_beats_both_baselines_in_every_column(noise: str) -> None:
    rows = [line.split("|")[3:-1] for line in REPORT.read_text("utf-8").splitlines() if line.startswith(f"| {noise} |")]
    fine, coarse = rows[:3], rows[-3:]
    for model, *baselines in (fine, coarse):
        for baseline in baselines:
            assert all(float(own) > float(other) for own, other in zip(model, baseline, strict=True))


def test_the_published_report_says_how_far_the_model_is_from_the_ceiling() -> None:
    text = REPORT.read_text("utf-8")
    published = text[text.index("### The ceiling") : text.index("### The same drawings")].splitlines()
    for noise in NOISES:
        (row,) = (line.split("|")[2:-1] for line in published if line.startswith(f"| {noise} |"))
        ideal_1, ideal_3, _, model_1, model_3, _, error, _ = (float(cell) for cell in row)
        assert ideal_1 - 0.04 < model_1 < ideal_1
        assert ideal_3 - 0.05 < model_3 <= ideal_3
        assert error < 0.01


def test_the_ideal_reader_is_the_ceiling() -> None:
    """Nobody who knows less may do better, or the ceiling in the report is none."""
    causes = causes_of(load())
    heavy = [one for one in patients(NOISES["heavy"], 400, seed=14) if len(one.active) == 1]
    ideal = score(ideal_ranker(causes, NOISES["heavy"]), heavy, frozenset())
    model = score(model_ranker(build_network(load())), heavy, frozenset())
    assert ideal.top_3 > model.top_3
    assert ideal.top_1 > model.top_1


def test_the_ideal_reader_is_sure_of_a_whole_zone_and_knows_that_sides_are_mistaken() -> None:
    causes = causes_of(load())
    silent = Noise("none", 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    drawn = simulated_patient(random.Random(2), causes, silent, active=1, muscle="masseter")
    (owner,) = drawn.active
    mirrored = (owner[0], "left" if owner[1] == "right" else "right")
    exact = dict(ideal_ranker(causes, NOISES["little"])(drawn.findings))
    mistaken = dict(ideal_ranker(causes, NOISES["heavy"])(drawn.findings))
    assert exact[owner] > 0.5
    assert exact[mirrored] < 1e-6
    assert mistaken[mirrored] == pytest.approx(mistaken[owner] * 0.05 / 0.95, rel=0.01)
    assert sum(exact.values()) == pytest.approx(1)


def test_the_moderate_level_is_the_one_that_was_set_first() -> None:
    assert NOISES["moderate"] == Noise("moderate", 0.80, 0.35, 0.08, 0.08, 0.20, 0.003, 0.02)


def test_the_diagram_shows_the_published_report() -> None:
    levels = read_report(REPORT.read_text("utf-8"))
    assert list(levels) == list(NOISES)
    assert all(len(bins) == 10 for bins in levels.values())
    assert FIGURE.read_text("utf-8") == reliability_svg(levels)


def test_a_drawing_in_segments_keeps_what_was_drawn_and_no_more() -> None:
    drawn = Findings("neutral", (Finding("heel_left", 0.8), Finding("arch_left", 0.4)))
    coarse = in_segments(drawn)
    assert {finding.region for finding in coarse.findings} == set(of_segment(237))
    assert {finding.segment for finding in coarse.findings} == {237}
    assert all(finding.coverage == pytest.approx(0.3) for finding in coarse.findings)


@pytest.mark.parametrize("noise", NOISES)
def test_in_segments_the_model_finds_more_than_the_baselines(noise: str) -> None:
    network = build_network(load())
    drawn = [Patient(in_segments(one.findings), one.active) for one in patients(NOISES[noise], 150, seed=13)]
    model = score(model_ranker(network), drawn, frozenset())
    for baseline in (count_ranker(network.muscle_causes), cosine_ranker(network.causes)):
        assert model.found_in_5 > score(baseline, drawn, frozenset()).found_in_5
