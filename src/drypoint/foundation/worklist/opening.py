"""The practice's own hours, as the clock of rules.py takes them."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from drypoint.foundation.practice.models import Practice
from drypoint.foundation.practice.queries import openings_of_other_days, the_practice
from drypoint.foundation.practice.rules import open_times
from drypoint.foundation.worklist import rules

log = logging.getLogger(__name__)


def hours_of(practice: Practice | None) -> rules.OpenOn | None:
    """Return when the practice is open, by its week and its other days; None where it has told no week.

    Hours that cannot be read keep no task from being due: then every hour counts, and the log says why.
    """
    try:
        week = rules.weekly(open_times(practice.opening_hours)) if practice else None
    except (ValueError, KeyError, TypeError):
        log.exception("The opening hours of the practice cannot be read, so every hour counts")
        return None
    if week is None:
        return None
    return rules.with_other_days(week, openings_of_other_days())


def due_after(start: datetime, wait: timedelta) -> datetime:
    """Return when the practice will have been open for so long since a moment."""
    return rules.after_open(start, wait, hours_of(the_practice()), timezone.get_current_timezone())


def waited_since(at: datetime, wait: timedelta, practice: Practice) -> datetime:
    """Return the latest moment since which the practice has been open for so long: who waits longer came before it."""
    return rules.before_open(at, wait, hours_of(practice), timezone.get_current_timezone())
