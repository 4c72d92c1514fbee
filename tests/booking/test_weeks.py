"""The week on the desk: everybody who treats and every room, in as many queries as for an empty one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from drypoint.care.booking import actions, weeks
from drypoint.care.booking.models import Appointment
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.practice.models import DayException, Practice, Practitioner, Service, TreatmentRoom
from tests.accounts.people import full_client, member
from tests.booking.conftest import FIRST, NOW
from tests.pages import page_of

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 5, 3)


@pytest.fixture
def reception(practice: Practice) -> Client:
    return full_client(member(Role.RECEPTION))


def book(service: Service, minutes_later: int = 0, name: str = "Vera Visitor") -> Appointment:
    person = patients.add_person(actor=SYSTEM, particulars=patients.Particulars(name))
    wish = actions.Wish(service.pk, FIRST + timedelta(minutes=minutes_later))
    return actions.book(
        actor=SYSTEM, wish=wish, contact=actions.Booker(name, "", "", "en"), person_id=person.pk, override_reason=""
    )


def rows_of(path: str, client: Client) -> str:
    return client.get(path).content.decode()


def test_the_week_shows_an_appointment_with_who_treats_and_in_its_room(reception: Client, service: Service) -> None:
    row = book(service)
    page = page_of(reception.get("/desk/appointments/week/?on=2027-05-09"))
    people, rooms = page.section("Who treats"), page.section("Rooms")
    for section in (people, rooms):
        assert "08:00–08:30" in section
        assert "Vera Visitor" in section
    assert "Room 1" in people
    assert "Ana Primjer" in rooms
    assert "08:00–12:00" in people
    assert f"/desk/appointments/{row.pk}/" in page.links.values()
    assert page.links["Week after"] == "?on=2027-05-10"


def test_cancelled_and_ended_ones_are_left_out_and_weekends_only_while_they_are_empty(
    reception: Client, service: Service
) -> None:
    row = book(service)
    actions.cancel(actor=SYSTEM, appointment_id=row.pk, expected_version=1)
    page = rows_of("/desk/appointments/week/", reception)
    assert "Vera Visitor" not in page
    assert "on=2027-05-08" not in page
    who = Practitioner.objects.get()
    who.hours.create(weekday=5, from_minute=480, to_minute=720)
    assert "on=2027-05-08" in rows_of("/desk/appointments/week/", reception)
    assert "on=2027-05-09" not in rows_of("/desk/appointments/week/", reception)


def test_a_closed_day_says_why_and_shows_nobody_at_work(reception: Client, service: Service) -> None:
    DayException.objects.create(on=MONDAY, names={"en": "Invented day", "hr": "Izmišljeni dan"})
    read = weeks.read_week(SYSTEM, MONDAY, "hr", NOW)
    shown = weeks.week_page(read, MONDAY)
    assert (shown.days[0].reason, shown.days[0].is_today) == ("Izmišljeni dan", True)
    assert shown.people[0].fields[0].opened == ()
    assert shown.people[0].fields[1].opened == ("08:00–12:00",)


def test_who_is_booked_no_more_stands_only_with_what_is_left(reception: Client, service: Service) -> None:
    book(service)
    Practitioner.objects.update(is_active=False)
    TreatmentRoom.objects.update(is_used=False)
    Practitioner.objects.create(name="Gone Long Ago", is_active=False)
    this = weeks.week_page(weeks.read_week(SYSTEM, MONDAY, "en", NOW), MONDAY)
    assert [row.name for row in (*this.people, *this.rooms)] == ["Ana Primjer", "Room 1"]
    after = weeks.week_page(weeks.read_week(SYSTEM, MONDAY + timedelta(days=7), "en", NOW), MONDAY)
    assert (after.people, after.rooms, after.this_week) == ((), (), "2027-05-03")


def test_a_week_takes_the_same_queries_however_much_is_booked(
    reception: Client, service: Service, django_assert_num_queries: Any
) -> None:
    path = "/desk/appointments/week/"
    reception.get(path)
    with CaptureQueriesContext(
        connection,
    ) as empty:
        reception.get(path)
    for number in range(6):
        book(service, 40 * number, f"Demo {number}")
        Practitioner.objects.create(name=f"Demo {number}").hours.create(weekday=1, from_minute=480, to_minute=720)
        TreatmentRoom.objects.create(name=f"Room {number}")
    with CaptureQueriesContext(connection) as full:
        assert "Demo 5" in rows_of(path, reception)
    assert len(full) == len(empty)
    with django_assert_num_queries(6):
        weeks.read_week(SYSTEM, MONDAY, "en", NOW)


@pytest.mark.parametrize("on", ["", "x", "2027-02-30", "0001-01-01", "9999-12-31"])
def test_any_address_shows_some_week(reception: Client, service: Service, on: str) -> None:
    assert reception.get(f"/desk/appointments/week/?on={on}").status_code == 200


def test_a_day_is_written_as_the_language_writes_it(service: Service) -> None:
    read = weeks.read_week(SYSTEM, MONDAY, "en", NOW)
    said = {}
    for language in ("en", "hr"):
        with translation.override(language):
            said[language] = weeks.week_page(read, MONDAY).days[0].words
    assert said == {"en": "Mon 3 May", "hr": "Pon 3. 5."}
