"""Pure decisions about people: how a name is compared, how old somebody is."""

from __future__ import annotations

import unicodedata
from datetime import date


def name_key(name: str) -> str:
    """Return a name as it is searched and sorted by: without case, accents and doubled spaces; đ counts as d."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(plain.replace("đ", "d").replace("Đ", "D").casefold().split())


def age_on(day: date, born_on: date | None, birth_year: int | None) -> int | None:
    """Return the age in years on a day. With the year alone it is the age that is reached in that year; else None."""
    if born_on is not None:
        return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return None if birth_year is None else day.year - birth_year
