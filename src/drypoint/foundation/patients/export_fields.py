"""What the parts of an export are called and hold: one description for its schema and for the paper.

A room describes what its export returns beside registering it. What is not described fails in the tests, so that no
word of the paper is a name of the code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from django.utils.functional import Promise

Words = str | Promise
Kind = Literal["text", "moment", "day", "number", "cents", "yes_no", "language", "texts", "open"]

SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"
_TYPES: Final[Mapping[Kind, Mapping[str, object]]] = MappingProxyType(
    {
        "text": {"type": ["string", "null"]},
        "moment": {"type": ["string", "null"], "format": "date-time"},
        "day": {"type": ["string", "null"], "format": "date"},
        "number": {"type": ["number", "null"]},
        "cents": {"type": ["integer", "null"]},
        "yes_no": {"type": "boolean"},
        "language": {"type": "string"},
        # A text by language, as far as there is one.
        "texts": {"type": "object", "additionalProperties": {"type": "string"}},
        # Whatever was typed or drawn: its shape is that of the form or the map.
        "open": {},
    }
)


@dataclass(frozen=True, slots=True)
class Field:
    """One value of an export: its name there, and the word that a person reads for it.

    codes are the words for each value that can stand there. fields make it an object, or with is_list a list of such;
    without fields is_list is a list of single values. An optional one may be missing. in_words says an open value as
    lines of text, in the language that is active; one that is_for_machines stands in the file alone.
    """

    name: str
    word: Words
    kind: Kind = "text"
    codes: tuple[tuple[str, Words], ...] = ()
    fields: tuple[Field, ...] = ()
    is_list: bool = False
    is_optional: bool = False
    is_for_machines: bool = False
    in_words: Callable[[object], Sequence[str]] | None = None


def codes(choices: Mapping[str, Words] | Sequence[tuple[str, Words]]) -> tuple[tuple[str, Words], ...]:
    """Return the words of a column's choices by what the column keeps."""
    return tuple(choices.items() if isinstance(choices, Mapping) else choices)


def schema_of(parts: Sequence[Field]) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of an export that consists of these parts."""
    return {"$schema": SCHEMA, "title": "Drypoint: what is held about a patient", **_object_of(parts)}


def _object_of(parts: Sequence[Field]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {part.name: _schema_of(part) for part in parts},
        "required": [part.name for part in parts if not part.is_optional],
        "additionalProperties": False,
    }


def _schema_of(part: Field) -> dict[str, object]:
    one: dict[str, object] = _object_of(part.fields) if part.fields else dict(_TYPES[part.kind])
    if part.codes:
        one["enum"] = [*dict(part.codes), "", None]
    whole: dict[str, object] = {"type": "array", "items": one} if part.is_list else one
    return {"description": str(part.word), **whole}
