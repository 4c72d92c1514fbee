"""Every address of the product for every person: what is not declared fails."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, resolve
from django.utils.translation import override

from drypoint.knowledge.language import FALLBACK, languages
from tests.permissions.conftest import Caller
from tests.permissions.table import IDS, LINES, PERSONS, REGEXES, Answer, Line, Person
from tests.permissions.urlconf import Route, routes

OUTSIDE = (Person.VISITOR, Person.PASSWORD_ONLY, Person.HALF, Person.DEACTIVATED, Person.NEWCOMER)


def line_for(pattern: str) -> Line | None:
    fitting = [line for line in LINES if line.fits(pattern)]
    return max(fitting, key=lambda line: (not line.pattern.endswith("*"), len(line.pattern)), default=None)


def answer_of(response: HttpResponse) -> Answer | int:
    location = response.headers.get("Location", "").partition("?")[0]
    if response.status_code == 302 and location in REDIRECTS:
        return REDIRECTS[location]
    if response.status_code in CODES:
        return CODES[response.status_code]
    return Answer.OPEN


REDIRECTS = {"/account/login/": Answer.SIGN_IN, "/account/second-factor/": Answer.ENROL, "/edit/": Answer.BACK}
CODES: dict[int, Answer | int] = {405: 405, 500: 500, 403: Answer.REFUSED, 404: Answer.HIDDEN, 410: Answer.GONE}

# Wagtail looks for the row, and for the method, before it asks who may; and some screens need something to edit.
AS_GOOD = {
    *((given, expected) for given in (Answer.HIDDEN, 405) for expected in (Answer.OPEN, Answer.BACK, Answer.DEPENDS)),
    (Answer.OPEN, Answer.DEPENDS),
    (Answer.BACK, Answer.DEPENDS),
}


def ask(caller: Caller, method: str, route: Route) -> Answer | int:
    """Ask inside a savepoint that is taken back, so that no address sees what another one did."""
    block = transaction.atomic()
    block._from_testcase = True  # what a durable transaction looks for, to be allowed inside
    with block:
        ids: dict[str, Any] = {}
        for beginning, make in IDS.items():
            if route.pattern.startswith(beginning):
                ids.update(make())
        try:
            return answer_of(caller.ask(method, route.address(ids, REGEXES)))
        finally:
            transaction.set_rollback(True)


def test_every_address_is_declared() -> None:
    undeclared = [route.pattern for route in routes() if line_for(route.pattern) is None]
    assert undeclared == [], "Give each of these a line in tests/<room>/permissions.py."


@pytest.mark.parametrize("language", [code for code in languages() if code != FALLBACK])
def test_in_every_language_an_address_leads_where_the_english_one_does(language: str) -> None:
    """The table is in English: neither the words of another language nor the English ones there reach anything else."""
    english = [(route, route.address({}, REGEXES)) for route in routes()]
    answering = [inspect.unwrap(resolve(address).func) for _route, address in english]
    with override(language):
        own = [route.address({}, REGEXES) for route in routes()]
        before = [re.sub(rf"^/{FALLBACK}/", f"/{language}/", address) for _route, address in english]
        assert [inspect.unwrap(resolve(address).func) for address in own] == answering
        assert [inspect.unwrap(resolve(address).func) for address in before] == answering


def test_no_page_of_wagtail_or_django_lets_anybody_in_or_looks_after_users() -> None:
    """Follow each address to the view that really answers, because ours stand in front of theirs."""
    theirs = ("wagtail.users", "wagtail.admin.views.account", "django.contrib.auth", "allauth.socialaccount")
    found = {}
    for route in routes():
        view = resolve(route.address({}, REGEXES)).func
        module = getattr(getattr(view, "view_class", view), "__module__", "")
        if module.startswith(theirs):
            found[route.pattern] = module
    assert found == {}
    assert not {"account_signup", "account_reset_password", "account_email", "account_set_password"} & set(
        get_resolver().reverse_dict
    )


def test_every_line_says_something_about_everybody() -> None:
    assert [line.pattern for line in LINES if set(line.answers) != set(PERSONS)] == []


def test_every_address_gives_each_person_the_declared_answer(caller: Caller, person: Person) -> None:
    wrong = {}
    for route in routes():
        line = line_for(route.pattern)
        given, expected = ask(caller, "GET", route), line and line.answers[person]
        if given == 405 and not route.pattern.startswith("edit/"):
            given = Answer.OPEN  # ours ask who may before they look at the method
        if given is not expected and not (route.pattern.startswith("edit/") and (given, expected) in AS_GOOD):
            wrong[route.pattern] = f"{given} instead of {expected}"
    assert not wrong, "\n".join(f"{pattern}: {what}" for pattern, what in wrong.items())


@pytest.mark.parametrize("person", OUTSIDE, ids=lambda person: person.value)
def test_nobody_without_a_full_session_posts_behind_the_gate(caller: Caller, person: Person) -> None:
    reached = {}
    for route in routes():
        line = line_for(route.pattern)
        if line and line.answers[person] in {Answer.SIGN_IN, Answer.ENROL}:
            given = ask(caller, "POST", route)
            if given not in {Answer.SIGN_IN, Answer.ENROL}:
                reached[route.pattern] = given
    assert reached == {}
