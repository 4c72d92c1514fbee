"""From a word as it stands in a report to the words of the lists that it may be: inflected, compounded, misread."""

import re
from collections.abc import Iterable
from typing import Final

# "One typing error for words of 6 letters or more" (drug_matching in rules.yaml); two in words twice as long.
_LEAST_FUZZY: Final = 6
_TWO_ERRORS_FROM: Final = 12
# How many letters may follow a stem: Croatian and German endings.
_SHORT_STEM: Final = 5
_LONG_STEM: Final = 7
_LONGEST_ENDINGS: Final = (5, 7, 10)
_ANY_ENDING: Final = 40
_LONGEST_FUZZY_ENDINGS: Final = (4, 6)
_LEAST_INSIDE: Final = 8
# What scanners make of letters.
_AS_LETTERS: Final = str.maketrans({"0": "o", "1": "i", "5": "s", "8": "b", "6": "b", "9": "g", "|": "l"})
_CONFUSED: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"), ("ri", "n"), ("m", "rn"), ("li", "h"))
# Two ways of writing umlauts and Greek diphthongs.
_LONG_VOWELS: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))
# Letters that are taken for each other, and letters that are easily lost. In a stem shorter than this only such errors
# count, except in names: a changed letter makes another ordinary word of "dijete" (dijele), of no brand.
_SURE_STEM: Final = 8
_PAIRS: Final = "il ij jl lt ft fl it ce co eo ao bh hn nu nr uv vy gq gy kx hk mn rt pq sz dc bd cg xz ae"
_LOOK_ALIKE: Final = frozenset(map(frozenset, _PAIRS.split()))
_EASILY_LOST: Final = frozenset("ijltr")
# A number counts by its whole part: 38,5.
_WHOLE: Final = re.compile(r"(\d{1,4})(?:[.,]\d{1,2})?$")
_CACHE_LIMIT: Final = 50_000

NOTHING: Final[frozenset[int]] = frozenset()


