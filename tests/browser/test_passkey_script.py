"""passkey.js: what the authenticator is asked, what the form then carries, and what a refusal leaves."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.workbench import BASE, Server, open_page

pytestmark = pytest.mark.browser
# Bytes that plain base64 would write with "+", "/" and "=": base64url writes them otherwise.
BYTES = [251, 255, 191, 62]
TEXT = "-_-_Pg"
CREATE = {
    "challenge": TEXT,
    "user": {"id": TEXT, "name": "rita"},
    "excludeCredentials": [{"id": TEXT, "type": "public-key"}],
    "authenticatorSelection": {"userVerification": "preferred"},
}
GET = {"challenge": TEXT, "rpId": "drypoint.test", "allowCredentials": [{"id": TEXT, "type": "public-key"}]}
# Keeps what it is asked, bytes as lists, and agrees or refuses.
AUTHENTICATOR = """
  const plain = (value) => value instanceof Uint8Array ? [...value]
    : Array.isArray(value) ? value.map(plain)
    : value && typeof value === "object" ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]))
    : value;
  const bytes = new Uint8Array([251, 255, 191, 62]).buffer;
  const answer = (asked) => {
    sessionStorage.setItem("asked", JSON.stringify(plain(asked.publicKey)));
    if (window.refuses) return Promise.reject(new DOMException("no", "NotAllowedError"));
    return Promise.resolve({
      type: "public-key", id: "-_-_Pg", rawId: bytes, authenticatorAttachment: "platform",
      getClientExtensionResults: () => ({}),
      response: { clientDataJSON: bytes, attestationObject: bytes, getTransports: () => ["internal"],
                  authenticatorData: bytes, signature: bytes, userHandle: window.nameless ? null : bytes },
    });
  };
  Object.defineProperty(navigator, "credentials", { value: { create: answer, get: answer } });"""


def open_form(browser: Browser, kind: str, options: dict[str, Any], box: str = "") -> tuple[Page, Server]:
    body = f"""<form method="post" action="/" data-passkey="{kind}"><input type="hidden" name="credential">{box}
      <p data-passkey-error hidden>The passkey was not used.</p><button>Go</button></form>
      <script type="application/json" id="passkey-options">{json.dumps({"publicKey": options})}</script>"""
    page, server = open_page(browser, body, "accounts/passkey.js")
    page.add_init_script(AUTHENTICATOR)
    page.goto(BASE)
    return page, server


def send(page: Page) -> dict[str, Any]:
    """Press the button and return what the authenticator was asked."""
    with page.expect_navigation():
        page.locator("button").click()
    asked: dict[str, Any] = json.loads(page.evaluate("sessionStorage.getItem('asked')"))
    return asked


@pytest.mark.parametrize("checked", ["checked", ""])
def test_a_passkey_that_signs_in_alone_must_know_its_owner_and_who_that_is(browser: Browser, checked: str) -> None:
    page, server = open_form(browser, "create", CREATE, f'<input type="checkbox" name="passwordless" {checked}>')
    asked = send(page)
    assert asked["authenticatorSelection"] == {
        "residentKey": "required" if checked else "discouraged",
        "requireResidentKey": bool(checked),
        "userVerification": "required" if checked else "preferred",
    }
    assert asked["challenge"] == asked["user"]["id"] == asked["excludeCredentials"][0]["id"] == BYTES
    made = json.loads(server.posts[0]["credential"])
    assert made["rawId"] == made["response"]["attestationObject"] == made["response"]["clientDataJSON"] == TEXT
    assert made["response"]["transports"] == ["internal"]
    page.context.close()


@pytest.mark.parametrize("is_nameless", [False, True])
def test_the_second_factor_asks_for_the_passkeys_of_the_account(browser: Browser, is_nameless: bool) -> None:
    page, server = open_form(browser, "get", GET)
    page.evaluate(f"window.nameless = {json.dumps(is_nameless)}")
    asked = send(page)
    assert asked == {**GET, "challenge": BYTES, "allowCredentials": [{"id": BYTES, "type": "public-key"}]}
    found = json.loads(server.posts[0]["credential"])["response"]
    assert found == {
        "clientDataJSON": TEXT,
        "authenticatorData": TEXT,
        "signature": TEXT,
        "userHandle": None if is_nameless else TEXT,
    }
    page.context.close()


def test_signing_in_without_a_name_fetches_its_challenge_first(browser: Browser) -> None:
    page, server = open_form(browser, "login", {})
    answer = json.dumps({"request_options": {"publicKey": {"challenge": TEXT}}})
    asks_json = "application/json"

    page.route(
        f"{BASE}/",
        lambda route: (
            route.fulfill(content_type=asks_json, body=answer)
            if route.request.headers.get("accept") == asks_json
            else route.fallback()
        ),
    )
    assert send(page) == {"challenge": BYTES, "allowCredentials": []}
    assert len(server.posts) == 1
    page.context.close()


def test_a_refusal_is_said_and_sends_nothing_and_a_second_try_takes_it_back(browser: Browser) -> None:
    page, server = open_form(browser, "get", GET)
    page.evaluate("window.refuses = true")
    page.locator("button").click()
    expect(page.locator("[data-passkey-error]")).to_be_visible()
    assert server.posts == []
    page.evaluate("window.refuses = false")
    send(page)
    assert len(server.posts) == 1
    page.context.close()


def test_a_server_that_gives_no_challenge_is_a_refusal_too(browser: Browser) -> None:
    page, server = open_form(browser, "login", {})
    page.route(f"{BASE}/", lambda route: route.fulfill(status=503))
    page.locator("button").click()
    expect(page.locator("[data-passkey-error]")).to_be_visible()
    assert server.posts == []
    page.context.close()
