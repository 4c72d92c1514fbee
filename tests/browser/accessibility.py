"""What a run of the browser's tests saw, for the statement of accessibility: written by `--write-accessibility` alone.

A check notes each page of the website that it saw. Only a run in which every test passed and no check is missing is
written, so that no figure of the statement comes from a hand.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.kinds import KINDS

FILE = Path(__file__).resolve().parents[2] / "src/drypoint/public/website/accessibility/facts/last_run.json"
COLOURS = """() => (matchMedia("(forced-colors: active)").matches ? "device-" : "")
  + (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")"""
Look = tuple[str, int, str]
NEEDED: tuple[Look, ...] = (
    ("axe", 390, "light"),
    ("axe", 1280, "dark"),
    ("axe", 390, "device-light"),
    ("axe", 390, "device-dark"),
    ("narrow", 320, "light"),
    ("large-text", 390, "light"),
    ("targets", 390, "light"),
)
_seen: dict[Look, set[str]] = {}
_browsers: set[str] = set()


def note(check: str, page: Page) -> None:
    """Note the page that is open, if it is one of the website, as one in which the check found nothing wrong."""
    parts = urlsplit(page.url)
    path = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
    if path.startswith(("desk/", "account/")) or page.viewport_size is None:
        return
    _seen.setdefault((check, page.viewport_size["width"], page.evaluate(COLOURS)), set()).add(path)
    if page.context.browser:
        _browsers.add(page.context.browser.version)


def write(axe: str, day: date) -> None:
    """Write what was seen. Raises ValueError where a check or a kind of page is missing."""
    missing = [look for look in NEEDED if look not in _seen]
    looks = [_seen.get(look, set()) for look in NEEDED if look[0] == "axe"]
    kinds = [kind for kind, paths in KINDS.items() if all(seen & set(paths) for seen in looks)]
    if missing or len(kinds) < len(KINDS):
        raise ValueError(f"Not written: {missing or sorted(set(KINDS) - set(kinds))} were not seen.")
    told = {
        "checked_on": day.isoformat(),
        "axe": axe,
        "browser": ", ".join(sorted(_browsers)),
        "languages": sorted({path.split("/")[0] for seen in looks for path in seen}),
        "kinds": kinds,
        "looks": [
            {"check": check, "width": width, "colours": colours, "pages": len(_seen[check, width, colours])}
            for check, width, colours in NEEDED
        ],
    }
    FILE.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
