"""Who stands in for somebody who is away: offers it, speaks it, may it, is open, free and below the cap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drypoint.care.booking.absence_rules import BookedVisit, Colleague, stand_ins

DAY = date(2027, 5, 4)
VISIT = BookedVisit(1, (100, 130), (95, 140), DAY, service=7, language="hr")
IVA = Colleague(
    2,
    {"Trunk": None},
    frozenset({"en", "hr"}),
    frozenset({7}),
    openings=[(0, 90), (100, 130)],
    busy=[(0, 95), (140, 200)],
)


def who(visit: BookedVisit, *colleagues: Colleague, needed: Any = None) -> int | None:
    return stand_ins([visit], colleagues, {} if needed is None else needed)[visit.id]


def test_a_colleague_who_just_fits_takes_it_over() -> None:
    assert who(VISIT, IVA, needed={"Trunk": None}) == 2


@pytest.mark.parametrize(
    "lacking",
    [
        {"languages": frozenset({"en"})},
        {"services": frozenset({8})},
        {"credentials": {}},
        {"credentials": {"Legs": None}},
        {"credentials": {"Trunk": date(2027, 5, 3)}},
        {"openings": []},
        {"openings": [(101, 130)]},
        {"openings": [(100, 129)]},
        {"openings": [(90, 110), (110, 140)]},
        {"busy": [(0, 96)]},
        {"busy": [(139, 200)]},
        {"busy": [(110, 111)]},
        {"daily_cap": 0},
        {"daily_cap": 2, "booked_on": {DAY: 2}},
    ],
)
def test_whoever_lacks_one_thing_does_not(lacking: Any) -> None:
    assert who(VISIT, replace(IVA, **lacking), needed={"Trunk": None}) is None


@pytest.mark.parametrize(
    "fitting",
    [
        {"credentials": {"Trunk": DAY}},
        {"credentials": {"Trunk": None, "Legs": None}},
        {"daily_cap": 1, "booked_on": {date(2027, 5, 5): 1}},
        {"daily_cap": 3, "booked_on": {DAY: 2}},
    ],
)
def test_whoever_has_just_enough_does(fitting: Any) -> None:
    assert who(VISIT, replace(IVA, **fitting), needed={"Trunk": None}) == 2


def test_what_has_expired_of_the_one_who_is_away_is_not_asked_for() -> None:
    nothing = replace(IVA, credentials={})
    assert who(VISIT, nothing, needed={"Trunk": date(2027, 5, 3)}) == 2
    assert who(VISIT, nothing, needed={"Trunk": DAY}) is None


def test_the_first_of_the_list_is_asked_first_and_takes_no_two_at_once() -> None:
    ivo = replace(IVA, id=3)
    second = replace(VISIT, id=9)
    assert stand_ins([second, VISIT], [IVA, ivo], {}) == {1: 2, 9: 3}
    assert stand_ins([second, VISIT], [IVA], {}) == {1: 2, 9: None}
    later = BookedVisit(9, (140, 150), (140, 150), DAY, 7, "hr")
    capped = replace(IVA, openings=[(0, 300)], busy=[], daily_cap=1)
    assert stand_ins([later, VISIT], [capped], {}) == {1: 2, 9: None}
    assert stand_ins([replace(later, day=date(2027, 5, 5)), VISIT], [capped], {}) == {1: 2, 9: 2}


stretches = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda one: (one[0], one[0] + one[1]))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(stretches, max_size=12), st.lists(st.lists(stretches, max_size=4), max_size=3))
def test_nobody_ever_gets_two_things_at_once(booked: list[tuple[int, int]], busy: list[list[tuple[int, int]]]) -> None:
    visits = [BookedVisit(number, one, one, DAY, 7, "hr") for number, one in enumerate(booked)]
    people = [replace(IVA, id=pk, openings=[(0, 100)], busy=has) for pk, has in enumerate(busy)]
    found = stand_ins(visits, people, {})
    assert found.keys() == {one.id for one in visits}
    for person in people:
        own = [visit.occupied for visit in visits if found[visit.id] == person.id]
        assert not any(a < d and c < b for (a, b), (c, d) in combinations(own, 2))
        assert not any(a < d and c < b for a, b in own for c, d in person.busy)
