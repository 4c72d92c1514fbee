"""The atlas in everyday words: for people who are no clinicians, and the public pages.

Kept apart from the facts that the ranking reads, so that a command which ranks does not load them.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, get_args

from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import CONFIDENCES, PRECAUTIONS, Atlas, AtlasError, Confidence, Source
from drypoint.knowledge.bodymap import keys, regions
from drypoint.knowledge.bodymap.choir import ZONES
from drypoint.knowledge.language import Text, TextError
from drypoint.knowledge.language.text import text, words_of
from drypoint.knowledge.plain import Raw

COMPILED: Final = Path(__file__).parent / "facts" / "everyday.json"

Reading = Literal["abstract", "excerpt", "parts", "unread", "general"]
Urgency = Literal["emergency", "same_day", "doctor", "ask"]
URGENCIES: Final[tuple[str, ...]] = get_args(Urgency)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence with its confidence and its sources, which may be none."""

    text: Text
    confidence: Confidence
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MuscleWords:
    """What a muscle does, and when people notice it or what sets it off."""

    does: Statement
    notice: Statement


@dataclass(frozen=True, slots=True)
class Alarm:
    """A sign of danger; id is that of its question, which may have several signs."""

    id: str
    urgency: Urgency
    text: Text


@dataclass(frozen=True, slots=True)
class EverydayPart:
    """A part of the body as people name it: its places from head to foot, and what must not wait there."""

    id: str
    name: Text
    places: tuple[str, ...]
    warnings: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class LookAlikeWords:
    """What else can hurt in the same place: its plain name, how it feels, and how soon somebody must look."""

    name: Text
    signs: Text
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Everyday:
    """Everything in everyday words, by the ids of the atlas and of the body map; first is said before any place."""

    muscles: Mapping[str, MuscleWords]
    places: Mapping[str, Text]
    parts: tuple[EverydayPart, ...]
    first: tuple[Alarm, ...]
    look_alikes: Mapping[str, LookAlikeWords]
    hazards: Mapping[str, Text]

    def part_of(self, place: str) -> EverydayPart:
        """Return the part of the body in which a place lies; raise KeyError for a place that does not exist."""
        for part in self.parts:
            if place in part.places:
                return part
        raise KeyError(place)


def _text(raw: Raw, subject: str) -> Text:
    try:
        return text(words_of(raw))
    except TextError as error:
        raise AtlasError(f"Everyday words of {subject}: {error}") from None


def _statement(raw: Raw, sources: Collection[str], subject: str) -> Statement:
    if raw["confidence"] not in CONFIDENCES or (raw["confidence"] == "sourced" and not raw["sources"]):
        raise AtlasError(f"Everyday words of {subject}: the confidence does not hold.")
    if lost := set(raw["sources"]) - set(sources):
        raise AtlasError(f"Everyday words of {subject}: unknown sources {', '.join(sorted(lost))}.")
    return Statement(_text(raw, subject), raw["confidence"], tuple(raw["sources"]))


def _urgency(raw: Raw, allowed: Collection[str], subject: str) -> Urgency:
    if raw["urgency"] not in allowed:
        raise AtlasError(f"Everyday words of {subject}: “{raw['urgency']}” is no urgency here.")
    urgency: Urgency = raw["urgency"]
    return urgency


def _same(named: Collection[str], known: Collection[str], what: str) -> None:
    if wrong := set(named) ^ set(known):
        raise AtlasError(f"Everyday words: missing or unknown {what}: {', '.join(sorted(wrong))}.")


# How soon, as the public is told; what is soon for a clinician is a doctor some time soon for a reader.
_TOLD: Final[Mapping[str, Urgency]] = MappingProxyType(
    {"emergency": "emergency", "same_day": "same_day", "soon": "doctor"}
)


def _alarms(atlas: Atlas, places: Collection[str], always: Collection[str]) -> tuple[Alarm, ...]:
    """Return the signs of the dangers of some places, the most urgent first, and of questions that are always told."""
    signs = atlas.dangers.signs_at(places, always)
    return tuple(Alarm(question, _TOLD[urgency], said) for question, urgency, said in signs)


def _parts(raw: Raw, atlas: Atlas) -> tuple[EverydayPart, ...]:
    _same([zone for part in raw["parts"] for zone in part["zones"]], ZONES, "zones")
    found = []
    for part in raw["parts"]:
        places = tuple(key for key in keys() if regions()[f"{key}_left"].zone in part["zones"])
        found.append(
            EverydayPart(part["id"], _text(part, part["id"]), places, _alarms(atlas, places, raw["everywhere"]))
        )
    return tuple(found)


def build(raw: Raw, atlas: Atlas) -> Everyday:
    """Build and check the everyday words against the atlas and the body map; raise AtlasError where they disagree."""
    places, needling = raw["places"], raw["needling"]
    if lost := {*places["first"], *places["everywhere"]} - set(atlas.dangers.questions):
        raise AtlasError(f"Everyday words: there are no questions {', '.join(sorted(lost))}.")
    for named, known, what in (
        (raw["muscles"], atlas.muscles, "muscles"),
        (places["places"], keys(), "places"),
        (raw["look_alikes"], atlas.look_alikes, "look-alikes"),
        (needling["kinds"], PRECAUTIONS, "kinds of hazard"),
    ):
        _same(named, known, what)
    return Everyday(
        muscles=MappingProxyType(
            {
                key: MuscleWords(
                    _statement(one["does"], atlas.sources, key), _statement(one["notice"], atlas.sources, key)
                )
                for key, one in raw["muscles"].items()
            }
        ),
        places=MappingProxyType({key: _text(one, key) for key, one in places["places"].items()}),
        parts=_parts(places, atlas),
        first=_alarms(atlas, (), places["first"]),
        look_alikes=MappingProxyType(
            {
                key: LookAlikeWords(_text(one["name"], key), _text(one["signs"], key), _urgency(one, URGENCIES, key))
                for key, one in raw["look_alikes"].items()
            }
        ),
        hazards=MappingProxyType({key: _text(one, key) for key, one in needling["kinds"].items()}),
    )


# How an entry of sources.yaml begins, or what it says, when so much of the source was read.
_READINGS: Final[tuple[tuple[Reading, tuple[str, ...]], ...]] = (
    ("general", ("general knowledge",)),
    ("unread", ("not read", "no source read", "title only")),
    ("abstract", ("abstract",)),
    ("parts", ("sections",)),
    ("excerpt", ("excerpt",)),
)


def reading_of(source: Source) -> Reading:
    """Say how much of a source was read, least first; raise AtlasError where its entry does not tell.

    The entry itself may name needle sizes and is for the clinician; this is what the public is told.
    """
    said = source.read.lower()
    for reading, marks in _READINGS:
        if any(mark in said for mark in marks):
            return reading
    raise AtlasError(f"Source {source.id}: “{source.read}” does not say how much was read.")


@cache
def everyday() -> Everyday:
    """Load the everyday words as shipped. They are read once per process."""
    return build(json.loads(COMPILED.read_text("utf-8")), load())
