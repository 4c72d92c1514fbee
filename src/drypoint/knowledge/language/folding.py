"""Letters without their marks, so that leda finds leđa and Ciro finds Ćiro."""

import unicodedata
from typing import Final

from drypoint.knowledge.language.languages import languages

# Letters that no decomposition of Unicode reduces to a base letter. casefold() already writes ß as ss.
_STROKES: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th"}
)


def folded(words: str) -> str:
    """Return words without case and marks, with single spaces: what search compares."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(bare.casefold().translate(_STROKES).split())


def says(text: str, asked: str) -> bool:
    """Tell whether each word that is asked for stands in a folded text, in whichever spelling."""
    return all(any(one in text for one in spellings(word)) for word in asked.split())


def spellings(words: str) -> tuple[str, ...]:
    """Return how words may stand folded, as they are first: đ is also written dj, and dj may stand for đ."""
    small = unicodedata.normalize("NFC", words.casefold())
    found = [small]
    for language in languages().values():
        for letter, written in language.alike.items():
            found += [small.replace(letter, written), small.replace(written, letter)]
    return tuple(dict.fromkeys(folded(one) for one in found))
