"""Find people by whatever somebody says or types of them: part of a name, a number, a day of birth, an address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import islice
from operator import or_
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.contact_details import digits_of
from drypoint.foundation.patients import rules
from drypoint.foundation.patients.models import Contact, Identifier, Person
from drypoint.foundation.patients.name_keys import begins
from drypoint.knowledge.language.folding import folded, spellings
from drypoint.knowledge.language.slips import is_slip_of, most_slips

M = TypeVar("M", bound=Model)
MOST_FOUND = 20
# Below so many, what is mistyped is looked for too.
_FEW = 3
_MOST_COMPARED = 3_000
_SHORTEST_NUMBER = 4
_WHOLE_NUMBER = 8
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})(?!\d)\.?")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[\d\s+()/.-]+")


@dataclass(frozen=True, slots=True)
class SearchedFor:
    """What was typed, told apart. number is as it was typed; born_on and year narrow the names where there are some."""

    names: tuple[str, ...] = ()
    number: str = ""
    email: str = ""
    born_on: date | None = None
    year: int | None = None


def asked_of(words: str) -> SearchedFor:
    """Tell what was typed: names, a telephone or other number, an e-mail address, a day or a year of birth."""
    words = " ".join(words.split())
    if "@" in words:
        return SearchedFor(email=words.casefold())
    born_on, rest = _day_in(words)
    if _NUMBER.fullmatch(rest) and len(digits_of(rest)) >= _SHORTEST_NUMBER:
        year = int(rest) if _YEAR.fullmatch(rest.strip()) else None
        return SearchedFor(number=rest.strip(), born_on=born_on, year=year)
    parts = rest.replace(",", " ").split()
    years = [int(part.strip(".")) for part in parts if _YEAR.fullmatch(part.strip("."))]
    names = tuple(part for part in parts if any(sign.isalpha() for sign in part))
    return SearchedFor(names=names, born_on=born_on, year=years[0] if years else None)


def _day_in(words: str) -> tuple[date | None, str]:
    """Return the day that stands in the words, and the words without it."""
    for pattern, order in ((_DAY_FIRST, (3, 2, 1)), (_YEAR_FIRST, (1, 2, 3))):
        found = pattern.search(words)
        if found is not None:
            try:
                day = date(*(int(found[group]) for group in order))
            except ValueError:
                continue
            return day, f"{words[: found.start()]} {words[found.end() :]}"
    return None, words


def search_people(actor: Actor, words: str) -> list[Person]:
    """Return whom the words may mean, the best first and those whose name is only like it last."""
    asked = asked_of(words)
    people = Person.objects.visible_to(actor)
    if asked.email or asked.number:
        return list(people.filter(_reached_by(asked)).by_name()[:MOST_FOUND])
    if asked.born_on is not None:
        people = people.filter(born_on=asked.born_on)
    elif asked.year is not None:
        people = people.filter(Q(born_on__year=asked.year) | Q(birth_year=asked.year))
    if not asked.names:
        return list(people.by_name()[:MOST_FOUND]) if asked.born_on or asked.year else []
    exact = list(people.called(" ".join(asked.names)).by_name()[: 2 * MOST_FOUND])
    exact.sort(key=lambda person: -_whole_words(asked.names, person.name_key))
    if len(exact) >= _FEW:
        return exact[:MOST_FOUND]
    known = {person.pk for person in exact}
    like = people.filter(pk__in=ids_called_like(people.exclude(pk__in=known), asked.names))
    return [*exact, *like.by_name()][:MOST_FOUND]


def _reached_by(asked: SearchedFor) -> Q:
    if asked.email:
        begins = Q(match__startswith=rules.normal_email(asked.email))
        if not asked.email.isascii():
            # The beginning of an international domain is none of its whole.
            begins |= Q(value__istartswith=asked.email)
        contacts = Contact.objects.filter(begins, kind=Contact.Kind.EMAIL)
        return Q(pk__in=contacts.values("person_id"))
    digits = digits_of(asked.number)
    part = rules.phone_key(asked.number) or digits
    wanted = Q(normalised__contains=part)
    if len(part) >= _WHOLE_NUMBER:
        wanted |= Q(match=rules.phone_match(part))
    found = Q(pk__in=Contact.objects.filter(wanted, kind=Contact.Kind.PHONE).values("person_id"))
    found |= Q(pk__in=Identifier.objects.filter(value__startswith=digits).values("person_id"))
    if asked.born_on is not None:
        found |= Q(born_on=asked.born_on)
    if asked.year is not None:
        found |= Q(born_on__year=asked.year) | Q(birth_year=asked.year)
    return found


def name_words(name_key: str) -> list[str]:
    """Return the parts of a folded name: Kovač-Horvat is found by either."""
    return name_key.replace("-", " ").split()


def _whole_words(names: Sequence[str], name_key: str) -> int:
    """Return how many of the words stand in a name whole, not only as beginnings."""
    parts = set(name_words(name_key))
    return sum(not parts.isdisjoint(spellings(name)) for name in names)


def _as_compared(names: Sequence[str]) -> list[tuple[tuple[str, int], ...]]:
    """Return each part of the words in its spellings, each with how many slips it may hold."""
    return [tuple((one, most_slips(one)) for one in spellings(part)) for word in names for part in names_of(word)]


def _fits(asked: Sequence[Sequence[tuple[str, int]]], name_key: str) -> bool:
    parts = name_words(name_key)
    return all(
        any(part.startswith(one) or (most and is_slip_of(one, part, most)) for one, most in word for part in parts)
        for word in asked
    )


def names_of(word: str) -> list[str]:
    """Return the parts of a word that somebody typed."""
    return [part for part in word.replace("-", " ").split() if part] or [word]


def ids_called_like(rows: QuerySet[M], names: Sequence[str]) -> list[int]:
    """Return the ids of rows with a name_key that is like the words, a slip or two in each allowed.

    They are compared one by one, among those that share half of the longest word.
    """
    longest = max(names, key=len)
    if not most_slips(folded(longest)):
        return []
    shared = reduce(or_, (_shares_half(one) for one in spellings(longest)))
    found = rows.filter(shared).order_by().values_list("pk", "name_key")[:_MOST_COMPARED]
    asked = _as_compared(names)
    return list(islice((pk for pk, key in found if _fits(asked, key)), MOST_FOUND))


def _shares_half(word: str) -> Q:
    """Say that a name may hold a word with a slip, by what the slip has left whole.

    Its first half; its second, behind the same letter or all but that; both but for the two letters in the middle; of a
    long word, that may hold two slips, its first third. What is rare is asked first: most rows end there.
    """
    half = len(word) // 2
    first, second = word[:half], word[half:]
    same_letter = begins(word[0])
    found = begins(first)
    found |= Q(name_key__contains=second) & (same_letter | Q(name_key__contains=word[1:]))
    found |= Q(name_key__contains=word[half + 1 :]) & Q(name_key__contains=word[: half - 1]) & same_letter
    third = word[: len(word) // 3]
    return found | begins(third) if most_slips(word) > 1 else found