class Vocabulary:
    """The words of the lists, numbered. `word`, `stem*`, `stem**` (any compound), `**part**`, `CAPITALS`, `#1-17`."""

    def __init__(self, patterns: Iterable[str], ordinary: Iterable[str], names: Iterable[int] = ()) -> None:
        self._names = frozenset(names)
        known = list(ordinary)
        self._ordinary = frozenset(word for word in known if not word.endswith("*"))
        self._ordinary_stems = tuple(word.rstrip("*") for word in known if word.endswith("*"))
        self.exact: dict[str, list[int]] = {}
        self.capitals: dict[str, list[int]] = {}
        self.stems: dict[str, list[tuple[int, int]]] = {}
        self.inside: dict[str, list[int]] = {}
        self.compound_parts: set[int] = set()
        self.ranges: list[tuple[int, int, int]] = []
        self._blocks: dict[tuple[int, str], list[str]] = {}
        self._fuzzy: dict[str, tuple[list[tuple[int, int]], int]] = {}
        self._known: dict[tuple[str, bool], frozenset[int]] = {}
        for number, pattern in enumerate(patterns):
            self._add(number, pattern)
        self._shortest = min((len(stem) for stem in self.stems), default=1)
        self._parts = re.compile("|".join(sorted(self.inside, key=len, reverse=True)) or r"(?!)")

    def _add(self, number: int, pattern: str) -> None:
        if pattern.startswith("#"):
            low, _, high = pattern[1:].partition("-")
            self.ranges.append((int(low), int(high or low), number))
        elif pattern.startswith("**"):
            self.inside.setdefault(pattern.strip("*"), []).append(number)
            self.compound_parts.add(number)
        elif pattern.isupper() and pattern.isalpha():
            self.capitals.setdefault(pattern.lower(), []).append(number)
        else:
            stem = pattern.rstrip("*")
            longest = (0, _longest_ending(stem), _ANY_ENDING)[len(pattern) - len(stem)]
            if longest:
                self.stems.setdefault(stem, []).append((number, longest))
            else:
                self.exact.setdefault(stem, []).append(number)
            if len(stem) >= _LEAST_FUZZY and stem.isalpha():
                self._index(stem, number, longest)

    def _index(self, stem: str, number: int, longest: int) -> None:
        if stem not in self._fuzzy:
            errors = 2 if len(stem) >= _TWO_ERRORS_FROM else 1
            self._fuzzy[stem] = ([], errors)
            for block in range(errors + 1):
                self._blocks.setdefault((block, stem[3 * block : 3 * block + 3]), []).append(stem)
        if longest != _ANY_ENDING:
            longest = min(longest, _LONGEST_FUZZY_ENDINGS[len(stem) >= _LONG_STEM])
        self._fuzzy[stem][0].append((number, longest))

    def forget(self) -> None:
        """Forget the words that were looked up, so that the next text is measured as the first."""
        self._known.clear()

    def numbers(self, word: str, *, is_upper: bool) -> frozenset[int]:
        """Return the numbers of the patterns that a word may be; an exact one rules out a misreading."""
        key = (word, is_upper)
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _CACHE_LIMIT:
                self._known.clear()
            known = self._known[key] = self._look_up(word, is_upper=is_upper)
        return known

    def _look_up(self, word: str, *, is_upper: bool) -> frozenset[int]:
        if word[0].isdigit() and (whole := _WHOLE.match(word)):
            value = int(whole[1])
            return frozenset(number for low, high, number in self.ranges if low <= value <= high)
        found = self._exactly(word, is_upper=is_upper)
        if found or len(word) < 4:
            return frozenset(found)
        for written in self._other_spellings(word):
            if found := self._exactly(written, is_upper=is_upper):
                return frozenset(found)
        if len(word) >= _LEAST_FUZZY and not self._is_ordinary(word):
            return frozenset(self._misread(word))
        return NOTHING

    def _is_ordinary(self, word: str) -> bool:
        return word in self._ordinary or word.startswith(self._ordinary_stems)

    def _exactly(self, word: str, *, is_upper: bool) -> set[int]:
        found = set(self.exact.get(word, ()))
        if is_upper and word in self.capitals:
            found.update(self.capitals[word])
        length = len(word)
        for cut in range(self._shortest, length + 1):
            for number, longest in self.stems.get(word[:cut], ()):
                if length - cut <= longest:
                    found.add(number)
        if length >= _LEAST_INSIDE:
            for part in self._parts.findall(word):
                found.update(self.inside[part])
        return found

    def _other_spellings(self, word: str) -> Iterable[str]:
        if not word.isalpha():
            yield word.translate(_AS_LETTERS)
            yield word.replace("1", "l").translate(_AS_LETTERS)
        short = word
        for long, plain in _LONG_VOWELS:
            short = short.replace(long, plain)
        if short != word:
            yield short
        if len(word) >= _LEAST_FUZZY and not self._is_ordinary(word):
            for seen, meant in _CONFUSED:
                if seen in word:
                    yield word.replace(seen, meant, 1)

    def _misread(self, word: str) -> set[int]:
        tried = set()
        found: set[int] = set()
        for written in {word, word.translate(_AS_LETTERS)}:
            for block, start in _PLACES:
                for stem in self._blocks.get((block, written[start : start + 3]), ()):
                    if (written, stem) in tried:
                        continue
                    tried.add((written, stem))
                    numbers, errors = self._fuzzy[stem]
                    ending = _ending(stem, written, errors)
                    if ending < 0:
                        continue
                    fits = {number for number, longest in numbers if ending <= longest}
                    if len(stem) < _SURE_STEM and not _is_likely_misread(stem, written):
                        fits &= self._names
                    found |= fits
        return found


def _longest_ending(stem: str) -> int:
    """Return how many letters may follow a stem: more behind a longer one."""
    return _LONGEST_ENDINGS[(len(stem) >= _SHORT_STEM) + (len(stem) >= _LONG_STEM)]


# Which three letters of a word to look up as which block of a stem: one block is whole when the others hold the errors.
_PLACES: Final = tuple((block, 3 * block + shift) for block in range(3) for shift in range(-block, block + 1))


def _is_likely_misread(stem: str, word: str) -> bool:
    """Tell the errors that scanners make from those that make another word; the first error decides."""
    at = next((place for place, (one, other) in enumerate(zip(stem, word, strict=False)) if one != other), None)
    if at is None:
        return True
    if stem[at + 1 :] == word[at + 1 : len(stem)]:
        return frozenset((stem[at], word[at])) in _LOOK_ALIKE
    if word[at:].startswith(stem[at + 1 :]):
        return stem[at] in _EASILY_LOST
    return word[at] in _EASILY_LOST or stem[at : at + 2] == word[at + 1] + word[at]


def _ending(stem: str, word: str, errors: int) -> int:
    """Return how many letters of a word follow a stem read with at most so many errors, the fewest; -1 if none fits."""
    same = 0
    for one, other in zip(stem, word, strict=False):
        if one != other:
            break
        same += 1
    if same == len(stem):
        return len(word) - same
    if not errors:
        return -1
    rest, other_rest = stem[same:], word[same:]
    ways = [(rest[1:], other_rest[1:]), (rest, other_rest[1:]), (rest[1:], other_rest)]
    if rest[:2] == other_rest[1::-1] and len(rest) > 1:
        ways.append((rest[2:], other_rest[2:]))
    fits = [left for a, b in ways if len(b) + errors > len(a) and (left := _ending(a, b, errors - 1)) >= 0]
    return min(fits, default=-1)
