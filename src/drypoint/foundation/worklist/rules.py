"""Pure decisions about tasks: a clock that stands still while the practice is closed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from drypoint.foundation.practice.rules import DAYS, OpenTime

# When a practice is open on a day, in minutes after midnight by the clock on its wall: (opens, closes), the second not
# included; the end of the day is 1440.
OpenOn = Callable[[date], Sequence[tuple[int, int]]]

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)
# Whoever has not opened for so long has told no hours that anybody could count.
_LONGEST_CLOSED_DAYS = 400


def weekly(times: Iterable[OpenTime]) -> OpenOn | None:
    """Return the hours of each day from those of a week; None where no hours are told, so that every hour counts."""
    week: dict[str, list[tuple[int, int]]] = {}
    for one in times:
        week.setdefault(one.day, []).append((_minute(one.opens), _minute(one.closes)))
    return (lambda day: week.get(DAYS[day.weekday()], ())) if week else None


def with_other_days(open_on: OpenOn, days: Mapping[date, Sequence[tuple[int, int]]]) -> OpenOn:
    """Return the hours of each day where some dates have their own, in place of their weekday's; none is closed."""
    return lambda day: days[day] if day in days else open_on(day)


def after_open(start: datetime, wait: timedelta, open_on: OpenOn | None, zone: tzinfo) -> datetime:
    """Return the first moment, in UTC, at which the practice has been open for so long since the start.

    An hour that the change of clocks skips does not count, and one that comes twice counts twice. Where a practice is
    closed for more than a year, the rest of the wait passes by the calendar.
    """
    left = wait
    at = start.astimezone(UTC)
    if open_on is None or left <= timedelta():
        return at + left
    for opens, closes in _spans_from(start, open_on, zone):
        begins = max(opens, at)
        if closes - begins >= left:
            return begins + left
        if closes > begins:
            left -= closes - begins
            at = closes
    return at + left


def before_open(end: datetime, wait: timedelta, open_on: OpenOn | None, zone: tzinfo) -> datetime:
    """Return the latest moment, in UTC, since which the practice has been open for so long: after_open backwards."""
    left = wait
    at = end.astimezone(UTC)
    if open_on is None or left <= timedelta():
        return at - left
    day = end.astimezone(zone).date()
    closed_days = 0
    while closed_days < _LONGEST_CLOSED_DAYS:
        spans = _spans_of(day, open_on(day), zone)
        for opens, closes in reversed(spans):
            ends = min(closes, at)
            if ends - opens >= left:
                return ends - left
            if ends > opens:
                left -= ends - opens
                at = opens
        closed_days = 0 if spans else closed_days + 1
        day -= _DAY
    return at - left


def _spans_from(start: datetime, open_on: OpenOn, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open spans in UTC from the day of a moment on, in order and apart; ends after a year without one."""
    day = start.astimezone(zone).date()
    closed_days = 0
    while closed_days < _LONGEST_CLOSED_DAYS:
        spans = _spans_of(day, open_on(day), zone)
        yield from spans
        closed_days = 0 if spans else closed_days + 1
        day += _DAY


def _spans_of(day: date, hours: Sequence[tuple[int, int]], zone: tzinfo) -> list[tuple[datetime, datetime]]:
    """Return when the clock on the wall shows hours of a day, in UTC, joined where they overlap."""
    spans = sorted(
        (max(_utc(day, opens, offset), begins), min(_utc(day, closes, offset), ends))
        for begins, ends, offset in _stretches_of(day, zone)
        for opens, closes in hours
    )
    joined: list[tuple[datetime, datetime]] = []
    for opens, closes in spans:
        if closes <= opens:
            continue
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
        else:
            joined.append((opens, closes))
    return joined


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _utc(day: date, minute: int, offset: timedelta) -> datetime:
    return datetime.combine(day, time.min, UTC) + timedelta(minutes=minute) - offset


def _stretches_of(day: date, zone: tzinfo) -> list[tuple[datetime, datetime, timedelta]]:
    """Return a day as one stretch of UTC with its offset, or as two where the clocks are changed in it."""
    begins = datetime.combine(day, time.min, zone).astimezone(UTC)
    ends = datetime.combine(day + _DAY, time.min, zone).astimezone(UTC)
    before, after = _offset(begins, zone), _offset(ends - _SECOND, zone)
    if before == after:
        return [(begins, ends, before)]
    low, high = begins, ends - _SECOND
    while high - low > _SECOND:
        middle = low + (high - low) // _SECOND // 2 * _SECOND
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    return [(begins, high, before), (high, ends, after)]


def _offset(at: datetime, zone: tzinfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
