"""The part of the page about accessibility that the last run fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from drypoint.public.website.drawn import ForEverybody


@dataclass(frozen=True)
class ShownStatement(ForEverybody):
    """What was checked, how and when, what is known to be missing, and how to complain.

    tool says what looked for barriers, looks on how many pages of which width and colours; checks and gaps are
    sentences; kinds are the kinds of page in words. authority says who takes complaints in the practice's country, ""
    where nobody knows.
    """

    template: ClassVar[str] = "website/blocks/accessibility.html"
    checked_on: date
    tool: str
    looks: tuple[str, ...]
    checks: tuple[str, ...]
    languages: tuple[str, ...]
    kinds: tuple[str, ...]
    gaps: tuple[str, ...]
    email: str
    phone: str
    authority: str
