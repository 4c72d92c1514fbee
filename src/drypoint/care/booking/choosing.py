"""What a visitor chose, as addresses carry it: read strictly, and refused where nobody was offered it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Final

from drypoint.care.booking.rules import Slot

_WHEN: Final = re.compile(r"(\d{8})T(\d{4})Z", re.ASCII)


def when_of(start: datetime) -> str:
    """Return an instant as an address carries it, in UTC: 20270326T0900Z."""
    return f"{start.astimezone(UTC):%Y%m%dT%H%MZ}"


def instant_of(when: str) -> datetime | None:
    """Return the instant that an address carries, None for anything else."""
    if not _WHEN.fullmatch(when):
        return None
    try:
        return datetime.strptime(when, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def day_of(text: str) -> date | None:
    """Return the date that an address carries, None for anything else."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_of(text: str) -> int | None:
    """Return the row's number that an address carries, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def by_day(slots: Iterable[Slot]) -> list[tuple[date, list[datetime]]]:
    """Return the days on which there is something, each with its starts; a start that several offer stands once."""
    return [
        (day, sorted({slot.start for slot in found})) for day, found in groupby(slots, lambda slot: slot.start.date())
    ]
