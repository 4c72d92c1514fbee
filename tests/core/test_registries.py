"""What rooms register: names are taken once, the order is the entries' own, and a test leaves nothing behind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import Registry, TakenError, Viewing, all_as_they_were
from drypoint.foundation.core.registries.first_content import (
    FirstContent,
    Founding,
    load_first_contents,
    register_first_content,
)
from drypoint.foundation.core.registries.link_targets import LinkTarget, address_of_target, register_link_target
from drypoint.foundation.core.registries.navigation import NavEntry, nav_entries_for, register_nav_entry
from drypoint.foundation.core.registries.search import (
    MOST_OF_A_KIND,
    SearchGroup,
    SearchHit,
    SearchProvider,
    found_everywhere,
    register_search,
)
from drypoint.foundation.core.registries.today import (
    TodayPart,
    Waiting,
    WaitingLine,
    parts_of_today,
    register_today_part,
    register_waiting,
    what_waits,
)

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALICE = Viewing(Actor("staff", 1, frozenset({"tests.see"})), AT)
CHARLIE = Viewing(Actor("staff", 2), AT)


@dataclass(frozen=True)
class Thing:
    name: str
    order: int = 0
    what: str = ""


@dataclass(frozen=True)
class Shown:
    template: ClassVar = "a.html"
    what: int


@pytest.fixture
def things() -> Registry[Thing]:
    return Registry("thing")


def test_entries_stand_in_their_order_and_equals_as_they_came(things: Registry[Thing]) -> None:
    for thing in (Thing("late", 9), Thing("b", 1), Thing("a", 1), Thing("first", -1)):
        things.register(thing)
    assert [thing.name for thing in things] == ["first", "b", "a", "late"]


def test_a_name_is_taken_once_and_the_same_entry_again_changes_nothing(things: Registry[Thing]) -> None:
    things.register(Thing("one", what="mine"))
    things.register(Thing("one", what="mine"))
    with pytest.raises(TakenError, match="There is a thing named 'one' already"):
        things.register(Thing("one", what="yours"))
    assert list(things) == [Thing("one", what="mine")]
    assert things.get("one") == Thing("one", what="mine")
    assert things.get("two") is None


def test_what_is_registered_in_a_block_is_gone_after_it(things: Registry[Thing]) -> None:
    things.register(Thing("kept"))
    with all_as_they_were():
        things.register(Thing("passing"))
        assert len(list(things)) == 2
    assert list(things) == [Thing("kept")]


def entry(name: str, order: int, group: str = "", capability: str = "tests.see") -> NavEntry:
    return NavEntry(name, order, name, "desk:today", "today", capability, group)


def test_the_navigation_shows_what_one_may_open_and_keeps_a_group_together() -> None:
    for one in (
        entry("z", 10_001, "Money"),
        entry("y", 10_002),
        entry("x", 10_003, "Money"),
        entry("hidden", 10_000, capability="tests.other"),
    ):
        register_nav_entry(one)
    assert [one.name for one in nav_entries_for(ALICE)] == ["z", "x", "y"]
    assert nav_entries_for(CHARLIE) == []


def test_what_waits_is_told_to_whom_it_concerns_the_most_urgent_first() -> None:
    lines = (WaitingLine("Later.", "/", "plain"), WaitingLine("Soon.", "/", "warn"))
    register_waiting(Waiting("tests.one", 1, "tests.see", lambda _viewing: lines))
    register_waiting(Waiting("tests.two", 2, "tests.see", lambda _viewing: [WaitingLine("Now.", "/", "stop")]))
    assert [line.sentence for line in what_waits(ALICE)] == ["Now.", "Soon.", "Later."]
    assert what_waits(CHARLIE) == []


def test_a_part_of_the_first_screen_that_has_nothing_to_show_is_left_out() -> None:
    part = Shown(1)
    register_today_part(TodayPart("tests.one", 1, "tests.see", lambda _viewing: None))
    register_today_part(TodayPart("tests.two", 2, "tests.see", lambda _viewing: part))
    assert parts_of_today(ALICE) == [part]
    assert parts_of_today(CHARLIE) == []


def test_a_search_asks_every_room_that_one_may_look_into_and_shows_so_many_of_a_kind() -> None:
    def many(_viewing: Viewing, words: str) -> Iterable[SearchHit]:
        return (SearchHit(f"{words} {number}", "/") for number in range(10_000))

    register_search(SearchProvider("tests.many", 1, "Many", "tests.see", many))
    register_search(SearchProvider("tests.none", 2, "None", "tests.see", lambda _viewing, _words: ()))
    found = found_everywhere(ALICE, "pin")
    assert found == [SearchGroup("Many", tuple(SearchHit(f"pin {number}", "/") for number in range(MOST_OF_A_KIND)))]
    assert found_everywhere(CHARLIE, "pin") == []
    assert found_everywhere(ALICE, "") == []


def test_a_link_target_that_no_room_registered_leads_nowhere() -> None:
    register_link_target(LinkTarget("tests", 1, "Tests", lambda language: f"/{language}/tests/"))
    assert address_of_target("tests", "hr") == "/hr/tests/"
    assert address_of_target("gone", "hr") == ""


def test_invented_people_are_loaded_into_the_demo_alone() -> None:
    loaded: list[str] = []
    register_first_content(FirstContent("tests.people", 20_001, lambda founding: loaded.append("people")))
    register_first_content(
        FirstContent("tests.pages", 20_000, lambda founding: loaded.append("pages"), is_for_demo_only=False)
    )
    real = Founding(("en",), "en", is_demo=False)
    from drypoint.foundation.core.registries import first_content

    with pytest.MonkeyPatch.context() as patch:
        ours = [content for content in first_content.first_contents if content.name.startswith("tests.")]
        patch.setattr(first_content, "first_contents", ours)
        load_first_contents(real)
        assert loaded == ["pages"]
        load_first_contents(replace(real, is_demo=True))
    assert loaded == ["pages", "pages", "people"]
