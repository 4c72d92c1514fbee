"""Appointments on the desk: the day, who came, booking and moving by staff."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from drypoint.care.booking import actions, jobs
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practice, Practitioner, Service
from drypoint.foundation.rights import actions as rights
from tests.accounts.people import full_client, member
from tests.booking.conftest import FIRST, a_schedule, booked, details_of, fill, last_mail
from tests.pages import page_of
from tests.rights.people import a_restraint

pytestmark = pytest.mark.django_db


@pytest.fixture
def reception(practice: Practice) -> Client:
    return full_client(member(Role.RECEPTION))


@pytest.fixture
def person(practice: Practice) -> Person:
    particulars = patients.Particulars("Vera Visitor", email="vera@example.com", phone="+385 1 555 0123", language="hr")
    return patients.add_person(actor=SYSTEM, particulars=particulars)


def book(client: Client, person: Person, service: Service, when: str = "20270504T0600Z", **more: str) -> Any:
    return client.post(f"/desk/patients/{person.pk}/book/?service={service.pk}", {"when": when, **more}, follow=True)


def do(client: Client, row: Appointment, what: str, **more: str) -> Any:
    fields = {"version": str(row.version), "do": what, **more}
    return client.post(f"/desk/appointments/{row.pk}/change/", fields, follow=True)


def test_reception_books_for_a_patient_and_sees_the_day(reception: Client, person: Person, service: Service) -> None:
    page = page_of(reception.get(f"/desk/patients/{person.pk}/"))
    assert page.links["Book"] == f"/desk/patients/{person.pk}/book/"
    times = page_of(reception.get(f"/desk/patients/{person.pk}/book/?service={service.pk}&from=2027-05-04"))
    assert "08:00" in times.texts(".free-times button")
    answer = book(reception, person, service)
    assert "Booked." in answer.content.decode()
    row = Appointment.objects.get()
    assert (row.state, row.person, row.starts_at, row.override_reason) == ("booked", person, FIRST, "")
    mail = last_mail()
    assert (mail.kind, mail.to_address, mail.language) == ("booking.booked", "vera@example.com", "hr")
    assert mail.subject == "Vaš je termin rezerviran"
    day = page_of(reception.get("/desk/appointments/?on=2027-05-04")).section("Ana Primjer")
    assert "08:00–08:30" in day
    assert "Vera Visitor" in day
    assert "Room 1" in day
    assert "+385 1 555 0123" in day
    shown = page_of(reception.get(f"/desk/patients/{person.pk}/")).section("Appointments")
    assert any("Tuesday, 4 May 2027, 08:00" in item for item in shown.items)


def test_every_look_at_an_appointment_is_audited(reception: Client, person: Person, service: Service) -> None:
    book(reception, person, service)
    row = Appointment.objects.get()
    AuditEntry.objects.all().delete()
    for times in (1, 2):
        assert reception.get(f"/desk/appointments/{row.pk}/").status_code == 200
        looks = AuditEntry.objects.filter(
            action="appointment.read", target_id=str(row.pk), about_person=person.pk, user__isnull=False
        )
        assert looks.count() == times
    assert reception.get(f"/desk/appointments/{row.pk}/move/").status_code == 200
    assert looks.count() == 3
    for page in ("", "move/"):
        assert reception.get(f"/desk/appointments/999/{page}").status_code == 404
    assert AuditEntry.objects.count() == 3


def test_who_came_is_noted_and_can_be_taken_back(reception: Client, person: Person, service: Service) -> None:
    book(reception, person, service)
    for what, state in (
        ("arrive", "arrived"), ("finish", "done"), ("take_back", "arrived"), ("take_back", "booked"),
        ("miss", "no_show"), ("take_back", "booked"),
    ):  # fmt: skip
        do(reception, Appointment.objects.get(), what)
        assert Appointment.objects.get().state == state
    assert AuditEntry.objects.filter(action="appointment.mark").count() == 6


def test_what_cannot_happen_or_was_changed_meanwhile_changes_nothing(
    reception: Client, person: Person, service: Service
) -> None:
    book(reception, person, service)
    row = Appointment.objects.get()
    for what, version in (("finish", row.version), ("approve", row.version), ("arrive", 77), ("cancel", 77), ("x", 1)):
        row.version = version
        do(reception, row, what)
        assert Appointment.objects.get().state == "booked"
    row.version = 77
    assert "changed this appointment meanwhile" in do(reception, row, "arrive").content.decode()


def test_a_request_waits_and_is_approved(reception: Client, practice: Practice, visitor: Client) -> None:
    booked(visitor, a_schedule(is_on_request=True))
    row = Appointment.objects.get()
    assert "Vera Visitor" in page_of(reception.get("/desk/appointments/")).section("Waiting for approval")
    assert "1 request for an appointment waits" in reception.get("/desk/").content.decode()
    do(reception, row, "approve")
    assert Appointment.objects.get().state == "booked"
    mail = last_mail()
    assert mail.kind == "booking.booked"
    assert "METHOD:REQUEST" in mail.calendar


def test_a_request_is_turned_down_without_a_calendar(reception: Client, practice: Practice, visitor: Client) -> None:
    booked(visitor, a_schedule(is_on_request=True))
    do(reception, Appointment.objects.get(), "cancel", reason="not for us")
    row = Appointment.objects.get()
    assert (row.state, row.cancelled_by, row.cancel_reason) == ("cancelled", "practice", "not for us")
    mail = last_mail()
    assert (mail.kind, mail.calendar) == ("booking.cancelled", "")
    assert "not for us" not in mail.text
    assert not BookedCell.objects.exists()


def test_staff_move_an_appointment_beyond_the_patients_time(
    reception: Client, person: Person, service: Service
) -> None:
    Service.objects.update(change_minutes=60 * 24 * 30)
    book(reception, person, service)
    row = Appointment.objects.get()
    answer = reception.post(
        f"/desk/appointments/{row.pk}/move/", {"when": "20270505T0620Z", "version": str(row.version)}, follow=True
    )
    assert "Moved." in answer.content.decode()
    assert Appointment.objects.get().starts_at == FIRST + timedelta(days=1, minutes=20)
    assert last_mail().kind == "booking.changed"


def test_a_time_that_is_not_free_needs_a_reason(reception: Client, person: Person, service: Service) -> None:
    book(reception, person, service)
    again = book(reception, person, service)
    assert "not free any more" in again.content.decode()
    ana = Practitioner.objects.get()
    other = {"on": "2027-05-04", "at": "08:10", "practitioner": str(ana.pk), "reason": ""}
    assert reception.post(f"/desk/patients/{person.pk}/book/?service={service.pk}", other).status_code == 422
    assert Appointment.objects.count() == 1
    book(reception, person, service, **{**other, "reason": "Acute"})
    row = Appointment.objects.latest("pk")
    assert (row.override_reason, row.starts_at) == ("Acute", FIRST + timedelta(minutes=10))
    entry = AuditEntry.objects.filter(action="appointment.book").latest("pk")
    assert entry.facts["is_override"] is True
    day = page_of(reception.get("/desk/appointments/?on=2027-05-04"))
    assert len(day.select("tr.outside")) == 1
    assert "Acute" in day.section("Ana Primjer")


def test_what_was_booked_over_another_keeps_the_time_when_the_other_goes(
    reception: Client, visitor: Client, person: Person, service: Service
) -> None:
    book(reception, person, service)
    first = Appointment.objects.get()
    ana = Practitioner.objects.get()
    over = {"on": "2027-05-04", "at": "08:10", "practitioner": str(ana.pk), "reason": "Acute"}
    book(reception, person, service, **over)
    do(reception, first, "cancel")
    # 8:10 to 8:50 for one who treats and a room.
    assert BookedCell.objects.count() == 16
    assert BookedCell.objects.earliest("starts_at").starts_at == FIRST + timedelta(minutes=10)
    book(reception, person, service)
    assert Appointment.objects.filter(state="booked").count() == 1


def test_a_time_that_nobody_confirmed_is_not_cancelled_and_makes_no_patient(
    reception: Client, visitor: Client, service: Service
) -> None:
    fill(visitor, details_of(service))
    held = Appointment.objects.get()
    answer = do(reception, held, "cancel")
    assert "Nobody has confirmed this time yet." in answer.content.decode()
    assert "Somebody else has changed" not in answer.content.decode()
    assert Appointment.objects.get().state == "held"
    # So was one left by whoever cancelled a hold before that was refused.
    Appointment.objects.update(state="cancelled", held_until=None)
    jobs.attach_people(clock.now())
    actions.attach_person(appointment_id=held.pk)
    assert not Person.objects.exists()


def ivo_and_a_second_room(service: Service) -> Practitioner:
    ivo = Practitioner.objects.create(name="Ivo Primjer", place=1)
    ivo.hours.create(weekday=1, from_minute=480, to_minute=720)
    service.practitioners.add(ivo)
    service.rooms.create(name="Room 2", place=1)
    return ivo


def test_off_hours_takes_a_free_room_and_says_so_where_there_is_none(
    reception: Client, person: Person, service: Service
) -> None:
    ivo = ivo_and_a_second_room(service)
    ana = Practitioner.objects.get(name="Ana Primjer")
    sunday = {"on": "2027-05-09", "at": "21:00", "reason": "Team of a match"}
    said = [
        "No room was free" in book(reception, person, service, **sunday, practitioner=str(who.pk)).content.decode()
        for who in (ana, ivo, ana)
    ]
    rooms = [row.room.name for row in Appointment.objects.order_by("pk").select_related("room") if row.room]
    assert (rooms, said) == (["Room 1", "Room 2", "Room 1"], [False, False, True])
    # With its ten minutes after it the first one is in its room until 21:40.
    for at, room in (("21:35", "Room 1"), ("21:40", "Room 1")):
        answer = book(reception, person, service, **{**sunday, "at": at}, practitioner=str(ana.pk))
        assert ("No room was free" in answer.content.decode()) is (at == "21:35")
        row = Appointment.objects.latest("pk")
        assert row.room
        assert row.room.name == room
        row.cells.all().delete()
        row.delete()


def test_what_is_moved_off_hours_does_not_stand_in_its_own_way(
    reception: Client, person: Person, service: Service
) -> None:
    ivo_and_a_second_room(service)
    ana = Practitioner.objects.get(name="Ana Primjer")
    sunday = {"on": "2027-05-09", "at": "21:00", "reason": "Team of a match", "practitioner": str(ana.pk)}
    book(reception, person, service, **sunday)
    row = Appointment.objects.get()
    fields = {**sunday, "at": "21:10", "version": str(row.version)}
    answer = reception.post(f"/desk/appointments/{row.pk}/move/", fields, follow=True)
    assert "No room was free" not in answer.content.decode()
    moved = Appointment.objects.get()
    assert (moved.starts_at - row.starts_at, moved.room) == (timedelta(minutes=10), row.room)


def test_moving_keeps_whoever_treats_and_says_where_it_cannot(
    reception: Client, person: Person, service: Service
) -> None:
    ivo = ivo_and_a_second_room(service)
    ana = Practitioner.objects.get(name="Ana Primjer")
    actions.book(
        actor=SYSTEM,
        wish=actions.Wish(service.pk, FIRST, ivo.pk),
        contact=actions.Booker("Vera Visitor", "vera@example.com", "", "en"),
        person_id=person.pk,
    )
    for when, who in (("20270504T0640Z", ivo), ("20270505T0640Z", ana)):
        row = Appointment.objects.get()
        fields = {"when": when, "version": str(row.version)}
        answer = reception.post(f"/desk/appointments/{row.pk}/move/", fields, follow=True)
        assert Appointment.objects.get().practitioner == who
        assert ("now with another person: Ana Primjer" in answer.content.decode()) is (who == ana)


def test_off_hours_on_a_sunday_needs_a_reason_too(reception: Client, person: Person, service: Service) -> None:
    ana = Practitioner.objects.get()
    sunday = {"on": "2027-05-09", "at": "21:00", "practitioner": str(ana.pk), "reason": "Team of a match"}
    book(reception, person, service, **sunday)
    assert Appointment.objects.get().override_reason == "Team of a match"
    assert BookedCell.objects.count() == 16


@pytest.mark.parametrize("changes", [{"at": "21:03"}, {"practitioner": "77"}, {"on": "yesterday"}])
def test_a_time_between_cells_or_of_nobody_is_refused(
    reception: Client, person: Person, service: Service, changes: Any
) -> None:
    ana = Practitioner.objects.get()
    fields = {"on": "2027-05-09", "at": "21:00", "practitioner": str(ana.pk), "reason": "Why", **changes}
    answer = reception.post(f"/desk/patients/{person.pk}/book/?service={service.pk}", fields)
    assert answer.status_code == 422
    assert not Appointment.objects.exists()


def test_a_patient_without_mail_is_booked_without_one(reception: Client, practice: Practice, service: Service) -> None:
    person = patients.add_person(actor=SYSTEM, particulars=patients.Particulars("No Mail"))
    book(reception, person, service)
    assert Appointment.objects.get().person == person
    assert not OutboxMail.objects.exists()


def test_a_patient_takes_appointments_and_mails_along(visitor: Client, service: Service) -> None:
    booked(visitor, service, note="wheelchair")
    jobs.attach_people(clock.now())
    person = Person.objects.get()
    export = patients.export_person(actor=SYSTEM, person_id=person.pk)
    (held,) = export["appointments"]  # type: ignore[misc]
    assert (held["note"], held["state"], held["price_cents"]) == ("wheelchair", "booked", 6000)
    patients.erase_person(actor=SYSTEM, person_id=person.pk)
    assert not Appointment.objects.exists()
    assert not BookedCell.objects.exists()
    assert not OutboxMail.objects.exclude(text="", calendar="", to_address="").exists()


def test_an_address_that_is_no_day_shows_today(reception: Client, service: Service) -> None:
    for on in ("x", "2027-13-01", "0001-01-01", "9999-12-31", ""):
        assert reception.get(f"/desk/appointments/?on={on}").status_code == 200


def test_staff_are_told_to_call_where_no_mail_goes_out(reception: Client, person: Person, service: Service) -> None:
    assert page_of(book(reception, person, service)).messages == ["Booked. A mail goes out."]
    said = rights.Said("email", person.email, "appointments", is_given=False, said_on=FIRST.date(), how="At the desk.")
    rights.note_consent(actor=SYSTEM, person_id=person.pk, said=said)
    later = reception.post(
        f"/desk/appointments/{Appointment.objects.get().pk}/move/",
        {"when": "20270504T0640Z", "version": "1"},
        follow=True,
    )
    assert page_of(later).messages == ["Moved. No mail goes out: please call the patient."]
    gone = do(reception, Appointment.objects.get(), "cancel")
    assert page_of(gone).messages == ["Cancelled. No mail goes out: please call the patient."]


def test_the_day_marks_whose_record_is_restricted(reception: Client, person: Person, service: Service) -> None:
    other = patients.add_person(actor=SYSTEM, particulars=patients.Particulars("Zora Other"))
    book(reception, person, service)
    book(reception, other, service, "20270504T0640Z")
    a_restraint("restriction", person.pk)
    a_restraint("legal_hold", other.pk)
    rows = page_of(reception.get("/desk/appointments/?on=2027-05-04")).main.rows
    assert [row[1] for row in rows] == ["Vera Visitor restricted", "Zora Other"]
    Appointment.objects.update(state="requested")
    waiting = page_of(reception.get("/desk/appointments/")).section("Waiting for approval").items
    assert ["restricted" in line for line in waiting] == [True, False]
