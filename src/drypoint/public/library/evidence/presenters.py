"""What the pages of the evidence show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from drypoint.knowledge.measures.smallest_change import SmallestChange
from drypoint.public.claims.topics import AGAINST_SHORT, ASKED, CONDITIONS
from drypoint.public.library.evidence.harms import Harms
from drypoint.public.library.evidence.showing import EvidenceLink, Group, Others
from drypoint.public.website.drawn import PublicPage
from drypoint.public.website.presenters import PageView
from drypoint.public.website.site_map import Node


@dataclass(frozen=True)
class Choices:
    """What the form of the first page offers, each with its name."""

    conditions: tuple[tuple[str, str], ...]
    asked: tuple[tuple[str, str], ...]
    against: tuple[tuple[str, str], ...]


def choices(conditions: Iterable[str]) -> Choices:
    """Return the choices where something is known of these conditions."""
    return Choices(
        conditions=tuple((condition, str(CONDITIONS[condition])) for condition in conditions),
        asked=tuple((str(asked), str(name)) for asked, name in ASKED.items()),
        against=tuple((str(against), str(name)) for against, name in AGAINST_SHORT.items()),
    )


@dataclass(frozen=True)
class EvidenceFirstPage(PublicPage):
    """All answers at a glance, and the ways to each; address is the page's own, to which the form is sent."""

    template: ClassVar[str] = "library/evidence/first.html"
    view: PageView
    address: str
    condition_links: tuple[EvidenceLink, ...]
    choices: Choices
    groups: tuple[Group, ...]
    calculator_url: str


@dataclass(frozen=True)
class Judging:
    """How the evidence was judged; page explains it, and is None where it is not live."""

    page: Node | None
    calculator_url: str
    loaded_at: datetime | None
    smallest_changes: tuple[SmallestChange, ...]


@dataclass(frozen=True)
class ConditionEvidencePage(PublicPage):
    """All that is known of a condition."""

    template: ClassVar[str] = "library/evidence/condition.html"
    view: PageView
    groups: tuple[Group, ...]
    others: Others
    judging: Judging


@dataclass(frozen=True)
class QuestionPage(PublicPage):
    """The answers to one question, with the ways to others: what else was measured, what else it was compared with."""

    template: ClassVar[str] = "library/evidence/question.html"
    view: PageView
    groups: tuple[Group, ...]
    neighbours: tuple[EvidenceLink, ...]
    filters: tuple[EvidenceLink, ...]
    judging: Judging


@dataclass(frozen=True)
class HarmsShownPage(PublicPage):
    """What harm is known."""

    template: ClassVar[str] = "library/evidence/harms.html"
    view: PageView
    known: Harms
    loaded_at: datetime | None
