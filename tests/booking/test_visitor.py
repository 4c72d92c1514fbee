"""From the list of services to one's own appointment, as a visitor goes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from drypoint.care.booking import jobs, placing, queries
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practitioner, Service
from tests.booking.conftest import (
    FIRST,
    NOW,
    a_schedule,
    booked,
    code_in,
    details_of,
    fill,
    last_mail,
    link_in,
    sent_text,
)
from tests.pages import page_of

pytestmark = pytest.mark.django_db


def heading(page: bytes) -> str:
    return " ".join(page.decode().partition("<h1>")[2].partition("</h1>")[0].split())


def test_a_visitor_books_by_code(visitor: Client, service: Service) -> None:
    shown = page_of(visitor.get("/en/book/"))
    assert any(words.startswith("Treatment 30 minutes · 60 EUR") for words in shown.links)
    times = page_of(visitor.get(f"/en/book/{service.pk}/"))
    assert times.part(".free-day:first-of-type").links["10:20"] == details_of(
        service, NOW + timedelta(hours=2, minutes=20)
    )
    answer = fill(visitor, details_of(service))
    assert answer.status_code == 303
    held = visitor.get(answer["Location"])
    assert heading(held.content) == "One more step"
    assert "08:10" in held.content.decode()
    assert Appointment.objects.get().state == "held"
    done = visitor.post(answer["Location"], {"code": code_in(last_mail())})
    own = visitor.get(done["Location"])
    assert heading(own.content) == "Your appointment is booked"
    appointment = Appointment.objects.get()
    assert (appointment.state, appointment.starts_at, appointment.price_cents) == ("booked", FIRST, 6000)
    # Half an hour and ten minutes after it, for one who treats and one room.
    assert BookedCell.objects.count() == 16
    assert last_mail().kind == "booking.booked"
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["appointment.hold", "appointment.confirm"]


def test_a_visitor_books_by_the_link_and_reading_it_books_nothing(visitor: Client, service: Service) -> None:
    fill(visitor, details_of(service))
    link = link_in(last_mail())
    for _ in range(2):
        assert heading(visitor.get(link).content) == "One more press"
        assert visitor.head(link).status_code == 200
    assert Appointment.objects.get().state == "held"
    first, second = visitor.post(link), visitor.post(link)
    assert first["Location"] == second["Location"]
    assert Appointment.objects.get().state == "booked"
    assert OutboxMail.objects.filter(kind="booking.booked").count() == 1


def test_the_person_is_made_once_the_mailbox_is_verified(visitor: Client, service: Service) -> None:
    booked(visitor, service, patient_name="Child Visitor")
    assert not Person.objects.exists()
    jobs.attach_people(clock.now())
    jobs.attach_people(clock.now())
    person = Person.objects.get()
    assert person.name == "Child Visitor"
    assert Appointment.objects.get().person == person
    booked(visitor, service, FIRST + timedelta(days=1), patient_name="Child Visitor")
    booked(visitor, service, FIRST + timedelta(days=2))
    jobs.attach_people(clock.now())
    assert [row.for_whom for row in Appointment.objects.filter(person=person)] == ["Child Visitor"] * 2
    assert Person.objects.count() == 2


def test_a_held_time_is_offered_to_nobody_and_comes_back(visitor: Client, service: Service, now: Any) -> None:
    fill(visitor, details_of(service))
    assert "08:00" not in page_of(visitor.get(f"/en/book/{service.pk}/?from=2027-05-04")).texts(
        ".free-day:first-of-type a"
    )
    now(minutes=10)
    assert "08:00" in page_of(visitor.get(f"/en/book/{service.pk}/?from=2027-05-04")).texts(".free-day a")
    booked(visitor, service, email="other@example.com")
    assert Appointment.objects.get().email == "other@example.com"


def test_a_hold_that_ended_is_confirmed_by_nobody_and_leaves_nothing(
    visitor: Client, service: Service, now: Any
) -> None:
    held = fill(visitor, details_of(service))["Location"]
    link, code = link_in(last_mail()), code_in(last_mail())
    now(minutes=10)
    for answer in (visitor.post(link), visitor.post(held, {"code": code}), visitor.get(held), visitor.get(link)):
        assert (answer.status_code, heading(answer.content)) == (410, "This time is kept no more")
    assert jobs.expire_holds(clock.now()) == 1
    assert jobs.expire_holds(clock.now()) == 0
    assert not Appointment.objects.exists()
    assert not BookedCell.objects.exists()
    assert not OutboxMail.objects.exclude(text="").exists()
    for answer in (visitor.post(link), visitor.post(held, {"code": code})):
        assert (answer.status_code, heading(answer.content)) == (410, "This time is kept no more")


def test_what_was_confirmed_is_said_to_be_so_and_lets_in_only_while_the_link_lasts(
    visitor: Client, service: Service, now: Any
) -> None:
    held = fill(visitor, details_of(service))["Location"]
    link, code = link_in(last_mail()), code_in(last_mail())
    own = visitor.post(link)["Location"]
    shown = visitor.get(link)
    assert (shown.status_code, heading(shown.content)) == (200, "It is confirmed")
    assert page_of(shown).links["See your appointment"] == own
    assert visitor.post(held, {"code": code})["Location"] == own
    open_page = [visitor.get(held), visitor.post(held, {"code": "000000"})]
    now(minutes=10)
    later = [visitor.get(held), visitor.post(held, {"code": code}), visitor.get(link), visitor.post(link)]
    now(days=2)
    for answer in (*open_page, *later, visitor.get(held), visitor.get(link)):
        assert (answer.status_code, heading(answer.content)) == (200, "It is confirmed")
        assert "newest mail" in answer.content.decode()
        assert own.rstrip("/").rpartition("/")[2] not in answer.content.decode()
    assert OutboxMail.objects.filter(kind="booking.booked").count() == 1


@pytest.mark.parametrize("state", ["requested", "booked", "arrived", "done", "no_show"])
def test_whatever_came_of_it_later_it_was_confirmed(visitor: Client, service: Service, now: Any, state: str) -> None:
    held = fill(visitor, details_of(service))["Location"]
    link = link_in(last_mail())
    visitor.post(link)
    Appointment.objects.update(state=state)
    now(days=2)
    for answer in (visitor.get(held), visitor.get(link), visitor.post(link)):
        assert (answer.status_code, heading(answer.content)) == (200, "It is confirmed")
        assert ("It is not booked yet" in answer.content.decode()) is (state == "requested")


def test_what_was_cancelled_is_not_said_to_be_confirmed(visitor: Client, service: Service, now: Any) -> None:
    held = fill(visitor, details_of(service))["Location"]
    link = link_in(last_mail())
    own = visitor.post(link)["Location"]
    visitor.post(f"{own}cancel/")
    for minutes in (0, 10):
        now(minutes=minutes)
        for answer in (visitor.get(held), visitor.get(link), visitor.post(link)):
            assert (answer.status_code, heading(answer.content)) == (410, "This time is kept no more")


def test_a_taken_time_keeps_what_was_typed_and_offers_others(visitor: Client, service: Service) -> None:
    path = details_of(service)
    page = visitor.get(path)
    booked(Client(), service)
    key = page.content.decode().partition('name="key" value="')[2].partition('"')[0]
    answer = fill(visitor, path, key=key, name="Slow Visitor", email="slow@example.com")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert 'value="Slow Visitor"' in shown
    assert "20270504T0640Z" in shown
    assert "20270504T0600Z" not in page_of(answer).texts("fieldset button")
    again = fill(visitor, path, key=key, name="Slow Visitor", email="slow@example.com", when="20270504T0640Z")
    assert again.status_code == 303
    assert Appointment.objects.get(email="slow@example.com").starts_at == FIRST + timedelta(minutes=40)


def test_a_second_click_leads_to_the_same_hold(visitor: Client, service: Service) -> None:
    page = visitor.get(details_of(service))
    key = page.content.decode().partition('name="key" value="')[2].partition('"')[0]
    answers = {fill(visitor, details_of(service), key=key)["Location"] for _ in range(3)}
    assert len(answers) == 1
    assert Appointment.objects.count() == 1
    assert OutboxMail.objects.count() == 1


def test_what_needs_approval_is_requested(visitor: Client, practice: object) -> None:
    service = a_schedule(is_on_request=True)
    own = booked(visitor, service)
    assert heading(visitor.get(own).content) == "We have your request"
    assert Appointment.objects.get().state == "requested"
    assert last_mail().kind == "booking.requested"
    assert visitor.post(link_in(last_mail("verify")))["Location"] == own


def test_a_service_for_people_who_were_here_is_refused_to_others_after_verification(
    visitor: Client, practice: object
) -> None:
    service = a_schedule(is_for_new_people=False)
    held = fill(visitor, details_of(service))["Location"]
    answer = visitor.post(held, {"code": code_in(last_mail())})
    assert (answer.status_code, heading(answer.content)) == (409, "Please book a first visit")
    assert not Appointment.objects.exists()
    patients.add_person(actor=SYSTEM, particulars=patients.Particulars("Vera", email="Vera@Example.com"))
    booked(visitor, service)


@pytest.mark.parametrize(
    ("state", "is_known"),
    [
        ("requested", False),
        ("booked", False),
        ("cancelled", False),
        ("no_show", False),
        ("arrived", True),
        ("done", True),
    ],
)
def test_known_is_who_came_and_not_who_only_booked(
    visitor: Client, practice: object, state: str, is_known: bool
) -> None:
    service = a_schedule()
    booked(visitor, service)
    jobs.attach_people(clock.now())
    assert Person.objects.get().email == "vera@example.com"
    Appointment.objects.update(state=state)
    service.is_for_new_people = False
    service.save()
    held = fill(visitor, details_of(service, FIRST + timedelta(days=1)))["Location"]
    answer = visitor.post(held, {"code": code_in(last_mail("verify"))})
    assert answer.status_code == (303 if is_known else 409)
    # Whom staff know by another address too is known by both.
    person = Person.objects.get()
    person.contacts.update(normalised="new@example.com", match="new@example.com", value="new@example.com")
    assert queries.is_known("new@example.com") is is_known


def test_a_hold_that_is_over_ends_without_waiting_for_whoever_takes_it_over(
    visitor: Client, service: Service, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(visitor, details_of(service))
    link = link_in(last_mail())
    now(minutes=10)

    def wait(_appointment: Appointment) -> None:
        pytest.fail("It waits for what others hold who wait for it.")

    monkeypatch.setattr(placing, "lock_taken", wait)
    assert visitor.post(link).status_code == 410


def test_a_hold_that_ends_while_its_confirmation_waits_is_over(
    visitor: Client, service: Service, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(visitor, details_of(service))
    link = link_in(last_mail())
    now(minutes=9, seconds=59)
    monkeypatch.setattr(placing, "lock_taken", lambda _appointment: now(seconds=1))
    assert visitor.post(link).status_code == 410
    assert Appointment.objects.get().state == "held"


def test_one_moves_ones_own_appointment(visitor: Client, service: Service) -> None:
    own = booked(visitor, service)
    page = page_of(visitor.get(f"{own}move/?from=2027-05-05"))
    leads_to = page.part(".free-day:first-of-type").links["08:20"]
    wanted = visitor.get(f"{own}move/{leads_to}")
    assert "Move it here: Wednesday, 5 May 2027, 08:20" in wanted.content.decode()
    assert Appointment.objects.get().starts_at == FIRST
    answer = visitor.post(f"{own}move/", {"when": "20270505T0620Z"})
    assert answer.status_code == 303
    moved = Appointment.objects.get()
    assert (moved.starts_at, moved.sequence) == (FIRST + timedelta(days=1, minutes=20), 1)
    assert BookedCell.objects.count() == 16
    assert set(BookedCell.objects.values_list("starts_at", flat=True)) == {
        moved.starts_at + timedelta(minutes=5 * number) for number in range(8)
    }
    assert last_mail().kind == "booking.changed"
    assert visitor.get(own).status_code == 200


def test_a_move_to_what_is_not_free_leaves_all_as_it_was(visitor: Client, service: Service) -> None:
    own = booked(visitor, service)
    booked(Client(), service, FIRST + timedelta(minutes=40), email="other@example.com")
    for when in ("20270504T0640Z", "20270504T0605Z", "20270501T0600Z"):
        assert visitor.post(f"{own}move/", {"when": when}).status_code == 409
    assert Appointment.objects.filter(starts_at=FIRST).count() == 1
    assert BookedCell.objects.count() == 32


def test_one_cancels_and_the_time_is_free_again(visitor: Client, service: Service) -> None:
    own = booked(visitor, service)
    assert visitor.get(f"{own}cancel/").status_code == 303
    assert Appointment.objects.get().state == "booked"
    for _ in range(2):
        assert visitor.post(f"{own}cancel/").status_code == 303
    assert heading(visitor.get(own).content) == "This appointment is cancelled"
    assert OutboxMail.objects.filter(kind="booking.cancelled").count() == 1
    assert not BookedCell.objects.exists()
    booked(visitor, service)


def test_too_late_is_told_to_call(visitor: Client, service: Service, now: Any) -> None:
    own = booked(visitor, service)
    now(hours=1)
    for answer in (visitor.post(f"{own}cancel/"), visitor.post(f"{own}move/", {"when": "20270505T0600Z"})):
        assert answer.status_code == 409
        assert "Please call us" in answer.content.decode()
    assert Appointment.objects.get().state == "booked"


def test_a_reminder_goes_out_once_a_day_before(visitor: Client, service: Service, now: Any) -> None:
    booked(visitor, service, FIRST + timedelta(days=1))
    assert jobs.remind(clock.now()) == 0
    now(days=1)
    jobs.remind(clock.now())
    jobs.remind(clock.now())
    assert OutboxMail.objects.filter(kind="booking.reminder").count() == 1


def test_no_mail_names_what_is_treated(visitor: Client, practice: object, now: Any) -> None:
    service = a_schedule(names={"en": "Shoulder pain", "hr": "Bol u ramenu"}, texts={"en": "For migraine"})
    own = booked(visitor, service, FIRST + timedelta(days=2), note="my secret note")
    visitor.post(f"{own}move/", {"when": "20270505T0620Z"})
    now(days=1, minutes=30)
    jobs.remind(clock.now())
    mails = list(OutboxMail.objects.all())
    assert {mail.kind for mail in mails} == {"booking.verify", "booking.booked", "booking.changed", "booking.reminder"}
    for mail in mails:
        # The six digits may hold the price by chance.
        text = re.sub(r"^\d{6}$", "", sent_text(mail).replace(link_in(mail), ""), flags=re.MULTILINE)
        for word in ("Shoulder", "migraine", "secret", "60"):
            assert word not in mail.subject + text


def test_anybody_means_whoever_is_free(visitor: Client, service: Service) -> None:
    other = Practitioner.objects.create(name="Ivo Primjer", place=1)
    service.practitioners.add(other)
    ana = Practitioner.objects.get(name="Ana Primjer")
    for hours in ana.hours.all():
        other.hours.create(weekday=hours.weekday, from_minute=480, to_minute=720)
    service.rooms.create(name="Room 2")
    page = page_of(visitor.get(f"/en/book/{service.pk}/"))
    assert [name for name in page.links if name.startswith(("anybody", "Ana", "Ivo"))] == [
        "anybody",
        "Ana Primjer Physiotherapist · English, Croatian",
        "Ivo Primjer",
    ]
    booked(visitor, service)
    booked(visitor, service)
    assert [row.practitioner for row in Appointment.objects.order_by("pk")] == [ana, other]
    assert {row.room.name for row in Appointment.objects.all() if row.room} == {"Room 1", "Room 2"}
    answer = fill(Client(), f"{details_of(service, FIRST + timedelta(days=1))}?with={other.pk}", email="x@example.com")
    assert answer.status_code == 303
    assert Appointment.objects.latest("pk").practitioner == other
