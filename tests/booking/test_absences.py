"""Somebody who treats is away: it is shown first, then done exactly so, with one mail each or a task."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from drypoint.care.booking import absences, actions, life, mails, queries
from drypoint.care.booking.models import Appointment, BookedCell
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM, Actor, NotAllowedError
from drypoint.foundation.core.models import AuditEntry, OutboxMail
from drypoint.foundation.patients import actions as patients
from drypoint.foundation.practice.models import DayException, Practice, Practitioner, Service
from drypoint.foundation.rights import actions as rights
from drypoint.foundation.worklist.models import Task
from tests.accounts.people import full_client, member
from tests.booking.conftest import FIRST, details_of, fill
from tests.pages import page_of
from tests.rights.people import a_restraint

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 5, 4)


@pytest.fixture
def reception(practice: Practice) -> Client:
    return full_client(member(Role.RECEPTION))


@pytest.fixture
def ana(service: Service) -> Practitioner:
    return service.practitioners.get()


def a_colleague(service: Service, **values: Any) -> Practitioner:
    who = Practitioner.objects.create(**{"name": "Iva Primjer", "languages": ["en"], "place": 1, **values})
    who.hours.create(weekday=1, from_minute=480, to_minute=600)
    service.practitioners.add(who)
    return who


def book(
    service: Service, minutes_later: int = 0, email: str = "vera@example.com", language: str = "en"
) -> Appointment:
    name = f"Demo {minutes_later}"
    person = patients.add_person(actor=SYSTEM, particulars=patients.Particulars(name, email=email))
    who = service.practitioners.get(name="Ana Primjer")
    wish = actions.Wish(service.pk, FIRST + timedelta(minutes=minutes_later), who.pk)
    contact = actions.Booker(name, email, "+385 1 555 0123", language)
    return actions.book(actor=SYSTEM, wish=wish, contact=contact, person_id=person.pk)


def away(client: Client, who: Practitioner, **more: str) -> Any:
    fields = {"practitioner": str(who.pk), "first": "2027-05-04", "last": "2027-05-04", "reason": "ill", **more}
    return client.post("/desk/appointments/away/", fields)


def take_no_mails(row: Appointment) -> None:
    """Let a patient say that no mails about appointments are wanted."""
    assert row.person_id is not None
    said = rights.Said("email", row.email, "appointments", is_given=False, said_on=FIRST.date(), how="At the desk.")
    rights.note_consent(actor=SYSTEM, person_id=row.person_id, said=said)


def seen_on(page: Any) -> str:
    return str(page_of(page).select('button[name="seen"]')[0].attrs["value"])


def cells_are_exactly_those_of_the_living() -> bool:
    standing = queries.occupying(clock.now())
    wanted = {
        (resource, cell)
        for row in standing
        for resource in row.resources
        for cell in life.cells_of(row.occupied_from, row.occupied_until)
    }
    return set(BookedCell.objects.values_list("resource", "starts_at")) == wanted


def test_it_is_shown_before_anything_happens_and_then_done_exactly_so(
    reception: Client, service: Service, ana: Practitioner
) -> None:
    iva = a_colleague(service)
    for minutes, email, language in ((0, "vera@example.com", "en"), (40, "", "en"), (120, "a@example.com", "en"),
                                     (160, "", "en"), (80, "hr@example.com", "hr")):  # fmt: skip
        book(service, minutes, email, language)
    OutboxMail.objects.all().delete()
    shown = away(reception, ana)
    plan = page_of(shown).section("What would happen")
    assert plan.text.count("Iva Primjer") == 2
    assert plan.text.count("cancelled") == 3
    assert not DayException.objects.exists()
    assert not OutboxMail.objects.exists()
    done = away(reception, ana, seen=seen_on(shown))
    assert done["Location"] == "/desk/appointments/"
    rows = list(Appointment.objects.order_by("starts_at"))
    assert [(row.state, row.practitioner_id) for row in rows] == [
        ("booked", iva.pk), ("booked", iva.pk), ("cancelled", ana.pk), ("cancelled", ana.pk), ("cancelled", ana.pk),
    ]  # fmt: skip
    assert [(one.on, one.practitioner, one.reason) for one in DayException.objects.all()] == [(TUESDAY, ana, "ill")]
    assert sorted(OutboxMail.objects.values_list("to_address", "kind")) == [
        ("a@example.com", "booking.cancelled"), ("hr@example.com", "booking.cancelled"),
        ("vera@example.com", "booking.changed"),
    ]  # fmt: skip
    assert sorted(Task.objects.values_list("kind", "subject_id")) == [
        ("booking.to_call", rows[1].pk), ("booking.to_call", rows[4].pk),
    ]  # fmt: skip
    assert all(task.due_at <= Appointment.objects.get(pk=task.subject_id).starts_at for task in Task.objects.all())
    assert AuditEntry.objects.get(action="appointment.absence").facts == {"moved": 2, "cancelled": 3, "left": 0}
    assert AuditEntry.objects.filter(action="appointment.move").count() == 2
    assert cells_are_exactly_those_of_the_living()


def test_an_appointment_of_a_restricted_record_stands_with_a_task_to_call_and_all_others_change(
    reception: Client, service: Service, ana: Practitioner
) -> None:
    iva = a_colleague(service)
    stands, moves = book(service), book(service, 40, "b@example.com")
    a_restraint(person_id=stands.person_id)
    OutboxMail.objects.all().delete()
    shown = away(reception, ana)
    first, second = page_of(shown).section("What would happen").rows
    assert first[3].startswith("stays as it is")
    assert "The birth date is in dispute." in first[3]
    assert first[4] == "by telephone: a task +385 1 555 0123"
    assert second[3:] == ["same time with Iva Primjer", "by mail"]
    assert "record is restricted" not in page_of(shown).main.text.split("What would happen")[0], "no page about one"
    assert away(reception, ana, seen=seen_on(shown)).status_code == 302
    rows = [Appointment.objects.get(pk=row.pk) for row in (stands, moves)]
    assert [(row.state, row.practitioner_id, row.version) for row in rows] == [
        ("booked", ana.pk, stands.version), ("booked", iva.pk, moves.version + 1),
    ]  # fmt: skip
    assert list(OutboxMail.objects.values_list("to_address", flat=True)) == ["b@example.com"]
    assert list(Task.objects.values_list("kind", "subject_id")) == [("booking.left_standing", stands.pk)]
    assert AuditEntry.objects.get(action="appointment.absence").facts == {"moved": 1, "cancelled": 0, "left": 1}
    assert cells_are_exactly_those_of_the_living()


def test_whose_appointment_stands_once_more_is_called_once_more(
    reception: Client, service: Service, ana: Practitioner
) -> None:
    stands = book(service)
    a_restraint(person_id=stands.person_id)
    for calls in (1, 2):
        assert away(reception, ana, seen=seen_on(away(reception, ana))).status_code == 302
        assert away(reception, ana, seen=seen_on(away(reception, ana))).status_code == 302, "the same said twice"
        assert Task.objects.filter(subject_id=stands.pk).count() == calls
        Task.objects.update(done_at=clock.now())
        DayException.objects.all().delete()


@pytest.mark.parametrize("is_taken_over", [True, False])
def test_who_takes_no_mails_about_appointments_is_called(
    reception: Client, service: Service, ana: Practitioner, is_taken_over: bool
) -> None:
    if is_taken_over:
        a_colleague(service)
    row = book(service)
    seen_before = seen_on(away(reception, ana))
    take_no_mails(row)
    assert away(reception, ana, seen=seen_before).status_code == 409, "a mail was promised that would not go out"
    shown = away(reception, ana)
    (line,) = page_of(shown).section("What would happen").rows
    assert line[4] == "by telephone: a task +385 1 555 0123"
    assert away(reception, ana, seen=seen_on(shown)).status_code == 302
    assert list(Task.objects.values_list("kind", "subject_id")) == [("booking.to_call", row.pk)]


def test_a_mail_is_asked_about_as_it_would_be_written_and_none_goes_to_whose_appointment_stands(
    reception: Client, service: Service, ana: Practitioner, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, absence = book(service), absences.Absence(ana.pk, absences.OtherDay(TUESDAY, TUESDAY))
    monkeypatch.setattr(mails, "reaches", lambda _row, kind: kind == "booking.cancelled")
    assert [one.is_mailed for one in absences.plan_of(SYSTEM, absence, clock.now())] == [True]
    a_colleague(service)
    assert [one.is_mailed for one in absences.plan_of(SYSTEM, absence, clock.now())] == [False]
    monkeypatch.setattr(mails, "reaches", lambda _row, _kind: True)
    monkeypatch.setattr(absences, "reason_against", lambda *_line: "Held.")
    assert [(one.held_back, one.is_mailed) for one in absences.plan_of(SYSTEM, absence, clock.now())] == [
        ("Held.", False)
    ]
    Appointment.objects.filter(pk=row.pk).update(person=None)
    assert [one.held_back for one in absences.plan_of(SYSTEM, absence, clock.now())] == [""], "of no record yet"


def test_a_record_restricted_after_the_look_is_left_as_it_is(
    reception: Client, service: Service, ana: Practitioner
) -> None:
    row = book(service)
    seen = seen_on(away(reception, ana))
    a_restraint(person_id=row.person_id)
    assert away(reception, ana, seen=seen).status_code == 409
    row.refresh_from_db()
    assert (row.state, Task.objects.count(), DayException.objects.count()) == ("booked", 0, 0)


def test_who_treats_says_it_of_themselves_and_only_the_reception_and_the_owner_of_others(
    reception: Client, service: Service, ana: Practitioner
) -> None:
    clinician = member(Role.CLINICIAN, "Ana")
    client = full_client(clinician)
    assert "you may not say that somebody else is away" in page_of(client.get("/desk/appointments/away/")).main
    ana.user = clinician
    ana.save()
    iva = a_colleague(service)
    assert away(client, iva, seen="x").status_code == 422
    seen = absences.digest_of(absence := absences.Absence(iva.pk, absences.OtherDay(TUESDAY, TUESDAY)), [])
    with pytest.raises(NotAllowedError, match=r"booking\.absence"):
        absences.carry_out(actor=actor_of_user(clinician), absence=absence, seen=seen)
    assert not DayException.objects.exists()
    assert absences.whose_absence(Actor("staff", None, frozenset({"booking.manage"}))) == [], "nobody is nobody"
    assert away(client, ana, seen=seen_on(away(client, ana))).status_code == 302
    assert away(reception, iva, seen=seen_on(away(reception, iva))).status_code == 302
    assert set(DayException.objects.values_list("practitioner", flat=True)) == {ana.pk, iva.pk}


def test_a_day_that_is_over_is_refused_with_a_sentence(reception: Client, ana: Practitioner) -> None:
    assert "This day is over." in page_of(away(reception, ana, first="2027-04-30")).main


def test_what_changed_since_the_look_is_shown_anew_and_nothing_is_done(
    reception: Client, service: Service, ana: Practitioner
) -> None:
    book(service)
    seen = seen_on(away(reception, ana))
    book(service, 40)
    for fields in ({"seen": seen}, {"seen": seen, "last": "2027-05-05"}, {"seen": "x"}):
        answer = away(reception, ana, **fields)
        assert answer.status_code == 409
        assert "Nothing was done" in page_of(answer)
    assert Appointment.objects.filter(state="booked").count() == 2
    assert not DayException.objects.exists()


def test_who_needs_a_credential_is_not_given_to_whom_it_lacks(
    reception: Client, service: Service, ana: Practitioner
) -> None:
    iva, row = a_colleague(service), book(service)
    ana.credentials.create(name="Invented course")
    absence = absences.Absence(ana.pk, absences.OtherDay(TUESDAY, TUESDAY))
    assert [one.colleague for one in absences.plan_of(SYSTEM, absence, clock.now())] == [None]
    iva.credentials.create(name="Invented course", valid_until=TUESDAY)
    assert [one.colleague for one in absences.plan_of(SYSTEM, absence, clock.now())] == [iva]
    iva.daily_cap = 0
    iva.save()
    assert [one.colleague for one in absences.plan_of(SYSTEM, absence, clock.now())] == [None]
    assert row.practitioner_id == ana.pk


def test_a_time_that_a_visitor_holds_ends_and_nothing_new_can_be_booked(
    reception: Client, service: Service, ana: Practitioner, visitor: Client
) -> None:
    fill(visitor, details_of(service))
    ana.exceptions.create(on=TUESDAY, from_minute=480, to_minute=1200)
    assert away(reception, ana, seen=seen_on(away(reception, ana))).status_code == 302
    assert not Appointment.objects.exists()
    assert not BookedCell.objects.exists()
    assert queries.free_slots(service, [ana], TUESDAY, TUESDAY, clock.now()) == []


def test_what_has_begun_or_is_on_other_days_stays(
    reception: Client, service: Service, ana: Practitioner, now: Any
) -> None:
    first, other = book(service), book(service, 24 * 60)
    now(days=1, hours=0, minutes=5)
    absence = absences.Absence(ana.pk, absences.OtherDay(TUESDAY, TUESDAY))
    assert absences.plan_of(SYSTEM, absence, clock.now()) == []
    assert {first.state, other.state} == {"booked"}


@pytest.mark.parametrize(
    "fields",
    [
        {"practitioner": "77"},
        {"first": ""},
        {"first": "2020-05-04"},
        {"last": "2027-05-03"},
        {"last": "2028-05-04"},
        {"first": "x"},
    ],
)
def test_what_cannot_be_is_refused(reception: Client, ana: Practitioner, fields: dict[str, str]) -> None:
    assert away(reception, ana, seen="x", **fields).status_code == 422
    assert not DayException.objects.exists()
