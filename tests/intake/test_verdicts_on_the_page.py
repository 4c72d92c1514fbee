"""Reasons, colleagues' verdicts and what was found besides, as a clinician reads them on the page."""

from __future__ import annotations

import pytest
from django.test import Client

from drypoint.care.intake import actions, charting
from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import Actor
from tests.accounts.people import full_client, member
from tests.pages import Part, page_of


@pytest.fixture
def bob() -> User:
    return member(Role.CLINICIAN, "Bob")


def told(part: Part) -> tuple[list[str], list[str]]:
    """Return what the tags of a candidate's verdicts say, and its buttons."""
    (verdicts,) = part.select(".verdicts")
    return Part(verdicts).texts(".tag"), [words.partition(" :")[0] for words in Part(verdicts).buttons]


def test_a_candidate_shows_its_reasons_and_what_speaks_against_it(clinician: Client, drawn: PainDrawing) -> None:
    page = page_of(clinician.get(f"/desk/drawings/{drawn.pk}/"))
    chart = charting.chart_of(drawn, "en", known=charting.known_of(drawn))
    for one in (*chart.leading, *chart.further):
        texts = page.part(f"#{one.line.muscle}-{one.line.side}").texts("p")
        wanted = "; ".join(f"{weight} {places}" for weight, places in one.reasons)
        assert [text for text in texts if text.startswith("For:")] == ([f"For: {wanted}"] if wanted else [])
        against = [text for text in texts if text.startswith("Against:")]
        if one.line.speaks_against:
            more = {0: "", 1: " and 1 more place"}.get(one.more_against, f" and {one.more_against} more places")
            assert against[0] == f"Against: {one.against}{more}"
        else:
            assert against == []
    assert any(one.reasons for one in chart.leading)


@pytest.mark.parametrize(
    ("own", "said", "buttons"),
    [
        ("", [], ["Confirm", "Reject"]),
        ("confirmed", ["You confirmed it"], ["Take back"]),
        ("rejected", ["You rejected it"], ["Take back"]),
    ],
)
@pytest.mark.parametrize("muscle", ["infraspinatus", "gracilis"], ids=["listed", "found besides"])
def test_verdicts_of_colleagues_stand_beside_ones_own(
    clinician: Client, as_clinician: Actor, bob: User, drawn: PainDrawing,
    muscle: str, own: str, said: list[str], buttons: list[str],
) -> None:  # fmt: skip
    on = {"drawing_id": drawn.pk, "muscle": muscle, "side": "left"}
    actions.judge(actor=actor_of_user(bob), verdict="rejected", **on)
    if own:
        actions.judge(actor=as_clinician, verdict=own, **on)
    page = page_of(clinician.get(f"/desk/drawings/{drawn.pk}/"))
    part = page.part("#infraspinatus-left") if muscle == "infraspinatus" else page.section("Found besides")
    assert told(part) == (["Bob: rejected", *said], buttons)
    assert page.has_section("Found besides") is (muscle == "gracilis")


def test_a_colleague_sees_the_other_side_of_it(as_clinician: Actor, bob: User, drawn: PainDrawing) -> None:
    actions.judge(actor=as_clinician, drawing_id=drawn.pk, muscle="gracilis", side="right", verdict="confirmed")
    found = page_of(full_client(bob).get(f"/desk/drawings/{drawn.pk}/")).section("Found besides")
    assert found.items[0].startswith("Gracilis, right Clara: confirmed")
    assert told(found)[1] == ["Confirm", "Reject"]


@pytest.mark.parametrize("wrong", ["wing:left", "gracilis", "gracilis:up", ""])
def test_what_is_no_muscle_is_not_kept_as_found(clinician: Client, drawn: PainDrawing, wrong: str) -> None:
    assert clinician.post(f"/desk/drawings/{drawn.pk}/others/", {"muscles": [wrong]}).status_code < 500
    assert not Judgement.objects.exists()
    assert not page_of(clinician.get(f"/desk/drawings/{drawn.pk}/")).has_section("Found besides")
