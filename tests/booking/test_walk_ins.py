"""Here now: person, appointment and room in one step, and with a reason where it is over others or off hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from drypoint.care.booking import walk_ins
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor, NotAllowedError
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.models import Practice, Service
from tests.accounts.people import full_client, member
from tests.booking.conftest import NOW
from tests.pages import page_of

pytestmark = pytest.mark.django_db
BEGINS = NOW + timedelta(minutes=5)


@pytest.fixture
def reception(practice: Practice, now: Any) -> Client:
    now(minutes=7)
    return full_client(member(Role.RECEPTION))


def here(client: Client, offered: Service, query: str = "", **more: str) -> Any:
    who = offered.practitioners.get()
    fields = {"name": "Nina New", "phone": "", "email": "", "language": "hr", "reason": "", **more}
    chosen = {"service": str(offered.pk), "practitioner": str(who.pk)}
    return client.post(f"/desk/appointments/here/{query}", {**chosen, **fields}, follow=True)


def test_somebody_new_is_in_the_room_in_one_step(reception: Client, service: Service) -> None:
    answer = here(reception, service, phone="+385 1 555 0100")
    assert "in the room" in answer.content.decode()
    row, person = Appointment.objects.get(), Person.objects.get()
    assert (row.state, row.person, row.starts_at, row.override_reason) == ("in_room", person, BEGINS, "")
    assert (person.name, row.language, row.phone, row.price_cents) == ("Nina New", "hr", "+385 1 555 0100", 6000)
    assert BookedCell.objects.count() == 2 * 8
    assert set(AuditEntry.objects.filter(about_person=person.pk).values_list("action", flat=True)) >= {
        "person.add", "appointment.here_now",
    }  # fmt: skip


def test_a_patient_who_is_known_is_not_asked_who_they_are(reception: Client, service: Service) -> None:
    person = patients.add_person(actor=SYSTEM, particulars=patients.Particulars("Vera Visitor"))
    link = page_of(reception.get(f"/desk/patients/{person.pk}/")).links["Here now"]
    assert link == f"/desk/appointments/here/?person={person.pk}"
    assert 'name="name"' not in reception.get(link).content.decode()
    here(reception, service, f"?person={person.pk}")
    assert Appointment.objects.get().person == person
    assert Person.objects.count() == 1
    assert reception.get("/desk/appointments/here/?person=999").status_code == 404


def test_somebody_alike_is_asked_about_and_nothing_is_made_meanwhile(reception: Client, service: Service) -> None:
    known = patients.add_person(actor=SYSTEM, particulars=patients.Particulars("Nina New", phone="+385 1 555 0100"))
    answer = here(reception, service, phone="+385 1 555 0100")
    assert answer.status_code == 409
    assert "The same person?" in page_of(answer)
    assert (Appointment.objects.count(), Person.objects.count(), BookedCell.objects.count()) == (0, 1, 0)
    here(reception, service, phone="+385 1 555 0100", not_these=str(known.pk))
    assert (Appointment.objects.count(), Person.objects.count()) == (1, 2)


@pytest.mark.parametrize("why", ["off hours", "whoever treats is taken", "the room is taken", "too close to closing"])
def test_over_others_or_off_hours_it_takes_a_reason(reception: Client, service: Service, now: Any, why: str) -> None:
    who, room = service.practitioners.get(), service.rooms.get()
    if why == "off hours":
        who.exceptions.create(on=NOW.date())
    elif why == "too close to closing":
        who.exceptions.create(on=NOW.date(), from_minute=480, to_minute=510)
    else:
        here(reception, service, name="Somebody Else")
        if why == "the room is taken":
            other = type(who).objects.create(name="Iva Primjer")
            other.hours.create(weekday=0, from_minute=480, to_minute=720)
            service.practitioners.set([other])
    before = Appointment.objects.count()
    answer = here(reception, service)
    assert answer.status_code == 409
    assert "Write why" in page_of(answer)
    assert (Appointment.objects.count(), Person.objects.filter(name="Nina New").count()) == (before, 0)
    assert here(reception, service, reason="in pain").status_code == 200
    row = Appointment.objects.latest("pk")
    assert (row.override_reason, row.room) == ("in pain", room)
    assert AuditEntry.objects.filter(action="appointment.here_now").latest("pk").facts["is_override"] is True


def test_a_reason_that_is_not_needed_is_not_kept(reception: Client, service: Service) -> None:
    here(reception, service, reason="for nothing")
    assert Appointment.objects.get().override_reason == ""


def test_rights_are_asked_one_by_one(reception: Client, service: Service) -> None:
    newcomer = patients.Particulars("Nina New")
    who = service.practitioners.get()
    new = walk_ins.WalkIn(service.pk, who.pk, newcomer=newcomer)
    with pytest.raises(NotAllowedError, match=r"patients\.write"):
        walk_ins.treat_now(actor=Actor("staff", None, frozenset({"booking.manage"})), walk_in=new)
    with_reason = walk_ins.WalkIn(service.pk, who.pk, newcomer=newcomer, reason="in pain")
    with pytest.raises(NotAllowedError, match=r"booking\.override"):
        walk_ins.treat_now(
            actor=Actor("staff", None, frozenset({"booking.manage", "patients.write"})), walk_in=with_reason
        )
    assert not Person.objects.exists()
    assert clock.now() > NOW


@pytest.mark.parametrize("changes", [{"name": ""}, {"service": "77"}, {"practitioner": "77"}, {"email": "x"}])
def test_what_cannot_be_is_refused(reception: Client, service: Service, changes: dict[str, str]) -> None:
    assert here(reception, service, **changes).status_code == 422
    assert not Appointment.objects.exists()


def test_who_does_not_offer_it_is_refused(reception: Client, service: Service) -> None:
    who = service.practitioners.get()
    other = type(who).objects.create(name="Iva Primjer")
    answer = here(reception, service, practitioner=str(other.pk))
    assert answer.status_code == 422
    assert "does not offer" in page_of(answer)


def test_in_the_room_is_noted_and_taken_back(reception: Client, service: Service) -> None:
    here(reception, service)
    for what, state in (("take_back", "arrived"), ("seat", "in_room"), ("finish", "done")):
        row = Appointment.objects.get()
        reception.post(f"/desk/appointments/{row.pk}/change/", {"version": row.version, "do": what})
        assert Appointment.objects.get().state == state
