"""Which slots are free: values in, values out. The database still refuses what two people take at once."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from drypoint.care.booking.hours import (
    MICROSECONDS_A_MINUTE,
    OpeningHours,
    as_datetime,
    instant_at,
    local_date,
    microseconds,
)


@dataclass(frozen=True)
class Service:
    """What is booked. Durations are in minutes; the buffers before and after belong to the appointment."""

    minutes: int
    step_minutes: int
    horizon_days: int
    before_minutes: int = 0
    after_minutes: int = 0
    notice_minutes: int = 0


@dataclass(frozen=True)
class BusyTime:
    """From one instant up to, not including, a later one; both carry an offset."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Practitioner:
    """Who treats: opening hours, what is taken, and how many appointments a local date may hold (None: any number)."""

    id: str
    hours: OpeningHours
    busy: Sequence[BusyTime] = ()
    daily_cap: int | None = None
    booked_on: dict[date, int] = field(default_factory=dict)

    def is_full(self, day: date) -> bool:
        """Tell whether the cap of this local date is reached."""
        return self.daily_cap is not None and self.booked_on.get(day, 0) >= self.daily_cap


@dataclass(frozen=True)
class Room:
    """Where it happens, and when it is taken."""

    id: str
    busy: Sequence[BusyTime] = ()


@dataclass(frozen=True)
class SlotQuestion:
    """All that the free slots depend on. first and last are local dates, both included."""

    zone: ZoneInfo
    now: datetime
    first: date
    last: date
    service: Service
    practitioners: Sequence[Practitioner]
    rooms: Sequence[Room] = ()


@dataclass(frozen=True)
class Slot:
    """A time that can be booked; room is None where the practice lists no rooms."""

    start: datetime
    end: datetime
    practitioner: str
    room: str | None


def free_slots(question: SlotQuestion) -> list[Slot]:
    """Return what can be booked, by start, then in the order of the practitioners; the first free room of the list."""
    return [
        Slot(as_datetime(start, question.zone), as_datetime(end, question.zone), practitioner, room)
        for start, end, practitioner, room in _Search(question).found()
    ]


class _Taken:
    """Busy times joined where they touch or overlap, so that one look-up answers whether a stretch is free."""

    def __init__(self, busy: Iterable[BusyTime]) -> None:
        self._ends: list[int] = []
        self._starts: list[int] = []
        for start, end in sorted((microseconds(time.start), microseconds(time.end)) for time in busy):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def meets(self, start: int, end: int) -> bool:
        """Tell whether anything is taken within [start, end)."""
        following = bisect_left(self._ends, start + 1)
        return following < len(self._starts) and self._starts[following] < end


class _Search:
    """One walk over the openings of the days asked for, in whole microseconds."""

    def __init__(self, question: SlotQuestion) -> None:
        self._question = question
        service = question.service
        self._length = service.minutes * MICROSECONDS_A_MINUTE
        self._before = service.before_minutes * MICROSECONDS_A_MINUTE
        self._after = service.after_minutes * MICROSECONDS_A_MINUTE
        self._step = service.step_minutes * MICROSECONDS_A_MINUTE
        self._earliest = microseconds(question.now) + service.notice_minutes * MICROSECONDS_A_MINUTE
        self._rooms = [(room.id, _Taken(room.busy)) for room in question.rooms]

    def found(self) -> list[tuple[int, int, str, str | None]]:
        """Return (start, end, practitioner, room), sorted; a start that two openings share is there once."""
        question = self._question
        today = local_date(microseconds(question.now), question.zone)
        last = min(question.last, today + timedelta(days=question.service.horizon_days))
        found: dict[tuple[int, int], tuple[int, int, str, str | None]] = {}
        for order, practitioner in enumerate(question.practitioners):
            taken = _Taken(practitioner.busy)
            for start in self._starts(practitioner, last):
                if (start, order) in found or taken.meets(start - self._before, start + self._length + self._after):
                    continue
                is_possible, room = self._room(start)
                if is_possible:
                    found[start, order] = (start, start + self._length, practitioner.id, room)
        return [found[key] for key in sorted(found)]

    def _room(self, start: int) -> tuple[bool, str | None]:
        if not self._rooms:
            return True, None
        for room, taken in self._rooms:
            if not taken.meets(start - self._before, start + self._length + self._after):
                return True, room
        return False, None

    def _starts(self, practitioner: Practitioner, last: date) -> Iterator[int]:
        zone = self._question.zone
        # A clock that is put back over midnight lets an opening of the day before reach into the first day.
        day = self._question.first - timedelta(days=1)
        while day <= last:
            for hours in practitioner.hours.on(day):
                opens = instant_at(day, hours.from_minute, zone)
                closes = instant_at(day, hours.to_minute, zone, closing=True)
                for on, starts in self._by_date(opens, closes):
                    if self._question.first <= on <= last and not practitioner.is_full(on):
                        yield from starts
            day += timedelta(days=1)

    def _by_date(self, opens: int, closes: int) -> Iterator[tuple[date, range]]:
        """Split the starts of one opening by their local date: nearly always there is one."""
        skipped = max(0, -((opens - self._earliest) // self._step))
        starts = range(opens + skipped * self._step, closes - self._length + 1, self._step)
        if not starts:
            return
        zone = self._question.zone
        first, last = local_date(starts[0], zone), local_date(starts[-1], zone)
        if first == last:
            yield first, starts
            return
        dates = [local_date(start, zone) for start in starts]
        breaks = [0, *(number for number, (one, two) in enumerate(pairwise(dates), 1) if one != two), len(dates)]
        for begin, end in pairwise(breaks):
            yield dates[begin], starts[begin:end]
