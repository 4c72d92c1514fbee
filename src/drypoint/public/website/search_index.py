"""What the editor's search knows of a page: its words in every spelling that somebody may type.

Databases differ in what they make of č and š, and none of them reads đ as d or dj.
"""

from __future__ import annotations

import re

from wagtail.models import Page
from wagtail.search import index

from drypoint.knowledge.language.folding import folded, spellings

_WORD = re.compile(r"\w+")


def as_indexed(text: str) -> str:
    """Return a text, and behind it what its words look like without their marks and in their other spellings."""
    words = dict.fromkeys(_WORD.findall(text.casefold()))
    others = dict.fromkeys(other for word in words for other in spellings(word) if other not in words)
    return " ".join([text, *others])


def as_asked(words: str) -> str:
    """Return the words of a text folded, without signs."""
    return " ".join(_WORD.findall(folded(words)))


class SpelledField(index.SearchField):
    """A text of a page that is found in every spelling."""

    def get_value(self, obj: Page) -> str:
        """Return the text with what it is found by besides."""
        value = super().get_value(obj)
        return as_indexed(value if isinstance(value, str) else " ".join(map(str, value)))


def without_plain_title(fields: list[index.BaseField]) -> list[index.BaseField]:
    """Return Wagtail's own fields of a page but for the title as it stands, whose place a SpelledField takes."""
    return [field for field in fields if not (isinstance(field, index.SearchField) and field.field_name == "title")]
