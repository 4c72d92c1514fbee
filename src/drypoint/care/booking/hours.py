"""Opening hours as people write them (wall-clock times) and as they pass (instants), over both changes of clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MINUTES_A_DAY: Final = 24 * 60
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
MICROSECONDS_A_MINUTE: Final = 60_000_000


@dataclass(frozen=True, order=True)
class WallHours:
    """From one wall-clock time to a later one on one local date, in minutes after midnight; 1440 is 24:00."""

    from_minute: int
    to_minute: int


@dataclass(frozen=True)
class OpeningHours:
    """A week of hours, keyed by weekday (0 is Monday), and the dates that replace their weekday altogether."""

    week: dict[int, tuple[WallHours, ...]] = field(default_factory=dict)
    exceptions: dict[date, tuple[WallHours, ...]] = field(default_factory=dict)

    def on(self, day: date) -> tuple[WallHours, ...]:
        """Return the hours of a local date; an exception without hours is a closed day."""
        replaced = self.exceptions.get(day)
        return self.week.get(day.weekday(), ()) if replaced is None else replaced


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970, exactly: whole numbers make ranges, which datetimes do not."""
    return (instant - _EPOCH) // _MICROSECOND


def instant_at(day: date, minute: int, zone: ZoneInfo, *, closing: bool = False) -> int:
    """Return the instant of a wall-clock time, in microseconds since 1970.

    A time that the change to summer time skips is moved forward by the gap. One that comes twice is its first coming
    as an opening and its second as a closing, so that nobody is shut out of an hour that the clock shows as open.
    """
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - the zone comes with the next line
    wall = (midnight + timedelta(minutes=minute)).replace(tzinfo=zone)
    # In a gap the first offset is the one before the change, which is what moves the time forward.
    skipped = wall.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall.replace(tzinfo=None)
    return microseconds(wall.replace(fold=1) if closing and not skipped else wall)


def local_date(instant: int, zone: ZoneInfo) -> date:
    """Return the date that a calendar in the zone shows at an instant (microseconds since 1970)."""
    return as_datetime(instant, zone).date()


def as_datetime(instant: int, zone: ZoneInfo) -> datetime:
    """Return an instant (microseconds since 1970) with the zone's offset at that instant."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone)
