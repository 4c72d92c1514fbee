"""Text in languages: the one type of every fact that is said in more than one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass

from drypoint.knowledge.language.languages import FALLBACK, languages


class TextError(ValueError):
    """A text lacks its words in the fallback language, or has words in a language that there is not."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in several languages; where they are missing in one, English is said.

    written holds (code of the language, words), the fallback first. Make one with `text`.
    """

    written: tuple[tuple[str, str], ...]

    def in_(self, language: str | None) -> str:
        """Return the words in a language, or else in English."""
        fallback = ""
        for code, words in self.written:
            if code == language:
                return words
            if code == FALLBACK:
                fallback = words
        return fallback

    def language_in(self, language: str | None) -> str:
        """Return the code of the language in which `in_` answers, for the attribute lang of a page."""
        return language if language is not None and language in self.languages else FALLBACK

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that it has words in."""
        return tuple(code for code, _ in self.written)

    def missing(self, asked: Iterable[str]) -> tuple[str, ...]:
        """Return which of these languages it has no words in."""
        return tuple(code for code in asked if code not in self.languages)

    def elsewhere(self, language: str | None) -> tuple[tuple[str, str], ...]:
        """Return (code, words) of every language but the one in which `in_` answers."""
        here = self.language_in(language)
        return tuple((code, words) for code, words in self.written if code != here)

    def as_dict(self) -> dict[str, str]:
        """Return the words by the code of their language."""
        return dict(self.written)


def text(raw: Mapping[str, str]) -> Text:
    """Make a text of words by language code; words of spaces count as missing. Raise TextError without English."""
    words = {code: said for code, said in raw.items() if said.strip()}
    if FALLBACK not in words:
        raise TextError("a text is missing in English.")
    if unknown := [code for code in words if code not in languages()]:
        raise TextError(f"a text is in {', '.join(unknown)}, which is no language that there is.")
    return Text(tuple((code, words[code]) for code in languages() if code in words))


def words_of(raw: Mapping[str, object]) -> dict[str, str]:
    """Take the words by language from among other entries."""
    return {code: str(raw[code]) for code in languages() if code in raw}


def by_suffix(row: Mapping[str, str | None], name: str) -> Text:
    """Make a text of the columns name_en, name_hr … of a table's row."""
    begin = f"{name}_"
    return text({key.removeprefix(begin): said or "" for key, said in row.items() if key.startswith(begin)})


def translated(words: str, catalogues: Mapping[str, Mapping[str, str]]) -> Text:
    """Make a text of English words and what catalogues (by language code, then by the English) say for them."""
    found = {code: one[words] for code, one in catalogues.items() if words in one}
    return text({FALLBACK: words, **found})


def texts_within(value: object, where: str = "") -> Iterator[tuple[str, Text]]:
    """Give every text inside dataclasses, mappings and sequences, with where it stands, such as muscles.soleus.name."""
    if isinstance(value, Text):
        yield where, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from texts_within(one, f"{where}.{key}" if where else str(key))
    elif isinstance(value, tuple | list):
        for at, one in enumerate(value):
            name = getattr(one, "id", None) or getattr(one, "key", None) or at
            yield from texts_within(one, f"{where}.{name}" if where else str(name))
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from texts_within(getattr(value, one.name), f"{where}.{one.name}" if where else one.name)
