"""Read a pain drawing as the contract gives it, and complain in plain sentences."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from drypoint.knowledge.atlas.known import KnownError, KnownOfPerson, read_answers, read_known
from drypoint.knowledge.bodymap import of_segment, regions
from drypoint.knowledge.bodymap.choir import Numbering, SegmentError, canonical
from drypoint.knowledge.plain import Raw

Sex = Literal["female", "male", "neutral"]
Quality = Literal["aching", "burning", "tingling", "numb", "stabbing"]

QUALITIES: Final[tuple[str, ...]] = get_args(Quality)
ALTERED_FEELING: Final = frozenset({"tingling", "numb"})

_DRAWING_KEYS: Final = ("sex", "regions", "choir_numbering", "known", "answers")
_LONGEST_QUOTE: Final = 80
_REGION_KEYS: Final = ("id", "choir", "coverage", "intensity", "quality")


def is_felt_as(quality: str | None, qualities: Collection[str]) -> bool:
    """Whether what was drawn feels as a cause does: one of its qualities, or any but altered feeling for “pain”.

    Without qualities a cause may feel in any way.
    """
    if not qualities or quality in qualities:
        return True
    return "pain" in qualities and quality not in ALTERED_FEELING


class DrawingError(ValueError):
    """The drawing cannot be read; the message is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was drawn in one fine region.

    coverage is the share of the region that is drawn on (0 to 1), intensity runs from 0 to 10 and may be unknown.
    segment is the CHOIR segment that was answered as a whole: None when the fine region itself was drawn.
    """

    region: str
    coverage: float
    intensity: float | None = None
    quality: Quality | None = None
    segment: int | None = None

    @property
    def is_altered_feeling(self) -> bool:
        """Whether tingling or numbness was drawn, which points to a nerve rather than to a muscle."""
        return self.quality in ALTERED_FEELING


@dataclass(frozen=True, slots=True)
class Findings:
    """A drawing that has been checked, its findings in the order of the body map, and what is known of the person."""

    sex: Sex
    findings: tuple[Finding, ...]
    person: KnownOfPerson = field(default_factory=KnownOfPerson)

    def answers(self) -> list[tuple[Finding, ...]]:
        """Return what was answered at once: each fine region alone, the regions of a segment together."""
        together: dict[int | str, list[Finding]] = {}
        for finding in self.findings:
            together.setdefault(finding.segment or finding.region, []).append(finding)
        return [tuple(answer) for answer in together.values()]


def quoted(given: object, *, by_its_end: bool = False) -> str:
    """Repeat what was given in a message: on one line, printable and short; a path is known by its end."""
    text = "".join(letter if letter.isprintable() else "·" for letter in str(given))
    if len(text) <= _LONGEST_QUOTE:
        return f"“{text}”"
    return f"“…{text[-_LONGEST_QUOTE:]}”" if by_its_end else f"“{text[:_LONGEST_QUOTE]}…”"


def _number(raw: object, what: str, low: float, high: float) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise DrawingError(f"{what} must be a number from {low:g} to {high:g}.")
    if not low <= raw <= high:  # false for NaN, too
        raise DrawingError(f"{what} must lie between {low:g} and {high:g}.")
    return float(raw)


def _only(raw: Raw, allowed: tuple[str, ...], what: str) -> None:
    if unknown := sorted(quoted(key) for key in raw if key not in allowed):
        named = ", ".join(unknown[:3]) + (" and more" if len(unknown) > 3 else "")
        raise DrawingError(f"{what} has unknown entries: {named}. Known are {', '.join(allowed)}.")


def _places(entry: Raw, numbering: Numbering, what: str) -> tuple[tuple[str, ...], int | None]:
    if ("id" in entry) == ("choir" in entry):
        raise DrawingError(f"{what} must name its place either by id or by choir, not by both or neither.")
    if "id" in entry:
        if not isinstance(entry["id"], str) or entry["id"] not in regions():
            named = quoted(entry["id"])
            raise DrawingError(f"{what}: there is no region {named}. `drypoint atlas regions` lists them all.")
        return (entry["id"],), None
    code = entry["choir"]
    if isinstance(code, bool) or not isinstance(code, int):
        raise DrawingError(f"{what}: a CHOIR segment is a whole number, such as 218.")
    try:
        segment = canonical(code, numbering)
    except SegmentError:
        raise DrawingError(
            f"{what}: there is no CHOIR segment {quoted(code)}. They run from 101 to 136 and from 201 to 238."
        ) from None
    return of_segment(segment), segment


def _entry(entry: object, numbering: Numbering, what: str) -> Iterable[Finding]:
    if not isinstance(entry, Mapping):
        raise DrawingError(f"{what} must be an object with a place and a coverage.")
    _only(entry, _REGION_KEYS, what)
    places, segment = _places(entry, numbering, what)
    if "coverage" not in entry:
        raise DrawingError(f"{what} has no coverage. Give the share of the region that hurts, from 0 to 1.")
    coverage = _number(entry["coverage"], f"{what}: coverage", 0, 1)
    intensity = _number(entry["intensity"], f"{what}: intensity", 0, 10) if "intensity" in entry else None
    quality = entry.get("quality")
    if "quality" in entry and quality not in QUALITIES:
        raise DrawingError(f"{what}: quality must be one of {', '.join(QUALITIES)}.")
    return [Finding(place, coverage, intensity, quality, segment) for place in places]


def read_drawing(raw: object) -> Findings:
    """Check a drawing (parsed JSON) and translate it to fine regions; raise DrawingError with a sentence.

    A CHOIR segment stands for its fine regions evenly: each gets the coverage of the segment, and the segment's number.
    """
    if not isinstance(raw, Mapping):
        raise DrawingError("A drawing is an object with sex and regions.")
    _only(raw, _DRAWING_KEYS, "The drawing")
    sex = raw.get("sex", "neutral")
    if sex not in get_args(Sex):
        raise DrawingError("sex must be female, male or neutral.")
    numbering = raw.get("choir_numbering", "canonical")
    if numbering not in get_args(Numbering):
        raise DrawingError("choir_numbering must be canonical or female_front.")
    entries = raw.get("regions")
    if not isinstance(entries, list):
        raise DrawingError("The drawing needs a list of regions.")
    found: dict[str, Finding] = {}
    for number, entry in enumerate(entries, start=1):
        for finding in _entry(entry, numbering, f"Region {number}"):
            if finding.region in found:
                raise DrawingError(f"Region {number}: “{finding.region}” is given twice. Give each place once.")
            found[finding.region] = finding
    if not any(finding.coverage for finding in found.values()):
        raise DrawingError("Nothing is drawn: coverage is 0 everywhere.")
    return Findings(sex, tuple(found[region] for region in regions() if region in found), _person(raw))


def _person(raw: Raw) -> KnownOfPerson:
    try:
        return KnownOfPerson(read_known(raw.get("known", {})), read_answers(raw.get("answers", {})))
    except KnownError as error:
        raise DrawingError(str(error)) from None


def _no_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise DrawingError("The drawing names an entry twice in the same object.")
    return made


def parse_drawing(text: str) -> Findings:
    """Read a drawing from JSON text; raise DrawingError with a sentence when it cannot be read."""
    try:
        raw = json.loads(text, object_pairs_hook=_no_doubles)
    except DrawingError:
        raise
    except (ValueError, RecursionError) as error:
        raise DrawingError(f"The drawing is no valid JSON: {quoted(error)}.") from None
    return read_drawing(raw)
