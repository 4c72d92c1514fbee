"""Phrases of the word lists: how they are written, and finding them in a text."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from drypoint.knowledge.plain import Json
from drypoint.knowledge.screening.model import LANGUAGES, STATES, ScreeningError
from drypoint.knowledge.screening.text import COMMA, HARD, Token, tokens
from drypoint.knowledge.screening.vocabulary import Vocabulary

# "..." lets so many words stand between.
_GAP: Final = 3
_LANGUAGE: Final = re.compile(rf"^({'|'.join(LANGUAGES)}):\s*")
_STATE: Final = re.compile(rf"\s*=({'|'.join(STATES)})$")
_SET: Final = re.compile(r"\{(\w+)\}")


class Element(NamedTuple):
    """A word of a phrase: which words of the lists it may be, how many others may stand before it."""

    gap: int
    words: frozenset[int]
    is_optional: bool


class Phrase(NamedTuple):
    """Words in order; what they mean; where they count.

    `state` is fixed for phrases that say their own ("sensation intact"), else None. `language` is the only one that
    the phrase is read in, else None.
    """

    key: str
    state: str | None
    language: str | None
    elements: tuple[Element, ...]


class PhraseMatch(NamedTuple):
    """A phrase found in a text, as a range of its words; `weight` grows with the words that matched."""

    start: int
    end: int
    phrase: Phrase
    weight: int


def parsed(key: str, written: str, sets: Mapping[str, str]) -> Iterator[Json]:
    """Read one line of a word list into plain structures; `a & b` stands for both orders, `?word` may be missing."""
    for line in filter(None, (part.strip() for part in written.split(";"))):
        rest, language, state = line, None, None
        if found := _LANGUAGE.match(rest):
            language, rest = found[1], rest[found.end() :]
        if found := _STATE.search(rest):
            state, rest = found[1], rest[: found.start()]
        for name in _SET.findall(rest):
            if name not in sets:
                raise ScreeningError(f"Word list {key}: there is no set {name}.")
        # Sets may name sets.
        while _SET.search(rest):
            rest = _SET.sub(lambda match: "|".join(sets[match[1]].split()), rest)
        sides = [side.split() for side in rest.split("&")]
        for order in itertools.permutations(sides):
            words = list(itertools.chain.from_iterable([*side, "..."] for side in order))[:-1]
            yield {"key": key, "state": state, "language": language, "elements": _elements(key, words)}


def _elements(key: str, words: list[str]) -> list[tuple[int, list[str], bool]]:
    elements: list[tuple[int, list[str], bool]] = []
    gap = 0
    for word in words:
        if word == "...":
            gap += _GAP
            continue
        alternatives = sorted({_folded(key, one) for one in word.removeprefix("?").split("|")})
        elements.append((gap if elements else 0, alternatives, word.startswith("?")))
        gap = 0
    if all(is_optional for _gap, _words, is_optional in elements):
        raise ScreeningError(f"Word list {key}: “{' '.join(words)}” leaves no word that must stand.")
    return elements


def _folded(key: str, word: str) -> str:
    """Write a word of a list as the text's words are written, so that both meet."""
    if word.startswith(("#", ".")):
        return word
    bare = word.strip("*")
    before, after = word[: len(word) - len(word.lstrip("*"))], word[len(word.rstrip("*")) :]
    if bare.isupper() and bare.isalpha():
        return bare
    cut = tokens(bare)
    if len(cut) != 1:
        raise ScreeningError(f"Word list {key}: “{word}” is not one word.")
    return before + cut[0].word + after


class Phrases:
    """All phrases, found by the words that they may begin with."""

    def __init__(self, raw: Iterable[Any], alternatives: Iterable[Iterable[int]], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._by_first: dict[int, list[tuple[Phrase, int]]] = {}
        known = [frozenset(numbers) for numbers in alternatives]
        for key, state, language, places in raw:
            elements = tuple([Element(gap, known[own], bool(is_optional)) for gap, own, is_optional in places])
            phrase = Phrase(key, state, language, elements)
            for place, element in enumerate(elements):
                for number in element.words:
                    self._by_first.setdefault(number, []).append((phrase, place))
                if not element.is_optional:
                    break

    def find(self, found: list[Token], languages: list[str]) -> list[PhraseMatch]:
        """Return every place where a phrase stands, overlapping ones too; languages: one for each word."""
        vocabulary = self.vocabulary
        numbers = [vocabulary.numbers(token.word, is_upper=token.is_upper) for token in found]
        places = []
        for start, own in enumerate(numbers):
            for number in own:
                for phrase, first in self._by_first.get(number, ()):
                    if phrase.language is not None and phrase.language != languages[start]:
                        continue
                    match = _match(phrase, first + 1, start, numbers, found)
                    if match is not None:
                        # Part of a compound gives way to a word of its own: Schenkelhalsfraktur is more than a Fraktur.
                        weight = 2 * match[1] - (number in vocabulary.compound_parts)
                        places.append(PhraseMatch(start, match[0], phrase, weight))
        return places


def _match(
    phrase: Phrase, following: int, place: int, numbers: list[frozenset[int]], found: list[Token]
) -> tuple[int, int] | None:
    """Return the place after a phrase whose last word so far stands here, and how many words it took from here.

    None when it goes on otherwise. A phrase never crosses a sentence's end, and one with a state of its own no comma:
    in "platelets normal, clotting normal" each has one.
    """
    gap = 0
    barrier = HARD if phrase.state is None else COMMA
    for number in range(following, len(phrase.elements)):
        element = phrase.elements[number]
        gap += element.gap
        for other in range(place + 1, min(place + gap + 2, len(numbers))):
            if found[other - 1].boundary in (HARD, barrier):
                break
            if not element.words.isdisjoint(numbers[other]):
                rest = _match(phrase, number + 1, other, numbers, found)
                if rest is not None:
                    return rest[0], rest[1] + 1
        if not element.is_optional:
            return None
    return place + 1, 1
