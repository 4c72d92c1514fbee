"""A text as the reading sees it: folded words with their places in the original, in sentences and segments."""

import re
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.screening.folding import fold

# Abbreviations with full stops or strokes between their letters become one word, written with a leading full stop.
_ABBREVIATIONS: Final = (
    r"z\. ?n\.|v\. ?a\.|v\. ?d\. ?a\.|v\. ?s\.|st\. ?p\.|s\. ?p\.|b\. ?o\.|d\. ?d\.|i\. ?v\.|s\. ?c\.|p\. ?o\.|"
    r"n\. ?v\.|z\. ?a\.|a\. ?e\.|z\. ?b\.|u\. ?a\.|i\. ?d\. ?r\.|st/p|s/p|z/n|v/a|b/o|r/o|h/o|c/o|k/o|w/o|f/h|"
    r"p/w|d/t|d/d"
)
# A word may hold digits (misread letters), an English genitive, a hyphen at a line's end, or the Croatian ending of an
# abbreviation (PM-a).
_TOKEN: Final = re.compile(
    rf"(?P<short>(?<![^\W_])(?:{_ABBREVIATIONS})(?![^\W\d_]))"
    r"|(?P<number>\d+(?:[.,:/×x]\d+)*(?![^\W_]))"
    r"|(?P<word>[^\W_]+(?:[-¬][ \t]*\r?\n[ \t]*[^\W\d_]+)*)"
    r"(?:['’`´]s(?![^\W_])|-(?:a|u|om|em|ov|ova|e|ima|ja|ju|jem)(?![^\W_-]))?"
)
_BREAK_IN_WORD: Final = re.compile(r"[-¬][ \t]*\r?\n[ \t]*")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_BULLET: Final = re.compile(r"\n[ \t]*(?:[-–—•*·▪>+o]|\(?\d{1,2}[.)]|[a-h]\))[ \t]|\n[ \t]*\r?\n|\t")


def _listed(written: str) -> frozenset[str]:
    return frozenset(written.split())


# A full stop after these never ends a sentence.
_NEVER_AN_END: Final = _listed(
    "susp st dg th dijagn dr prof mr prim med ca cca evtl ggf bzw bez obost bilat lat anam poz neg u ur sp spec tzv "
    "npr tj str ev pat prev rtg amb ul zn va kons kontr vs odj hosp resp dif diff hr"
)
# After these a full stop ends a sentence only before a capital letter or a number.
_SELDOM_AN_END: Final = _listed(
    "god tjed mj mjes dex sin l d r tbl tabl kap amp inj mg ml kom inc i e g n m a v aa vv nn mm art neg poz "
    "sec min max vent cerv lumb thor dor sup inf ant post med int ext obs nat recid chr ac"
)
_GERMAN_ORDINAL: Final = _listed("ssw woche schwangerschaftswoche lebensjahr monat tag tjedan")
# A line at least this long is taken as wrapped when it ends without punctuation.
_WRAPPED: Final = 55

# "Pacemaker – no": behind a dash these answer what stands before it.
_ANSWERS: Final = _listed("no yes none nil ne da nema nein ja keine kein nikad never nie negira denies verneint")
_DASH: Final = re.compile(r"\s*[-–—=]+\s*")

# No sentence of a report is longer. What reads a sentence compares its parts with each other, so that one without an
# end, such as a stranger may send, would take hours; a part that is cut off stands for itself.
MOST_WORDS: Final = 100

NONE: Final = 0
COMMA: Final = 1
LABEL: Final = 2
HARD: Final = 3


@dataclass(slots=True)
class Token:
    """A word or number: its place in the original text, itself folded, and what stands before and behind it."""

    start: int
    end: int
    word: str
    is_upper: bool
    before: str
    gap: str = ""
    boundary: int = NONE


def tokens(text: str) -> list[Token]:
    """Cut a text into words, each with the boundary that follows it."""
    folded, places = fold(text)
    found = []
    previous: Token | None = None
    previous_end = 0
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup
        if kind == "short":
            word = "." + _NOT_LETTERS.sub("", match[0])
            start, end = match.span()
        elif kind == "number":
            word = match[0]
            start, end = match.span()
        else:
            word = match["word"]
            start, end = match.span()
            if "\n" in word:
                word = _BREAK_IN_WORD.sub("", word)
        begin = start if places is None else places[start]
        finish = end if places is None else places[end - 1] + 1
        original = text[begin:finish]
        is_upper = original[:2].isupper() and original.split("-")[0].isupper()
        token = Token(begin, finish, word, is_upper, before=folded[previous_end:start])
        if previous is not None:
            previous.gap = token.before
            previous.boundary = _boundary(previous, token, text)
        found.append(token)
        previous, previous_end = token, end
    if previous is not None:
        previous.gap = folded[previous_end:]
        previous.boundary = HARD
    return found


def _boundary(token: Token, after: Token, text: str) -> int:
    gap = token.gap
    if gap in (" ", "-", ""):
        return NONE
    if "\n" in gap:
        return _line_end(token, after, text)
    if ";" in gap or "!" in gap or "?" in gap:
        return HARD
    if "." in gap:
        return _full_stop(token, after, text)
    if ":" in gap:
        return LABEL
    if _DASH.fullmatch(gap) and after.word in _ANSWERS:
        return LABEL
    if any(mark in gap for mark in (",", "(", ")", "–", "—", " -", "•", "[", "]", "|", "\t", "=", ">")):
        return COMMA
    return NONE


def _line_end(token: Token, after: Token, text: str) -> int:
    """Tell a wrapped line from one that ends: bullets, blank lines and short lines end."""
    gap = token.gap
    if _BULLET.search(gap):
        return HARD
    before = gap.split("\n", 1)[0].strip()
    if before and before[-1] in ".!?;":
        return HARD if before[-1] != "." else max(_full_stop(token, after, text), COMMA if "," in gap else NONE)
    if before.endswith((",", "(", "-", "–")):
        return COMMA
    if before.endswith(":"):
        return LABEL
    if text[after.start].islower():
        return COMMA if before else NONE
    line_start = text.rfind("\n", 0, token.start) + 1
    return HARD if token.end - line_start < _WRAPPED else NONE


def _full_stop(token: Token, after: Token, text: str) -> int:
    word = token.word
    if word in _NEVER_AN_END or word.startswith("."):
        return NONE
    first = text[after.start]
    if word[0].isdigit():
        if after.word in _GERMAN_ORDINAL or not first.isupper():
            return NONE
        return HARD
    if first.isupper() or first.isdigit():
        # A single capital is an initial (M. Horvat); a short abbreviation before a lower-case word goes on.
        return HARD if len(word) > 1 or not first.isupper() else NONE
    if word in _SELDOM_AN_END or len(word) <= 3:
        return NONE
    return HARD if len(token.gap.strip()) and token.gap != "." else NONE


def sentences(found: list[Token]) -> list[tuple[int, int]]:
    """Return the sentences of a text as ranges of its words, each of at most MOST_WORDS."""
    ranges = []
    start = comma = 0
    for place, token in enumerate(found):
        if token.boundary == COMMA:
            comma = place + 1
        if token.boundary == HARD or place + 1 - start == MOST_WORDS:
            end = comma if token.boundary != HARD and comma > start else place + 1
            ranges.append((start, end))
            start = end
    if start < len(found):
        ranges.append((start, len(found)))
    return ranges
