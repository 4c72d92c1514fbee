"""Whether two records may be of one person: what speaks for it, what against. Pure; a person decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import combinations

from drypoint.knowledge.language import languages
from drypoint.knowledge.language.folding import folded
from drypoint.knowledge.language.slips import is_slip_of, most_slips

_LONGEST_WORD = 40


class Hint(Enum):
    """What two records have in common, the strongest first, or in what they differ."""

    SAME_IDENTIFIER = "same_identifier"
    SAME_EMAIL = "same_email"
    SAME_PHONE = "same_phone"
    SAME_NAME = "same_name"
    SWAPPED_NAME = "swapped_name"
    SAME_BIRTH_DATE = "same_birth_date"
    NEAR_BIRTH_DATE = "near_birth_date"
    SAME_BIRTH_YEAR = "same_birth_year"
    SIMILAR_NAME = "similar_name"
    PART_OF_NAME = "part_of_name"
    OTHER_NAME = "other_name"
    OTHER_BIRTH = "other_birth"
    OTHER_IDENTIFIER = "other_identifier"

    @property
    def is_against(self) -> bool:
        """Say whether it speaks against one person."""
        return self in {Hint.OTHER_NAME, Hint.OTHER_BIRTH, Hint.OTHER_IDENTIFIER}


_STRENGTH = {sign: len(Hint) - place for place, sign in enumerate(Hint)}
_SURE = {Hint.SAME_IDENTIFIER, Hint.SAME_EMAIL, Hint.SAME_PHONE}
_WHOLE_NAME = {Hint.SAME_NAME, Hint.SWAPPED_NAME}
_BIRTH_FITS = {Hint.SAME_BIRTH_DATE, Hint.NEAR_BIRTH_DATE, Hint.SAME_BIRTH_YEAR}


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a record; contacts and identifiers are pairs of a kind and what it is compared by."""

    name: str
    born_on: date | None = None
    birth_year: int | None = None
    contacts: frozenset[tuple[str, str]] = frozenset()
    identifiers: frozenset[tuple[str, str]] = frozenset()

    @property
    def year(self) -> int | None:
        """Return the year of birth, from whichever is known."""
        return self.born_on.year if self.born_on else self.birth_year


def signs(one: Traits, other: Traits) -> tuple[Hint, ...]:
    """Return all that two records have in common and in what they differ, the strongest first."""
    found = {
        *_of_identifiers(one, other),
        *(Hint.SAME_EMAIL if kind == "email" else Hint.SAME_PHONE for kind, _value in one.contacts & other.contacts),
        _of_names(one.name, other.name),
        _of_births(one, other),
    }
    return tuple(sorted((sign for sign in found if sign), key=lambda sign: -_STRENGTH[sign]))


def is_likely(found: Sequence[Hint]) -> bool:
    """Say whether somebody should be asked if these are one person.

    One number or one address is enough, for families share them and typists slip; the same name is, unless the births
    differ; a similar name or a part of it needs a birth that fits.
    """
    has = set(found)
    if has & _SURE:
        return True
    if has & _WHOLE_NAME:
        return Hint.OTHER_BIRTH not in has
    if Hint.SIMILAR_NAME in has:
        return bool(has & _BIRTH_FITS)
    return Hint.PART_OF_NAME in has and Hint.SAME_BIRTH_DATE in has


def strength(found: Sequence[Hint]) -> tuple[int, ...]:
    """Return how strongly hints speak for one person, to compare: the strongest counts first, then what is against."""
    against = [hint for hint in found if hint.is_against]
    return (*(_STRENGTH[hint] for hint in found if hint not in against), -len(against))


def name_words(name: str) -> list[str]:
    """Return the words of a name as they are compared: folded, and dj for what it stands for."""
    small = name.casefold().replace("-", " ").replace(",", " ")
    for language in languages().values():
        for letter, written in language.alike.items():
            small = small.replace(written, letter)
    return [word.strip(".'’")[:_LONGEST_WORD] for word in folded(small).split() if word.strip(".'’")]


def _of_identifiers(one: Traits, other: Traits) -> set[Hint]:
    if one.identifiers & other.identifiers:
        return {Hint.SAME_IDENTIFIER}
    kinds = {kind for kind, _value in one.identifiers} & {kind for kind, _value in other.identifiers}
    return {Hint.OTHER_IDENTIFIER} if kinds else set()


def _of_names(one: str, other: str) -> Hint | None:
    words, others = name_words(one), name_words(other)
    if not words or not others:
        return None
    if words == others:
        return Hint.SAME_NAME
    if sorted(words) == sorted(others):
        return Hint.SWAPPED_NAME
    few, many = sorted((words, others), key=len)
    if len(few) == len(many) == 1:
        return Hint.SIMILAR_NAME if _is_near(*few, *many) else Hint.OTHER_NAME
    if len(few) > 1 and _each_has_its_own(few, many):
        return Hint.SIMILAR_NAME
    return Hint.PART_OF_NAME if set(few) & set(many) else Hint.OTHER_NAME


def _each_has_its_own(few: Sequence[str], many: Sequence[str]) -> bool:
    """Say whether every word has a near one of its own on the other side, in whatever order."""
    taken: dict[int, int] = {}

    def finds_one(word: int, tried: set[int]) -> bool:
        for place, other in enumerate(many):
            if place not in tried and _is_near(few[word], other):
                tried.add(place)
                if place not in taken or finds_one(taken[place], tried):
                    taken[place] = word
                    return True
        return False

    return all(finds_one(word, set()) for word in range(len(few)))


def _is_near(one: str, other: str) -> bool:
    """Say whether two words may be one, mistyped."""
    return is_slip_of(one, other, min(most_slips(one), most_slips(other)))


def _of_births(one: Traits, other: Traits) -> Hint | None:
    if one.born_on and other.born_on:
        if one.born_on == other.born_on:
            return Hint.SAME_BIRTH_DATE
        return Hint.NEAR_BIRTH_DATE if _is_near_date(one.born_on, other.born_on) else Hint.OTHER_BIRTH
    if one.year is None or other.year is None:
        return None
    return Hint.SAME_BIRTH_YEAR if one.year == other.year else Hint.OTHER_BIRTH


def _is_near_date(one: date, other: date) -> bool:
    """Say whether one part alone is different, or day and month have changed places."""
    parts = [(day.year, day.month, day.day) for day in (one, other)]
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return any(parts[0][a] == parts[1][a] and parts[0][b] == parts[1][b] for a, b in combinations(range(3), 2))
