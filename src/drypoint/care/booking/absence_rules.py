"""Who can stand in for somebody who is away: values in, values out; instants are microseconds since 1970."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

Stretch = tuple[int, int]
# What somebody may do by name, with the last day; None: without end.
Credentials = Mapping[str, date | None]


@dataclass(frozen=True)
class BookedVisit:
    """What was booked with somebody who is away: its treatment, what it takes with its buffers, and for whom."""

    id: int
    treatment: Stretch
    occupied: Stretch
    day: date
    service: int
    language: str


@dataclass(frozen=True)
class Colleague:
    """Somebody else who treats: what they may, speak and offer, when they are open, and what they have already."""

    id: int
    credentials: Credentials = field(default_factory=dict)
    languages: frozenset[str] = frozenset()
    services: frozenset[int] = frozenset()
    openings: Sequence[Stretch] = ()
    busy: Sequence[Stretch] = ()
    daily_cap: int | None = None
    booked_on: Mapping[date, int] = field(default_factory=dict)


def stand_ins(
    visits: Iterable[BookedVisit], colleagues: Sequence[Colleague], needed: Credentials
) -> dict[int, int | None]:
    """Return for each visit the first colleague who can take it over at its time, None where nobody can.

    The earliest visit chooses first; what a colleague has taken over is in their way like what they had.
    """
    taken: dict[int, list[BookedVisit]] = {one.id: [] for one in colleagues}
    found: dict[int, int | None] = {}
    for visit in sorted(visits, key=lambda one: (one.treatment, one.id)):
        who = next((one for one in colleagues if _can_take(one, visit, taken[one.id], needed)), None)
        found[visit.id] = None if who is None else who.id
        if who is not None:
            taken[who.id].append(visit)
    return found


def _can_take(who: Colleague, visit: BookedVisit, taken: Sequence[BookedVisit], needed: Credentials) -> bool:
    begins, ends = visit.treatment
    is_open = any(opens <= begins and ends <= closes for opens, closes in who.openings)
    busy = [*who.busy, *(one.occupied for one in taken)]
    is_free = not any(begin < visit.occupied[1] and visit.occupied[0] < end for begin, end in busy)
    has = who.booked_on.get(visit.day, 0) + sum(one.day == visit.day for one in taken)
    is_below_cap = who.daily_cap is None or has < who.daily_cap
    speaks = visit.language in who.languages
    offers = visit.service in who.services
    return offers and speaks and is_open and is_free and is_below_cap and _may_the_same(who, visit.day, needed)


def _may_the_same(who: Colleague, day: date, needed: Credentials) -> bool:
    """Say whether a colleague holds on a day whatever of what is needed was still valid on it."""
    return all(
        name in who.credentials and _is_valid(who.credentials[name], day)
        for name, until in needed.items()
        if _is_valid(until, day)
    )


def _is_valid(until: date | None, day: date) -> bool:
    return until is None or day <= until
