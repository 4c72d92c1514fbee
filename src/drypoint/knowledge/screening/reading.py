"""Read a report: mark what matters for needling, and tell what is said of it."""

from collections.abc import Iterable
from typing import Final

from drypoint.knowledge.screening import languages, words
from drypoint.knowledge.screening.load import load
from drypoint.knowledge.screening.model import ANTITHROMBOTIC, LANGUAGES, Mark, Reading, ScreeningError, State
from drypoint.knowledge.screening.phrases import Found
from drypoint.knowledge.screening.states import states
from drypoint.knowledge.screening.text import Token, sentences, tokens

AUTO: Final = "auto"


def read(text: str, language: str = AUTO) -> Reading:
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
    mentions, signs = _parted(lexicon.phrases.find(found, spoken))
    said = states(found, ranges, mentions, signs)
    kept = _without_the_general(ranges, zip(mentions, said, strict=True))
    return Reading(main, tuple(_mark(text, found, mention, state) for mention, state in kept))


def _parted(places: list[Found]) -> tuple[list[Found], list[Found]]:
    """Part marks from words of state; where phrases overlap, the one with more words stands."""
    places.sort(key=lambda one: (-one.weight, one.start - one.end, one.phrase.key.startswith("@"), one.start))
    taken: set[int] = set()
    kept = []
    for one in places:
        own = range(one.start, one.end)
        if taken.isdisjoint(own):
            taken.update(own)
            kept.append(one)
    kept.sort(key=lambda one: one.start)
    signs = [one for one in kept if one.phrase.key.startswith("@") and one.phrase.key != words.NOTHING]
    return [one for one in kept if not one.phrase.key.startswith("@")], signs


def _without_the_general(ranges: list[tuple[int, int]], found: Iterable[tuple[Found, str]]) -> list[tuple[Found, str]]:
    """Leave out "anticoagulant" where its sentence names the drug."""
    drugs = load().drugs
    known = list(found)
    named: dict[int, set[str]] = {}
    sentence_of: dict[int, int] = {}
    for number, (start, end) in enumerate(ranges):
        for place in range(start, end):
            sentence_of[place] = number
    for one, _state in known:
        if one.phrase.key in drugs:
            named.setdefault(sentence_of[one.start], set()).add(drugs[one.phrase.key].item)
    return [(one, state) for one, state in known if one.phrase.key not in named.get(sentence_of[one.start], ())]


def _mark(text: str, found: list[Token], mention: Found, state: str) -> Mark:
    catalogue = load()
    key = mention.phrase.key
    start, end = found[mention.start].start, found[mention.end - 1].end
    drug = catalogue.drugs.get(key)
    item = catalogue.items[drug.item if drug else key]
    kind = ANTITHROMBOTIC if drug else item.kind
    known: State = state  # type: ignore[assignment]
    return Mark(start, end, text[start:end], key, kind, known, item.level, ", ".join(item.sources))
