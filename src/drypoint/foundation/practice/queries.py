"""Named reads about the practice."""

from __future__ import annotations

from drypoint.foundation.practice.models import Practice


def the_practice() -> Practice | None:
    """Return the practice, or None before the set-up page has been filled in."""
    return Practice.objects.filter(pk=1).first()
