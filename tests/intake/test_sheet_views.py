"""The sheet as a patient meets it: with a script, and from the list alone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from drypoint.care.intake import actions, queries
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients.models import Person
from tests.intake.conftest import STROKE, filled
from tests.pages import page_of


@pytest.fixture
def sheet(as_clinician: Actor, person: Person) -> PainDrawing:
    return actions.open_drawing(actor=as_clinician, person_id=person.pk, hand="patient")


@pytest.fixture
def address(sheet: PainDrawing) -> str:
    return f"/en/drawing/{queries.link_of(sheet)}/"


def autosave(client: Client, address: str, revision: int, key: str, **changed: Any) -> Any:
    data = {"do": "autosave", "sex": "neutral", "strokes": json.dumps([STROKE]), "revision": revision, "save_key": key}
    return client.post(address, {**data, **changed}, headers={"Sec-Fetch-Site": "same-origin"})


def test_handing_over_signs_the_staff_out_and_leads_to_the_sheet(reception: Client, person: Person) -> None:
    answer: Any = reception.post(f"/desk/patients/{person.pk}/drawings/hand-over/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/drawing/")
    assert not reception.cookies[settings.SESSION_COOKIE_NAME].value
    page: Any = reception.get(answer["Location"])
    assert page.status_code == 200
    assert "Vera" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert reception.get(f"/desk/patients/{person.pk}/").status_code == 302


def test_a_person_without_javascript_ticks_takes_back_and_hands_in(
    client: Client, address: str, sheet: PainDrawing
) -> None:
    def send(**changed: Any) -> Any:
        return client.post(address, filled(client.get(address).content.decode(), **changed))

    assert send(do="tick", regions=["heel_left", "arch_left"], intensity="6", quality="burning").status_code == 302
    chosen = page_of(client.get(address)).section("Chosen so far")
    assert len([button for button in chosen.buttons if button.startswith("Take back")]) == 2
    assert send(untick="arch_left").status_code == 302
    answer = send(do="hand_in", note="Since Easter", regions=["heel_right"], intensity="3", quality="numb")
    assert answer["Location"] == "/en/drawing/done/"
    sheet.refresh_from_db()
    assert set(sheet.marks) == {"heel_left", "heel_right"}
    assert sheet.marks["heel_left"] == {"coverage": 1.0, "intensity": 6, "quality": "burning"}
    assert sheet.note == "Since Easter"
    assert client.get(address).status_code == 410


def test_strokes_are_kept_as_they_are_drawn_and_survive_a_reload(
    client: Client, address: str, sheet: PainDrawing
) -> None:
    assert autosave(client, address, 0, "a").json() == {"revision": 1}
    assert json.loads(str(page_of(client.get(address)).part("[name=strokes]").tags[0]["value"])) == [STROKE]
    sheet.refresh_from_db()
    assert sheet.strokes == [STROKE]


def test_a_save_that_is_sent_twice_counts_once(client: Client, address: str, sheet: PainDrawing) -> None:
    assert autosave(client, address, 0, "a").json() == autosave(client, address, 0, "a").json() == {"revision": 1}
    assert AuditEntry.objects.filter(action="drawing.save").count() == 1


def test_another_window_is_never_written_over(client: Client, address: str, sheet: PainDrawing) -> None:
    autosave(client, address, 0, "a")
    late = autosave(client, address, 0, "b", strokes="[]")
    assert late.status_code == 409
    assert late.json() == {"revision": 1, "last_save": "a"}
    sheet.refresh_from_db()
    assert sheet.strokes == [STROKE]


def test_a_double_click_on_done_hands_in_once(client: Client, address: str, sheet: PainDrawing) -> None:
    data = filled(client.get(address).content.decode(), do="hand_in", strokes=json.dumps([STROKE]))
    assert client.post(address, data)["Location"] == client.post(address, data)["Location"] == "/en/drawing/done/"
    assert AuditEntry.objects.filter(action="drawing.hand_in").count() == 1
    sheet.refresh_from_db()
    assert sheet.marks


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Nothing is marked"),
        ({"nothing_hurts": "on", "strokes": json.dumps([STROKE])}, "You have marked places"),
        ({"strokes": "[{}]"}, "did not arrive whole"),
        ({"strokes": json.dumps([{**STROKE, "points": [0, 0]}])}, "Nothing is marked"),
        ({"regions": ["wing_left"]}, "not on the body map"),
    ],
)
def test_a_sheet_that_cannot_be_handed_in_says_why(
    client: Client, address: str, sheet: PainDrawing, changed: dict[str, Any], sentence: str
) -> None:
    answer = client.post(address, filled(client.get(address).content.decode(), do="hand_in", **changed))
    assert answer.status_code == 422
    assert any(sentence in error for error in page_of(answer).errors)
    sheet.refresh_from_db()
    assert sheet.finished_at is None


def test_nothing_hurts_is_an_answer(client: Client, address: str, sheet: PainDrawing) -> None:
    answer: Any = client.post(address, filled(client.get(address).content.decode(), do="hand_in", nothing_hurts="on"))
    assert answer.status_code == 302
    sheet.refresh_from_db()
    assert (sheet.marks, sheet.nothing_hurts) == ({}, True)


def test_another_site_cannot_send_the_sheet(client: Client, address: str) -> None:
    data = filled(client.get(address).content.decode())
    assert client.post(address, data, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_link_ends_with_its_time(client: Client, address: str, sheet: PainDrawing) -> None:
    PainDrawing.objects.update(open_until=clock.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 410
    assert autosave(client, address, 0, "a").status_code == 410


def test_a_view_of_a_figure_is_handed_out_and_may_be_kept(client: Client) -> None:
    answer: Any = client.get("/hr/crtez/lik/female/back.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"data-region" in answer.content
    assert client.get("/en/drawing/figure/female/inside.svg").status_code == 404


def test_staff_draw_together_and_may_discard_what_was_never_handed_in(clinician: Client, person: Person) -> None:
    answer: Any = clinician.post(f"/desk/patients/{person.pk}/drawings/together/")
    page = clinician.get(answer["Location"]).content.decode()
    drawing = PainDrawing.objects.get()
    kept = clinician.post(answer["Location"], filled(page, do="tick", regions=["heel_left"], intensity="4"))
    assert kept.status_code == 302
    assert clinician.post(f"/desk/drawings/{drawing.pk}/discard/").status_code == 302
    assert not PainDrawing.objects.exists()


def test_a_sheet_that_was_never_begun_goes_and_one_that_was_stays(sheet: PainDrawing, client: Client) -> None:
    assert actions.remove_empty(clock.now()) == 0
    assert actions.remove_empty(clock.now() + timedelta(days=2)) == 1
    assert not PainDrawing.objects.exists()
