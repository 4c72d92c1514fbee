"""Letters without case and marks, each with its place in the original text."""

from typing import Final

from drypoint.knowledge.language.folding import folded

# What stands inside a word and is no letter of it: the soft hyphen, joiners, the byte order mark.
_INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


class _Table(dict[int, str]):
    """Folds a character when it is first seen, and remembers those that do not become exactly one."""

    def __init__(self) -> None:
        super().__init__()
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = "" if character in _INVISIBLE else folded(character) or (character if not _is_mark(character) else "")
        if len(plain) != 1:
            self.uneven.add(character)
        self[code] = plain
        return plain


def _is_mark(character: str) -> bool:
    """Tell an accent that stands alone: folded beside a letter, it vanishes."""
    return not character.isspace() and folded(f"a{character}") == "a"


_TABLE: Final = _Table()


def fold(text: str) -> tuple[str, list[int] | None]:
    """Return the folded text and, for each of its characters, the place it came from (None: the same places)."""
    plain = text.translate(_TABLE)
    if _TABLE.uneven.isdisjoint(text):
        return plain, None
    places: list[int] = []
    done = 0
    for place in [at for at, character in enumerate(text) if character in _TABLE.uneven]:
        places.extend(range(done, place))
        places += [place] * len(_TABLE[ord(text[place])])
        done = place + 1
    places.extend(range(done, len(text)))
    return plain, places
