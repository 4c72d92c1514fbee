"""Words and phrases that no evidence on a treatment carries, in English and Croatian with its endings.

A negation does not acquit: “not proven” is caught too. Whoever writes sees the word and the reason and can say it
differently; the owner can allow the word on that page with a reason.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CERTAIN = _("Studies make an effect more or less likely. They never settle it once and for all.")
CURE = _("No trial has shown that needling cures anything. Say what became better, and for how long.")
STRONG = _("The trials do not carry so strong a word. Give the size of the effect and how sure it is.")
HARMLESS = _(
    "About a third of treatments bring a small effect such as a bruise, and rare serious harm has been reported."
)
PAINLESS = _("Many people feel a prick, an ache or a twitch, and some call it painful.")
PROMISE = _("Nobody can promise the result of a treatment.")
PRAISE = _("Praise of oneself needs a comparison that nobody has made.")

# Written without diacritics and in lower case; texts are folded in the same way before they are read.
_UNSUPPORTED: tuple[tuple[str, str, Promise], ...] = (
    ("en", r"(?:(?:clinically|scientifically|medically)[ -])?proven(?: to)?|proved|proves", CERTAIN),
    ("en", r"cures?|cured|curing|curative|heals? you|healed for good", CURE),
    ("en", r"(?:highly|very|extremely|most|incredibly|100 ?% ?) ?effective|breakthrough|revolutionary", STRONG),
    (
        "en",
        r"always (?:works|helps)|works for everyone|instant (?:relief|results?)|permanent (?:relief|results?)",
        STRONG,
    ),
    ("en", r"(?:no|without(?: any)?|free of|zero) side[ -]?effects?|side[ -]?effect[ -]free", HARMLESS),
    ("en", r"risk[ -]?free|without (?:any )?risks?|(?:no|zero) risks?", HARMLESS),
    ("en", r"(?:completely|totally|perfectly|absolutely|entirely|100 ?%|very) safe|harmless", HARMLESS),
    ("en", r"painless(?:ly)?|(?:does not|doesn['’]t|won['’]t|will not) hurt|without (?:any )?pain", PAINLESS),
    ("en", r"guarantee(?:s|d)?|guaranteeing|100 ?(?:%|per ?cent)", PROMISE),
    ("en", r"miracles?|miraculous(?:ly)?|magic(?:al)?", PROMISE),
    ("en", r"(?:the )?best (?:treatment|therapy|clinic|practice|therapists?|method)|world[ -]class|number one", PRAISE),
    ("hr", r"dokazano|dokazan(?:a|e|i|im|ih|om|og|oga|u|ima)?|dokazal[aeio]|dokazao|dokazuj\w*", CERTAIN),
    ("hr", r"(?:znanstveno|klinicki|medicinski) (?:potvrden|potvrdjen|provjeren)\w*", CERTAIN),
    ("hr", r"izlijec\w*|izlje[cč]\w*|lijeci|iscijel\w*|iscjel\w*|zalijec\w*", CURE),
    (
        "hr",
        r"(?:vrlo|jako|izuzetno|izrazito|iznimno|visoko|naj|veoma|posebno) ?(?:ucinkovit|djelotvor|efikas)\w*",
        STRONG,
    ),
    ("hr", r"revolucionar\w*|uvijek (?:djeluje|pomaze)|pomaze svima|trenut(?:no|acno) olaksanj\w*", STRONG),
    ("hr", r"trajno (?:uklanj|uklon|oslobad|oslobod)\w*|trajn\w* olaksanj\w*", STRONG),
    ("hr", r"(?:bez|nema) (?:ikakvih |ikakve |stetnih )?(?:nuspojav\w*|popratnih pojava)", HARMLESS),
    ("hr", r"(?:bez|nema) (?:ikakv(?:a|og|oga|ih) )?rizika|nerizic\w*|bezopas\w*|neskodljiv\w*", HARMLESS),
    (
        "hr",
        r"(?:potpuno|posve|sasvim|apsolutno|vrlo|100 ?%) (?:bezopas\w*|sigur(?:an|na|ne|ni|nu|nom|nim|nih|nog|noga))",
        HARMLESS,
    ),
    ("hr", r"bezboln\w*|bezbolan|(?:ne|nece|nimalo ne) bol[ij](?:eti)?|bez (?:ikakv(?:e|a|og|oga) )?bol[ai]", PAINLESS),
    ("hr", r"zajamc\w*|zajamcen\w*|jamci(?:mo|m|te)?|jamcen\w*|garantira\w*|garancij\w*|100 ?posto|sto posto", PROMISE),
    ("hr", r"cud(?:o|a|u|om|ima)|cudesn\w*|cudesan|cudotvor\w*|carobn\w*|caroban", PROMISE),
    ("hr", r"najbolj\w* (?:terapij|klinik|metod|tretman|lijecenj|ordinacij|strucnja|fizioterapeut|praks)\w*", PRAISE),
)


def _compiled(pattern: str) -> re.Pattern[str]:
    """Let each space of the pattern stand for any white space, and match whole words only."""
    spaced = pattern.replace("[ -]", r"[\s-]").replace(" ?", r"\s?").replace(" ", r"\s+")
    return re.compile(rf"(?<![\w-])(?:{spaced})(?!\w)")


_PATTERNS = tuple((language, _compiled(pattern), reason) for language, pattern, reason in _UNSUPPORTED)
_INLINE_TAG = re.compile(r"</?(?:a|b|em|i|span|strong|sub|sup|u|mark|small)\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_FOLD = str.maketrans("čćđšž", "ccdsz")


@dataclass(frozen=True)
class FoundWord:
    """A word that was found, as it is written, with the reason why it cannot stand."""

    word: str
    reason: Promise
    language: str


def plain_text(text: str) -> str:
    """Return the words of a text or HTML fragment as a reader sees them: no tags, no invisible signs, one form."""
    without_tags = _ANY_TAG.sub(" ", _INLINE_TAG.sub("", text))
    return unicodedata.normalize("NFKC", html.unescape(without_tags)).translate(_INVISIBLE)


def folded(text: str) -> str:
    """Return the text in lower case and without Croatian diacritics, sign for sign."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text).translate(_FOLD)


def unsupported_words(text: str, language: str | None = None) -> tuple[FoundWord, ...]:
    """Return what the text says that no evidence carries, in the order of reading.

    text may be HTML. language is "en" or "hr"; None reads for both, as the publishing gate does, because a page can be
    copied into the tree of the other language.
    """
    seen = plain_text(text)
    small = folded(seen)
    found: dict[tuple[int, int], FoundWord] = {}
    for of_language, pattern, reason in _PATTERNS:
        if language in (None, of_language):
            for match in pattern.finditer(small):
                found.setdefault(match.span(), FoundWord(seen[match.start() : match.end()], reason, of_language))
    return tuple(found[span] for span in sorted(found))
