"""What the pages about drawings show, as values."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from drypoint.care.intake import charting, presenters
from drypoint.care.intake.forms import SheetForm
from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.foundation.accounts.models import User
from drypoint.foundation.patients.models import Person
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
        shown = presenters.drawings_of_person(
            4,
            unfinished=[unfinished],
            finished=[],
            episodes=(),
            may=lambda one, h=held: one == h,  # type: ignore[misc]
        )
        assert [shown.may_read, shown.may_hand_over, shown.may_draw].count(True) == 1
        assert shown.unfinished == (presenters.DrawingLine(1, AT, "the patient"),)


def test_a_drawing_in_a_list_stands_under_when_it_was_handed_in_or_else_begun() -> None:
    later = AT + timedelta(days=1)
    finished = PainDrawing(pk=2, drawn_by="together", made_at=AT, finished_at=later)
    begun = PainDrawing(pk=3, drawn_by="patient", made_at=AT)
    problems = ((1, "Shoulder"),)
    shown = presenters.drawings_of_person(
        4, unfinished=[begun], finished=[finished], episodes=problems, may=lambda _capability: True
    )
    assert shown.episodes == ()
    assert [(line.pk, line.at) for line in (*shown.finished, *shown.unfinished)] == [(2, later), (3, AT)]


def test_a_drawing_that_is_still_open_says_whose_it_is_and_since_when() -> None:
    row = PainDrawing(pk=2, person=Person(pk=4, name="Vera"), drawn_by="together", made_at=AT)
    assert presenters.unfinished_page(row, may_draw=True) == presenters.UnfinishedPage(2, 4, "Vera", AT, may_draw=True)


@pytest.mark.parametrize(
    ("intensity", "strength"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (8, 4), (9, 5), (10, 5)]
)
def test_a_sheet_shows_what_is_marked_the_darker_the_stronger(intensity: int, strength: int) -> None:
    tick = {"region": "heel_left", "intensity": intensity, "quality": "numb"}
    row = drawing(2)
    row.person, row.ticks, row.strokes = Person(pk=4, name="Vera"), [tick], [{}, {}]
    form = SheetForm(drawing=row)
    for sheet in (
        presenters.patient_sheet(row, form, "en", is_changed=True),
        presenters.staff_sheet(row, form, "en", is_changed=True),
    ):
        assert sheet.form is form
        assert (sheet.is_changed, sheet.stroke_count) == (True, 2)
        assert [(line.name, line.intensity, line.quality) for line in sheet.ticks] == [
            ("Heel, left", intensity, "numb")
        ]
        assert set(re.findall(r'data-strength="(\d+)"', sheet.map)) == {str(strength)}
    assert isinstance(sheet, presenters.StaffSheet)
    assert (sheet.person_pk, sheet.person_name) == (4, "Vera")


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
