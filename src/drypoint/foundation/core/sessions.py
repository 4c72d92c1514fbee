"""Sessions that have ended: their rows are of no use, and hold who was signed in."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session

from drypoint.foundation.core.writing import durable

PORTION = 1000


def remove_expired(at: datetime) -> int:
    """Remove the rows of sessions that have ended, and return how many; a portion at a time, so that writers get on."""
    removed = 0
    while keys := list(Session.objects.filter(expire_date__lt=at).values_list("session_key", flat=True)[:PORTION]):
        with durable():
            removed += Session.objects.filter(session_key__in=keys, expire_date__lt=at).delete()[0]
    return removed
