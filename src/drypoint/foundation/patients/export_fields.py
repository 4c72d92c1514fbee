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


def faults(value: object, described: Field, path: str = "") -> list[str]:
    """Return where a value is not what its description says; nothing where it is."""
    here = f"{path}.{described.name}" if path else described.name
    if described.is_list:
        if not isinstance(value, list | tuple):
            return [f"{here} is no list"]
        one = Field(described.name, described.word, described.kind, described.codes, described.fields)
        return [fault for place, entry in enumerate(value) for fault in faults(entry, one, f"{path}[{place}]")]
    if described.fields:
        return _faults_of_object(value, described.fields, here)
    is_of_its_kind = {
        "text": value is None or isinstance(value, str),
        "moment": value is None or isinstance(value, str),
        "day": value is None or isinstance(value, str),
        "number": value is None or isinstance(value, int | float),
        "cents": value is None or isinstance(value, int),
        "yes_no": isinstance(value, bool),
        "language": isinstance(value, str),
        "texts": isinstance(value, Mapping) and all(isinstance(text, str) for text in value.values()),
        "open": True,
    }[described.kind]
    if not is_of_its_kind:
        return [f"{here} is not of the kind {described.kind}: {value!r}"]
    if described.codes and value not in {None, "", *dict(described.codes)}:
        return [f"{here} has no word for {value!r}"]
    return []


def _faults_of_object(value: object, known: Sequence[Field], here: str) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{here} is no object"]
    names = {one.name for one in known}
    found = [f"{here}.{name} is not described" for name in value if name not in names]
    found += [f"{here}.{one.name} is missing" for one in known if one.name not in value and not one.is_optional]
    return found + [fault for one in known if one.name in value for fault in faults(value[one.name], one, here)]


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
