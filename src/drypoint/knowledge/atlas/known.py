"""What is known of a person besides the drawing. What is absent is unknown, and never a no."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Final, Literal

from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.plain import Json

Answer = Literal["yes", "no"]


class KnownError(ValueError):
    """A fact cannot be read; the message is a sentence for the person who sent it."""


@dataclass(frozen=True, slots=True)
class Needled:
    """A fine region that was needled, and how many hours ago."""

    region: str
    hours: float


@dataclass(frozen=True, slots=True)
class Known:
    """Facts about a person, each None where it is unknown."""

    age_years: float | None = None
    pregnant: bool | None = None
    weeks_since_operation: float | None = None
    operated_regions: tuple[str, ...] | None = None
    needled: tuple[Needled, ...] | None = None
    thin_bones_or_steroids: bool | None = None
    fever: bool | None = None
    cancer_history: bool | None = None
    weight_loss: bool | None = None
    trauma_days: float | None = None
    anticoagulant: bool | None = None
    immune_low: bool | None = None
    worst_ever: bool | None = None
    sudden: bool | None = None


FACTS: Final[tuple[str, ...]] = tuple(one.name for one in fields(Known))
# The largest number that makes sense for each; what lies above is a slip of the pen.
_LARGEST: Final[Mapping[str, float]] = MappingProxyType(
    {"age_years": 130, "weeks_since_operation": 5200, "trauma_days": 36500, "hours": 87600}
)
NOTHING_KNOWN: Final = Known()


@dataclass(frozen=True, slots=True)
class KnownOfPerson:
    """What is known of whoever drew: the facts, and the answers to questions by the id of their danger."""

    known: Known = NOTHING_KNOWN
    answers: Mapping[str, Answer] = field(default_factory=lambda: MappingProxyType({}), hash=False)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _number(raw: object, what: str, largest: float) -> float:
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= largest:
        raise KnownError(f"known: {what} must be a number from 0 to {largest:g}. Leave it out if it is not known.")
    return float(raw)


def _truth(raw: object, what: str) -> bool:
    if not isinstance(raw, bool):
        raise KnownError(f"known: {what} must be true or false. Leave it out if it is not known.")
    return raw


def _region(raw: object, what: str) -> str:
    if not isinstance(raw, str) or raw not in regions():
        raise KnownError(f"known: {what} must name regions by their ids, such as heel_left.")
    return raw


def _needled(raw: object) -> tuple[Needled, ...]:
    form = "known: needled must be a list of objects with a region and hours."
    if not isinstance(raw, list):
        raise KnownError(form)
    found = []
    for entry in raw:
        if not isinstance(entry, Mapping) or set(entry) != {"region", "hours"}:
            raise KnownError(form)
        hours = _number(entry["hours"], "hours of needled", _LARGEST["hours"])
        found.append(Needled(_region(entry["region"], "needled"), hours))
    return tuple(found)


def read_known(raw: object) -> Known:
    """Check facts (parsed JSON); raise KnownError with a sentence."""
    if not isinstance(raw, Mapping):
        raise KnownError(f"known must be an object of facts, all optional: {_listed(FACTS)}.")
    if any(key not in FACTS for key in raw):
        raise KnownError(f"known has an unknown fact. Known facts are {_listed(FACTS)}.")
    found: Json = {}
    for fact, value in raw.items():
        if fact == "needled":
            found[fact] = _needled(value)
        elif fact == "operated_regions":
            if not isinstance(value, list):
                raise KnownError("known: operated_regions must be a list of regions, such as kneecap_left.")
            found[fact] = tuple(_region(one, "operated_regions") for one in value)
        elif fact in _LARGEST:
            found[fact] = _number(value, fact, _LARGEST[fact])
        else:
            found[fact] = _truth(value, fact)
    return Known(**found)


def read_answers(raw: object) -> Mapping[str, Answer]:
    """Check the form of answers; whether there are such questions is known to the rules alone."""
    if not isinstance(raw, Mapping) or any(not isinstance(key, str) for key in raw):
        raise KnownError('answers must be an object of ids of ask_first, each "yes" or "no".')
    if any(value not in ("yes", "no") for value in raw.values()):
        raise KnownError('answers: each answer must be "yes" or "no". Leave out what was not asked.')
    return MappingProxyType(dict(raw))
