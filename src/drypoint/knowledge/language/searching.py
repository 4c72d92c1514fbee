"""Find pages by the words that people type: by stems, without marks, one slip of the finger allowed.

A page is found by its names (title, words that lead to it) before it is found by what stands in it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from math import log
from typing import Final

from drypoint.knowledge.language.folding import folded
from drypoint.knowledge.language.languages import Language, language_of

_WORD: Final = re.compile(r"[^\W_]+")
_SHORTEST_STEM: Final = 3
_SHORTEST_BEGINNING: Final = 3
_SHORTEST_SLIP: Final = 5
_LIKENESS: Final = 0.8  # of two stems of which one is a slip of the other
_WHOLE_NAME, _WORD_OF_NAME, _NAME_AND_MORE, _IN_ABOUT = 60.0, 20.0, 30.0, 6.0


@dataclass(frozen=True)
class Searched:
    """A page to be found: names are its title and the words that lead to it, about says shortly what it holds."""

    key: str
    names: tuple[str, ...]
    about: str = ""
    text: str = ""


def stem(word: str, language: Language) -> str:
    """Return what a folded word shares with its other forms; no word of the language, only a key."""
    for letter, written in language.alike.items():
        word = word.replace(written, folded(letter))
    kept = len(word) - _SHORTEST_STEM
    for ending in sorted(language.endings, key=len, reverse=True):
        if len(ending) <= kept and word.endswith(ending):
            word = word.removesuffix(ending)
            break
    if len(word) > _SHORTEST_STEM and language.fleeting and word[-2] == language.fleeting:
        word = word[:-2] + word[-1]
    return word[:-1] + language.softened.get(word[-1:], word[-1:])


def stems(words: str, language: Language) -> tuple[str, ...]:
    """Return the stems of a text in order, without small words unless there are no others."""
    found = _WORD.findall(folded(words))
    large = [word for word in found if word not in language.small_words]
    return tuple(stem(word, language) for word in large or found)


@dataclass(frozen=True)
class _Read:
    """A document in stems."""

    key: str
    names: tuple[tuple[str, ...], ...]
    about: frozenset[str]
    text: Counter[str]


class Index:
    """Documents of one language, read once and asked often."""

    def __init__(self, language: str, documents: Iterable[Searched]) -> None:
        self._language = language_of(language)
        self._read = [self._of(one) for one in documents]

    def _of(self, one: Searched) -> _Read:
        names = tuple(dict.fromkeys(stems(name, self._language) for name in one.names if name.strip()))
        return _Read(
            one.key, names, frozenset(stems(one.about, self._language)), Counter(stems(one.text, self._language))
        )

    @cached_property
    def _held_by(self) -> Mapping[str, int]:
        """How many documents hold a stem."""
        return Counter(known for one in self._read for known in self._all(one))

    @staticmethod
    def _all(one: _Read) -> set[str]:
        return {part for name in one.names for part in name} | one.about | set(one.text)

    def _meant(self, asked: str) -> Mapping[str, float]:
        """Return which known stems an asked one may mean, with how surely: itself, what it begins, a slip."""
        if asked in self._held_by:
            return {asked: 1.0}
        begun = (
            [known for known in self._held_by if known.startswith(asked)] if len(asked) >= _SHORTEST_BEGINNING else []
        )
        if begun:
            return dict.fromkeys(begun, 0.7)
        if len(asked) < _SHORTEST_SLIP:
            return {}
        return dict.fromkeys(get_close_matches(asked, self._held_by, n=4, cutoff=_LIKENESS), 0.5)

    def find(self, words: str) -> list[tuple[str, float]]:
        """Return the keys of documents with their score, the best first; those that hold every word before others."""
        asked = tuple(dict.fromkeys(stems(words, self._language)))
        meant = [self._meant(one) for one in asked]
        if not any(meant):
            return []
        scored = [(key, score, whole) for one in self._read for key, score, whole in self._score(one, meant)]
        complete = any(whole for _key, _score, whole in scored)
        kept = [(key, score) for key, score, whole in scored if whole or not complete]
        return sorted(kept, key=lambda found: -found[1])

    def _score(self, one: _Read, meant: Sequence[Mapping[str, float]]) -> Iterable[tuple[str, float, bool]]:
        named = max((self._named(name, meant) for name in one.names), default=0.0)
        inside, missing = 0.0, 0
        for options in meant:
            best = max((self._inside(one, known) * sure for known, sure in options.items()), default=0.0)
            inside += best
            missing += not best
        if named or inside:
            yield one.key, named + inside, named >= _NAME_AND_MORE or not missing

    def _named(self, name: Sequence[str], meant: Sequence[Mapping[str, float]]) -> float:
        """Score one name: asked for whole, in part, or among more words."""
        sure = [max((options.get(part, 0.0) for part in name), default=0.0) for options in meant]
        hit = sum(one > 0 for one in sure)
        held = sum(any(part in options for options in meant) for part in name)
        if not hit:
            return 0.0
        if hit == len(meant) and held == len(name):
            return _WHOLE_NAME * min(one for one in sure if one)
        if held == len(name):
            return (_NAME_AND_MORE + len(name)) * min(one for one in sure if one)
        return _WORD_OF_NAME * sum(sure) / (len(meant) + len(name))

    def _inside(self, one: _Read, known: str) -> float:
        rare = log(1 + len(self._read) / self._held_by[known])
        named = any(known in name for name in one.names)
        return rare * (2.0 * named + (_IN_ABOUT / 4) * (known in one.about) + min(one.text[known], 5) / 5)
