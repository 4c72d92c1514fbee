"""A drawing is read on the map on which it was drawn, and compared with what tells of the same problem."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from drypoint.care.intake import actions, queries
from drypoint.care.intake.actions import SheetContents
from drypoint.care.intake.models import PainDrawing
from drypoint.care.intake.rules import is_same_problem
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.models import Person
from drypoint.knowledge.bodymap import MAP_VERSION
from drypoint.knowledge.bodymap.drawing import from_strokes, redrawn
from drypoint.knowledge.bodymap.sheet import Tick, marks_as_json, read_strokes, strokes_as_json
from tests.intake.conftest import filled

OLD = "1"
# Over the left shoulder, the throat and the jaw: the outlines of the two versions differ there.
STROKES = [
    {"view": "front", "width": 200, "intensity": 6, "quality": "aching", "points": [6100, 2050, 6600, 2250]},
    {"view": "front", "width": 120, "intensity": 4, "quality": "burning", "points": [5050, 1150, 5100, 1500]},
]


@pytest.fixture
def begun(as_clinician: Actor, person: Person) -> PainDrawing:
    """A sheet that was begun when the older map was the present one."""
    drawing = actions.open_drawing(actor=as_clinician, person_id=person.pk, hand="together")
    PainDrawing.objects.filter(pk=drawing.pk).update(strokes=STROKES, map_version=OLD, revision=1)
    drawing.refresh_from_db()
    return drawing


def on(version: str) -> dict[str, Any]:
    return marks_as_json(from_strokes("neutral", read_strokes(STROKES), version))


def address(drawing: PainDrawing) -> str:
    return f"/desk/drawings/{drawing.pk}/draw/"


def test_the_two_maps_tell_the_strokes_of_this_test_apart() -> None:
    assert OLD != MAP_VERSION
    assert on(OLD) != on(MAP_VERSION)


def test_an_unfinished_sheet_is_read_on_its_own_map(begun: PainDrawing) -> None:
    assert marks_as_json(begun.drawing) == on(OLD)
    assert begun.drawing.map_version == OLD


def test_a_page_opened_before_an_upgrade_saves_and_hands_in_on_the_map_it_showed(
    clinician: Client, begun: PainDrawing
) -> None:
    page = clinician.get(address(begun)).content.decode()
    sent = filled(page, strokes=json.dumps(STROKES), map_version=OLD)
    assert clinician.post(address(begun), {**sent, "do": "autosave"}).status_code == 200
    begun.refresh_from_db()
    assert (begun.map_version, begun.strokes) == (OLD, STROKES)
    sent |= {"do": "hand_in", "revision": 2, "save_key": "last"}
    assert clinician.post(address(begun), sent).status_code == 302
    begun.refresh_from_db()
    assert begun.map_version == OLD
    assert begun.marks == on(OLD)


def test_a_page_that_names_no_map_saves_on_the_one_of_the_sheet(clinician: Client, begun: PainDrawing) -> None:
    page = clinician.get(address(begun)).content.decode()
    clinician.post(address(begun), filled(page, strokes=json.dumps(STROKES), do="autosave"))
    begun.refresh_from_db()
    assert begun.map_version == OLD


def test_a_page_opened_today_shows_old_strokes_moved_to_the_present_map_and_says_so(
    clinician: Client, begun: PainDrawing
) -> None:
    page = clinician.get(address(begun))
    form = page.context["form"]
    moved = [redrawn("neutral", stroke, OLD) for stroke in read_strokes(STROKES)]
    assert strokes_as_json(form.initial["strokes"]) == strokes_as_json(moved) != STROKES
    assert form.initial["map_version"] == MAP_VERSION
    sent = filled(page.content.decode(), strokes=json.dumps(strokes_as_json(moved)), map_version=MAP_VERSION)
    clinician.post(address(begun), {**sent, "do": "autosave"})
    begun.refresh_from_db()
    assert begun.map_version == MAP_VERSION
    assert begun.strokes == strokes_as_json(moved)


def test_a_map_that_does_not_exist_is_refused(clinician: Client, begun: PainDrawing) -> None:
    page = clinician.get(address(begun)).content.decode()
    sent = filled(page, strokes=json.dumps(STROKES), map_version="99", do="autosave")
    assert clinician.post(address(begun), sent).status_code == 422


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (["shoulder_front_left"], ["shoulder_front_left", "heel_left"], True),
        (["shoulder_front_left"], ["shoulder_outer_left"], True),
        (["shoulder_front_left"], ["kneecap_left"], False),
        (["shoulder_front_left"], ["shoulder_front_right"], False),
        (["shoulder_front_left"], [], True),
        ([], [], True),
        (["a_region_of_another_map"], ["kneecap_left"], False),
    ],
)
def test_two_drawings_tell_of_one_problem_where_they_touch(one: list[str], other: list[str], *, is_same: bool) -> None:
    assert is_same_problem(one, other) is is_same
    assert is_same_problem(other, one) is is_same


def hand_in(actor: Actor, person: Person, *places: str) -> PainDrawing:
    drawing = actions.open_drawing(actor=actor, person_id=person.pk, hand="together")
    sheet = SheetContents("neutral", (), tuple(Tick(place, 5) for place in places), nothing_hurts=not places)
    return actions.hand_in(actor=actor, drawing_id=drawing.pk, sheet=sheet, expected_revision=0, save_key="x")


def test_a_shoulder_is_compared_with_the_shoulder_before_and_not_with_the_knee_between(
    as_clinician: Actor, person: Person
) -> None:
    shoulder = hand_in(as_clinician, person, "shoulder_front_left")
    knee = hand_in(as_clinician, person, "kneecap_left")
    again = hand_in(as_clinician, person, "shoulder_outer_left")
    nothing = hand_in(as_clinician, person)
    assert queries.before(shoulder, as_clinician) is None
    assert queries.before(knee, as_clinician) is None
    assert queries.before(again, as_clinician) == shoulder
    assert queries.before(nothing, as_clinician) == again
