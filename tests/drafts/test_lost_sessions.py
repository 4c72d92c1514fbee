"""The session ends and a form is sent, without script: nothing typed is lost, whichever form of the desk it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from drypoint.care.intake import actions as intake
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.core.registries.places import places
from drypoint.foundation.drafts.models import Draft
from drypoint.public.enquiries.models import Enquiry, Message
from tests.accounts.people import full_client, member
from tests.patients.people import a_person
from tests.permissions.table import IDS, REGEXES
from tests.permissions.urlconf import Route, routes

WORDS = "Typed by a patient hand: dođite sutra."
# What takes a form into which nobody types, and why that is so.
NOTHING_TYPED = {
    "desk:mail_again": "a button",
    "desk:member": "buttons, and a role that is chosen",
    "desk:person_confirm_name": "a button: yes, these are the parts of the name",
    "desk:person_erase": "a button",
    "desk:person_export": "a button",
    "drafts_desk:drop": "a button",
    "drafts_desk:here": "sent by an open page",
    "drafts_desk:keep": "keeps what is typed elsewhere",
    "enquiries_desk:erase": "a button",
    "enquiries_desk:state": "buttons",
    "enquiries_desk:to_person": "somebody is chosen",
    "intake_desk:begin_together": "a button",
    "intake_desk:discard": "a button",
    "intake_desk:hand_over": "a button",
    "intake_desk:judge": "a button",
    "intake_desk:set_episode": "a problem is chosen",
    "intake_desk:judge_others": "muscles are chosen",
    "library_desk:claim": "a button: signed as it stands",
    "mailing_desk:change": "buttons",
    "mailing_desk:delivery_decide": "buttons",
    "mailing_desk:export": "buttons",
    "patients_desk:episode_state": "buttons",
    "patients_desk:referral_count": "buttons",
    "patients_desk:merge": "it is chosen what comes from whom",
    "patients_desk:undo_merge": "a button",
    "practice_desk:ask_holiday": "a button",
    "practice_desk:holidays": "it is chosen of each day",
    "practice_desk:remove_credential": "a button",
    "practice_desk:remove_exception": "a button",
    "practice_desk:remove_hours": "a button",
    "rights_desk:release_file": "a button",
    "worklist_desk:act": "buttons",
    "worklist_desk:away": "colleagues are chosen",
    "worklist_desk:hand_over": "a colleague is chosen",
}


def name_of(route: Route) -> str:
    return str(resolve(route.address({}, REGEXES)).view_name)


def inside(act: Callable[[], Any]) -> Any:
    """Do something that is taken back afterwards, as no form of one place may help another."""
    block = transaction.atomic()
    block._from_testcase = True  # what a durable transaction looks for, to be allowed inside
    with block:
        try:
            return act()
        finally:
            transaction.set_rollback(True)


def address_of(route: Route) -> str:
    ids: dict[str, Any] = {}
    for beginning, make in IDS.items():
        if route.pattern.startswith(beginning):
            ids.update(make())
    return route.address(ids, REGEXES)


def of_the_desk() -> list[Route]:
    return [route for route in routes() if route.pattern.startswith("desk/")]


def end(client: Client) -> None:
    """Let the session be idle for too long."""
    session = client.session
    session["drypoint_used_at"] = 0
    session.save()


def sign_in_again(client: Client, user: User) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = full_client(user).cookies[settings.SESSION_COOKIE_NAME].value


def kept_page(answer: HttpResponse) -> str:
    """Return where the sign-in leads on to."""
    address, _mark, following = answer["Location"].partition("?next=")
    assert (answer.status_code, address) == (302, "/account/login/")
    page = unquote(following)
    assert page.startswith("/desk/drafts/"), answer["Location"]
    return page


def test_every_form_of_the_desk_is_a_place_or_one_into_which_nobody_types() -> None:
    cookies = full_client(member(Role.OWNER, "Olga")).cookies

    def status(route: Route) -> int:
        client = Client(raise_request_exception=False)
        client.cookies = cookies.copy()
        return int(client.post(address_of(route)).status_code)

    taking = {name_of(route) for route in of_the_desk() if inside(partial(status, route)) != 405}
    assert taking - {place.name for place in places} == set(NOTHING_TYPED)
    assert {place.name for place in places} <= taking


@pytest.mark.parametrize("way", ["idle for too long", "ended elsewhere"])
def test_what_was_typed_into_any_form_is_there_after_the_sign_in(way: str) -> None:
    """Idle: the session says whose it was. Ended elsewhere: the browser's mark says whose desk it is."""
    olga = member(Role.OWNER, "Olga")
    lost = {}
    for place in places:
        route = next(route for route in of_the_desk() if name_of(route) == place.name)
        typed = dict.fromkeys(place.fields(), WORDS)
        assert typed, f"{place.name} names no field."

        def send(route: Route = route, typed: dict[str, str] = typed) -> str:
            client = full_client(olga)
            address = address_of(route)
            client.get("/desk/")
            if way == "idle for too long":
                end(client)
            else:
                client.session.flush()
            answer = client.post(address, {**typed, "do": "save"})
            page = kept_page(answer)
            sign_in_again(client, olga)
            return str(client.get(page).content.decode())

        page = inside(send)
        if page.count(WORDS) < len(typed) * 2:  # as it reads, and as it is sent again
            lost[place.name] = page.count(WORDS)
    assert lost == {}


