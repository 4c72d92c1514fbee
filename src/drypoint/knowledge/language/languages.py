"""The languages that Drypoint speaks, each from its own file under facts/."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

# What is said where a text is missing: every fact and every sentence of the code is written in it.
FALLBACK: Final = "en"


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """What differs from language to language and is no sentence. Plurals and other formats of dates come from gettext.

    name is its own name for itself; locale is what pages name to others (hr_HR). alphabet holds letters, in order;
    some have two signs (dž, lj). Where two such signs are two letters after all (injekcija), split has the
    beginning of the word with a bar between them. alike maps a letter to another way of writing it. thousands
    stands between groups of three digits, in numbers from thousands_from on. short_day is a day without
    its year, where there is little room, in the letters of Django's formats. countries are those whose lists of
    names follow this alphabet; country_names name countries by their two letters.

    For the search, all folded: endings are taken off a word, softened letters at its end are what they came from
    (ruci, ruka), fleeting is a vowel that comes and goes before the last letter (lakat, lakta), small_words say
    nothing of what is looked for.
    """

    code: str
    name: str
    english_name: str
    locale: str
    alphabet: tuple[str, ...]
    decimal: str
    thousands: str
    thousands_from: int
    short_day: str
    split: tuple[str, ...] = ()
    alike: Mapping[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    softened: Mapping[str, str] = field(default_factory=dict)
    fleeting: str = ""
    small_words: tuple[str, ...] = ()
    path_words: Mapping[str, str] = field(default_factory=dict)

    def path(self, english: str) -> str:
        """Return an address, or a route with parameters, in this language; a word it has none for stays English."""
        return "/".join(self.path_words.get(word, word) for word in english.split("/"))

    country_names: Mapping[str, str] = field(default_factory=dict)

    def country_named(self, code: str) -> str:
        """Return the name of a country by its two letters; the letters where there is none."""
        return self.country_names.get(code.upper(), code)

    def written(self, value: int) -> str:
        """Write a whole number with the sign for thousands."""
        if abs(value) < self.thousands_from:
            return str(value)
        return f"{value:,}".replace(",", self.thousands)


_TABLES: Final = ("alike", "softened", "path_words", "country_names")


@cache
def languages() -> Mapping[str, Language]:
    """Return the languages by code, the one that others fall back to first. They are read once per process."""
    found = {
        entry.name.removesuffix(".toml"): tomllib.loads(entry.read_text("utf-8"))
        for entry in resources.files(__package__).joinpath("facts").iterdir()
        if entry.name.endswith(".toml")
    }
    codes = sorted(found, key=lambda code: (code != FALLBACK, code))
    return MappingProxyType({code: _language(code, found[code]) for code in codes})


def _language(code: str, raw: Mapping[str, object]) -> Language:
    listed = {"alphabet": str(raw["alphabet"]).split()}
    for name in ("split", "countries", "endings", "small_words"):
        value = raw.get(name, [])
        if isinstance(value, list):
            listed[name] = [str(one) for one in value]
    tables = {name: MappingProxyType({**_table(raw.get(name))}) for name in _TABLES}
    return Language(
        code=code,
        name=str(raw["name"]),
        english_name=str(raw["english_name"]),
        locale=str(raw["locale"]),
        decimal=str(raw["decimal"]),
        thousands=str(raw["thousands"]),
        thousands_from=int(str(raw["thousands_from"])),
        short_day=str(raw["short_day"]),
        fleeting=str(raw.get("fleeting", "")),
        alike=tables["alike"],
        softened=tables["softened"],
        path_words=tables["path_words"],
        country_names=tables["country_names"],
        **{name: tuple(value) for name, value in listed.items()},
    )


def _table(raw: object) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in raw.items()} if isinstance(raw, dict) else {}


def language_of(code: str | None) -> Language:
    """Return a language by its code, the fallback where there is none of that code."""
    known = languages()
    return known.get(code or FALLBACK, known[FALLBACK])


def language_of_country(country: str) -> Language | None:
    """Return the language whose alphabet a country's lists of names follow, None where no language says so."""
    return next((one for one in languages().values() if country.upper() in one.countries), None)
