"""Text as people type it: what a line may hold, and what stands in it besides letters. Pure."""

from __future__ import annotations

import unicodedata

# What a whole number from outside may be at most: an id, and a count of versions or saves that is raised by one.
LARGEST_ID = 2**63 - 1
LARGEST_COUNT = 2**31 - 2

# Marks that turn or hide what stands beside them. Joiners (U+200C, U+200D) stay: some scripts are written with them.
_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)


def has_control_characters(text: str, *, lines: bool = False) -> bool:
    """Say whether text holds a character that no person types, such as NUL; a line break only where lines are meant."""
    allowed = "\n\t" if lines else ""
    return any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} and sign not in allowed for sign in text)


def without_invisible_marks(text: str) -> str:
    """Return the text without marks that reverse or hide letters, composed (NFC) and trimmed."""
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE).strip()
