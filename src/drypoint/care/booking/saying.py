"""Days and moments in words, in the language that is spoken and the practice's zone."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def day_said(day: date) -> str:
    """Return a day: Friday, 26 March 2027."""
    return f"{date_format(day, 'l')}, {date_format(day, 'DATE_FORMAT')}"


def time_said(moment: datetime) -> str:
    """Return the time of day: 09:00."""
    return f"{timezone.localtime(moment):%H:%M}"


def moment_said(moment: datetime) -> str:
    """Return a moment: Friday, 26 March 2027, 09:00."""
    local = timezone.localtime(moment)
    return f"{day_said(local.date())}, {time_said(local)}"


def short_said(moment: datetime) -> str:
    """Return a moment in few letters: Fri, 26 Mar 2027, 09:00."""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'D')}, {date_format(local, 'SHORT_DATE_FORMAT')}, {time_said(local)}"
