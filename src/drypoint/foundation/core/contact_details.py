"""How a person is reached, and what they know of it that opens a private link: values in, values out."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata

OLDEST_BIRTH_YEAR = 1900
PHONE_DIGITS = range(6, 16)
# Between two numbers, and before the extension of one: ext., kućni (Croatian) and what people make of them.
_NEXT_NUMBER = re.compile(r"[,;]|\s(?:or|ili|i|and|/|\|)\s|(?<=\d{3})\s?/\s?(?=\+|00)")
_EXTENSION = re.compile(
    r"\s*(?:extension|ext|x|ku[cć]a?|ku[cć]ni|lok(?:al)?|int)\.?\s*(?:broj\s*|br\.?\s*)?\d{1,5}$", re.IGNORECASE
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


def digits_of(phone: str) -> str:
    """Return the digits of a telephone number."""
    return "".join(sign for sign in phone if sign in "0123456789")


def phone_as_typed(text: str) -> str:
    """Return a number with plain spaces, dashes and digits for those that telephones and word processors put in."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).split())


def written_numbers(phone: str) -> list[str]:
    """Return the telephone numbers in a text, each as it is written there."""
    return [part.strip() for part in _NEXT_NUMBER.split(phone_as_typed(phone)) if part.strip()]


def numbers_of(phone: str) -> list[str]:
    """Return the telephone numbers in a text, without extensions."""
    return [_EXTENSION.sub("", part) for part in written_numbers(phone)]


def dialled(phone: str) -> str:
    """Return the digits of the first number, and its plus, as a tel: link wants them."""
    first = next(iter(numbers_of(phone)), "")
    return "".join(sign for sign in first.replace("(0)", "") if sign in "+0123456789")


def is_phone(text: str) -> bool:
    """Say whether text is one or two telephone numbers.

    Each has 6 to 15 digits, nothing beside them but what numbers are set with, and perhaps an extension.
    """
    numbers = numbers_of(text)
    return 0 < len(numbers) <= 2 and all(
        len(digits_of(one)) in PHONE_DIGITS and not set(one) - set("0123456789 +-/().") for one in numbers
    )


def year_of(text: str, this_year: int) -> int | None:
    """Return the year of birth that was typed, or None for one in which nobody who is alive was born."""
    if not (text.isascii() and text.isdecimal()) or not OLDEST_BIRTH_YEAR <= int(text) <= this_year:
        return None
    return int(text)


def second_fact(phone: str, birth_year: int | None) -> str:
    """Return what opens a private link: the last four digits of the number given, or else the birth year.

    Of two numbers either opens it; they are apart by a space.
    """
    return " ".join(digits_of(one)[-4:] for one in numbers_of(phone)) if phone else str(birth_year)


def is_same_fact(given: str, expected: str) -> bool:
    """Compare without telling by time how much was right; a whole number or date stands for its last four digits."""
    numbers = numbers_of(given) or [""]
    given_hash = hashlib.sha256(digits_of(unicodedata.normalize("NFKC", numbers[0]))[-4:].encode()).digest()
    right = [hmac.compare_digest(given_hash, hashlib.sha256(one.encode()).digest()) for one in expected.split()]
    return any(right)


def is_same_code(given: str, expected: str) -> bool:
    """Compare a code digit by digit, in whatever groups it was typed, without telling by time how much was right."""
    typed = digits_of(unicodedata.normalize("NFKC", given))
    return hmac.compare_digest(hashlib.sha256(typed.encode()).digest(), hashlib.sha256(expected.encode()).digest())


def comparable_email(email: str) -> str:
    """Return an address as it is compared: letters of one size, the domain in ASCII.

    Tags ("ana+news@") and dots stay: they may be another mailbox.
    """
    local, _at, domain = email.strip().rpartition("@")
    try:
        plain = domain.encode("idna").decode()
    except UnicodeError:
        plain = domain
    return f"{local.casefold()}@{plain.casefold()}"
