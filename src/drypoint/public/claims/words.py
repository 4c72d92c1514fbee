"""Words and phrases that no evidence on a treatment carries, by language: facts/words/ has them with their endings.

A negation does not acquit: “not proven” is caught too. Whoever writes sees the word and the reason and can say it
differently; the owner can allow the word on that page with a reason.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib import resources
from threading import Lock
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why a word cannot stand, by the name that the lists of words give it.
REASONS: Final[Mapping[str, Promise]] = MappingProxyType(
    {
        "certain": _("Studies make an effect more or less likely. They never settle it once and for all."),
        "cure": _("No trial has shown that needling cures anything. Say what became better, and for how long."),
        "strong": _("The trials do not carry so strong a word. Give the size of the effect and how sure it is."),
        "harmless": _(
            "About a third of treatments bring a small effect such as a bruise, "
            "and rare serious harm has been reported."
        ),
        "painless": _("Many people feel a prick, an ache or a twitch, and some call it painful."),
        "promise": _("Nobody can promise the result of a treatment."),
        "praise": _("Praise of oneself needs a comparison that nobody has made."),
    }
)

_INLINE_TAG = re.compile(r"</?(?:a|b|em|i|span|strong|sub|sup|u|mark|small)\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")
_STROKES: Final = {"đ": "d", "ł": "l", "ø": "o", "ħ": "h", "ı": "i"}
# Letters of other scripts that look like Latin ones: Cyrillic, Greek.
_LOOKALIKES: Final = dict(zip("авсԁеһіјӏмнорԛѕтукхԝαβεηικνορτυχ", "abcdehijlmhopqstykxwabehikvoptux", strict=True))
_DIGITS_AS_LETTERS: Final = str.maketrans("013457@$", "oieastas")
_SPOILT_WORD = re.compile(r"(?<![\w@$])(?=[\w@$]*[a-z])(?=[\w@$]*[0-9@$])[a-z0-9@$]{4,}(?![\w@$])")
_PIECE = re.compile(r"[^\W_]+")
_BETWEEN_PIECES = re.compile(r"[\s.\-_*·•|/]{1,3}")
_MOST_PIECES: Final = 14
_SHORT: Final = 4  # of two neighbouring pieces one is so short, or they are two words
_LONGEST: Final = 20
_GAP: Final = r"(?:\s|[-‐‑–])+"
_NO_LETTER: Final = "\0"
# Every text of some 6,000 pages, some 200 bytes each.
_MOST_KEPT: Final = 150_000
_read_before: dict[tuple[bytes, str | None], tuple[FoundWord, ...]] = {}
_guard = Lock()


@dataclass(frozen=True)
class FoundWord:
    """A word that was found, as it is written, with the reason why it cannot stand."""

    word: str
    reason: Promise
    language: str


@dataclass(frozen=True)
class _Words:
    """The words of one language: what is passed over, what is looked for and why, what is told in pieces too."""

    innocent: re.Pattern[str]
    unsupported: tuple[tuple[str, re.Pattern[str]], ...]
    whole: tuple[tuple[str, re.Pattern[str]], ...]


def _compiled(pattern: str, parts: Mapping[str, str]) -> re.Pattern[str]:
    """Let each space of the pattern stand for any white space or hyphen, and match whole words only."""
    for name, part in parts.items():
        pattern = pattern.replace(f"<{name}>", part)
    spaced = pattern.replace(" ?", rf"(?:{_GAP})?").replace(" ", _GAP)
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)")


@cache
def _lists() -> Mapping[str, _Words]:
    """Read the words of every language that has a list."""
    folder = resources.files(__package__).joinpath("facts/words")
    found = {}
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        raw = tomllib.loads(entry.read_text("utf-8"))
        parts = raw["parts"]
        found[entry.name.removesuffix(".toml")] = _Words(
            innocent=_compiled("|".join(raw["innocent"]), parts),
            unsupported=tuple((why, _compiled(one, parts)) for why, many in raw["unsupported"].items() for one in many),
            whole=tuple((why, re.compile(one)) for why, one in raw["whole"].items()),
        )
    return MappingProxyType(found)


def plain_text(text: str) -> str:
    """Return the words of a text or HTML fragment as a reader sees them: no tags, no invisible signs, one form."""
    without_tags = _ANY_TAG.sub(" ", _INLINE_TAG.sub("", text))
    shown = unicodedata.normalize("NFKC", html.unescape(without_tags))
    return "".join(sign for sign in shown if unicodedata.category(sign) not in {"Cf", "Mn", "Me"})


def _small(sign: str) -> str:
    lower = sign.lower() if len(sign.lower()) == 1 else sign
    bare = unicodedata.normalize("NFD", lower)[0]
    return _LOOKALIKES.get(bare) or _STROKES.get(bare, bare)


def folded(text: str) -> str:
    """Return the text in lower case, without diacritics, letters that only look Latin as Latin, sign for sign."""
    return "".join(map(_small, text))


def _in_letters(small: str) -> str:
    """Return the text with digits in words as the letters that they stand for (pr0ven), sign for sign."""
    return _SPOILT_WORD.sub(lambda found: found[0].translate(_DIGITS_AS_LETTERS), small)


def _in_pieces(small: str) -> Iterator[tuple[int, int, str]]:
    """Give where neighbouring pieces of words stand, and what they make together (pr oven, p.r.o.v.e.n)."""
    pieces = list(_PIECE.finditer(small))
    for first, begin in enumerate(pieces):
        joined, end = begin[0], begin.end()
        for further in pieces[first + 1 : first + _MOST_PIECES]:
            if not _BETWEEN_PIECES.fullmatch(small, end, further.start()):
                break
            was_short = min(len(joined), len(further[0])) <= _SHORT
            joined, end = joined + further[0], further.end()
            if not was_short or len(joined) > _LONGEST:
                break
            yield begin.start(), end, joined


def unsupported_words(text: str, language: str | None = None) -> tuple[FoundWord, ...]:
    """Return what the text says that no evidence carries, in the order of reading, a stretch of text once.

    text may be HTML. language is one that has a list; None reads for all, as the publishing gate does, because a page
    can be copied into the tree of another language. A text that was read before is not read again: what is found hangs
    on it and on the lists alone, which stay as they are while the process lives.
    """
    key = (blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest(), language)
    found = _read_before.get(key)
    if found is None:
        found = _read(text, language)
        with _guard:
            _read_before[key] = found
            while len(_read_before) > _MOST_KEPT:
                del _read_before[next(iter(_read_before))]
    return found


def _read(text: str, language: str | None) -> tuple[FoundWord, ...]:
    seen = plain_text(text)
    read = _in_letters(folded(seen))
    for words in _lists().values():
        read = words.innocent.sub(lambda passed: _NO_LETTER * len(passed[0]), read)
    found: list[tuple[int, int, str, str]] = []
    for of_language, words in _lists().items():
        if language not in (None, of_language):
            continue
        for why, pattern in words.unsupported:
            found += [(match.start(), -match.end(), why, of_language) for match in pattern.finditer(read)]
        told = [range(start, -minus_end) for start, minus_end, *_others in found]
        found += [
            (start, -end, why, of_language)
            for start, end, joined in _in_pieces(read)
            for why, pattern in words.whole
            if pattern.fullmatch(joined) and not any(start < one.stop and one.start < end for one in told)
        ]
    return tuple(
        FoundWord(seen[start:-minus_end], REASONS[why], of_language)
        for start, minus_end, why, of_language in _apart(sorted(found, key=lambda one: one[:2]))
    )


def _apart(found: list[tuple[int, int, str, str]]) -> Iterator[tuple[int, int, str, str]]:
    """Give what was found without what lies inside, or begins inside, something found before it."""
    told_to = 0
    for one in found:
        if one[0] >= told_to:
            told_to = -one[1]
            yield one
