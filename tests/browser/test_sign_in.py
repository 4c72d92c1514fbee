"""From a one-time link to the desk: with a passkey in a real browser, and with an app where there is no JavaScript."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import Demo

pytestmark = pytest.mark.browser
PASSWORD = "a sentence for the test alone"
USERS = "from drypoint.foundation.accounts.models import User; User.objects"
TELEPHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def site_of(demo: Demo) -> str:
    """Return the demo's address by name: a passkey belongs to a name, never to a number."""
    return f"http://localhost:{urlsplit(demo.url).port}"


def arrive(page: Page, demo: Demo, email: str) -> None:
    """Follow a one-time link, choose a password, and stand before the choice of a second factor."""
    link = demo.run("createstaff", email, "--role", "reception").strip()
    # Whoever is invited in a demo is of the demo, and needs no second factor on this machine; real people do.
    demo.run("manage", "shell", "-c", f"{USERS}.filter(email={email!r}).update(is_demo=False)")
    page.goto(site_of(demo) + urlsplit(link).path)
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    give_password(page, demo, email)
    expect(page).to_have_url(f"{site_of(demo)}/account/second-factor/")


def give_password(page: Page, demo: Demo, email: str) -> None:
    page.goto(f"{site_of(demo)}/account/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page, demo: Demo) -> None:
    page.goto(f"{site_of(demo)}/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site_of(demo)}/account/login/")


def give_telephone(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a telephone that agrees to everything."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": TELEPHONE})
    return session, added["authenticatorId"]


def refuse(session: CDPSession, telephone: str) -> None:
    session.send("WebAuthn.setUserVerified", {"authenticatorId": telephone, "isUserVerified": False})


def test_a_passkey_is_set_up_and_signs_in_alone_and_after_the_password(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en")
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    session, telephone = give_telephone(page)
    arrive(page, demo, "petra@inkwell.example")

    page.get_by_role("link", name="Set up a passkey").click()
    page.locator("[name=name]").fill("Telephone")
    page.locator("[name=passwordless]").check()
    page.get_by_role("button", name="Set up").click()
    expect(page).to_have_url(f"{site_of(demo)}/account/second-factor/recovery-codes/")
    (credential,) = session.send("WebAuthn.getCredentials", {"authenticatorId": telephone})["credentials"]
    assert credential["rpId"] == "localhost"
    assert credential["isResidentCredential"]

    sign_out(page, demo)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{site_of(demo)}/desk/")

    sign_out(page, demo)
    give_password(page, demo, "petra@inkwell.example")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site_of(demo)}/desk/")
    assert faults == []

    sign_out(page, demo)
    refuse(session, telephone)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used.")).to_be_visible()
    context.close()


def test_without_javascript_an_app_is_the_second_factor(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en", java_script_enabled=False)
    page = context.new_page()
    arrive(page, demo, "tomo@inkwell.example")

    page.get_by_role("link", name="Set up an app").click()
    code_at = codes_of(page.locator("code").inner_text())
    page.locator("[name=code]").fill(code_at(0))
    page.get_by_role("button", name="Set up").click()
    expect(page).to_have_url(f"{site_of(demo)}/account/second-factor/recovery-codes/")

    sign_out(page, demo)
    # Playwright's search by text passes over what stands in a noscript element.
    expect(page.locator("noscript p").first).to_be_visible()
    give_password(page, demo, "tomo@inkwell.example")
    page.locator("[name=code]").fill(code_at(1))
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(f"{site_of(demo)}/desk/")
    context.close()


def codes_of(secret: str) -> Callable[[int], str]:
    """Return what the app shows, now (0) or half a minute later (1)."""
    begin = int(time.time()) // 30
    return lambda later: format_hotp_value(hotp_value(secret, begin + later))
