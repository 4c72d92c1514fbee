"""Conversions on the command line: numbers as they are typed, and answers as text or JSON."""

from collections.abc import Iterable

from drypoint.knowledge.evidence.conversions import Conversion, ConvertedNumber
from drypoint.knowledge.evidence.errors import EvidenceError


def read_numbers(words: Iterable[str]) -> dict[str, float]:
    """Read NAME=NUMBER as the command line has it, with a decimal point or comma. Raises EvidenceError."""
    given: dict[str, float] = {}
    for word in words:
        name, found, number = word.partition("=")
        try:
            given[name.strip()] = float(number.strip().replace(",", ".").replace("−", "-"))
        except ValueError:
            raise EvidenceError("“{word}” is no NAME=NUMBER.", word=word) from None
        if not found:
            raise EvidenceError("“{word}” is no NAME=NUMBER.", word=word)
    return given


def listed(chosen: Iterable[Conversion]) -> str:
    """Return conversions with what they ask, for the command line."""
    lines = []
    for one in chosen:
        lines.append(f"{one.name}: {one.title}")
        lines += [f"  {asked.name}{' (may be left out)' * asked.is_optional}: {asked.label}" for asked in one.asked]
    return "\n".join(lines) + "\n"


def as_text(conversion_done: Conversion, found: Iterable[ConvertedNumber]) -> str:
    """Return what came of it, with what it takes for granted and its source, for the command line."""
    lines = [
        f"{one.label}: {one.value:.6g}" + ("" if one.low is None else f" ({one.low:.6g} to {one.high:.6g})")
        for one in found
    ]
    return "\n".join([*lines, str(conversion_done.assumption), f"Source: {conversion_done.source}."]) + "\n"


def as_json(conversion_done: Conversion, found: Iterable[ConvertedNumber]) -> dict[str, object]:
    """Return the same as JSON can write it."""
    return {
        "conversion": conversion_done.name,
        "found": [{"label": one.label, "value": one.value, "low": one.low, "high": one.high} for one in found],
        "assumption": conversion_done.assumption,
        "source": conversion_done.source,
    }
