"""Pure decisions about people: how names and contacts are compared, how a name falls apart, how old somebody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from drypoint.foundation.core.contact_details import comparable_email, digits_of, numbers_of
from drypoint.knowledge.language import sort_code
from drypoint.knowledge.language.folding import folded

_LONGEST_CODE = 240
# Small words that begin a family name: van der Berg, de Luca, von Ivanich.
_PARTICLES = frozenset({
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "bin", "ibn",
    "zu", "ten", "ter",
})  # fmt: skip
_SAME_NUMBER_DIGITS = 8
_OIB_DIGITS = 11


def name_key(name: str) -> str:
    """Return a name as it is searched by: without case, accents and doubled spaces; đ counts as d."""
    return folded(name)


def name_place(name: str, alphabet: str) -> str:
    """Return what a list of names is sorted by: digits in the order of the alphabet of a language."""
    return sort_code(name, alphabet)[:_LONGEST_CODE]


def listed_columns(name: str, alphabet: str) -> dict[str, str]:
    """Return what a row holds to be found by its name, and to stand in its place."""
    return {"name_key": name_key(name), "name_place": name_place(name, alphabet), "placed_by": alphabet}


def age_on(day: date, born_on: date | None, birth_year: int | None) -> int | None:
    """Return the age in years on a day. With the year alone it is the age that is reached in that year; else None."""
    if born_on is not None:
        return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return None if birth_year is None else day.year - birth_year


@dataclass(frozen=True, slots=True)
class NameSplit:
    """A name in its parts."""

    given_name: str
    family_name: str


def proposed_split(name: str) -> NameSplit | None:
    """Return how a name may fall apart, for a person to confirm; None where nothing can be said.

    A comma stands behind the family name; else the last word is it, with the small words before it.
    """
    family, comma, given = (" ".join(part.split()) for part in name.partition(","))
    if comma:
        return NameSplit(given, family) if given and family and "," not in given else None
    words = family.split()
    if len(words) < 2:
        return None
    first = len(words) - 1
    while first > 1 and words[first - 1].casefold() in _PARTICLES:
        first -= 1
    return NameSplit(" ".join(words[:first]), " ".join(words[first:]))


def is_split_of(name: str, given_name: str, family_name: str) -> bool:
    """Say whether the two parts hold the words of a name and no others, in whatever order, case and accents."""
    words = name_key(name.replace(",", " ")).split()
    return sorted(words) == sorted(name_key(f"{given_name} {family_name}").split())


def is_oib(number: str) -> bool:
    """Say whether a number is a Croatian OIB: eleven digits, the last by ISO 7064 (MOD 11,10)."""
    if len(number) != _OIB_DIGITS or not (number.isascii() and number.isdecimal()):
        return False
    product = 10
    for sign in number[:-1]:
        product = ((int(sign) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(number[-1])


def normal_email(address: str) -> str:
    """Return an address as it is compared: an international domain has two writings, and case tells nobody apart.

    What is no address, such as its beginning in a search, is compared without case alone.
    """
    return comparable_email(address) if "@" in address else address.strip().casefold()


def normal_phone(number: str) -> str:
    """Return a number as it is compared: its digits, with a plus where the country stands before them."""
    written = next(iter(numbers_of(number)), "").replace("(0)", "")
    digits = digits_of(written)
    if written.lstrip().startswith("+"):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def phone_key(number: str) -> str:
    """Return the digits of a number from the country on, or from the area where no country is named."""
    return normal_phone(number).lstrip("+0")


def phone_match(normalised: str) -> str:
    """Return what two writings of one number share, with and without the country: its last eight digits."""
    return normalised.lstrip("+").lstrip("0")[-_SAME_NUMBER_DIGITS:]


# A referral that ends sooner than this is told of; the project's own choice, so that another can still be asked for.
ENDS_SOON = timedelta(days=14)


class ReferralStanding(StrEnum):
    """What there is to say of a referral; all but FINE is said at the patient's head."""

    FINE = "fine"
    LAST_BUT_ONE = "last_but_one"
    LAST = "last"
    USED_UP = "used_up"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"


def standing_of(allowed: int | None, used: int, valid_until: date | None, today: date) -> ReferralStanding:
    """Return how a referral stands on a day: what ends it first comes first. The last day of it is one of its days."""
    if valid_until is not None and valid_until < today:
        return ReferralStanding.ENDED
    left = None if allowed is None else allowed - used
    if left is not None and left <= 2:
        return {2: ReferralStanding.LAST_BUT_ONE, 1: ReferralStanding.LAST}.get(left, ReferralStanding.USED_UP)
    if valid_until is not None and valid_until - today < ENDS_SOON:
        return ReferralStanding.ENDS_SOON
    return ReferralStanding.FINE
