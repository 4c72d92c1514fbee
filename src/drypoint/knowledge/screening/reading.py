"""Read a report: mark what matters for needling, and tell what is said of it."""

import re
from collections.abc import Iterable
from typing import Final

from drypoint.knowledge.screening import languages, words
from drypoint.knowledge.screening.load import load
from drypoint.knowledge.screening.model import (
    ANTITHROMBOTIC,
    LANGUAGES,
    ReportMark,
    ReportReading,
    ScreeningError,
    State,
)
from drypoint.knowledge.screening.phrases import PhraseMatch
from drypoint.knowledge.screening.states import states
from drypoint.knowledge.screening.text import HARD, Token, sentences, tokens

AUTO: Final = "auto"
_ALLERGY: Final = "allergy_metal"
_ILLNESS: Final = "systemic_infection"
_AT_THE_SKIN: Final = "local_infection"
_INFECTION: Final = re.compile(r"infekt(?:e|es|zeichen)?|infektion(?:en|szeichen)?|infekcij\w+|infections?")
_SKIN: Final = re.compile(
    r"wounds?|wunden?|ran[aeiu]|ranama|skin|haut|koz[aeiu]|incisions?|scars?|oziljak|oziljka|narben?|rez|reza|ubod\w*|"
    r"einstich\w*|nadelstelle\w*"
)


def read(text: str, language: str = AUTO) -> ReportReading:
    """Mark in a text what the catalogue asks about, with its state. Nothing marked is no clearance.

    `language` (hr, en, de or auto) is the text's main one; a sentence in another of the three is read in its own. Raise
    ScreeningError for a language that is none of these.
    """
    if language not in (AUTO, *LANGUAGES):
        raise ScreeningError(f"“{language}” is no language of the word lists; give hr, en, de or auto.")
    lexicon = words.lexicon()
    found = tokens(text)
    main = languages.of_text(found, lexicon.function_words) if language == AUTO else language
    ranges = sentences(found)
    spoken: list[str] = []
    for start, end in ranges:
        spoken += [languages.of_sentence(found[start:end], lexicon.function_words, main)] * (end - start)
    mentions, signs = _parted(_chosen(lexicon.phrases.find(found, spoken)), found)
    mentions = [_at_the_skin(one, found, ranges) for one in mentions]
    said = states(found, ranges, mentions, signs)
    kept = _without_the_general(ranges, zip(mentions, said, strict=True))
    return ReportReading(main, tuple(_mark(text, found, mention, state) for mention, state in kept))


def _chosen(places: list[PhraseMatch]) -> list[PhraseMatch]:
    """Choose where phrases overlap: the one with more words stands. Return them in the order of the text."""
    places.sort(key=lambda one: (-one.weight, one.start - one.end, one.phrase.key.startswith("@"), one.start))
    taken: set[int] = set()
    kept = []
    for one in places:
        own = range(one.start, one.end)
        if taken.isdisjoint(own):
            taken.update(own)
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def _parted(kept: list[PhraseMatch], found: list[Token]) -> tuple[list[PhraseMatch], list[PhraseMatch]]:
    """Part marks from words of state."""
    mentions: list[PhraseMatch] = []
    signs: list[PhraseMatch] = []
    for one in kept:
        if one.phrase.key == words.ALLERGEN:
            if _speaks_of_allergy([*mentions, *signs], one, found):
                mentions.append(one._replace(phrase=one.phrase._replace(key=_ALLERGY)))
        elif not one.phrase.key.startswith("@"):
            mentions.append(one)
        elif one.phrase.key != words.NOTHING:
            signs.append(one)
    return mentions, signs


def _at_the_skin(one: PhraseMatch, found: list[Token], ranges: list[tuple[int, int]]) -> PhraseMatch:
    """Read "infection" as one of the skin where its sentence speaks of skin or a wound: "wound without infection"."""
    if one.phrase.key != _ILLNESS or not all(_INFECTION.fullmatch(token.word) for token in found[one.start : one.end]):
        return one
    start, end = next((start, end) for start, end in ranges if start <= one.start < end)
    if not any(_SKIN.fullmatch(token.word) for token in found[start:end]):
        return one
    return one._replace(phrase=one.phrase._replace(key=_AT_THE_SKIN))


def _speaks_of_allergy(before: list[PhraseMatch], one: PhraseMatch, found: list[Token]) -> bool:
    """Tell whether an allergy was named before in the sentence: "allergic to penicillin, latex and nickel"."""
    ends = [other.end for other in before if other.phrase.key in (words.ALLERGY, _ALLERGY)]
    return bool(ends) and all(token.boundary != HARD for token in found[max(ends) - 1 : one.start])


def _without_the_general(
    ranges: list[tuple[int, int]], found: Iterable[tuple[PhraseMatch, str]]
) -> list[tuple[PhraseMatch, str]]:
    """Leave out "anticoagulant" where its sentence names the drug, taken or in the same state."""
    drugs = load().drugs
    known = list(found)
    named: set[tuple[int, str, str]] = set()
    sentence_of = {place: number for number, (start, end) in enumerate(ranges) for place in range(start, end)}
    for one, state in known:
        if one.phrase.key in drugs:
            named.add((sentence_of[one.start], drugs[one.phrase.key].item, state))
    return [
        (one, state)
        for one, state in known
        if not named & {(sentence_of[one.start], one.phrase.key, said) for said in (state, "present")}
    ]


def _mark(text: str, found: list[Token], mention: PhraseMatch, state: str) -> ReportMark:
    catalogue = load()
    key = mention.phrase.key
    start, end = found[mention.start].start, found[mention.end - 1].end
    drug = catalogue.drugs.get(key)
    item = catalogue.items[drug.item if drug else key]
    kind = ANTITHROMBOTIC if drug else item.kind
    known: State = state  # type: ignore[assignment]
    return ReportMark(start, end, text[start:end], key, kind, known, item.level, ", ".join(item.sources))
