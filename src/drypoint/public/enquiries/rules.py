"""Pure decisions about enquiries: what a text may hold, what opens a conversation, how a reference looks."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from datetime import timedelta

from drypoint.foundation.core.typed import digits_of

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


def second_fact(phone: str, birth_year: int | None) -> str:
    """Return what opens the conversation: the last four digits of the number given, or else the birth year."""
    return digits_of(phone)[-4:] if phone else str(birth_year)


def is_same_fact(given: str, expected: str) -> bool:
    """Compare without telling by time how much was right."""
    given_hash = hashlib.sha256(digits_of(unicodedata.normalize("NFKC", given)).encode()).digest()
    return hmac.compare_digest(given_hash, hashlib.sha256(expected.encode()).digest())


def needs_health_consent(problem: str, *, has_documents: bool) -> bool:
    """Say whether what is sent tells of a person's health: everything but a general question without a file."""
    return has_documents or problem != "general"
