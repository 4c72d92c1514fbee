"""Colours can be read, files are light, nothing comes from elsewhere, the serif can write Croatian."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest

LOOK = Path(__file__).resolve().parents[2] / "src/drypoint/foundation/look"
STATIC = LOOK / "static/look"
SITE = (STATIC / "site.css").read_text(encoding="utf-8")
WORK = (STATIC / "work.css").read_text(encoding="utf-8")

TEXT = 4.5  # WCAG 2.2, 1.4.3
PART = 3.0  # WCAG 2.2, 1.4.11: borders of controls, graphic parts
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft", "copper", "ok", "warn", "stop") for ground in ("paper", "sheet")),
    ("ink", "wash", TEXT),
    ("ink", "stop-wash", TEXT),
    ("stop", "stop-wash", TEXT),
    ("on-copper", "copper", TEXT),
    ("paper", "ink", TEXT),
    ("paper", "stop", TEXT),
    ("sheet", "stop", TEXT),
    ("edge", "paper", PART),
    ("edge", "sheet", PART),
]


def _colours() -> dict[str, tuple[str, str]]:
    pairs = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", SITE)
    return {name: (light, dark) for name, light, dark in pairs}


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_a_pair_of_colours_can_be_told_apart(ink: str, ground: str, least: float, theme: int) -> None:
    colours = _colours()
    assert _contrast(colours[ink][theme], colours[ground][theme]) >= least


def test_old_browsers_get_the_light_colours() -> None:
    plain = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", SITE))
    assert {name: light for name, (light, _) in _colours().items()} == plain


@pytest.mark.parametrize(("sheet", "budget"), [(SITE, 9_216), (WORK, 12_288)], ids=["site", "work"])
def test_a_style_sheet_is_light_over_the_wire(sheet: str, budget: int) -> None:
    assert len(brotli.compress(sheet.encode())) <= budget


def test_the_fonts_of_a_page_are_light_over_the_wire() -> None:
    assert sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")) <= 32 * 1024


@pytest.mark.parametrize("sheet", [SITE, WORK], ids=["site", "work"])
def test_a_style_sheet_asks_no_other_host_and_imports_nothing(sheet: str) -> None:
    assert "//" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert "@import" not in sheet


def test_every_file_that_a_style_sheet_names_is_there() -> None:
    for name in re.findall(r'url\("([^"]+)"\)', SITE + WORK):
        assert (STATIC / name).is_file()


def test_every_token_that_is_used_is_defined() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", SITE))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", SITE + WORK)) <= defined


@pytest.mark.parametrize("weight", ["roman", "strong"])
def test_the_serif_can_write_croatian_and_typographic_signs(weight: str) -> None:
    listed = (STATIC / f"fonts/newsreader-{weight}.cmap.txt").read_text(encoding="utf-8")
    characters = {chr(int(code, 16)) for code in re.findall(r"^U\+([0-9A-F]{4})", listed, flags=re.MULTILINE)}
    assert set("čćđšžČĆĐŠŽäöüßéàñ„“”‘’–—…€°±×−≤≥ ") <= characters


@pytest.mark.parametrize("template", sorted(LOOK.rglob("*.html")), ids=lambda path: path.name)
def test_a_template_obeys_the_strict_policy(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|https?://", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def _rules(sheet: str) -> list[tuple[str, str]]:
    """The rules of a sheet as selector and declarations, those within @media too."""
    plain = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return [(selectors.strip(), told) for selectors, told in re.findall(r"([^{}]+)\{([^{}]*)\}", plain)]


SHEETS = [
    LOOK.parents[1] / place
    for place in ("care/booking/static/booking/times.css", "foundation/body/static/body/drawing.css")
]
CHOSEN = re.compile(r"""(\[aria-current\]|\[aria-pressed="true"\]|:checked \+ (label|span)|\.on)$""")


@pytest.mark.parametrize("sheet", [SITE, WORK, *(sheet.read_text("utf-8") for sheet in SHEETS)])
def test_what_is_chosen_can_be_told_in_the_colours_of_the_device(sheet: str) -> None:
    before, _media, forced = sheet.partition("@media (forced-colors: active)")
    rules = [(one.strip(), told) for selectors, told in _rules(before) for one in selectors.split(",")]
    chosen = [(one, told) for one, told in rules if CHOSEN.search(one)]
    assert chosen
    # A pressed button is the same in every room.
    lost = [
        one
        for one, told in chosen
        if "text-decoration" not in told and one not in forced and not one.endswith('[aria-pressed="true"]')
    ]
    assert not lost
    assert '[aria-pressed="true"]' in SITE.partition("@media (forced-colors: active)")[2]
