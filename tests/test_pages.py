"""The small reader of pages that the tests ask."""

from __future__ import annotations

import pytest

from tests.pages import Page

HTML = """
<html><head><title>Vera · Primjer</title></head><body>
<nav aria-label="Desk"><ul><li><a href="/desk/">Today</a></li></ul></nav>
<main><h1><bdi>Vera</bdi></h1>
  <section aria-labelledby="a"><h2 id="a">Drawings</h2><ul><li>One <b>two</b></li><li>Three</li></ul></section>
  <h2>Loose</h2><p>Under it.</p><dl><dt>Born</dt><dd>1980</dd></dl><h3>Below</h3><p>Deeper.</p><h2>Next</h2><p>No.</p>
  <details><summary><h3>More</h3></summary><form method="post" action="/x/"><button>Go</button></form></details>
  <table><caption>Rows</caption><tbody><tr><th>a</th><td>b</td></tr></tbody></table>
</main></body></html>
"""


@pytest.fixture
def page() -> Page:
    return Page(HTML)


def test_a_section_is_what_its_heading_names(page: Page) -> None:
    assert page.title == "Vera · Primjer"
    assert page.heading == "Vera"
    assert page.section("Drawings").items == ["One two", "Three"]
    assert page.section("Desk").links == {"Today": "/desk/"}
    assert page.section("More").posts_to == ["/x/"]
    assert page.section("More").buttons == ["Go"]
    assert page.section("Rows").rows == [["a", "b"]]
    assert "Today" not in page.main


def test_a_bare_heading_reaches_to_the_next_of_its_kind(page: Page) -> None:
    loose = page.section("Loose")
    assert loose.text == "Under it. Born 1980 Below Deeper."
    assert loose.facts == {"Born": "1980"}


def test_what_is_not_there_is_said_with_what_is(page: Page) -> None:
    assert page.has_section("Drawings")
    assert not page.has_section("Wings")
    with pytest.raises(AssertionError, match=r"no section “Wings”\. There are Vera, Drawings"):
        page.section("Wings")
    with pytest.raises(AssertionError, match="2 elements are li"):
        page.section("Drawings").part("li")