def answer_to(enquiry: Enquiry, text: str = WORDS) -> dict[str, object]:
    return {"text": text, "expected_message_id": enquiry.last_message_id}


def test_an_answer_typed_through_a_lost_session_is_sent_with_one_button(
    reception: Client, rita: User, enquiry: Enquiry
) -> None:
    end(reception)
    page = kept_page(reception.post(f"/desk/enquiries/{enquiry.pk}/answer/", answer_to(enquiry)))
    assert not Message.objects.filter(author=Message.Author.PRACTICE).exists()
    sign_in_again(reception, rita)
    shown = reception.get(page).content.decode()
    assert "You were signed out before this could be sent. Nothing that you typed is lost." in shown
    assert f'action="/desk/enquiries/{enquiry.pk}/answer/"' in shown
    assert reception.post(f"/desk/enquiries/{enquiry.pk}/answer/", answer_to(enquiry)).status_code == 302
    assert Message.objects.get(author=Message.Author.PRACTICE).text == WORDS
    assert not Draft.objects.exists()
    assert reception.get(page).status_code == 404


def test_who_is_not_known_has_nothing_kept(enquiry: Enquiry) -> None:
    for mark in ("", "forged", "1:forged:forged"):
        client = Client()
        if mark:
            client.cookies["drypoint-writer"] = mark
        answer = client.post(f"/desk/enquiries/{enquiry.pk}/answer/", answer_to(enquiry))
        assert answer["Location"] == "/account/login/"
    assert not Draft.objects.exists()


def test_nothing_is_kept_for_who_was_deactivated(reception: Client, rita: User, enquiry: Enquiry) -> None:
    reception.get("/desk/")
    User.objects.filter(pk=rita.pk).update(is_active=False)
    answer = reception.post(f"/desk/enquiries/{enquiry.pk}/answer/", answer_to(enquiry))
    assert answer["Location"] == "/account/login/"
    assert not Draft.objects.exists()


def test_the_mark_of_a_desk_is_good_for_three_days(
    reception: Client, enquiry: Enquiry, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception.get("/desk/")
    mark = reception.cookies["drypoint-writer"]
    assert (mark["path"], mark["samesite"], bool(mark["httponly"])) == ("/desk/", "Strict", True)
    reception.session.flush()
    later = time.time() + timedelta(days=3, minutes=1).total_seconds()
    monkeypatch.setattr(time, "time", lambda: later)
    answer = reception.post(f"/desk/enquiries/{enquiry.pk}/answer/", answer_to(enquiry))
    assert answer["Location"] == "/account/login/"


def test_another_sites_form_leaves_nothing(rita: User, enquiry: Enquiry) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = full_client(rita).cookies
    end(client)
    answer = client.post(f"/desk/enquiries/{enquiry.pk}/answer/", answer_to(enquiry))
    assert answer.status_code == 403
    assert not Draft.objects.exists()


def test_the_end_of_the_session_stands_in_the_trail_as_before(reception: Client, rita: User, enquiry: Enquiry) -> None:
    end(reception)
    reception.post(f"/desk/enquiries/{enquiry.pk}/answer/", answer_to(enquiry))
    assert AuditEntry.objects.filter(action="session.expire", user_id=rita.pk).count() == 1


def test_a_drawing_made_together_is_kept_though_nothing_was_written(clinician: Client, clara: User) -> None:
    drawing = intake.open_drawing(actor=actor_of_user(clara), person_id=a_person(), hand="together")
    end(clinician)
    strokes = '[{"view":"front"}]'
    page = kept_page(clinician.post(f"/desk/drawings/{drawing.pk}/draw/", {"strokes": strokes, "note": ""}))
    sign_in_again(clinician, clara)
    assert "Send it now" in clinician.get(page).content.decode()
    assert Draft.objects.get().person_id == drawing.person_id


def test_a_script_that_saves_by_itself_is_told_to_wait(clinician: Client, clara: User) -> None:
    end(clinician)
    answer = clinician.post("/desk/drawings/1/draw/", {"strokes": "[]"}, headers={"Sec-Fetch-Mode": "cors"})
    assert answer["Location"] == "/account/login/"
    assert not Draft.objects.exists()
