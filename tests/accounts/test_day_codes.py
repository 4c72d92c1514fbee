"""A code for one day, for a colleague who left the second factor at home: it lets in, and confirms nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from drypoint.foundation.accounts import actions, day_codes
from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.accounts.models import DayCode, User
from drypoint.foundation.accounts.roles import Role
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor, NotAllowedError
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.models import AuditEntry
from drypoint.foundation.patients.models import Person
from tests.accounts.people import code_now, enrol, full_client, give_code, give_password, member
from tests.patients.people import a_person

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def owner() -> User:
    return member(Role.OWNER, "Olga")


@pytest.fixture
def clara() -> User:
    user = member(Role.CLINICIAN, "Clara")
    enrol(user)
    return user


@pytest.fixture
def code(owner: User, clara: User) -> str:
    return issued(actor_of_user(owner), clara)


def issued(actor: Actor, user: User) -> str:
    key = form_keys.make(day_codes.FORM, clock.now())
    return day_codes.issue_day_code(actor=actor, user_id=user.pk, key=key)


def signed_in(user: User, code: str) -> bool:
    client = Client()
    give_password(client, user)
    return give_code(client, code).status_code == 302 and client.get("/desk/").status_code == 200


def test_it_lets_in_and_the_trail_says_who_gave_it_and_that_it_was_used(owner: User, clara: User, code: str) -> None:
    assert signed_in(clara, code)
    assert signed_in(clara, code.replace("-", " "))
    (given,) = AuditEntry.objects.filter(action="day_code.issue")
    assert (given.user_id, given.target_id) == (owner.pk, str(clara.pk))
    used = AuditEntry.objects.filter(action="day_code.use")
    assert [one.user_id for one in used] == [clara.pk, clara.pk]


def test_it_is_the_code_of_one_colleague_and_no_word_of_it_is_kept(owner: User, clara: User, code: str) -> None:
    bob = member(Role.RECEPTION, "Bob")
    enrol(bob)
    bobs = issued(actor_of_user(owner), bob)
    assert re.fullmatch(r"\d{4}-\d{4}", code)
    assert not signed_in(bob, code)
    assert [day_codes.opens(one, typed, clock.now()) for one in (clara, bob) for typed in (code, bobs)] == [
        True, False, False, True
    ]  # fmt: skip
    (row,) = DayCode.objects.filter(user=clara)
    assert code.replace("-", "") not in row.digest
    assert not any(code.replace("-", "") in str(one.facts) for one in AuditEntry.objects.all())


def test_it_ends_at_midnight_where_the_practice_is(clara: User, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = DayCode.objects.all()
    assert row.until == day_codes.end_of_day(row.made_at)
    assert day_codes.opens(clara, code, row.until - timedelta(seconds=1))
    assert not day_codes.opens(clara, code, row.until)
    monkeypatch.setattr(clock, "now", lambda: row.until)
    assert not signed_in(clara, code)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2027-03-04T09:30+00:00", "2027-03-05T00:00+01:00"),
        ("2027-03-04T23:30+00:00", "2027-03-06T00:00+01:00"),
        ("2027-03-28T00:30+00:00", "2027-03-29T00:00+02:00"),
        ("2027-10-31T00:30+00:00", "2027-11-01T00:00+01:00"),
    ],
)
def test_the_day_is_that_of_the_practice_in_the_nights_of_the_clock_change_too(at: str, end: str) -> None:
    assert day_codes.end_of_day(datetime.fromisoformat(at)) == datetime.fromisoformat(end)


def test_a_new_one_ends_the_one_before_and_one_that_is_withdrawn_opens_nothing(
    owner: User, clara: User, code: str
) -> None:
    actor = actor_of_user(owner)
    bob = member(Role.RECEPTION, "Bob")
    enrol(bob)
    issued(actor, bob)
    newer = issued(actor, clara)
    assert not day_codes.opens(clara, code, clock.now())
    assert day_codes.opens(clara, newer, clock.now())
    end = day_codes.end_of_day(clock.now())
    assert day_codes.is_out(clara, clock.now())
    assert not day_codes.is_out(clara, end)
    assert day_codes.withdraw_day_code(actor=actor, user_id=clara.pk)
    assert not day_codes.withdraw_day_code(actor=actor, user_id=clara.pk)
    assert not signed_in(clara, newer)
    assert day_codes.is_out(bob, clock.now())
    assert AuditEntry.objects.filter(action="day_code.withdraw").count() == 1
    assert not day_codes.is_out(clara, clock.now())


@pytest.mark.parametrize("how", [actions.deactivate, actions.reset_second_factor])
def test_whoever_is_shut_out_or_enrols_anew_has_none_any_more(
    owner: User, clara: User, code: str, how: Callable[..., Any]
) -> None:
    how(actor=actor_of_user(owner), user_id=clara.pk)
    assert not DayCode.objects.exists()


def test_it_confirms_nothing_within_the_first_minutes_either(clara: User, code: str) -> None:
    client = Client()
    give_password(client, clara)
    give_code(client, code)
    vera = Person.objects.get(pk=a_person())
    answer = client.post(f"/desk/patients/{vera.pk}/export/")
    assert answer.headers["Location"].startswith("/account/second-factor/reauthenticate/")
    assert not AuditEntry.objects.filter(action="person.export").exists()
    again = client.post("/account/second-factor/reauthenticate/", {"code": code})
    assert again.status_code == 200
    assert client.post(f"/desk/patients/{vera.pk}/export/").status_code == 302
    assert client.get("/account/second-factor/recovery-codes/").status_code == 302


def test_the_real_factor_confirms_in_such_a_session_too(clara: User, code: str) -> None:
    client = Client()
    give_password(client, clara)
    give_code(client, code)
    vera = Person.objects.get(pk=a_person())
    client.post("/account/second-factor/reauthenticate/", {"code": code_now()})
    assert client.post(f"/desk/patients/{vera.pk}/export/").status_code == 200


def test_guesses_are_counted_as_wrong_codes_are_and_then_the_right_one_opens_nothing(clara: User, code: str) -> None:
    client = Client()
    give_password(client, clara)
    for guess in range(10):
        assert give_code(client, f"{(int(code.replace('-', '')) + guess + 1) % 10**8:08}").status_code == 200
    assert give_code(client, code).status_code == 200
    assert client.get("/desk/").status_code == 302


def test_nobody_gives_themselves_one_and_none_is_given_where_there_is_no_factor(owner: User, clara: User) -> None:
    actor = actor_of_user(owner)
    enrol(owner)
    with pytest.raises(NotAllowedError):
        issued(actor, owner)
    newcomer = member(Role.RECEPTION, "Nina")
    with pytest.raises(NotAllowedError):
        issued(actor, newcomer)
    User.objects.filter(pk=clara.pk).update(is_active=False)
    with pytest.raises(NotAllowedError):
        issued(actor, clara)
    assert not DayCode.objects.exists()


def test_the_owner_reads_it_once_on_the_page_of_the_colleague(owner: User, clara: User) -> None:
    desk = full_client(owner)
    page = f"/desk/staff/{clara.pk}/"
    form = {"do": "day_code", "key": desk.get(page).context["key"]}
    shown = desk.post(page, form)
    code = shown.context["day_code"]
    assert day_codes.opens(clara, code, clock.now())
    assert code in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    again = desk.post(page, form)
    assert again.context["day_code"] == ""
    assert "No new code was made" in again.content.decode()
    assert day_codes.opens(clara, code, clock.now())
    later = desk.get(page)
    assert code not in later.content.decode()
    assert "no_day_code" in later.content.decode()
    assert desk.post(page, {"do": "no_day_code"}).status_code == 302
    assert "no_day_code" not in desk.get(page).content.decode()


def test_what_is_over_is_removed(clara: User, code: str) -> None:
    (row,) = DayCode.objects.all()
    assert day_codes.remove_outdated(row.until - timedelta(seconds=1)) == 0
    assert day_codes.remove_outdated(row.until) == 1
