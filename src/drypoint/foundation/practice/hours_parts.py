"""What other rooms show on the page about hours: the free times that come of them, say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drypoint.foundation.core.registries import PagePart, Registry, Viewing


@dataclass(frozen=True)
class HoursPart:
    """A part of the page about hours; show returns None where there is nothing to show."""

    name: str
    order: int
    show: Callable[[Viewing], PagePart | None]


hours_parts: Registry[HoursPart] = Registry("part of the page about hours")


def register_hours_part(part: HoursPart) -> None:
    """Let a room show on the page about hours what comes of them."""
    hours_parts.register(part)


def parts_for(viewing: Viewing) -> list[PagePart]:
    """Return what the rooms have to show."""
    return [part for entry in hours_parts if (part := entry.show(viewing)) is not None]
