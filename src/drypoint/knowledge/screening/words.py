"""The word lists as shipped: lexical, no clinical facts. Which words mean what, and how states are said."""

import json
from functools import cache
from typing import Final

from drypoint.knowledge.plain import Json
from drypoint.knowledge.screening.load import FACTS, load
from drypoint.knowledge.screening.model import LANGUAGES, ScreeningError
from drypoint.knowledge.screening.phrases import Phrases
from drypoint.knowledge.screening.vocabulary import Vocabulary

WORDS: Final = FACTS / "words"
COMPILED: Final = FACTS / "words.json"

# Keys of the lists that are no key of the catalogue: how a state is said, and what is to be passed over.
NEGATED: Final = "@negated"
NEGATED_BACK: Final = "@negated_back"
NEGATED_LIST: Final = "@negated_list"
POSSIBLE: Final = "@possible"
POSSIBLE_BACK: Final = "@possible_back"
# "Recommended", "waiting list": an operation so spoken of has not been done; a drug so spoken of may well be taken.
ADVISED: Final = "@advised"
STOPPED: Final = "@stopped"
STOPPED_BACK: Final = "@stopped_back"
ENDED: Final = "@ended"
OTHER: Final = "@other"
OTHER_SECTION: Final = "@other_section"
SELF: Final = "@self"
ALLERGY: Final = "@allergy"
# What one may be allergic to and needles or gloves hold; it counts only where an allergy is spoken of.
ALLERGEN: Final = "@allergen"
PRESENT: Final = "@present"
BARRIER: Final = "@barrier"
# "Because of", "after": what follows stands for itself, what came before is still spoken of.
CAUSE: Final = "@cause"
# "Switched to": what stands before was stopped, what follows is taken.
LEFT: Final = "@left"
NOTHING: Final = "@nothing"
STATE_KEYS: Final = frozenset(
    {
        NEGATED,
        NEGATED_BACK,
        NEGATED_LIST,
        POSSIBLE,
        POSSIBLE_BACK,
        ADVISED,
        STOPPED,
        STOPPED_BACK,
        ENDED,
        OTHER,
        OTHER_SECTION,
        SELF,
        ALLERGY,
        ALLERGEN,
        PRESENT,
        BARRIER,
        CAUSE,
        LEFT,
        NOTHING,
    }
)


class Lexicon:
    """Everything that the reading knows of words."""

    def __init__(self, raw: Json) -> None:
        known = {*load().items, *load().drugs, *STATE_KEYS}
        if lost := {key for key, *_rest in raw["phrases"]} - known:
            raise ScreeningError(f"Word lists name keys that nothing has: {', '.join(sorted(lost))}.")
        self.phrases = Phrases(
            raw["phrases"], raw["alternatives"], Vocabulary(raw["words"], raw["ordinary"], raw["names"])
        )
        self.function_words: dict[str, frozenset[str]] = {
            language: frozenset(raw["function_words"][language]) for language in LANGUAGES
        }


@cache
def lexicon() -> Lexicon:
    """Load the word lists as shipped. They are read once per process."""
    return Lexicon(json.loads(COMPILED.read_text("utf-8")))
