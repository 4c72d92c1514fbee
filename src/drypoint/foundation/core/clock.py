"""The one place that may say what time it is."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def beginning_of(day: date, *, days_later: int = 0) -> datetime:
    """Return when a day begins in the practice's zone; days at either end of the calendar begin in UTC."""
    try:
        local = datetime.combine(day + timedelta(days=days_later), time.min, timezone.get_current_timezone())
        return local.astimezone(UTC)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if day.year > 1 else datetime.min.replace(tzinfo=UTC)
