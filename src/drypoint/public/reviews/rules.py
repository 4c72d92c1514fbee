"""What an answer may say, and how stars are told: with their number and spread. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from importlib import resources

import yaml

from drypoint.foundation.core.text_input import without_invisible_marks
from drypoint.knowledge.language.folding import folded

LINK_LIFETIME = timedelta(days=60)
# Nobody is asked again before this, whatever they said.
ASKED_AGAIN_AFTER = timedelta(days=180)
STARS = (5, 4, 3, 2, 1)
_WORD = r"[\w'’-]"
# What parts a word in the middle, and is no letter of it: ap-pointment.
_WITHIN = re.compile(r"(?<=[^\W\d_])[-\u2010\u2012-\u2015\u2212_\u00b7]+\s*(?=[^\W\d_])")
_NO_LETTERS = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
# Those with letters that look like one another.
_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"})
_GAP = rf"(?:{_WORD}+\W+){{0,3}}?"


class ReviewState(StrEnum):
    """Where a review is."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


class Refusal(StrEnum):
    """The only reasons for which a review is not shown. That it is bad is none."""

    INSULT = "insult"
    PRIVATE = "private"
    UNRELATED = "unrelated"
    ADVERTISING = "advertising"
    UNLAWFUL = "unlawful"


class ReplyFaultKind(StrEnum):
    """What is wrong with words of an answer."""

    CONFIRMS = "confirms"
    HEALTH = "health"
    MIXED = "mixed"


@dataclass(frozen=True)
class ReplyFault:
    """Words of an answer that must not stand there, in small letters without marks."""

    kind: ReplyFaultKind
    words: str


@dataclass(frozen=True)
class StarSpread:
    """How many gave how many stars; the average is told with the number alone."""

    counts: Mapping[int, int]

    @property
    def number(self) -> int:
        """Return how many reviews there are."""
        return sum(self.counts.values())

    @property
    def average(self) -> Decimal | None:
        """Return the mean in tenths of a star, a half of a tenth rounded up; None where there is nothing to be told."""
        if not self.number:
            return None
        total = sum(stars * count for stars, count in self.counts.items())
        return (Decimal(total) / self.number).quantize(Decimal("0.1"), ROUND_HALF_UP)


def faults_of_reply(text: str) -> tuple[ReplyFault, ...]:
    """Return what an answer says that tells who was a patient, or anything of their health; empty if it may stand.

    Whatever its language: the words of all are tried, also where a mark that nobody sees or a hyphen stands within one;
    a word of two alphabets is refused. It errs on the side of refusing, as an answer can always be written so that it
    could be said to anybody.
    """
    plain = folded(_seen(text).replace("’", "'"))
    joined = _WITHIN.sub("", plain)
    # By the letters alone: the same words are named once, in whichever way they are read first.
    found: dict[tuple[ReplyFaultKind, str], tuple[int, ReplyFault]] = {}
    for reading in dict.fromkeys((plain, joined, _WITHIN.sub(" ", plain))):
        for kind, patterns in _patterns().items():
            for match in (match for pattern in patterns for match in pattern.finditer(reading)):
                fault = ReplyFault(kind, match[0].strip())
                found.setdefault((kind, _NO_LETTERS.sub("", fault.words)), (match.start(), fault))
    for match in _LETTERS.finditer(joined):
        if len(_alphabets_of(match[0])) > 1:
            found.setdefault(
                (ReplyFaultKind.MIXED, match[0]), (match.start(), ReplyFault(ReplyFaultKind.MIXED, match[0]))
            )
    return tuple(fault for _at, fault in sorted(found.values(), key=lambda one: (one[0], one[1].words, one[1].kind)))


def _seen(text: str) -> str:
    return "".join(sign for sign in without_invisible_marks(text) if unicodedata.category(sign) != "Cf")


def _alphabets_of(word: str) -> frozenset[str]:
    return _ALPHABETS & {unicodedata.name(letter, "").partition(" ")[0] for letter in word}


@lru_cache(maxsize=1)
def _patterns() -> Mapping[ReplyFaultKind, tuple[re.Pattern[str], ...]]:
    text = resources.files("drypoint.public.reviews").joinpath("facts/reply_words.yaml").read_text("utf-8")
    phrases: Mapping[str, list[str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {ReplyFaultKind(kind): tuple(_compiled(phrase) for phrase in lines) for kind, lines in phrases.items()}


def _compiled(phrase: str) -> re.Pattern[str]:
    pattern = ""
    for place, word in enumerate(phrase.split()):
        if word == "...":
            pattern += rf"\W+{_GAP}"
            continue
        forms = "|".join(re.escape(folded(form)).replace(r"\*", rf"{_WORD}*") for form in word.split("|"))
        join = "" if place == 0 or pattern.endswith("?") else r"\W+"
        pattern += rf"{join}(?:{forms})"
    return re.compile(rf"(?<!{_WORD}){pattern}(?!{_WORD})")
