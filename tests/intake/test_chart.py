"""What a clinician reads of a drawing, and what is kept of the verdicts."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from drypoint.care.intake import actions, queries
from drypoint.care.intake.actions import SheetContents
from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.care.intake.rules import weight_word
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients.actions import erase_person, export_person
from drypoint.foundation.patients.models import Person
from drypoint.knowledge.atlas.answer import uncounted
from drypoint.knowledge.bodymap.sheet import Tick
from tests.accounts.people import member
from tests.pages import page_of

AT = datetime(2026, 3, 2, tzinfo=UTC)
LATER = datetime(2026, 3, 3, tzinfo=UTC)


def hand_in(actor: Actor, person: Person, *ticks: Tick) -> PainDrawing:
    drawing = actions.open_drawing(actor=actor, person_id=person.pk, hand="together")
    return actions.hand_in(
        actor=actor,
        drawing_id=drawing.pk,
        sheet=SheetContents("neutral", (), ticks, nothing_hurts=not ticks),
        expected_revision=0,
        save_key="x",
    )


def test_the_chart_shows_ranks_reasons_and_that_nothing_is_validated(clinician: Client, drawn: PainDrawing) -> None:
    page = page_of(clinician.get(f"/desk/drawings/{drawn.pk}/")).main
    assert "not validated on patients" in page.part(".chart-list .note")
    assert page.section("What was marked").items[0].startswith("Front of the shoulder, left")
    assert len(page.part("#map").select("[data-strength]")) >= 2
    assert "Since <b>Easter</b>" in page.section("In the patient's words")
    assert AuditEntry.objects.filter(action="drawing.read", target_id=str(drawn.pk)).count() == 1


def test_a_red_flag_is_said_before_any_muscle(clinician: Client, as_clinician: Actor, person: Person) -> None:
    drawing = hand_in(as_clinician, person, Tick("mid_chest_left", 8), Tick("arm_inner_left", 8))
    page = page_of(clinician.get(f"/desk/drawings/{drawing.pk}/")).main
    first, *_others = page.select(".panel.emergency, .candidates")
    assert "First: this can be an emergency." in first.get_text()


def test_flags_come_first_then_what_to_ask_then_that_nothing_is_a_clearance(
    clinician: Client, as_clinician: Actor, person: Person
) -> None:
    drawing = hand_in(as_clinician, person, Tick("mid_chest_left", 2), Tick("calf_inner_left", 2))
    page = clinician.get(f"/desk/drawings/{drawing.pk}/").content.decode()
    parts = ("this can be an emergency", "Ask this before any needle", "is no clearance", 'class="candidates"')
    assert [page.index(part) for part in parts] == sorted(page.index(part) for part in parts)


def test_where_nothing_is_raised_it_still_says_that_this_is_no_clearance(
    clinician: Client, as_clinician: Actor, person: Person
) -> None:
    drawing = hand_in(as_clinician, person, Tick("heel_left", 3))
    page = clinician.get(f"/desk/drawings/{drawing.pk}/").content.decode()
    assert "Ask this before any needle" not in page
    assert "is no clearance" in page


def test_what_is_no_muscle_has_no_number_and_what_can_be_dangerous_stands_first(
    clinician: Client, as_clinician: Actor, person: Person
) -> None:
    drawing = hand_in(as_clinician, person, Tick("calf_inner_left", 6))
    page = page_of(clinician.get(f"/desk/drawings/{drawing.pk}/")).main
    part = page.part("section[aria-labelledby=alike]")
    assert not re.search(r"%|\d[.,]\d", part.text)
    assert part.texts("li > strong") == ["Deep vein thrombosis", "Stress injury of the shin"]
    assert part.texts("h2 + p") == [uncounted("en")]
    assert page.section("Explained neither by a muscle nor by what can look like one").texts("p") == [
        "Inner calf, left"
    ]


def test_a_muscle_that_must_not_be_needled_is_shown_as_such(
    clinician: Client, as_clinician: Actor, person: Person
) -> None:
    drawing = hand_in(as_clinician, person, Tick("jaw_left", 7), Tick("throat_left", 6), Tick("eye_left", 4))
    page = page_of(clinician.get(f"/desk/drawings/{drawing.pk}/")).main
    assert page.texts(".candidate.forbidden .tag.stop")
    assert set(page.texts(".candidate.forbidden .tag.stop")) == {"Do not needle"}


def test_the_zone_of_a_muscle_is_shown_by_its_link_alone(clinician: Client, drawn: PainDrawing) -> None:
    assert page_of(clinician.get(f"/desk/drawings/{drawn.pk}/")).select("[data-zone]") == []
    page = page_of(clinician.get(f"/desk/drawings/{drawn.pk}/?show=infraspinatus:left"))
    assert page.part("#map").select("[data-zone=essential]")
    assert clinician.get(f"/desk/drawings/{drawn.pk}/?show=wing:up").status_code == 200


def test_reception_reads_no_drawing_and_sees_no_date_of_one(reception: Client, drawn: PainDrawing) -> None:
    assert reception.get(f"/desk/drawings/{drawn.pk}/").status_code == 403
    response = reception.get(f"/desk/patients/{drawn.person_id}/")
    assert page_of(response).heading == "Vera Primjer"
    assert "What was drawn is for clinicians to see." in page_of(response).section("Pain drawings")
    assert f"/desk/drawings/{drawn.pk}/".encode() not in response.content


def test_a_verdict_is_kept_with_what_the_atlas_said_and_can_be_taken_back(
    clinician: Client, drawn: PainDrawing
) -> None:
    def judge(verdict: str, candidate: str = "deltoideus:left") -> Any:
        return clinician.post(f"/desk/drawings/{drawn.pk}/judge/", {"candidate": candidate, "verdict": verdict})

    judge("confirmed")
    kept = Judgement.objects.get()
    assert (kept.verdict, kept.side) == ("confirmed", "left")
    assert kept.rank >= 1
    assert kept.probability
    judge("rejected")
    assert Judgement.objects.get().verdict == "rejected"
    judge("withdraw")
    assert not Judgement.objects.exists()
    judge("confirmed", "wing:left")
    judge("maybe")
    assert not Judgement.objects.exists()


def test_muscles_found_besides_are_kept_and_shown(clinician: Client, drawn: PainDrawing) -> None:
    clinician.post(f"/desk/drawings/{drawn.pk}/others/", {"muscles": ["gracilis:right"]})
    kept = Judgement.objects.get()
    assert (kept.muscle, kept.side, kept.rank, kept.probability) == ("gracilis", "right", 0, None)
    (found,) = page_of(clinician.get(f"/desk/drawings/{drawn.pk}/")).section("Found besides").items
    assert found.startswith("Gracilis, right")


def test_the_change_since_the_drawing_before_is_said(
    clinician: Client, as_clinician: Actor, person: Person, drawn: PainDrawing
) -> None:
    later = hand_in(as_clinician, person, Tick("shoulder_front_left", 3), Tick("heel_left", 2))
    change = page_of(clinician.get(f"/desk/drawings/{later.pk}/")).section("Since the drawing before").facts
    assert change["Gone"] == "Outer upper arm, left"
    assert change["New"] == "Heel, left"
    assert later.sex == "neutral"


def test_a_drawing_on_which_nothing_hurts_ranks_nothing(clinician: Client, as_clinician: Actor, person: Person) -> None:
    drawing = hand_in(as_clinician, person)
    page = page_of(clinician.get(f"/desk/drawings/{drawing.pk}/")).main
    assert page.section("What was marked").texts("p") == ["Nothing hurt on this day."]
    assert page.select(".candidates") == []


def test_counts_go_out_as_a_file_and_count_only_where_the_practice_wants_it(
    clinician: Client, as_clinician: Actor, drawn: PainDrawing, practice: Any
) -> None:
    actions.judge(actor=as_clinician, drawing_id=drawn.pk, muscle="gracilis", side="left", verdict="rejected")
    assert clinician.get("/desk/muscle-counts/muscle-counts.csv").content.decode().splitlines()[1] == "gracilis,0,1"
    assert json.loads(clinician.get("/desk/muscle-counts/muscle-counts.json").content) == {"gracilis": [0, 1]}
    assert "The ranking does not use these counts." in page_of(clinician.get("/desk/muscle-counts/")).main
    practice.uses_own_counts = True
    practice.save()
    assert "What this practice confirmed is counted in." in page_of(clinician.get(f"/desk/drawings/{drawn.pk}/")).main


def test_a_person_is_exported_and_erased_with_drawings_and_verdicts(
    as_clinician: Actor, drawn: PainDrawing, person: Person
) -> None:
    actions.judge(actor=as_clinician, drawing_id=drawn.pk, muscle="gracilis", side="left", verdict="confirmed")
    held = export_person(actor=as_clinician, person_id=person.pk)
    assert held["pain_drawings"][0]["judgements"][0]["muscle"] == "gracilis"
    assert json.dumps(held)
    owner = Actor("staff", as_clinician.user_id, frozenset({"patients.read", "patients.erase"}))
    erase_person(actor=owner, person_id=person.pk)
    assert not Person.objects.exists()
    assert not PainDrawing.objects.exists()
    assert not Judgement.objects.exists()
    assert "Vera" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("seen", "counts"),
    [
        ([], {}),
        ([(1, "a", "left", "confirmed", AT)], {"a": (1, 0)}),
        ([(1, "a", "left", "confirmed", AT), (1, "a", "left", "rejected", LATER)], {"a": (0, 1)}),
        ([(1, "a", "left", "rejected", LATER), (1, "a", "left", "confirmed", AT)], {"a": (0, 1)}),
        ([(1, "a", "left", "confirmed", AT), (1, "a", "left", "rejected", AT)], {"a": (0, 1)}),
        ([(1, "a", "left", "confirmed", AT), (1, "a", "right", "confirmed", AT)], {"a": (2, 0)}),
        ([(2, "b", "left", "rejected", AT), (1, "a", "left", "confirmed", AT)], {"a": (1, 0), "b": (0, 1)}),
    ],
)
def test_each_muscle_of_a_drawing_counts_once_by_the_latest_verdict(
    person: Person, seen: list[tuple[int, str, str, str, datetime]], counts: dict[str, tuple[int, int]]
) -> None:
    drawings = {number: PainDrawing.objects.create(person=person, made_at=AT, open_until=AT) for number in (1, 2)}
    for count, (drawing, muscle, side, verdict, at) in enumerate(seen):
        Judgement.objects.create(
            drawing=drawings[drawing], muscle=muscle, side=side, verdict=verdict, at=at, rank=1,
            clinician=member(Role.CLINICIAN, f"Clara {count}"),
        )  # fmt: skip
    assert queries.practice_counts() == counts
    assert list(queries.practice_counts()) == sorted(counts)


def test_the_database_counts_muscles_by_its_index(person: Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1), CaptureQueriesContext(connection) as asked:
        queries.practice_counts()
    (sql,) = (one["sql"] for one in asked)
    assert "GROUP BY" in sql
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[3] for row in cursor.fetchall()]
        assert any("(drawing_id=? AND muscle=? AND side=?)" in step for step in plan)


@pytest.mark.parametrize(("bits", "word"), [(0.3, "somewhat"), (1.0, "clearly"), (1.99, "clearly"), (2.0, "strongly")])
def test_weights_are_said_in_words(bits: float, word: str) -> None:
    assert weight_word(bits) == word


def test_what_was_read_on_the_map_of_its_day_holds_and_strokes_survive_a_region_that_is_gone(
    drawn: PainDrawing,
) -> None:
    PainDrawing.objects.update(marks={"wing_left": {"coverage": 1, "intensity": 5, "quality": "aching"}})
    again = PainDrawing.objects.get(pk=drawn.pk)
    assert set(again.drawing.marks) == {"shoulder_front_left", "arm_outer_left"}
    assert queries.practice_counts() == {}


def test_of_many_drawings_the_newest_stand_in_a_row_and_the_one_that_is_shown(
    clinician: Client, as_clinician: Actor, person: Person
) -> None:
    drawings = [hand_in(as_clinician, person, Tick("heel_left", 5)) for _ in range(12)]
    page = clinician.get(f"/desk/drawings/{drawings[0].pk}/").content.decode()
    row = page[page.index('<nav class="tabs"') :].split("</nav>")[0]
    shown = [drawing.pk for drawing in drawings if f"/desk/drawings/{drawing.pk}/" in row]
    assert shown == [drawings[0].pk, *(drawing.pk for drawing in drawings[-7:])]
    assert row.count("aria-current") == 1
