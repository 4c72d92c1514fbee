"""Every page as people meet it: axe, no sideways scrolling, no other host, no cookie, little weight, the keyboard."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.accessibility import note
from tests.browser.conftest import AXE, Demo, sign_in
from tests.browser.kinds import KINDS

pytestmark = pytest.mark.browser
DESK = [
    "",
    "enquiries/",
    "enquiries/1/",
    "enquiries/1/documents/1/text/",
    "claims/",
    "claims/1/",
    "atlas/",
    "atlas/pectoralis_minor/",
    "evidence/",
    "outbox/",
    "practice/",
    "staff/",
    "staff/1/",
    "audit/",
    "search/?q=demo",
    "health/",
    "tasks/",
    "tasks/1/",
    "tasks/new/",
    "tasks/away/",
    "drafts/",
    "appointments/",
    "appointments/week/",
    "appointments/here/",
    "appointments/away/",
    "appointments/1/",
    "hours/",
    "hours/services/1/",
    "hours/people/1/",
    "hours/rooms/1/",
    "patients/",
    "patients/1/",
    "patients/1/change/",
    "patients/1/same/",
    "patients/1/merge/2/",
    "patients/1/seen/",
    "patients/1/book/",
    "patients/1/problems/new/",
    "problems/1/",
    "problems/1/change/",
    "problems/2/",
    "problems/2/referrals/new/",
    "referrals/1/change/",
    "patients/new/",
    "list/",
    "list/import/",
    "list/topics/",
    "list/bounces/",
    "list/letters/",
    "list/letters/1/",
    "list/letters/1/edit/",
    "reviews/",
    "reviews/1/",
]
ACCOUNT = ["", "sessions/", "second-factor/", "password/"]


def addresses(demo: Demo) -> list[str]:
    """Return every page, but of the 390 below the two atlases, which two templates make, only every 31st.

    Pages of one comparison of the evidence are left out: what they show stands on the page above them too.
    """
    one_comparison = re.compile(r"/(?:en/evidence|hr/dokazi)/[^/]+/[^/]+/[^/]+/$")
    with urllib.request.urlopen(f"{demo.url}/sitemap.xml") as answer:
        listed = re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
    below_atlas = [url for url in listed if re.search(r"/atlas/.", url)]
    others = [url for url in listed if url not in below_atlas and not one_comparison.search(url)]
    figures = [f"{demo.url}/{path}" for path in ("en/atlas/female-sides/", "hr/atlas/sake-i-stopala/")]
    return [*others, *below_atlas[::31], *figures]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


def look_at(page: Page, urls: list[str]) -> list[str]:
    """Return what is wrong with the pages: axe's findings, errors of the console, sideways scrolling."""
    faults: list[str] = []
    before = 0
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for url in urls:
        answer = page.goto(url)
        assert answer is not None
        if answer.status >= 400:
            faults.append(f"{url} answers {answer.status}")
            continue
        faults += violations(page)
        if overflow(page) > 0:
            faults.append(f"{url} scrolls sideways by {overflow(page)} px at {page.viewport_size}")
        if len(faults) == before:
            note("axe", page)
        before = len(faults)
    return faults


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1280, "dark")])
def test_public_pages_have_no_violation(browser: Browser, demo: Demo, width: int, theme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    assert look_at(context.new_page(), [*all_of(demo), f"{demo.url}/account/login/"]) == []
    context.close()


def forms(demo: Demo) -> list[str]:
    """Return the forms and pages of rooms, most of which stand in no site map."""
    return [f"{demo.url}/{path}" for kind, paths in KINDS.items() if ":" in kind for path in paths]


def all_of(demo: Demo) -> list[str]:
    """Return the pages of the site, and of each kind one in either language."""
    kinds = [f"{demo.url}/{path}" for paths in KINDS.values() for path in paths]
    return list(dict.fromkeys([*addresses(demo), *kinds]))


def some_of(demo: Demo) -> list[str]:
    """Return every third page of the site in either language, and the forms that stand in no site map."""
    return list(dict.fromkeys([*addresses(demo)[::3], *forms(demo)]))


# Links and buttons that are less than 24 px high or wide, with where they stand. Within a sentence a link is as high as
# its line (WCAG 2.5.8 lets it), and each area of the body map stands in the list of places as well.
SMALL_TARGETS = """() => [
  ...document.querySelectorAll("main :is(a[href], button, summary, select, input:not([type=hidden]))"),
]
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const isSeen = box.width > 1 && box.height > 1 && getComputedStyle(one).visibility !== "hidden";
    const around = one.closest("p, dd, td, th, li, span");
    const isInSentence = around && around.textContent.trim().length > one.textContent.trim().length + 2;
    return isSeen && !one.closest("svg") && !isInSentence && (box.width < 24 || box.height < 24);
  })
  .map((one) => `${location.pathname} ${one.outerHTML.slice(0, 120)}`)"""


def test_a_finger_hits_every_link_and_button_that_stands_alone(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    small: list[str] = []
    for url in some_of(demo):
        page.goto(url)
        small += page.evaluate(SMALL_TARGETS)
        note("targets", page)
    assert small == []
    context.close()


def test_text_of_twice_the_size_scrolls_no_page_sideways(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    wide = []
    for url in some_of(demo):
        page.goto(url)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        # A table of numbers may be wider than the screen (WCAG 1.4.10); nothing beside it may.
        page.evaluate("document.querySelectorAll('main table').forEach((one) => one.remove())")
        note("large-text", page)
        if overflow(page) > 0:
            wide.append(f"{url} by {overflow(page)} px")
    assert wide == []
    context.close()


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_screens_of_the_staff_have_no_violation(browser: Browser, demo: Demo, width: int, theme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    page = sign_in(context, demo, "owner")
    urls = [f"{demo.url}/desk/{path}" for path in DESK] + [f"{demo.url}/account/{path}" for path in ACCOUNT]
    assert look_at(page, urls) == []
    context.close()


def test_the_narrowest_telephone_scrolls_no_page_sideways(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide = []
    for url in all_of(demo):
        page.goto(url)
        note("narrow", page)
        if overflow(page) > 0:
            wide.append(url)
    assert wide == []
    context.close()


def test_a_form_with_mistakes_says_so_accessibly(visitor: BrowserContext, demo: Demo) -> None:
    page = visitor.new_page()
    page.goto(f"{demo.url}/en/ask/")
    page.locator("[name=name]").fill("Vera")
    page.locator("button[type=submit]:visible").last.click()
    page.wait_for_load_state()
    assert page.locator("[aria-invalid=true]").count() >= 2
    assert page.locator("[name=name]").input_value() == "Vera"
    assert violations(page) == []


@pytest.mark.parametrize(("language", "example"), [("en", "events"), ("hr", "effects")])
def test_the_calculator_answers_accessibly_and_gives_the_plot_as_a_file(
    visitor: BrowserContext, demo: Demo, language: str, example: str
) -> None:
    page = visitor.new_page()
    page.goto(f"{demo.url}/{language}/calculator/?example={example}")
    page.locator("#calculator button[type=submit]").click()
    page.wait_for_load_state()
    assert page.locator("#answer").is_visible()
    assert page.locator(".wide-plot svg").first.is_visible()
    assert violations(page) == []
    assert overflow(page) <= 0
    with page.expect_download() as download:
        page.locator("button[name=give][value$='.svg']").first.click()
    assert Path(download.value.path()).read_text().startswith("<svg")


def test_the_treatment_page_is_light_asks_no_other_host_and_sets_no_cookie(browser: Browser, demo: Demo) -> None:
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[int] = []
    hosts: set[str] = set()
    session.on("Network.loadingFinished", lambda event: weights.append(int(event["encodedDataLength"])))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{demo.url}/en/dry-needling/", wait_until="networkidle")
    assert hosts == {demo.url.split("/")[2]}
    assert context.cookies() == []
    assert len(weights) <= 6
    assert sum(weights) <= 60 * 1024
    context.close()


def test_the_keyboard_alone_opens_the_menu_and_reaches_the_question(visitor: BrowserContext, demo: Demo) -> None:
    page = visitor.new_page()
    page.goto(f"{demo.url}/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    for _step in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.hasAttribute('popovertarget')"):
            break
    page.keyboard.press("Enter")
    assert page.locator("#menu").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#menu").is_visible()
    for _step in range(30):
        page.keyboard.press("Tab")
        if "/ask/" in (page.evaluate("document.activeElement.getAttribute('href')") or ""):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.url}/en/ask/**")


def test_without_javascript_the_keyboard_goes_from_the_body_map_to_a_place_a_muscle_and_the_question(
    browser: Browser, demo: Demo
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.url}/en/atlas/")
    area = page.get_by_role("link", name="Loin, left").first
    area.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.url}/en/atlas/loin/")
    page.get_by_role("link", name="Quadratus lumborum").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.url}/en/atlas/quadratus-lumborum/")
    page.get_by_role("link", name="Ask us about your pain").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.url}/en/ask/**")
    context.close()


def test_the_area_in_focus_is_seen(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{demo.url}/en/atlas/")
    page.locator("a[href='#places']").focus()
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('.body-map') !== null"):
            break
    look = page.evaluate("getComputedStyle(document.activeElement.querySelector('.region')).stroke")
    assert look not in ("none", "")
    context.close()
