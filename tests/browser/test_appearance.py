"""How pages look where the device decides: its own few colours, and paper."""

from __future__ import annotations

import json
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Demo, sign_in
from tests.browser.kinds import KINDS, SCREENS
from tests.browser.test_pages import look_at

pytestmark = pytest.mark.browser
# What tells apart what is chosen from what is not, and what a sign that has no words is made of.
LOOK = """(one) => {
  const style = getComputedStyle(one);
  return JSON.stringify(["backgroundColor", "borderColor", "borderBottomWidth", "outlineStyle", "textDecorationLine"]
    .map((name) => style[name]));
}"""
SIGNS = """() => [...document.querySelectorAll(".tag.stop, .tag.warn, .tag.ok, .new .person a")].map((one) =>
  [getComputedStyle(one, "::before").backgroundColor, getComputedStyle(document.body).backgroundColor])"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_in_the_colours_of_the_device_no_page_and_no_screen_has_a_violation(
    browser: Browser, demo: Demo, theme: Any
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, forced_colors="active", color_scheme=theme)
    urls = [f"{demo.url}/{paths[theme == 'dark']}" for paths in KINDS.values()]
    assert look_at(context.new_page(), urls) == []
    staff = sign_in(context, demo, "owner")
    assert look_at(staff, [f"{demo.url}/desk/{screen}" for screen in SCREENS]) == []
    context.close()


def looks(page: Page, *selectors: str) -> list[str]:
    return [str(page.locator(selector).first.evaluate(LOOK)) for selector in selectors]


def test_in_the_colours_of_the_device_what_is_chosen_is_seen_and_every_sign(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, forced_colors="active")
    page = sign_in(context, demo, "clinician")
    page.goto(f"{demo.url}/desk/enquiries/")
    signs = page.evaluate(SIGNS)
    assert len(signs) > 2
    assert all(sign != ground for sign, ground in signs)
    pairs = [
        ("/desk/enquiries/", ".tabs a[aria-current]", ".tabs a:not([aria-current])"),
        ("/desk/enquiries/", ".desk-nav a[aria-current]", ".desk-nav a:not([aria-current])"),
        ("/en/atlas/", ".places a[aria-current]", ".places a:not([aria-current])"),
        ("/en/book/1/", ".free-who a[aria-current]", ".free-who a:not([aria-current])"),
        ("/en/dry-needling/", ".squares .on", ".squares :not(.on)"),
    ]
    for path, chosen, other in pairs:
        page.goto(f"{demo.url}{path}")
        first, second = looks(page, chosen, other)
        assert first != second, chosen
    page.goto(f"{demo.url}/desk/patients/1/")
    page.get_by_role("button", name="Draw together").click()
    page.wait_for_selector("[data-drawing-ready], .drawing-choice", state="attached")
    for chosen, other in [
        (".drawing-choice input:checked + span", ".drawing-choice input:not(:checked) + span"),
        ("[aria-pressed=true]", "[aria-pressed=false]"),
    ]:
        first, second = looks(page, chosen, other)
        assert json.loads(first)[0] != json.loads(second)[0], chosen
    context.close()


def test_no_printed_page_ends_in_a_sheet_of_one_line(browser: Browser, demo: Demo) -> None:
    page = browser.new_page()
    short = {}
    for path in [paths[number % 2] for number, paths in enumerate(KINDS.values())]:
        page.goto(f"{demo.url}/{path}")
        with pypdfium2.PdfDocument(page.pdf(format="A4")) as sheets:
            texts = [sheet.get_textpage().get_text_bounded() for sheet in sheets]
        last = [line for line in texts[-1].splitlines() if line.strip()]
        if len(texts) > 1 and len(last) < 2:
            short[path] = last
        assert "practice@inkwell.example" in texts[0], path
    assert short == {}
    page.close()
