"""Public holidays: known by country and year, proposed, and closed only once staff confirm them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.practice import actions, presenters, queries
from drypoint.foundation.practice.models import Credential, DayException, OpenHoliday, Practice, Practitioner
from drypoint.foundation.practice.public_holidays import holidays_of
from tests.accounts.people import full_client, member
from tests.pages import page_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
CHRISTMAS, STEPHEN, NEW_YEAR = date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1)


@pytest.fixture
def practice(db: None, monkeypatch: pytest.MonkeyPatch) -> Practice:
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Practice.objects.create(name="Invented Practice", languages=["en", "hr"], main_language="hr")


@pytest.fixture
def owner(practice: Practice) -> Client:
    return full_client(member(Role.OWNER))


@pytest.mark.parametrize(
    ("year", "easter_monday", "corpus_christi"),
    [(2026, date(2026, 4, 6), date(2026, 6, 4)), (2027, date(2027, 3, 29), date(2027, 5, 27))],
)
def test_croatia_has_its_holidays_in_croatian_and_english(year: int, easter_monday: date, corpus_christi: date) -> None:
    found = {one.on: one.names for one in holidays_of("HR", year, ("en", "hr"))}
    assert len(found) == 14
    assert found[easter_monday] == {"en": "Easter Monday", "hr": "Uskrsni ponedjeljak"}
    assert found[corpus_christi] == {"en": "Corpus Christi", "hr": "Tijelovo"}
    assert found[date(year, 5, 30)]["hr"] == "Dan državnosti"


@pytest.mark.parametrize(
    ("country", "languages", "named"),
    [
        ("SI", ("hr",), {"en"}),
        ("hr", ("hr",), {"en", "hr"}),
        ("BS", ("hr", "de"), {"en"}),
        ("DE", ("de", "en"), {"de", "en"}),
    ],
)
def test_a_holiday_is_named_in_what_the_library_speaks_and_in_english(
    country: str, languages: tuple[str, ...], named: set[str]
) -> None:
    found = holidays_of(country, 2027, languages)
    assert found
    assert [one.on for one in found] == sorted({one.on for one in found})
    assert all(set(one.names) == named and all(one.names.values()) for one in found)


@pytest.mark.parametrize("country", ["XX", "", "ZZ"])
def test_a_country_that_is_not_known_has_none(country: str) -> None:
    assert holidays_of(country, 2027, ("en",)) == ()


def test_what_is_over_or_decided_is_proposed_no_more(practice: Practice) -> None:
    proposed = [one.on for one in queries.proposed_holidays(2026, NOW)]
    assert proposed == [CHRISTMAS, STEPHEN]
    DayException.objects.create(on=CHRISTMAS, from_minute=480, to_minute=720)
    Practitioner.objects.create(name="Ana").exceptions.create(on=STEPHEN)
    assert [one.on for one in queries.proposed_holidays(2026, NOW)] == [STEPHEN]
    on_the_day = datetime(2026, 12, 26, 22, 0, tzinfo=UTC)
    assert [one.on for one in queries.proposed_holidays(2026, on_the_day)] == [STEPHEN]


def test_nothing_is_closed_until_staff_confirm_and_then_only_what_they_ticked(owner: Client) -> None:
    ana = Practitioner.objects.create(name="Ana")
    for weekday in range(7):
        ana.hours.create(weekday=weekday, from_minute=480, to_minute=720)
    section = page_of(owner.get("/desk/hours/?year=2027")).section("Public holidays")
    assert "Friday, 1 January 2027: New Year's Day" in section
    assert "(optional)" not in section
    assert not DayException.objects.exists()
    answer = owner.post(
        "/desk/hours/holidays/",
        {"year": "2027", "day2027-01-01": "closed", "day2027-03-29": "closed", "day2027-01-06": "open"},
        follow=True,
    )
    assert "Closed on 2 holidays. Open on 1." in page_of(answer).messages[0]
    opened = queries.open_minutes([ana.pk], NEW_YEAR, date(2027, 3, 29))[ana.pk]
    assert [day for day, hours in opened.items() if not hours] == [NEW_YEAR, date(2027, 3, 29)]
    entry = AuditEntry.objects.get(action="practice.holidays")
    assert entry.facts == {"added": 2, "open": 1, "country": "HR", "year": "2027"}
    after = page_of(owner.get("/desk/hours/?year=2027")).section("Public holidays")
    asked = {one.attrs["name"] for one in after.select("select")}
    assert asked.isdisjoint({"day2027-01-01", "day2027-03-29", "day2027-01-06"})
    assert len(asked) == 14 - 3
    assert after.items == ["Wednesday, 6 January 2027: Epiphany Decide again Wednesday, 6 January 2027: Epiphany"]


def test_a_confirmed_holiday_is_named_in_the_language_of_whoever_reads(practice: Practice) -> None:
    actions.decide_holidays(actor=SYSTEM, year=2026, closed=[CHRISTMAS], opened=[], at=NOW)
    (row,) = DayException.objects.all()
    assert [row.reason_in(language) for language in ("en", "hr")] == ["Christmas Day", "Božić"]
    row.reason = "We are away"
    assert row.reason_in("hr") == "We are away"


def test_two_who_confirm_one_after_the_other_close_a_day_once(owner: Client) -> None:
    for _time in (1, 2):
        found = actions.decide_holidays(
            actor=SYSTEM, year=2026, closed=[CHRISTMAS], opened=[CHRISTMAS, STEPHEN], at=NOW
        )
        assert found == ((1, 1) if _time == 1 else (0, 0))
    assert [row.on for row in DayException.objects.all()] == [CHRISTMAS]
    assert [row.on for row in OpenHoliday.objects.all()] == [STEPHEN]


@pytest.mark.parametrize(
    "fields",
    [
        {"year": "2026"},
        {"year": "2026", "day2026-12-25": ""},
        {"year": "2026", "day2026-12-24": "closed"},
        {"year": "2027", "day2026-12-25": "closed"},
        {"year": "2026", "day2026-12-25": "<b>"},
        {"year": "2099", "day2099-12-25": "open"},
        {"year": "x", "day2026-12-25": "x"},
    ],
)
def test_days_that_were_not_proposed_close_nothing(owner: Client, fields: dict[str, Any]) -> None:
    is_wrong = fields.get("day2026-12-25") in {"<b>", "x"} or fields["year"] == "x"
    assert owner.post("/desk/hours/holidays/", fields).status_code == (422 if is_wrong else 302)
    assert not OpenHoliday.objects.exists()
    assert not DayException.objects.exists()


def test_a_practice_in_a_country_that_is_not_known_is_told_so(owner: Client) -> None:
    Practice.objects.update(country="XX")
    assert "none are known for this country" in page_of(owner.get("/desk/hours/"))
    assert owner.post("/desk/hours/holidays/", {"year": "2026", "day2026-12-25": "closed"}).status_code == 302
    assert not DayException.objects.exists()


def test_proposals_are_said_in_the_language_that_is_spoken(practice: Practice) -> None:
    with translation.override("hr"):
        form = presenters.holidays_form(queries.proposed_holidays(2026, NOW), "hr", 2026, {})
        assert form is not None
        assert "Petak, 25. prosinca 2026.: Božić" in form.as_div()


def test_what_was_decided_to_be_open_is_asked_again_when_staff_want_it(owner: Client) -> None:
    owner.post("/desk/hours/holidays/", {"year": "2026", "day2026-12-25": "open"})
    row = OpenHoliday.objects.get()
    for _time in (1, 2):
        assert owner.post(f"/desk/hours/holidays/{row.pk}/ask/").status_code == 302
    assert [one.on for one in queries.proposed_holidays(2026, NOW)] == [CHRISTMAS, STEPHEN]
    assert AuditEntry.objects.filter(action="practice.holidays").count() == 2


def test_an_open_holiday_that_is_over_or_was_closed_since_stands_in_no_list(practice: Practice) -> None:
    actions.decide_holidays(actor=SYSTEM, year=2026, closed=[], opened=[CHRISTMAS, STEPHEN], at=NOW)
    assert [row.on for row in queries.open_holidays(2026, NOW)] == [CHRISTMAS, STEPHEN]
    assert queries.open_holidays(2027, NOW) == []
    DayException.objects.create(on=STEPHEN)
    Practitioner.objects.create(name="Ana").exceptions.create(on=CHRISTMAS)
    assert [row.on for row in queries.open_holidays(2026, NOW)] == [CHRISTMAS]
    on_stephens = datetime(2026, 12, 26, 9, 0, tzinfo=UTC)
    DayException.objects.all().delete()
    assert [row.on for row in queries.open_holidays(2026, on_stephens)] == [STEPHEN]


def test_the_country_is_named_in_the_language_of_the_page(owner: Client) -> None:
    assert "Country: Croatia. Year: 2026." in page_of(owner.get("/desk/hours/")).section("Public holidays")
    Practice.objects.update(country="XX")
    assert "Country: XX." in page_of(owner.get("/desk/hours/")).section("Public holidays")


def test_days_that_are_over_are_refused_with_a_sentence(owner: Client) -> None:
    for last in ("", "2026-11-29"):
        answer = owner.post("/desk/hours/", {"first": "2026-11-29", "last": last})
        assert answer.status_code == 422
        assert "These days are over." in page_of(answer).main
    assert not DayException.objects.exists()
    assert owner.post("/desk/hours/", {"first": "2026-11-29", "last": "2026-11-30"}).status_code == 302


def test_what_somebody_may_do_is_noted_renewed_and_taken_away(owner: Client) -> None:
    ana = Practitioner.objects.create(name="Ana")
    path = f"/desk/hours/people/{ana.pk}/"
    owner.post(f"{path}credentials/", {"name": "Invented course", "valid_until": "2026-11-29"})
    section = page_of(owner.get(path)).section("Credentials")
    assert "Invented course" in section
    assert "expired" in section
    owner.post(f"{path}credentials/", {"name": "Invented course", "valid_until": "2026-11-30"})
    assert "expired" not in page_of(owner.get(path)).section("Credentials")
    assert owner.post(f"{path}credentials/", {"name": ""}).status_code == 422
    held = Credential.objects.get()
    for _time in (1, 2):
        assert owner.post(f"/desk/hours/credentials/{held.pk}/remove/").status_code == 302
    assert not Credential.objects.exists()
