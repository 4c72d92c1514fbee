"""What opens a private link besides the link itself, and the cookie that remembers it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from drypoint.foundation.core import limits, links
from drypoint.foundation.core.contact_details import dialled, is_phone, is_same_fact, second_fact, year_of
from drypoint.foundation.core.front.private_answers import OpenedCookie, private
from drypoint.foundation.core.models import RateWindow
from drypoint.foundation.core.second_fact import Guess, GuessLimits

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
GUESSES = GuessLimits(
    of_link=limits.Limit("t.link", 2, HOUR),
    of_link_in_all=limits.Limit("t.all", 3, timedelta(days=30)),
    of_address=limits.Limit("t.address", 4, HOUR),
)
SUBJECT = uuid.UUID(int=7)


def guess(version: int = 1, address: str = "192.0.2.1", at: datetime = NOW) -> Guess:
    return Guess(GUESSES, "test", links.make("test", SUBJECT, version), address, at)


@pytest.mark.parametrize(
    ("phone", "year", "fact"),
    [("+385 1 555 0123", None, "0123"), ("+385 1 555 0123", 1980, "0123"), ("", 1980, "1980")],
)
def test_the_fact_is_the_end_of_the_number_or_else_the_year(phone: str, year: int | None, fact: str) -> None:
    assert second_fact(phone, year) == fact


@pytest.mark.parametrize("given_fact", ["0123", " 01 23 ", "０１２３", "01-23"])
def test_a_fact_is_the_same_however_it_is_set(given_fact: str) -> None:
    assert is_same_fact(given_fact, "0123")


@given(st.text(max_size=12))
def test_nothing_that_can_be_typed_opens_a_link_that_is_not_open(text: str) -> None:
    assert not is_same_fact(text, "none")
    assert not is_same_fact(text, "None")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+385 (1) 555-0123", True),
        ("12345", False),
        ("123456", True),
        ("1" * 16, False),
        ("0555 012x", False),
        ("01\N{NO-BREAK SPACE}555\N{NO-BREAK SPACE}0123", True),
        ("01 555\N{EN DASH}0123", True),
        ("01 555 0123 kuc. 12", True),
        ("01/555-0123 kućni 12", True),
        ("+1 555 555 0123 ext 4", True),
        ("091 555 0123, 01 555 0199", True),
        ("091 555 0123 ili 01 555 0199", True),
        ("091 555 0123, 01 555 0199, 01 555 0200", False),
        ("call me at 555 0123", False),
        ("kuc. 12", False),
    ],
)
def test_a_telephone_number_has_six_to_fifteen_digits_and_nothing_odd(text: str, *, expected: bool) -> None:
    assert is_phone(text) is expected


@pytest.mark.parametrize(
    ("typed", "phone", "birth_year"),
    [
        ("0123", "+385 1 555 0123", None),
        ("+385 1 555 0123", "+385 1 555 0123", None),
        ("01/555-0123", "+385 1 555 0123", None),
        ("0123", "01 555 0123 kuc. 12", None),
        ("01 555 0123 kuc. 12", "01 555 0123 kuc. 12", None),
        ("0199", "091 555 0123, 01 555 0199", None),
        ("1980", "", 1980),
        ("12.3.1980.", "", 1980),
    ],
)
def test_a_whole_number_or_date_opens_what_its_last_four_digits_open(
    typed: str, phone: str, birth_year: int | None
) -> None:
    assert is_same_fact(typed, second_fact(phone, birth_year))
    assert not is_same_fact("9999", second_fact(phone, birth_year))


def test_a_number_is_dialled_without_its_extension() -> None:
    assert dialled("+385 (0)1 555 0123 kuć. 12") == "+38515550123"
    assert dialled("091 555 0123, 01 555 0199") == "0915550123"


@pytest.mark.parametrize(
    ("text", "year"), [("1980", 1980), ("1899", None), ("2027", None), ("2026", 2026), ("²⁰²⁰", None), ("80", None)]
)
def test_a_year_of_birth_is_one_in_which_somebody_alive_was_born(text: str, year: int | None) -> None:
    assert year_of(text, 2026) == year


@pytest.mark.django_db
def test_a_link_is_guessed_at_only_so_often_from_whatever_address() -> None:
    guess().count()
    guess().count()
    with pytest.raises(limits.LimitReachedError):
        guess(address="192.0.2.2").count()


@pytest.mark.django_db
def test_who_holds_a_withdrawn_link_cannot_lock_its_owner_out_of_the_new_one() -> None:
    guess(version=1).count()
    guess(version=1).count()
    guess(version=2).count()


@pytest.mark.django_db
def test_waiting_an_hour_gives_new_tries_but_not_for_ever() -> None:
    guess().count()
    guess().count()
    guess(at=NOW + HOUR).count()
    with pytest.raises(limits.LimitReachedError):
        guess(at=NOW + HOUR).count()


@pytest.mark.django_db
def test_the_right_fact_gives_the_links_tries_back_and_not_the_addresss() -> None:
    for _ in range(2):
        right = guess()
        right.count()
        assert right.is_right("0123", "0123")
    counts = dict(RateWindow.objects.values_list("name", "count"))
    assert counts == {"t.link": 0, "t.all": 0, "t.address": 2}


@pytest.mark.django_db
@pytest.mark.parametrize("given_fact", ["", "none", "None", "0123"])
def test_no_fact_opens_a_link_that_is_not_open(given_fact: str) -> None:
    tried = guess()
    tried.count()
    assert not tried.is_right(given_fact, None)
    assert RateWindow.objects.get(name="t.link").count == 1


def test_a_try_is_counted_by_the_version_of_its_link_and_a_forged_one_by_itself() -> None:
    assert guess(version=1).subject == str(SUBJECT)
    assert guess(version=2).subject == f"{SUBJECT} 2"
    assert Guess(GUESSES, "test", "forged", "192.0.2.1", NOW).subject == "forged"


@pytest.mark.django_db
def test_a_try_that_no_year_limit_counts_is_judged_all_the_same() -> None:
    tried = guess()
    tried.count()
    assert tried.is_right("1980", "1980", is_year=True)


STRICT = GuessLimits(
    of_link=limits.Limit("t.link", 100, HOUR),
    of_link_in_all=limits.Limit("t.all", 100, timedelta(days=30)),
    of_address=limits.Limit("t.address", 100, HOUR),
    of_renewed_links=limits.Limit("t.renewed", 5, timedelta(days=30)),
    of_year=limits.Limit(f"t.year{limits.FOR_GOOD_NAME}", 2, limits.FOR_GOOD),
)


def strict_guess(version: int = 1, at: datetime = NOW) -> Guess:
    tried = Guess(STRICT, "test", links.make("test", SUBJECT, version), "192.0.2.1", at)
    tried.count()
    return tried


@pytest.mark.django_db
def test_renewing_a_link_gives_new_tries_but_not_without_end() -> None:
    for version in range(1, 6):
        strict_guess(version)
    with pytest.raises(limits.LimitReachedError):
        strict_guess(6)


@pytest.mark.django_db
def test_a_year_is_guessed_at_twice_and_never_again_until_the_link_is_renewed() -> None:
    for year in ("1979", "1981"):
        assert not strict_guess().is_right(year, "1980", is_year=True)
    # The third and last by its count is one too many.
    assert RateWindow.objects.get(name=f"t.year{limits.FOR_GOOD_NAME}").count == 2
    later = NOW + timedelta(days=400)
    limits.remove_old(later)
    assert not strict_guess(at=later).is_right("1980", "1980", is_year=True)
    assert strict_guess(2, at=later).is_right("1980", "1980", is_year=True)


@pytest.mark.django_db
def test_the_second_of_two_years_may_still_be_right() -> None:
    assert not strict_guess().is_right("1979", "1980", is_year=True)
    assert strict_guess().is_right("1980", "1980", is_year=True)


@pytest.mark.django_db
def test_what_is_no_year_is_not_shut_for_good() -> None:
    for fact in ("0001", "0002", "0003"):
        assert not strict_guess().is_right(fact, "0123")
    assert strict_guess().is_right("0123", "0123")


@pytest.mark.django_db
def test_right_years_use_nothing_up() -> None:
    for _time in range(6):
        assert strict_guess().is_right("1980", "1980", is_year=True)


COOKIE = OpenedCookie("thing", "test-opened", timedelta(minutes=30))


def opened_by(cookie_of: links.SignedLink, link: links.SignedLink, at: datetime) -> bool:
    response = COOKIE.remember(
        HttpResponse(), subject=cookie_of.subject, version=cookie_of.version, path="/thing/", at=NOW
    )
    request = RequestFactory().get("/thing/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    return COOKIE.is_for(request, link, at)


@pytest.mark.parametrize(
    ("link", "minutes", "expected"),
    [
        (links.SignedLink(SUBJECT, 1, None), 0, True),
        (links.SignedLink(SUBJECT, 1, None), 29, True),
        (links.SignedLink(SUBJECT, 1, None), 30, False),
        (links.SignedLink(SUBJECT, 2, None), 0, False),
        (links.SignedLink(uuid.UUID(int=8), 1, None), 0, False),
        (links.SignedLink(uuid.UUID(int=0), 0, None), 0, False),
    ],
)
def test_a_browser_is_known_at_one_version_of_one_link_for_half_an_hour(
    link: links.SignedLink, minutes: int, *, expected: bool
) -> None:
    assert opened_by(links.SignedLink(SUBJECT, 1, None), link, NOW + timedelta(minutes=minutes)) is expected


def test_the_cookie_is_kept_from_scripts_other_sites_and_other_paths() -> None:
    response = COOKIE.remember(HttpResponse(), subject=SUBJECT, version=1, path="/thing/", at=NOW)
    cookie = response.cookies["thing"]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"], cookie["max-age"]) == (
        "/thing/",
        "Strict",
        True,
        1800,
    )


def test_a_private_answer_is_stored_nowhere_and_told_to_nobody() -> None:
    answer = private(lambda request: HttpResponse())(RequestFactory().get("/thing/"))
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex")
