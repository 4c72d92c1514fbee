"""saving.js on bad days: a dead network, a busy server, an answer that got lost, another window, a sheet handed in.

The clock is the test's: nothing here waits for real seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.workbench import BASE, Server, module, open_page

pytestmark = pytest.mark.browser
FORM = """<form method="post" action="/"><input type="hidden" name="revision" value="3">
  <textarea name="note"></textarea><button name="do" value="hand_in">Done</button></form>"""


@pytest.fixture
def desk(browser: Browser) -> Iterator[tuple[Page, Server]]:
    page, server = open_page(browser, FORM)
    page.clock.install(time=datetime(2030, 1, 1, tzinfo=UTC))
    page.goto(BASE)
    page.clock.pause_at(datetime(2030, 1, 2, tzinfo=UTC))
    page.evaluate(
        f"""async () => {{
          const {{ Saver }} = {module("saving")};
          window.said = [];
          window.saver = new Saver(document.querySelector("form"), (state) => window.said.push(state));
        }}"""
    )
    yield page, server
    page.context.close()


def write(page: Page, text: str) -> None:
    """Change the sheet, as somebody who writes does."""
    page.evaluate(f'document.querySelector("textarea").value = "{text}"; saver.touch()')


def until(page: Page, *said: str) -> None:
    """Wait until the saver has said just these things, since the last time that this was asked."""
    page.wait_for_function(f"window.said.length >= {len(said)} && saver.running === null")
    assert page.evaluate("window.said.splice(0)") == list(said)


def revision(page: Page) -> Any:
    return page.evaluate('document.querySelector("[name=revision]").value')


def test_what_was_changed_is_saved_once_the_hand_rests(desk: tuple[Page, Server]) -> None:
    page, server = desk
    server.answers = [(200, {"revision": 4})]
    write(page, "one")
    page.clock.run_for(800)
    write(page, "two")
    page.clock.run_for(800)
    assert server.posts == []
    page.clock.run_for(100)
    until(page, "saving", "saved")
    assert [(post["note"], post["revision"], post["do"]) for post in server.posts] == [("two", "3", "autosave")]
    assert revision(page) == "4"
    page.clock.run_for(60_000)
    assert len(server.posts) == 1


@pytest.mark.parametrize("trouble", [None, (503, {}), (500, {}), (429, {})])
def test_after_a_dead_network_or_a_busy_server_the_same_save_is_tried_again(
    desk: tuple[Page, Server], trouble: tuple[int, dict[str, Any]] | None
) -> None:
    """With the same key: the save may have arrived though its answer did not."""
    page, server = desk
    server.answers = [trouble, trouble, (200, {"revision": 4})]
    write(page, "kept")
    page.clock.run_for(900)
    until(page, "saving", "waiting")
    page.clock.run_for(1799)
    assert len(server.posts) == 1
    page.clock.run_for(1)
    until(page, "saving", "waiting")
    page.clock.run_for(3600)
    until(page, "saving", "saved")
    assert {(post["note"], post["revision"]) for post in server.posts} == {("kept", "3")}
    assert len({post["save_key"] for post in server.posts}) == 1
    assert revision(page) == "4"


def test_it_never_waits_longer_than_half_a_minute_and_begins_anew_after_a_save(desk: tuple[Page, Server]) -> None:
    page, server = desk
    server.answers = [*[None] * 7, (200, {"revision": 4}), None]
    write(page, "patient")
    waits = [900, 1800, 3600, 7200, 14_400, 28_800, 30_000]
    for number, wait in enumerate(waits, 1):
        page.clock.run_for(wait)
        until(page, "saving", "waiting")
        assert len(server.posts) == number
    page.clock.run_for(30_000)
    until(page, "saving", "saved")
    write(page, "more")
    page.clock.run_for(900)
    until(page, "saving", "waiting")
    page.clock.run_for(1800)
    until(page, "saving", "saved")


def test_it_tries_at_once_when_the_network_is_back(desk: tuple[Page, Server]) -> None:
    page, server = desk
    server.answers = [None, (200, {"revision": 4})]
    write(page, "back")
    page.clock.run_for(900)
    until(page, "saving", "waiting")
    page.evaluate("dispatchEvent(new Event('online'))")
    until(page, "saving", "saved")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.clock.run_for(60_000)
    assert len(server.posts) == 2


def test_a_save_that_arrived_though_its_answer_was_lost_is_no_other_window(desk: tuple[Page, Server]) -> None:
    """The server names the key of its latest save: it is ours, so that what came since is saved on top of it."""
    page, server = desk
    server.answers = [None]
    write(page, "one")
    page.clock.run_for(900)
    until(page, "saving", "waiting")
    server.answers = [(409, {"revision": 4, "last_save": server.posts[0]["save_key"]}), (200, {"revision": 5})]
    write(page, "two")
    page.clock.run_for(900)
    until(page, "saving", "saving", "saved")
    first, second, third = server.posts
    assert second["save_key"] == third["save_key"] != first["save_key"]
    assert [post["revision"] for post in server.posts] == ["3", "3", "4"]
    assert revision(page) == "5"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ((409, {"revision": 9, "last_save": "of another window"}), "elsewhere"),
        ((410, {}), "closed"),
        ((404, {}), "failed"),
        ((400, {}), "failed"),
    ],
)
def test_what_cannot_be_saved_is_said_and_not_tried_again(
    desk: tuple[Page, Server], answer: tuple[int, dict[str, Any]], state: str
) -> None:
    page, server = desk
    server.answers = [answer]
    write(page, "lost")
    page.clock.run_for(900)
    until(page, "saving", state)
    write(page, "and more")
    page.clock.run_for(120_000)
    assert len(server.posts) == 1
    assert revision(page) == "3"


def test_what_was_drawn_while_a_save_was_under_way_is_saved_after_it(desk: tuple[Page, Server]) -> None:
    page, server = desk
    server.answers = [(200, {"revision": 4}), (200, {"revision": 5})]
    write(page, "one")
    page.evaluate("saver.flush(); document.querySelector('textarea').value = 'two'; saver.touch()")
    until(page, "saving", "saving", "saved")
    assert [(post["note"], post["revision"]) for post in server.posts] == [("one", "3"), ("two", "4")]
    assert len({post["save_key"] for post in server.posts}) == 2


def test_a_form_sent_while_a_save_is_under_way_carries_the_new_revision(desk: tuple[Page, Server]) -> None:
    page, server = desk
    server.answers = [(200, {"revision": 4})]
    write(page, "done")
    with page.expect_navigation():
        page.evaluate("saver.flush(); document.querySelector('button').click()")
    assert [(post["do"], post["revision"]) for post in server.posts] == [("autosave", "3"), ("hand_in", "4")]


def test_leaving_with_something_unsaved_asks_first_and_afterwards_no_more(desk: tuple[Page, Server]) -> None:
    page, server = desk
    asks = "(() => { const leaving = new Event('beforeunload', {cancelable: true}); return !dispatchEvent(leaving) })()"
    server.answers = [(200, {"revision": 4})]
    assert page.evaluate(asks) is False
    write(page, "unsaved")
    assert page.evaluate(asks) is True
    page.clock.run_for(900)
    until(page, "saving", "saved")
    assert page.evaluate(asks) is False
