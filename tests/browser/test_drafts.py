"""An answer typed through a lost session, and two of the staff at one enquiry, in a real browser."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Demo, sign_in

pytestmark = pytest.mark.browser
WORDS = "Please come on Monday at nine."


def picture(page: Page, name: str) -> None:
    """Take a picture for whoever asks for pictures, at three widths, by day and by night."""
    folder = os.environ.get("TEST_PICTURES")
    if folder:
        for width in (390, 834, 1280):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=str(Path(folder) / f"{name}-{width}-{scheme}.png"))


def an_enquiry_that_can_be_answered(page: Page, demo: Demo) -> str:
    page.goto(f"{demo.url}/desk/enquiries/")
    links = page.locator("main a").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    for link in links:
        if re.fullmatch(r"/desk/enquiries/\d+/", link or ""):
            page.goto(demo.url + link)
            if page.locator("#answer textarea").count():
                return str(link)
    raise AssertionError("The demo has no enquiry that can be answered.")


def again(page: Page, demo: Demo) -> None:
    """Sign in on the page to which the end of the session led."""
    page.locator("[name=login]").fill("reception@inkwell.example")
    page.locator("[name=password]").fill(demo.passwords["reception"])
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_answer_typed_through_a_lost_session_is_sent_after_all(
    browser: Browser, visitor: BrowserContext, demo: Demo
) -> None:
    page = sign_in(visitor, demo, "reception")
    where = an_enquiry_that_can_be_answered(page, demo)
    page.locator("#answer textarea").press_sequentially(WORDS)
    expect(page.locator("#answer .hint[role=status]")).to_contain_text("Kept at")

    # Left and opened again: the words are back, and a colleague sees that somebody writes.
    page.goto(f"{demo.url}/desk/")
    expect(page.locator("main")).to_contain_text("1 text of yours is kept and not sent.")
    page.goto(demo.url + where)
    expect(page.locator("#answer textarea")).to_have_value(WORDS)
    expect(page.locator(".unsent")).to_contain_text("What you typed is back.")
    picture(page, "back")
    with browser.new_context(locale="en") as colleagues:
        other = sign_in(colleagues, demo, "clinician")
        other.goto(demo.url + where)
        expect(other.locator(".who-else")).to_contain_text("Writing here now:")
        assert other.locator("#answer textarea").input_value() == ""
        picture(other, "others")

    # The session is gone: typing on is kept all the same, and sending leads to the words once signed in.
    visitor.clear_cookies(name="drypoint")
    page.locator("#answer textarea").press_sequentially(" Bring the report.")
    expect(page.locator("#answer .hint[role=status]")).to_contain_text("You are signed out. What you typed is kept")
    page.locator("#answer button").last.click()
    expect(page).to_have_url(re.compile("/account/login/"))
    again(page, demo)
    expect(page.locator("main")).to_contain_text(f"{WORDS} Bring the report.")
    picture(page, "kept")
    page.get_by_role("button", name="Send it now").click()
    expect(page).to_have_url(demo.url + where)
    expect(page.locator("main")).to_contain_text("Your answer is kept.")
    expect(page.locator("main")).to_contain_text(f"{WORDS} Bring the report.")
    page.goto(f"{demo.url}/desk/drafts/")
    expect(page.locator("main")).to_contain_text("There is nothing.")
