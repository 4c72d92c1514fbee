"""Sentences in English that keep their parts, so that a page can say them in another language.

A ``Sentence`` is its English text; ``pattern`` is what a catalogue of translations knows, ``parts`` fill its places.
The command line prints it, a page calls ``in_words``.
"""

from collections.abc import Callable
from typing import Self

Translate = Callable[[str], str]
TranslateCounted = Callable[[str, str, int], str]


class Counted:
    """A number with its noun: ``one`` and ``many`` hold the place ``{count}``."""

    def __init__(self, count: int, one: str, many: str) -> None:
        self.count = count
        self.one = one
        self.many = many

    def __str__(self) -> str:
        return (self.one if self.count == 1 else self.many).format(count=self.count)


class Sentence(str):
    """An English sentence made of a pattern and its parts.

    >>> Sentence("{name} is below {least}", name="n1", least=2)
    'n1 is below 2'
    """

    __slots__ = ("parts", "pattern")

    pattern: str
    parts: dict[str, object]

    def __new__(cls, pattern: str, /, **parts: object) -> Self:
        """Write the sentence out; a pattern without parts is taken as it stands."""
        made = super().__new__(cls, pattern.format(**parts) if parts else pattern)
        made.pattern = pattern
        made.parts = parts
        return made


class _Number(float):
    """A number that is written with the decimal sign of a language."""

    decimal = "."

    def __format__(self, spec: str) -> str:
        return super().__format__(spec).replace(".", self.decimal)


def in_words(sentence: str, translate: Translate, translate_counted: TranslateCounted, decimal: str = ".") -> str:
    """Say a sentence in another language; what is no Sentence stays as it is.

    ``translate`` gives the pattern in that language, ``translate_counted`` one of a singular and a plural by a number.
    """
    if not isinstance(sentence, Sentence):
        return sentence
    told = translate(sentence.pattern)
    if not sentence.parts:
        return told
    parts = {name: _part_in_words(part, translate, translate_counted, decimal) for name, part in sentence.parts.items()}
    return told.format(**parts)


def _part_in_words(part: object, translate: Translate, translate_counted: TranslateCounted, decimal: str) -> object:
    if isinstance(part, Sentence):
        return in_words(part, translate, translate_counted, decimal)
    if isinstance(part, Counted):
        return translate_counted(part.one, part.many, part.count).format(count=part.count)
    if isinstance(part, float):
        number = _Number(part)
        number.decimal = decimal
        return number
    return part
