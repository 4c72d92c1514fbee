"""Pure decisions about enquiries: what a text may hold, how long a link lives, how a reference looks."""

from __future__ import annotations

import secrets
from datetime import timedelta

MOST_TEXT = 5_000
LINK_LIFETIME = timedelta(days=60)
OPEN_LIFETIME = timedelta(minutes=30)
SENT_PAGE_LIFETIME = timedelta(hours=24)

# No vowels, so that no word appears; none of the letters and digits that are mistaken for each other aloud or in print.
_ALPHABET = "CFHJKMRTVXY2346789"


def new_reference() -> str:
    """Return a random reference that can be said on the telephone, such as K7M2-4XRT (one of 11 thousand million)."""
    letters = [secrets.choice(_ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def needs_health_consent(problem: str, *, has_documents: bool) -> bool:
    """Say whether what is sent tells of a person's health: everything but a general question without a file."""
    return has_documents or problem != "general"


def most_bytes_of_files(max_upload_mb: int) -> int:
    """Return how much the files of one conversation may hold together: ten of the largest."""
    return 10 * max_upload_mb * 1024 * 1024
