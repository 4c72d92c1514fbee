"""Somebody books on a telephone, in Croatian, by keyboard alone and without a script; the practice sees it."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Demo, sign_in
from tests.browser.test_pages import overflow, violations

pytestmark = pytest.mark.browser
ADDRESS = "vera.booking@example.com"
MOST_PRESSES = 9


class Presses:
    """Goes from one control to the next by keyboard, and counts what a finger would press."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0

    def enter(self, selector: str) -> None:
        self.page.locator(selector).first.focus()
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.number += 1

    def write(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").focus()
        self.page.keyboard.type(text)
        self.number += 1


def test_an_appointment_is_booked_and_cancelled_by_keyboard_without_a_script_in_croatian(
    browser: Browser, demo: Demo
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="hr", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.url}/hr/")
    presses = Presses(page)
    presses.enter("main a[href$='/rezervacija/']")
    presses.enter("main .entries a")
    # The last of the times shown: the first may be too soon to be cancelled here.
    presses.enter("main a[href*='Z/'] >> nth=-1")
    kept = page.locator("h1").inner_text()
    presses.write("name", "Vera Primjer")
    presses.write("email", ADDRESS)
    presses.write("phone", "+385 1 0000 123")
    presses.enter("main form button[type=submit]")
    mail = demo.postbox.wait_for(ADDRESS).get_content()
    code = re.search(r"^(\d{6})\s*$", mail, re.MULTILINE)
    assert code, mail
    presses.write("code", code[1])
    presses.enter("main form button[type=submit]")
    assert presses.number <= MOST_PRESSES
    assert page.locator("h1").inner_text() == "Vaš je termin rezerviran"
    assert page.locator("dl.facts dd").first.inner_text()[:5] == kept[:5]
    assert overflow_without_script(page) is False
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    presses.enter("main details form button[type=submit]")
    assert page.locator("h1").inner_text() == "Ovaj je termin otkazan"
    invitation, withdrawal = (
        next(
            part for part in demo.postbox.wait_for(ADDRESS, number).walk() if part.get_content_type() == "text/calendar"
        )
        for number in (2, 3)
    )
    assert "METHOD:REQUEST" in invitation.get_content()
    assert "METHOD:CANCEL" in withdrawal.get_content()
    context.close()


def calendar_of(mail: EmailMessage) -> str:
    """Return the entry for a calendar that goes along with a mail."""
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def overflow_without_script(page: Page) -> bool:
    """Say whether anything stands beyond the width of the telephone."""
    box = page.locator("main").bounding_box()
    return box is None or box["x"] + box["width"] > 390


def test_the_pages_of_a_booking_have_no_violation(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{demo.url}/en/book/1/")
    page.locator("main a[href*='Z/']").last.click()
    assert (violations(page), overflow(page)) == ([], 0)
    page.locator("main form button[type=submit]").click()
    assert page.locator(".errors").count() >= 1
    assert (violations(page), overflow(page)) == ([], 0)
    for name, text in (("name", "Ana Anić"), ("email", "ana.booking@example.com"), ("phone", "+385 1 0000 124")):
        page.locator(f"[name={name}]").fill(text)
    page.locator("main form button[type=submit]").click()
    page.locator("[name=code]").fill("000000")
    assert (violations(page), overflow(page)) == ([], 0)
    link = re.search(r"https?://\S+/book/confirm/\S+", demo.postbox.wait_for("ana.booking@example.com").get_content())
    assert link
    page.goto(link[0])
    assert (violations(page), overflow(page)) == ([], 0)
    page.get_by_role("button", name="Book it").click()
    assert (violations(page), overflow(page)) == ([], 0)
    context.close()


def test_reception_finds_somebody_by_half_a_number_with_the_keyboard_alone(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = sign_in(context, demo, "reception")
    page.wait_for_url("**/desk/")
    page.keyboard.press("/")
    page.keyboard.type("0000 003")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/patients/**")
    assert violations(page) == []
    context.close()
