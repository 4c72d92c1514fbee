"""Text as people type it: what a line may hold, and what stands in it besides letters. Pure."""

from __future__ import annotations

import unicodedata

# What a whole number from outside may be at most: an id, and a count of versions or saves that is raised by one.
LARGEST_ID = 2**63 - 1
LARGEST_COUNT = 2**31 - 2

# Marks that turn or hide what stands beside them. Joiners (U+200C, U+200D) stay: some scripts are written with them.
_MARKS = [0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
# Letters by their class, of which nothing is seen: fillers of Korean, blank braille, tags.
_BLANK_LETTERS = [0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0, *range(0xE0000, 0xE0080)]
_INVISIBLE = dict.fromkeys([*_MARKS, *_BLANK_LETTERS])


def has_control_characters(text: str, *, lines: bool = False) -> bool:
    """Say whether text holds a character that no person types, such as NUL; a line break only where lines are meant."""
    allowed = "\n\t" if lines else ""
    return any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} and sign not in allowed for sign in text)


def without_invisible_marks(text: str) -> str:
    """Return the text without marks that reverse or hide letters, composed (NFC) and trimmed."""
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE).strip()
