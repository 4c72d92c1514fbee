"""Read what the last run wrote, and say it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.foundation.practice.models import Practice
from drypoint.knowledge.language import language_of
from drypoint.knowledge.language.phrases import phrases
from drypoint.public.website.accessibility.presenters import ShownStatement
from drypoint.public.website.drawn import draw
from drypoint.public.website.presenters import Section

KEY = "accessibility"  # of the page that says it
ANCHOR = "checked"
COLOURS: Mapping[str, str | Promise] = {
    "light": gettext_lazy("light"),
    "dark": gettext_lazy("dark"),
    "device-light": gettext_lazy("in the few colours of the device, on light"),
    "device-dark": gettext_lazy("in the few colours of the device, on dark"),
}


@dataclass(frozen=True)
class Look:
    """Pages that were seen in one way: which check, how wide in pixels, in which colours, how many."""

    check: str
    width: int
    colours: str
    pages: int


@dataclass(frozen=True)
class Run:
    """What a run of the browser's tests found nothing wrong with. kinds are those seen in every look of axe."""

    checked_on: date
    axe: str
    browser: str
    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    looks: tuple[Look, ...]


@cache
def last_run() -> Run:
    """Return the last run that found nothing, from the file that it wrote."""
    raw = json.loads(resources.files(__package__).joinpath("facts/last_run.json").read_text("utf-8"))
    return Run(
        date.fromisoformat(raw["checked_on"]),
        raw["axe"],
        raw["browser"],
        tuple(raw["languages"]),
        tuple(raw["kinds"]),
        tuple(Look(**look) for look in raw["looks"]),
    )


def _checks(run: Run) -> tuple[str, ...]:
    said = (
        ("narrow", _("On %(count)d pages at a width of %(width)d pixels nothing has to be moved sideways.")),
        ("large-text", _("On %(count)d pages with text of twice the size nothing has to be moved sideways.")),
        ("targets", _("On %(count)d pages links and buttons that stand alone are at least 24 pixels high and wide.")),
    )
    found = {look.check: look for look in run.looks}
    return (
        *(words % {"count": found[check].pages, "width": found[check].width} for check, words in said),
        _("The keyboard alone leads from the menu to the question, and from the body map to a place, a muscle and on."),
    )


def _gaps() -> tuple[str, ...]:
    return (
        _("A program finds only some of the barriers. People who use a screen reader have not tested these pages yet."),
        _("Checked were the pages as Drypoint brings them. What the practice wrote or changed since is not in it."),
        _("Pages behind a personal link are tried step by step, but not in every colour and width."),
        _("Tables of numbers can be wider than a telephone. They move sideways by themselves."),
        _("Areas of the body map can be smaller than 24 pixels. The list below it has the same places."),
        _("Papers that we link to belong to others. Many are in English, and hard to read."),
    )


def _authority(country: str, language: str) -> str:
    found = phrases(__package__, "authorities").get(country)
    return found.in_(language) if found else ""


def sections_of(key: str, language: str, practice: Practice | None) -> tuple[Section, ...]:
    """Return the part of the page about accessibility that the last run fills; none on any other page."""
    if key != KEY:
        return ()
    run, names, row = last_run(), phrases(__package__, "page_kinds"), practice or Practice()
    tool = _("A program (axe %(axe)s in Chromium %(browser)s) looked for barriers and found none:")
    look = _("on %(count)d pages at a width of %(width)d pixels, %(colours)s")
    shown = ShownStatement(
        checked_on=run.checked_on,
        tool=tool % {"axe": run.axe, "browser": run.browser},
        looks=tuple(
            look % {"count": one.pages, "width": one.width, "colours": COLOURS[one.colours]}
            for one in run.looks
            if one.check == "axe"
        ),
        checks=_checks(run),
        languages=tuple(language_of(code).name for code in run.languages),
        kinds=tuple(names[kind].in_(language) for kind in run.kinds),
        gaps=_gaps(),
        email=row.email,
        phone=row.phone,
        authority=_authority(row.country, language),
    )
    return (Section(ANCHOR, _("How this was checked"), draw(shown)),)
