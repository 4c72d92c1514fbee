"""What the pages about drawings show, as values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from drypoint.care.intake import charting, presenters
from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.foundation.accounts.models import User
from drypoint.knowledge.bodymap import MAP_VERSION
from drypoint.knowledge.bodymap.sheet import Tick

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALICE, BOB = User(pk=1, name="Alice"), User(pk=2, name="Bob")
FULL = {"coverage": 1.0, "quality": "aching"}


def drawing(pk: int, **marks: int) -> PainDrawing:
    return PainDrawing(
        pk=pk,
        person_id=4,
        drawn_by="together",
        made_at=AT,
        finished_at=AT,
        sex="neutral",
        map_version=MAP_VERSION,
        marks={region: {**FULL, "intensity": intensity} for region, intensity in marks.items()},
    )


def test_what_may_be_done_with_drawings_goes_by_three_capabilities() -> None:
    unfinished = PainDrawing(pk=1, drawn_by="patient", made_at=AT)
    for held in ("intake.read", "intake.hand_over", "intake.draw"):
        shown = presenters.drawings_of_person(4, unfinished=[unfinished], finished=[], may=lambda one, h=held: one == h)  # type: ignore[misc]
        assert [shown.may_read, shown.may_hand_over, shown.may_draw].count(True) == 1
        assert shown.unfinished == (presenters.DrawingLine(1, AT, "the patient"),)


def test_a_place_is_named_in_the_language_of_the_page() -> None:
    assert presenters.tick_line(Tick("heel_left", 3, "numb"), "en").name == "Heel, left"
    assert presenters.tick_line(Tick("heel_left", 3, "numb"), "hr").name != "Heel, left"


def test_counts_stand_under_the_names_of_the_muscles() -> None:
    lines = presenters.count_lines({"b": (1, 2), "a": (3, 0)}, str.upper)
    assert lines == (presenters.CountLine("A", 3, 0), presenters.CountLine("B", 1, 2))


def judged(clinician: User, verdict: str, muscle: str = "infraspinatus") -> Judgement:
    return Judgement(muscle=muscle, side="left", clinician=clinician, verdict=verdict, at=AT, rank=1)


def test_ones_own_verdict_stands_apart_from_those_of_colleagues() -> None:
    said = [judged(ALICE, "confirmed"), judged(BOB, "rejected"), judged(ALICE, "rejected", "gracilis")]
    chart = charting.chart_of(drawing(1, shoulder_front_left=7), "en", judgements=said, reader_id=ALICE.pk)
    lines = {judged.line.key: judged.verdicts for judged in (*chart.leading, *chart.further)}
    assert lines["infraspinatus:left"] == charting.Verdicts("confirmed", (("Bob", "rejected"),))
    assert [(found.key, found.verdicts.own) for found in chart.found_besides] == [("gracilis:left", "rejected")]


@pytest.mark.parametrize("reader", [BOB.pk, None])
def test_nobody_elses_verdict_is_ones_own(reader: int | None) -> None:
    said = [judged(ALICE, "confirmed", "gracilis")]
    chart = charting.chart_of(drawing(1, heel_left=2), "en", judgements=said, reader_id=reader)
    assert [found.verdicts for found in chart.found_besides] == [charting.Verdicts("", (("Alice", "confirmed"),))]


def test_the_change_is_told_against_the_drawing_that_is_given() -> None:
    before, after = drawing(1, shoulder_front_left=8, arm_outer_left=4), drawing(2, shoulder_front_left=4, heel_left=2)
    chart = charting.chart_of(after, "en", earlier=before)
    assert chart.change is not None
    assert chart.change.gained == ("Heel, left",)
    assert chart.change.lost == ("Outer upper arm, left",)
    assert charting.chart_of(after, "en").change is None
