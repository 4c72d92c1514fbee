"""The desk's first screen: what waits in each room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from drypoint.foundation.core.registries import PagePart, Registry, Viewing

Level = Literal["stop", "warn", "plain"]
LEVELS: tuple[Level, ...] = ("stop", "warn", "plain")


@dataclass(frozen=True)
class WaitingLine:
    """What waits, how urgent it is, and where it is dealt with."""

    sentence: str
    url: str
    level: Level


@dataclass(frozen=True)
class Waiting:
    """What waits in a room, for those who hold the capability."""

    name: str
    order: int
    capability: str
    lines: Callable[[Viewing], Iterable[WaitingLine]]


@dataclass(frozen=True)
class TodayPart:
    """A part of the first screen below what waits; show returns None where there is nothing to show."""

    name: str
    order: int
    capability: str
    show: Callable[[Viewing], PagePart | None]


waiting: Registry[Waiting] = Registry("list of what waits")
today_parts: Registry[TodayPart] = Registry("part of the first screen")


def register_waiting(entry: Waiting) -> None:
    """Tell the first screen what waits in a room."""
    waiting.register(entry)


def register_today_part(entry: TodayPart) -> None:
    """Add a part of a room's to the first screen."""
    today_parts.register(entry)


def what_waits(viewing: Viewing) -> list[WaitingLine]:
    """Return everything that this member of staff should deal with, the most urgent first."""
    lines = [line for entry in waiting if viewing.actor.may(entry.capability) for line in entry.lines(viewing)]
    return sorted(lines, key=lambda line: LEVELS.index(line.level))


def parts_of_today(viewing: Viewing) -> list[PagePart]:
    """Return the parts that this member of staff may see and that have something to show."""
    shown = (entry.show(viewing) for entry in today_parts if viewing.actor.may(entry.capability))
    return [part for part in shown if part is not None]
