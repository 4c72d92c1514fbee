"""Appointments that stand on a closed day, or on one that may be closed, are named beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from drypoint.care.booking.models import Appointment
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.practice.models import DayException, Practice, Service
from drypoint.foundation.practice.standing import standing_on
from tests.accounts.people import full_client, member
from tests.booking.conftest import FIRST
from tests.booking.test_absences import a_colleague, book
from tests.pages import Page, page_of

pytestmark = pytest.mark.django_db
TUESDAY = date(2027, 5, 4)
CORPUS_CHRISTI = "day2027-05-27"


@pytest.fixture
def owner(practice: Practice) -> Client:
    Practice.objects.update(country="HR")
    return full_client(member(Role.OWNER))


def hours(owner: Client) -> Page:
    return page_of(owner.get("/desk/hours/?year=2027"))


def test_closed_is_proposed_only_where_nothing_stands(owner: Client, service: Service) -> None:
    row = book(service)
    ahead = timedelta(days=27 - FIRST.day)
    moments = ("starts_at", "ends_at", "occupied_from", "occupied_until")
    Appointment.objects.filter(pk=row.pk).update(**{name: getattr(row, name) + ahead for name in moments})
    asked = hours(owner).section("Public holidays")
    chosen = {one.attrs["name"]: one.select_one("option[selected]") for one in asked.select("select")}
    assert {name: found and found["value"] for name, found in chosen.items() if name.startswith("day2027-05")} == {
        CORPUS_CHRISTI: "", "day2027-05-30": "closed",
    }  # fmt: skip
    assert "1 appointment stands on this day" in asked
    (words,) = [words for words in asked.links if "Demo" in words]
    assert words.endswith("Demo 0 (Ana Primjer)")
    assert asked.links[words] == f"/desk/appointments/{row.pk}/"
    owner.post("/desk/hours/holidays/", {"year": "2027", CORPUS_CHRISTI: "closed"})
    closed = hours(owner).section("Closed days and other hours, for everybody")
    assert "1 appointment stands on this day" in closed, "after closing too"


def test_whoever_treats_all_the_same_and_what_was_cancelled_are_left_out(owner: Client, service: Service) -> None:
    iva = a_colleague(service)
    ana = service.practitioners.get(name="Ana Primjer")
    with_ana, cancelled, other_day = book(service), book(service, 40), book(service, 24 * 60)
    Appointment.objects.filter(pk=cancelled.pk).update(state="cancelled")
    with_iva = book(service, 80)
    Appointment.objects.filter(pk=with_iva.pk).update(practitioner=iva, state="requested")

    def found(practitioner_id: int | None = None, actor: Actor = SYSTEM) -> list[str]:
        standing = standing_on(actor, [TUESDAY], practitioner_id)
        return [one.url.split("/")[-2] for one in standing.get(TUESDAY, ())]

    assert found() == [str(with_ana.pk), str(with_iva.pk)]
    assert found(iva.pk) == [str(with_iva.pk)]
    iva.exceptions.create(on=TUESDAY)
    assert found() == [str(with_ana.pk), str(with_iva.pk)], "away themselves"
    ana.exceptions.create(on=TUESDAY, from_minute=480, to_minute=720)
    assert found() == [str(with_iva.pk)]
    assert found(ana.pk) == [str(with_ana.pk)]
    assert found(actor=Actor("staff", None, frozenset())) == []
    assert standing_on(SYSTEM, []) == {}
    assert other_day.starts_at.date() not in standing_on(SYSTEM, [TUESDAY])


def test_a_day_off_of_somebody_names_what_stands_with_them(owner: Client, service: Service) -> None:
    ana = service.practitioners.get()
    book(service)
    path = f"/desk/hours/people/{ana.pk}/"
    ana.exceptions.create(on=TUESDAY)
    assert "1 appointment stands on this day" in page_of(owner.get(path)).section("Days off and other hours")
    DayException.objects.update(from_minute=480, to_minute=720)
    assert "stands on this day" not in page_of(owner.get(path)).section("Days off and other hours")
