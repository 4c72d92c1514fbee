"""Public holidays by country and year, from a library that is kept up to date; nothing here closes a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from drypoint.knowledge.language import FALLBACK


@dataclass(frozen=True)
class PublicHoliday:
    """A public holiday of a whole country, with its names by language, as far as the library has them."""

    on: date
    names: dict[str, str]


def holidays_of(country: str, year: int, languages: Iterable[str]) -> tuple[PublicHoliday, ...]:
    """Return the public holidays of a country in a year, by date; none for a country that the library does not know.

    They are named in each language that the library speaks for this country, and in English. Regional ones are not
    among them.
    """
    # Loaded where it is asked for: it brings its own catalogues for every country.
    from holidays import country_holidays

    try:
        spoken = country_holidays(country.upper()).supported_languages
    except NotImplementedError:
        return ()
    names: dict[date, dict[str, str]] = {}
    for code in dict.fromkeys((*languages, FALLBACK)):
        known = next((one for one in spoken if one.partition("_")[0] == code), None)
        # Where it has no catalogues of a country, its own words for it are English.
        if known is not None or (code == FALLBACK and not spoken):
            for on, name in country_holidays(country.upper(), years=year, language=known).items():
                names.setdefault(on, {})[code] = name
    return tuple(PublicHoliday(on, names[on]) for on in sorted(names))
