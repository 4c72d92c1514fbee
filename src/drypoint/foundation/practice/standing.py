"""What other rooms know to stand on a day that is closed or is to be, such as appointments: nobody comes in vain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import Registry
from drypoint.foundation.practice.models import DayException


@dataclass(frozen=True, slots=True)
class OnTheDay:
    """Something that stands on a day with somebody who treats: in words, and where it is shown."""

    on: date
    practitioner_id: int
    words: str
    url: str


@dataclass(frozen=True)
class StandingSource:
    """find returns what stands on some days, as far as the actor may see it, in order."""

    name: str
    order: int
    find: Callable[[Actor, Collection[date]], Iterable[OnTheDay]]


standing_sources: Registry[StandingSource] = Registry("source of what stands on a day")
On = dict[date, tuple[OnTheDay, ...]]


def register_standing(source: StandingSource) -> None:
    """Let a room say what stands on days that are closed."""
    standing_sources.register(source)


def standing_on(actor: Actor, days: Collection[date], practitioner_id: int | None = None) -> On:
    """Return what stands on each of some days that are closed for somebody, or (None) for all.

    Whoever has openings of their own on such a day goes on treating; what stands with them is left out.
    """
    if not days:
        return {}
    own = DayException.objects.filter(from_minute__isnull=False, on__in=days)
    treating = set(own.values_list("practitioner_id", "on")) if practitioner_id is None else set()
    found: dict[date, list[OnTheDay]] = {}
    for source in standing_sources:
        for one in source.find(actor, days):
            is_theirs = practitioner_id in {None, one.practitioner_id}
            if is_theirs and (one.practitioner_id, one.on) not in treating:
                found.setdefault(one.on, []).append(one)
    return {day: tuple(standing) for day, standing in found.items()}
