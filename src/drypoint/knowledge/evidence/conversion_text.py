"""Conversions as people type and read them: numbers with their signs, and answers as text or JSON."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from drypoint.knowledge.evidence.cells import NUMBER, Cell, tidy
from drypoint.knowledge.evidence.conversion_types import Conversion, ConvertedNumber
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.sentences import Sentence

# Beyond, a number is shown with an exponent: nobody counts so many zeros.
_MOST_IN_FULL, _LEAST_IN_FULL = 1e15, 1e-15


def read_numbers(words: Iterable[str], chosen: Conversion) -> dict[str, float]:
    """Read NAME=NUMBER as the command line has it, with a decimal point or comma.

    Raises EvidenceError for what is none, and for one whose sign could set thousands apart.
    """
    typed: dict[str, str] = {}
    for word in words:
        name, _, number = word.partition("=")
        typed[name.strip()] = tidy(number)
        if not NUMBER.fullmatch(tidy(number)):
            raise EvidenceError("“{word}” is no NAME=NUMBER.", word=word)
    for question in doubts(typed, chosen).values():
        raise EvidenceError(question)
    return {name: float(number.replace(",", ".")) for name, number in typed.items()}


def doubts(typed: Mapping[str, str], chosen: Conversion, decimal: str = ".") -> dict[str, Sentence]:
    """Return by its name what must be asked about each number whose sign could set thousands apart, as in “1,234”.

    Another number shows which sign writes decimals. Where none does, a point writes them for whoever has it as
    ``decimal``, and a comma is asked about. A number of people has no decimals.
    """
    cells = {one: Cell(tidy(typed[one.name]), one.name, 1) for one in chosen.asked if one.name in typed}
    shown = {cell.sign for cell in cells.values() if NUMBER.fullmatch(cell.text) and not cell.is_ambiguous}
    decimals = shown - {None} or ({"."} if decimal == "." else set())
    return {
        one.name: _question(cell.text, cell.sign or "", is_whole=one.is_whole)
        for one, cell in cells.items()
        if cell.is_ambiguous and (one.is_whole or decimals != {cell.sign})
    }


def _question(text: str, sign: str, *, is_whole: bool) -> Sentence:
    if is_whole:
        return Sentence("“{number}”: write numbers without a sign for thousands.", number=text)
    return Sentence(
        "“{number}”: it cannot be told whether the “{sign}” stands for decimals or for thousands; write {thousands} or "
        "{decimals}.",
        number=text,
        sign=sign,
        thousands=text.replace(sign, ""),
        decimals=text + "0",
    )


def written(value: float, digits: int) -> str:
    """Write a number with so many digits that count, more where its whole part has more, and without an exponent."""
    if 10 ** (digits - 1) <= abs(value) < _MOST_IN_FULL:
        return f"{value:.0f}"
    short = f"{value:.{digits}g}"
    return f"{Decimal(short):f}" if _LEAST_IN_FULL <= abs(value) < 1 else short


def listed(chosen: Iterable[Conversion]) -> str:
    """Return conversions with what they ask, for the command line."""
    lines = []
    for one in chosen:
        lines.append(f"{one.name}: {one.title}")
        lines += [f"  {asked.name}{' (may be left out)' * asked.is_optional}: {asked.label}" for asked in one.asked]
    return "\n".join(lines) + "\n"


def as_text(conversion_done: Conversion, found: Iterable[ConvertedNumber]) -> str:
    """Return what came of it, with what it takes for granted and its source, for the command line."""
    lines = []
    for one in found:
        lines.append(f"{one.label}: {written(one.value, 6)}{_interval(one)}")
        lines += [one.note] if one.note else []
    return "\n".join([*lines, str(conversion_done.assumption), f"Source: {conversion_done.source}."]) + "\n"


def _interval(found: ConvertedNumber) -> str:
    if found.low is None:
        return ""
    low = written(found.low, 6)
    return f" (from {low})" if found.high is None else f" ({low} to {written(found.high, 6)})"


def as_json(conversion_done: Conversion, found: Iterable[ConvertedNumber]) -> dict[str, object]:
    """Return the same as JSON can write it."""
    return {
        "conversion": conversion_done.name,
        "found": [
            {"label": one.label, "value": one.value, "low": one.low, "high": one.high, "note": one.note}
            for one in found
        ],
        "assumption": conversion_done.assumption,
        "source": conversion_done.source,
    }
