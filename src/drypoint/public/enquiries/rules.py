"""Pure decisions about enquiries: what a text may hold, how long a link lives, how a reference looks."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from drypoint.knowledge.screening import ReportMark, load

MOST_TEXT = 5_000
LINK_LIFETIME = timedelta(days=60)
OPEN_LIFETIME = timedelta(minutes=30)
SENT_PAGE_LIFETIME = timedelta(hours=24)

# Counted while the practice is open: until somebody has read what may be an emergency, and until others are told.
EMERGENCY_READ_WITHIN = timedelta(minutes=30)
EMERGENCY_PASSED_ON_AFTER = timedelta(hours=1)
LATE_PASSED_ON_AFTER = timedelta(hours=4)
_MAY_BE = ("present", "possible")

# No vowels, so that no word appears; none of the letters and digits that are mistaken for each other aloud or in print.
_ALPHABET = "CFHJKMRTVXY2346789"


def new_reference() -> str:
    """Return a random reference that can be said on the telephone, such as K7M2-4XRT (one of 11 thousand million)."""
    letters = [secrets.choice(_ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def needs_health_consent(problem: str, *, has_documents: bool) -> bool:
    """Say whether what is sent tells of a person's health: everything but a general question without a file."""
    return has_documents or problem != "general"


def may_be_emergency(marks: Iterable[ReportMark]) -> bool:
    """Say whether words tell of a red flag that is an emergency, as stated or as possible. False clears nobody."""
    items = load().items
    return any(mark.state in _MAY_BE and mark.key in items and items[mark.key].urgency == "emergency" for mark in marks)


def most_bytes_of_files(max_upload_mb: int) -> int:
    """Return how much the files of one conversation may hold together: ten of the largest."""
    return 10 * max_upload_mb * 1024 * 1024
