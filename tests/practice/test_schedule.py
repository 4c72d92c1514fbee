"""Rooms, people, services and hours: what the rules say, what the forms refuse, what the database refuses."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.practice import actions, queries, rules
from drypoint.foundation.practice.models import (
    DayException,
    Practice,
    Practitioner,
    Service,
    TreatmentRoom,
    WorkingHours,
)
from drypoint.foundation.practice.rules import WeekHours
from tests.accounts.people import full_client, member
from tests.pages import page_of

MONDAY = date(2027, 5, 3)
WEEK = (
    WeekHours(0, 480, 720),
    WeekHours(0, 780, 960, valid_from=date(2027, 5, 3)),
    WeekHours(0, 0, 60, valid_until=date(2027, 5, 2)),
    WeekHours(0, 1200, 1260, valid_from=date(2027, 5, 4)),
    WeekHours(0, 300, 360, valid_from=date(2027, 5, 1), valid_until=date(2027, 5, 3)),
    WeekHours(1, 480, 720),
)


def test_hours_hold_on_their_weekday_from_their_first_to_their_last_day() -> None:
    assert rules.openings_on(MONDAY, own=None, of_all=None, week=WEEK) == ((300, 360), (480, 720), (780, 960))


@pytest.mark.parametrize(
    ("own", "of_all", "expected"),
    [
        (None, [], ()),
        (None, [(600, 660)], ((600, 660),)),
        ([], [(600, 660)], ()),
        ([(900, 960), (540, 600)], [], ((540, 600), (900, 960))),
    ],
)
def test_a_date_of_ones_own_goes_before_that_of_all_and_that_before_the_week(
    own: Any, of_all: Any, expected: Any
) -> None:
    assert rules.openings_on(MONDAY, own=own, of_all=of_all, week=WEEK) == expected


def test_days_between_are_all_of_them_and_not_too_many() -> None:
    assert rules.days_between(MONDAY, MONDAY) == [MONDAY]
    assert len(rules.days_between(MONDAY, date(2027, 8, 2))) == 92
    for last in (date(2027, 8, 3), date(2027, 5, 2)):
        with pytest.raises(ValueError, match="92 days"):
            rules.days_between(MONDAY, last)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("60", 6000), ("60,5", 6050), (" 60.50 ", 6050), ("0", 0), ("999999.99", 99999999),
        ("", None), ("60.505", None), ("-1", None), ("1e3", None), ("1000000", None), ("6 0", None), ("٦٠", None),
        (".5", None), ("60.x", None),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_type_them(typed: str, cents: int | None) -> None:
    assert rules.cents_of(typed) == cents


@pytest.mark.parametrize(("cents", "shown"), [(6000, "60"), (6050, "60.50"), (5, "0.05"), (0, "0")])
def test_amounts_are_written_without_needless_noughts(cents: int, shown: str) -> None:
    assert rules.amount_of(cents) == shown


@pytest.mark.parametrize(("minute", "shown"), [(0, "00:00"), (485, "08:05"), (1440, "24:00")])
def test_minutes_are_shown_as_a_clock(minute: int, shown: str) -> None:
    assert rules.clock_time(minute) == shown


@pytest.fixture
def practice(db: None) -> Practice:
    cache.clear()
    return Practice.objects.create(name="Invented Practice", languages=["en", "hr"])


@pytest.fixture
def owner(practice: Practice) -> Client:
    return full_client(member(Role.OWNER))


SERVICE = {
    "name_en": "Treatment", "name_hr": "Tretman", "text_en": "", "text_hr": "", "minutes": "30", "before_minutes": "0",
    "after_minutes": "10", "step_minutes": "15", "price": "60,50", "currency": "EUR", "notice_minutes": "120",
    "horizon_days": "60", "change_minutes": "1440", "place": "0", "is_offered": "on", "is_for_new_people": "on",
}  # fmt: skip


def test_an_owner_sets_up_hours_and_sees_what_patients_see(owner: Client) -> None:
    assert "Nothing can be booked yet" in page_of(owner.get("/desk/hours/"))
    owner.post("/desk/hours/rooms/new/", {"name": "Room 1", "place": "1", "is_used": "on"})
    added = owner.post("/desk/hours/people/new/", {"name": "Ana", "place": "0", "is_active": "on", "languages": ["en"]})
    ana, room = Practitioner.objects.get(), TreatmentRoom.objects.get()
    assert added["Location"] == f"/desk/hours/people/{ana.pk}/"
    hours = {"weekdays": list("0123456"), "begins": "08:00", "ends": "00:00"}
    assert owner.post(f"/desk/hours/people/{ana.pk}/add/", hours).status_code == 302
    assert WorkingHours.objects.filter(from_minute=480, to_minute=1440).count() == 7
    saved = owner.post("/desk/hours/services/new/", {**SERVICE, "practitioners": [ana.pk], "rooms": [room.pk]})
    assert saved.status_code == 302
    service = Service.objects.get()
    assert (service.names, service.price_cents) == ({"en": "Treatment", "hr": "Tretman"}, 6050)
    shown = page_of(owner.get("/desk/hours/"))
    assert len(shown.section("What patients see of the coming week").items) >= 6
    names = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert names[-4:] == ["practice.room", "practice.practitioner", "practice.hours", "practice.service"]


def test_a_closed_day_is_added_and_taken_away(owner: Client) -> None:
    closed = {"first": "2099-12-24", "last": "2099-12-26", "begins": "", "ends": "", "reason": "Holidays"}
    assert owner.post("/desk/hours/", closed).status_code == 302
    assert [row.on.day for row in DayException.objects.all()] == [24, 25, 26]
    first = DayException.objects.earliest("on")
    owner.post(f"/desk/hours/days/{first.pk}/remove/")
    owner.post(f"/desk/hours/days/{first.pk}/remove/")
    assert [row.on.day for row in DayException.objects.all()] == [25, 26]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"minutes": "32"}, "multiple of 5"),
        ({"minutes": "0"}, "greater than or equal to 5"),
        ({"after_minutes": "7"}, "multiple of 5"),
        ({"step_minutes": "1"}, "greater than or equal to 5"),
        ({"price": "much"}, "in digits"),
        ({"currency": "eur"}, "three capital letters"),
        ({"name_en": ""}, "required"),
        ({"practitioners": ["77"]}, "77"),
        ({"horizon_days": "9999"}, "365"),
    ],
)
def test_a_service_that_cannot_be_is_refused_with_a_sentence(owner: Client, changes: Any, said: str) -> None:
    answer = owner.post("/desk/hours/services/new/", {**SERVICE, **changes})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Service.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"begins": "08:03"}, "steps of 5 minutes"),
        ({"ends": "07:00"}, "later than the beginning"),
        ({"weekdays": []}, "required"),
        ({"weekdays": ["7"]}, "7"),
        ({"valid_from": "2027-05-04", "valid_until": "2027-05-03"}, "before the first"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_a_sentence(owner: Client, changes: Any, said: str) -> None:
    ana = Practitioner.objects.create(name="Ana")
    fields = {"weekdays": ["0"], "begins": "08:00", "ends": "12:00", **changes}
    answer = owner.post(f"/desk/hours/people/{ana.pk}/add/", fields)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not WorkingHours.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": 32}, {"minutes": 0}, {"before_minutes": 3}, {"after_minutes": 3}, {"step_minutes": 7},
        {"step_minutes": 0},
    ],
)  # fmt: skip
def test_the_database_refuses_a_service_off_the_cells(practice: Practice, changes: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.create(names={"en": "Treatment"}, **changes)
    with pytest.raises(ValidationError):
        actions.save_service(
            actor=SYSTEM, service_id=None, values={"names": {"en": "T"}, "texts": {"en": "T"}, **changes},
            practitioners=[], rooms=[],
        )  # fmt: skip


@pytest.mark.parametrize(("begins", "ends"), [(483, 720), (480, 722), (480, 480), (480, 1445)])
def test_the_database_refuses_hours_off_the_cells(practice: Practice, begins: int, ends: int) -> None:
    ana = Practitioner.objects.create(name="Ana")
    with pytest.raises(IntegrityError), transaction.atomic():
        ana.hours.create(weekday=0, from_minute=begins, to_minute=ends)
    with pytest.raises(IntegrityError), transaction.atomic():
        ana.exceptions.create(on=MONDAY, from_minute=begins, to_minute=ends)
    with pytest.raises(IntegrityError), transaction.atomic():
        ana.exceptions.create(on=MONDAY, from_minute=480, to_minute=None)


def test_open_minutes_are_read_in_two_queries_for_everybody(practice: Practice, django_assert_num_queries: Any) -> None:
    people = [Practitioner.objects.create(name=name) for name in ("Ana", "Ivo")]
    for who in people:
        who.hours.create(weekday=0, from_minute=480, to_minute=720)
    people[1].exceptions.create(on=MONDAY, from_minute=540, to_minute=600)
    DayException.objects.create(on=MONDAY)
    with django_assert_num_queries(2):
        found = queries.open_minutes([one.pk for one in people], MONDAY, date(2027, 5, 10))
    assert [found[who.pk][MONDAY] for who in people] == [(), ((540, 600),)]
    assert [found[who.pk][date(2027, 5, 10)] for who in people] == [((480, 720),)] * 2


def test_doctor_is_told_which_services_a_language_lacks(practice: Practice) -> None:
    Service.objects.create(names={"en": "Whole", "hr": "Cijela"}, texts={})
    Service.objects.create(names={"en": "No name"})
    Service.objects.create(names={"en": "No text", "hr": "Bez opisa"}, texts={"en": "Text"})
    Service.objects.create(names={"en": "Not offered"}, is_offered=False)
    assert queries.services_lacking("hr") == ["No name", "No text"]
    assert queries.services_lacking("en") == []
