"""Pure decisions about people: how a name is compared, how old somebody is."""

from __future__ import annotations

from datetime import date

from drypoint.knowledge.language import sort_code
from drypoint.knowledge.language.folding import folded

_LONGEST_CODE = 240


def name_key(name: str) -> str:
    """Return a name as it is searched by: without case, accents and doubled spaces; đ counts as d."""
    return folded(name)


def name_place(name: str, alphabet: str) -> str:
    """Return what a list of names is sorted by: digits in the order of the alphabet of a language."""
    return sort_code(name, alphabet)[:_LONGEST_CODE]


def age_on(day: date, born_on: date | None, birth_year: int | None) -> int | None:
    """Return the age in years on a day. With the year alone it is the age that is reached in that year; else None."""
    if born_on is not None:
        return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return None if birth_year is None else day.year - birth_year
