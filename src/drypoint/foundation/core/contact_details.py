"""How a person is reached, and what they know of it that opens a private link: values in, values out."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

OLDEST_BIRTH_YEAR = 1900
PHONE_DIGITS = range(6, 16)


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


def second_fact(phone: str, birth_year: int | None) -> str:
    """Return what opens a private link: the last four digits of the number given, or else the birth year."""
    return digits_of(phone)[-4:] if phone else str(birth_year)


def is_same_fact(given: str, expected: str) -> bool:
    """Compare without telling by time how much was right."""
    given_hash = hashlib.sha256(digits_of(unicodedata.normalize("NFKC", given)).encode()).digest()
    return hmac.compare_digest(given_hash, hashlib.sha256(expected.encode()).digest())
