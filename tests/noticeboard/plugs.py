"""What this room shows in others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import override

from drypoint.foundation.core.checks import OK, CheckResult
from drypoint.foundation.core.registries import PagePart, Viewing
from drypoint.foundation.core.registries.first_content import Founding
from drypoint.foundation.core.registries.search import SearchHit
from drypoint.foundation.core.registries.today import WaitingLine
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.page import PersonViewing, TimelineEntry

PINNED = ["Umbrella found"]
pinned_by_demo: list[str] = []


@dataclass(frozen=True)
class Notices:
    """Notices under a heading."""

    template: ClassVar = "noticeboard/_notices.html"

    heading: str
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Banner:
    """A warning in the head of a page."""

    template: ClassVar = "noticeboard/_banner.html"
    heading: str


def count(_viewing: Viewing) -> int:
    return len(PINNED)


def what_waits(_viewing: Viewing) -> Iterable[WaitingLine]:
    yield WaitingLine("A notice waits to be read.", reverse("noticeboard_desk:list"), "stop")


def part_of_today(_viewing: Viewing) -> PagePart:
    return Notices("Pinned up today", tuple(PINNED))


def notices_with(_viewing: Viewing, words: str) -> Iterable[SearchHit]:
    return [SearchHit(notice, reverse("noticeboard_desk:list")) for notice in PINNED if words.lower() in notice.lower()]


def address(language: str) -> str:
    with override(language):
        return reverse("noticeboard:public")


def banner(viewing: PersonViewing) -> PagePart:
    return Banner("A notice about this person")


def section(viewing: PersonViewing) -> PagePart | None:
    if not viewing.actor.may("noticeboard.read"):
        return None
    return Notices("Notices of the patient", tuple(PINNED))


def what_was_pinned(viewing: PersonViewing) -> Iterable[TimelineEntry]:
    yield TimelineEntry(viewing.at, "A notice was pinned up", reverse("noticeboard_desk:list"), episode=7)


def export_of(_person: Person) -> list[dict[str, str]]:
    return [{"notice": notice} for notice in PINNED]


def erase_of(_person: Person) -> int:
    return 0


def check(_at: datetime) -> Iterable[CheckResult]:
    yield CheckResult("noticeboard.pins", OK, "There are pins.")


def take_down(_at: datetime) -> None:
    PINNED.clear()


def pin_up(founding: Founding) -> None:
    pinned_by_demo.append(founding.main_language)
