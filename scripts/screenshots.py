"""Take the pictures of docs/screenshots from a running demo.

Usage: python scripts/screenshots.py BASE_URL DATA_FOLDER TARGET_FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = (390, 1280)
THEMES = ("light", "dark")
PUBLIC = {
    "home": {"en": "/en/", "hr": "/hr/"},
    "treatment": {"en": "/en/dry-needling/", "hr": "/hr/suha-igla/"},
    "condition": {"en": "/en/problems/low-back-pain/", "hr": "/hr/tegobe/krizobolja/"},
    "enquiry": {"en": "/en/ask/", "hr": "/hr/upit/"},
    "atlas": {"en": "/en/atlas/", "hr": "/hr/atlas/"},
    "muscle": {"en": "/en/atlas/infraspinatus/", "hr": "/hr/atlas/infraspinatus/"},
    "evidence": {"en": "/en/evidence/heel/", "hr": "/hr/dokazi/"},
    "calculator": {"en": "/en/calculator/?example=events", "hr": "/hr/kalkulator/?example=means"},
    "harms": {"en": "/en/evidence/harms/", "hr": "/hr/dokazi/nuspojave/"},
}
DESK = {
    "desk": "/desk/",
    "enquiries": "/desk/enquiries/",
    "conversation": "/desk/enquiries/1/",
    "drawing": "/desk/drawings/1/",
}


def sign_in(page: Page, base: str, data: Path) -> None:
    """Sign in as the demo's owner with the password of the file."""
    lines = (data / "demo-signins.txt").read_text().splitlines()
    email, password = next(line.split() for line in lines if line.startswith("owner@"))
    page.goto(f"{base}/account/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{base}/desk/")


def shoot(browser: Browser, base: str, data: Path, target: Path) -> None:
    """Write one picture a page, width, theme and language."""
    for theme in THEMES:
        for width in WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": 844 if width < 500 else 900}, color_scheme=theme, locale="en"
            )
            page = context.new_page()
            for name, paths in PUBLIC.items():
                for language, path in paths.items():
                    page.goto(base + path)
                    page.screenshot(path=target / f"{name}-{language}-{width}-{theme}.png", full_page=True)
            sign_in(page, base, data)
            for name, path in DESK.items():
                page.goto(base + path)
                page.screenshot(path=target / f"{name}-en-{width}-{theme}.png", full_page=True)
            context.close()


def main() -> int:
    """Run from the command line."""
    if len(sys.argv) != 4:
        sys.stderr.write("usage: python scripts/screenshots.py BASE_URL DATA_FOLDER TARGET_FOLDER\n")
        return 2
    base, data, target = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        shoot(browser, base, data, target)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
