"""Text as people type it: what a line may hold, and what stands in it besides letters. Pure."""

from __future__ import annotations

import unicodedata

OLDEST_BIRTH_YEAR = 1900
PHONE_DIGITS = range(6, 16)

# Marks that turn or hide what stands beside them. Joiners (U+200C, U+200D) stay: some scripts are written with them.
_TRICKS = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)


def has_control_characters(text: str, *, lines: bool = False) -> bool:
    """Say whether text holds a character that no person types, such as NUL; a line break only where lines are meant."""
    allowed = "\n\t" if lines else ""
    return any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} and sign not in allowed for sign in text)


def without_tricks(text: str) -> str:
    """Return the text without marks that reverse or hide letters, composed (NFC) and trimmed."""
    return unicodedata.normalize("NFC", text).translate(_TRICKS).strip()


def digits_of(phone: str) -> str:
    """Return the digits of a telephone number."""
    return "".join(sign for sign in phone if sign in "0123456789")


def is_phone(text: str) -> bool:
    """Say whether text is a telephone number: 6 to 15 digits, and nothing beside them but what numbers are set with."""
    return len(digits_of(text)) in PHONE_DIGITS and not set(text) - set("0123456789 +-/().")


def year_of(text: str, this_year: int) -> int | None:
    """Return the year of birth that was typed, or None for one in which nobody who is alive was born."""
    if not (text.isascii() and text.isdecimal()) or not OLDEST_BIRTH_YEAR <= int(text) <= this_year:
        return None
    return int(text)
