"""From a question with a report to the answer read: the thin line through the whole house, in a real browser."""

from __future__ import annotations

import io
import re
import zlib
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Demo, sign_in

pytestmark = pytest.mark.browser
QUESTION = "My lumbar spine aches at night since Easter."
WORDS = {
    "en": {"send": "Send", "write": "Send", "open": re.compile("Open")},
    "hr": {"send": "Pošalji", "write": "Pošalji", "open": re.compile("Otvori")},
}


def report() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def picture() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = (2).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress(b"\0\0\0" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def ask(page: Page, demo: Demo, language: str, address: str, folder: Path) -> None:
    (folder / "nalaz <b>.pdf").write_bytes(report())
    (folder / "photo.png").write_bytes(picture())
    page.goto(f"{demo.url}/{language}/ask/")
    page.locator("[name=name]").fill("Vera Primjer")
    page.locator("[name=email]").fill(address)
    page.locator("[name=phone]").fill("+385 1 000 4321")
    page.locator("[name=problem]").select_option("lumbar_spine")
    page.locator("[name=text]").fill(QUESTION)
    page.locator("input[type=file]").set_input_files([folder / "nalaz <b>.pdf", folder / "photo.png"])
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name=WORDS[language]["send"], exact=True).last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("language", "has_javascript"), [("en", True), ("hr", False)])
def test_from_question_to_answer_read(
    browser: Browser, demo: Demo, tmp_path: Path, language: str, has_javascript: bool
) -> None:
    address = f"vera-{language}@example.com"
    outside = browser.new_context(
        viewport={"width": 390, "height": 844}, locale=language, java_script_enabled=has_javascript
    )
    page = outside.new_page()
    ask(page, demo, language, address, tmp_path)
    reference = page.locator("main .numeric").first.inner_text().strip()
    assert re.fullmatch(r"\w{4}-\w{4}", reference)

    receipt = demo.postbox.wait_for(address)
    assert reference in receipt.get_content()
    assert "lumbar" not in receipt.as_string().lower()

    inside = browser.new_context(accept_downloads=True, java_script_enabled=has_javascript)
    desk = sign_in(inside, demo, "clinician")
    desk.goto(f"{demo.url}/desk/enquiries/?reference={reference}")
    assert QUESTION in desk.content()
    for number, sent in enumerate((report(), picture())):
        with desk.expect_download() as started:
            desk.locator("a[download]").nth(number).click()
        received = started.value
        assert "nalaz" not in received.suggested_filename
        assert len(Path(received.path()).read_bytes()) == len(sent)
    desk.locator("[name=text]").fill("Please come by on Tuesday.")
    desk.get_by_role("button", name="Send the answer").click()
    desk.wait_for_load_state()
    assert "Your answer is kept" in desk.content()

    news = demo.postbox.wait_for(address, 2).get_content()
    assert "Tuesday" not in news
    link = re.search(r"http://\S+/(?:conversation|razgovor)/\S+", news)
    assert link
    page.goto(link.group())
    assert "Tuesday" not in page.content()
    page.locator("[name=fact]").fill("4321")
    page.locator("form button[type=submit]:visible").first.click()
    page.wait_for_load_state()
    assert "Please come by on Tuesday." in page.content()
    page.locator("[name=text]").fill("Thank you.")
    page.get_by_role("button", name=WORDS[language]["write"], exact=True).last.click()
    page.wait_for_load_state()
    desk.goto(f"{demo.url}/desk/enquiries/?reference={reference}")
    assert "Thank you." in desk.content()
    for context in (inside, outside):
        context.close()
