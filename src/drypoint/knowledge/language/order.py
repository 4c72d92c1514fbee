"""The order of words by the alphabet of a language, digraphs being one letter (ljubav after luk).

A word goes before a longer one that begins with it, spaces before letters, digits before letters, letters of other
scripts last. Accents that the alphabet does not have do not count.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.language.folding import folded
from drypoint.knowledge.language.languages import Language, language_of

# Two digits for each sign. Digits sort alike in every collation of every database, and none of them joins two.
_SPACE: Final = "00"
_DIGITS: Final = 10
_LETTERS: Final = 20
# Before the number of a sign of another script, which has seven digits.
_FOREIGN: Final = "99"
# Stands between two signs that are two letters, and is no sign itself.
_APART: Final = "\N{ZERO WIDTH NON-JOINER}"
_BETWEEN_WORDS: Final = frozenset(" -–—/,;")


@cache
def _codes(language: Language) -> Mapping[str, str]:
    return MappingProxyType({letter: f"{_LETTERS + rank:02}" for rank, letter in enumerate(language.alphabet)})


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(language.alphabet, key=len, reverse=True))) + r"|.", re.DOTALL)


@cache
def _apart(language: Language) -> tuple[re.Pattern[str], Mapping[str, str]] | None:
    if not language.split:
        return None
    found = {one.replace("|", ""): one.replace("|", _APART) for one in language.split}
    return re.compile(r"\b(?:" + "|".join(map(re.escape, found)) + ")"), MappingProxyType(found)


def sort_code(words: str, code: str | None) -> str:
    """Return digits that sort as the words do in a language, in any collation; a column of a table may hold them.

    Words that differ only in case, accents or punctuation have the same digits.
    """
    language = language_of(code)
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", " ".join(words.split())).casefold())
    if apart := _apart(language):
        pattern, written = apart
        small = pattern.sub(lambda found: written[found[0]], small)
    return "".join(_code_of(sign, _codes(language)) for sign in _pattern(language).findall(small))


def _code_of(sign: str, codes: Mapping[str, str]) -> str:
    if sign in codes:
        return codes[sign]
    if sign in _BETWEEN_WORDS or sign.isspace():
        return _SPACE
    bare = folded(sign)
    if all(one in codes for one in bare):
        return "".join(codes[one] for one in bare)
    if len(bare) == 1 and bare.isdecimal():
        return f"{_DIGITS + unicodedata.decimal(bare):02}"
    return f"{_FOREIGN}{ord(bare[0]):07}" if bare and bare[0].isalpha() else ""


def sort_key(words: str, code: str | None) -> tuple[str, str, str]:
    """Return what words are sorted by in a language; no two words that differ have the same key."""
    return sort_code(words, code), words.casefold(), words
