"""Whatever a visitor may send that no page of ours offered: it books nothing, and is answered in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from drypoint.care.booking import actions, queries
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.foundation.core import clock, links
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.practice.models import Practitioner, Service
from tests.booking.conftest import (
    FIRST,
    NOW,
    a_schedule,
    booked,
    code_in,
    details_of,
    fill,
    key_in,
    last_mail,
    link_in,
)

pytestmark = pytest.mark.django_db

NOT_OFFERED = {
    "past": NOW - timedelta(days=3),
    "a minute ago": NOW - timedelta(minutes=1),
    "now": NOW,
    "within the notice": NOW + timedelta(hours=1),
    "between two steps": FIRST + timedelta(minutes=5),
    "a minute late": FIRST + timedelta(minutes=1),
    "before opening": FIRST - timedelta(minutes=20),
    "until after closing": FIRST + timedelta(hours=3, minutes=40),
    "on a Sunday": FIRST + timedelta(days=5),
    "beyond the horizon": FIRST + timedelta(days=70),
    "years ahead": FIRST.replace(year=9998),
}


@pytest.mark.parametrize("start", NOT_OFFERED.values(), ids=NOT_OFFERED)
def test_a_time_that_was_never_offered_is_held_for_nobody(visitor: Client, service: Service, start: Any) -> None:
    path = details_of(service, start)
    assert visitor.get(path).status_code == 409
    key = key_in(visitor.get(details_of(service)))
    for answer in (fill(visitor, path, key=key), fill(visitor, details_of(service), key=key, when=path.split("/")[-2])):
        assert answer.status_code == 409
        assert "is not free" in answer.content.decode()
    assert not Appointment.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    "when",
    [
        "20270504T0800", "20270504T0800+0200", "2027-05-04T08:00Z", "20270504T2500Z", "20271304T0600Z", "x",
        "٢0270504T0600Z", "20270504T0600Z0", "00000101T0000Z",
    ],
)  # fmt: skip
def test_what_is_no_time_leads_nowhere(visitor: Client, service: Service, when: str) -> None:
    assert visitor.get(f"/en/book/{service.pk}/{when}/").status_code == 404
    assert visitor.post(f"/en/book/{service.pk}/{when}/", {"name": "x"}).status_code in {404, 409}
    key = key_in(visitor.get(details_of(service)))
    assert fill(visitor, details_of(service), key=key, when=when).status_code == 404
    assert not Appointment.objects.exists()


def test_somebody_who_does_not_offer_it_cannot_be_chosen(visitor: Client, service: Service) -> None:
    other = Practitioner.objects.create(name="Ivo Primjer")
    gone = Practitioner.objects.create(name="Eva Primjer", is_active=False)
    service.practitioners.add(gone)
    for chosen in (other.pk, gone.pk, "x", "-1", "9" * 30, "1 OR 1=1"):
        assert visitor.get(f"/en/book/{service.pk}/?with={chosen}").status_code == 404
        assert visitor.post(f"{details_of(service)}?with={chosen}", {"name": "x"}).status_code == 404
    assert not Appointment.objects.exists()


def test_a_service_that_is_not_offered_or_there_is_not_found(visitor: Client, service: Service) -> None:
    hidden = a_schedule(is_offered=False)
    for pk in (hidden.pk, 4711, 10**30):
        assert visitor.get(f"/en/book/{pk}/").status_code == 404
        assert visitor.post(f"/en/book/{pk}/20270504T0600Z/", {"name": "x"}).status_code == 404


def test_an_open_page_after_the_service_was_taken_off_books_nothing(visitor: Client, service: Service) -> None:
    key = key_in(visitor.get(details_of(service)))
    Service.objects.update(is_offered=False)
    assert fill(visitor, details_of(service), key=key).status_code == 404
    assert not Appointment.objects.exists()


def test_an_open_page_after_the_day_is_full_books_nothing(visitor: Client, service: Service) -> None:
    Practitioner.objects.update(daily_cap=1)
    later = details_of(service, FIRST + timedelta(hours=2))
    key = key_in(visitor.get(later))
    booked(Client(), service)
    answer = fill(visitor, later, key=key, email="late@example.com")
    assert answer.status_code == 409
    assert Appointment.objects.count() == 1


def test_a_room_that_is_closed_leaves_no_time(visitor: Client, service: Service) -> None:
    service.rooms.update(is_used=False)
    assert "There is no free time" in visitor.get(f"/en/book/{service.pk}/").content.decode()
    key = key_in(visitor.get(details_of(service)))
    assert fill(visitor, details_of(service), key=key).status_code == 409


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "required"),
        ({"name": "x" * 121}, "120"),
        ({"name": "Vera\u0000"}, "character"),
        ({"email": ""}, "write your e-mail address"),
        ({"email": "vera"}, "such as ana@example.com"),
        ({"email": "vera@localhost"}, "No mail reaches"),
        ({"email": "vera@example.com\r\nBcc: all@example.com"}, "such as ana@example.com"),
        ({"phone": "call me"}, "in digits"),
        ({"phone": ""}, "required"),
        ({"note": "x" * 601}, "600"),
        ({"website": "https://spam.example"}, "tell machines from people"),
    ],
)
def test_a_form_that_cannot_be_is_shown_again_with_what_was_typed(
    visitor: Client, service: Service, changes: Any, said: str
) -> None:
    answer = fill(visitor, details_of(service), **{"patient_name": "Kept Name", **changes})
    assert answer.status_code in {400, 422}
    if answer.status_code == 422:
        assert said in answer.content.decode()
        assert "Kept Name" in answer.content.decode()
    assert not Appointment.objects.exists()


def test_a_key_of_another_form_or_none_holds_nothing(visitor: Client, service: Service) -> None:
    for key in ("x", key_in(visitor.get(details_of(service)))[:-2]):
        assert fill(visitor, details_of(service), key=key).status_code == 409
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("code", ["", "000000", "12345", "1234567", "abcdef", "½", "1e5", "null", "x" * 9000])
def test_a_wrong_code_books_nothing(visitor: Client, service: Service, code: str) -> None:
    held = fill(visitor, details_of(service))["Location"]
    right = code_in(last_mail())
    answer = visitor.post(held, {"code": code})
    assert answer.status_code == 422
    assert "not the digits" in answer.content.decode()
    assert visitor.post(held, {"code": right[-4:]}).status_code == 422
    assert Appointment.objects.get().state == "held"
    spaced = visitor.post(held, {"code": f" {right[:3]} {right[3:]} "})
    assert spaced.status_code == 303


def test_codes_are_not_guessed_and_a_locked_page_leaves_the_link(visitor: Client, service: Service) -> None:
    held = fill(visitor, details_of(service))["Location"]
    answers = [visitor.post(held, {"code": "000000"}).status_code for _ in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert visitor.post(held, {"code": code_in(last_mail())}).status_code == 429
    assert visitor.post(link_in(last_mail())).status_code == 303


def test_a_code_of_one_hold_is_none_of_another(visitor: Client, service: Service) -> None:
    first = fill(visitor, details_of(service))["Location"]
    code = code_in(last_mail())
    fill(visitor, details_of(service, FIRST + timedelta(hours=1)), email="other@example.com")
    other = code_in(last_mail())
    assert code != other
    assert visitor.post(first, {"code": other}).status_code == 422


@pytest.mark.parametrize("change", [lambda path: path[:-4] + "xx/", lambda path: path.replace("~", "~z", 1) + "x/"])
def test_an_edited_link_is_unknown(visitor: Client, service: Service, change: Any) -> None:
    own = booked(visitor, service)
    for path in (change(own), change(own) + "cancel/", change(own) + "move/", change(link_in(last_mail("verify")))):
        assert visitor.get(path).status_code == 404
        assert visitor.post(path, {"when": "20270505T0600Z"}).status_code in {403, 404}
    assert Appointment.objects.get().state == "booked"


def test_a_link_of_one_purpose_is_none_of_another(visitor: Client, service: Service) -> None:
    fill(visitor, details_of(service))
    held = Appointment.objects.get()
    tokens = {
        purpose: links.make(purpose, held.public_id, 1) for purpose in (queries.HOLD, queries.CONFIRM, queries.OWN)
    }
    # Whoever has the page of a hold, and not the mail, confirms nothing.
    for purpose in (queries.HOLD, queries.OWN):
        assert visitor.post(f"/en/book/confirm/{tokens[purpose]}/").status_code in {404, 410}
    assert visitor.get(f"/en/book/mine/{tokens[queries.OWN]}/").status_code == 404
    assert visitor.post(f"/en/book/mine/{tokens[queries.OWN]}/cancel/").status_code == 404
    assert Appointment.objects.get().state == "held"


def test_a_withdrawn_link_opens_nothing(visitor: Client, service: Service) -> None:
    own = booked(visitor, service)
    Appointment.objects.update(link_version=2)
    assert visitor.get(own).status_code == 404
    assert visitor.post(f"{own}cancel/").status_code == 404


def test_another_site_books_cancels_and_confirms_nothing(visitor: Client, service: Service) -> None:
    key = key_in(visitor.get(details_of(service)))
    foreign = {"HTTP_SEC_FETCH_SITE": "cross-site"}
    assert visitor.post(details_of(service), {"key": key, "name": "x"}, **foreign).status_code == 403
    own = booked(visitor, service)
    assert visitor.post(f"{own}cancel/", **foreign).status_code == 403
    assert Appointment.objects.get().state == "booked"


def test_holds_of_one_address_end_soon(service: Service) -> None:
    answers = []
    for number in range(12):
        start = FIRST + timedelta(days=number // 4, minutes=40 * (number % 4))
        answers.append(fill(Client(), details_of(service, start), email=f"v{number}@example.com").status_code)
    assert answers == [303] * 6 + [429] * 6
    assert Appointment.objects.count() == 6


def test_one_mailbox_gets_few_mails_however_many_ask(service: Service) -> None:
    answers = []
    for number in range(8):
        start = FIRST + timedelta(days=number // 4, minutes=40 * (number % 4))
        path = details_of(service, start)
        key = key_in(Client().get(path))
        fields = {
            "key": key,
            "name": "V",
            "email": ("vera@example.com", "VERA@example.com")[number % 2],
            "phone": "+385 1 555 0123",
        }
        answers.append(Client(REMOTE_ADDR=f"192.0.2.{number}").post(path, fields).status_code)
    assert answers == [303] * 6 + [429] * 2


def test_what_was_typed_is_kept_when_it_is_too_often(service: Service) -> None:
    for number in range(6):
        fill(Client(), details_of(service, FIRST + timedelta(minutes=40 * number)), email=f"v{number}@example.com")
    answer = fill(Client(), details_of(service, FIRST + timedelta(days=1)), patient_name="Kept Name")
    assert answer.status_code == 429
    assert "Kept Name" in answer.content.decode()


def test_no_row_holds_a_token_or_a_code(visitor: Client, service: Service) -> None:
    fill(visitor, details_of(service))
    row = Appointment.objects.get()
    code, link = code_in(last_mail()), link_in(last_mail())
    for mail in OutboxMail.objects.all():
        stored = " ".join(str(value) for value in OutboxMail.objects.filter(pk=mail.pk).values().get().values())
        assert code not in stored.replace(str(row.public_id), "")
        assert link.split("/")[-2] not in stored


def test_moving_to_the_same_time_changes_nothing(visitor: Client, service: Service) -> None:
    own = booked(visitor, service)
    assert visitor.post(f"{own}move/", {"when": "20270504T0600Z"}).status_code == 303
    row = Appointment.objects.get()
    assert (row.sequence, row.version) == (0, 2)
    assert BookedCell.objects.count() == 16


def test_a_cancelled_appointment_is_moved_nowhere(visitor: Client, service: Service) -> None:
    own = booked(visitor, service)
    visitor.post(f"{own}cancel/")
    assert visitor.post(f"{own}move/", {"when": "20270505T0600Z"}).status_code == 409
    with pytest.raises(actions.TooLateError):
        actions.move_own(token=own.split("/")[-2], starts_at=FIRST + timedelta(days=1))
    assert not BookedCell.objects.exists()
    assert clock.now() == NOW
