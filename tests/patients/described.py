"""Whether what is handed out of a patient is what its description says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from drypoint.foundation.patients.export_fields import Field


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
