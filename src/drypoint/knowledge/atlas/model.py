"""What the atlas knows of a muscle: each fact with its confidence and its sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from drypoint.knowledge.atlas.dangers import Dangers
from drypoint.knowledge.language import Text
from drypoint.knowledge.language.phrases import phrases

Confidence = Literal["sourced", "textbook", "expert", "inferred"]
Strength = Literal["essential", "spill_over"]
Needling = Literal["usual", "care", "do_not"]

CONFIDENCES: Final[frozenset[Confidence]] = frozenset({"sourced", "textbook", "expert", "inferred"})

# What to do about a structure within the needle's reach. General knowledge, to be signed off by the practice.
PRECAUTIONS: Final[Mapping[str, Text]] = phrases(__package__, "precautions")


class AtlasError(ValueError):
    """A data file of the atlas contradicts itself, the body map or the list of sources."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from, and how much of it was read."""

    id: str
    kind: str
    cite: str
    read: str
    weak: bool
    doi: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement with its confidence and sources."""

    text: Text
    confidence: Confidence
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZonePart:
    """A fine region in which a muscle's pain is felt; opposite means on the other side of the body."""

    key: str
    strength: Strength
    opposite: bool
    coarse: str | None
    confidence: Confidence
    reason: str


@dataclass(frozen=True, slots=True)
class TriggerPoint:
    """A trigger point that a source places, with its own share of the muscle's zone."""

    id: str
    label: Text
    zone: tuple[ZonePart, ...]
    confidence: Confidence
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """A structure within the needle's reach; kind is a key of PRECAUTIONS."""

    structure: Text
    kind: str
    confidence: Confidence
    sources: tuple[str, ...]

    @property
    def what_to_do(self) -> Text:
        """The precaution."""
        return PRECAUTIONS[self.kind]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch to do at home."""

    text: Text
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Muscle:
    """One of the hundred muscles (some are small groups that share a pattern)."""

    id: str
    name: Text
    name_la: str
    region: str
    indications: tuple[str, ...]
    nerve: Fact
    segments: tuple[str, ...]
    point_count: Fact
    points: tuple[TriggerPoint, ...]
    pattern: Fact
    zone: tuple[ZonePart, ...]
    hazards: tuple[Hazard, ...]
    hazard_flags: tuple[str, ...]
    difficulty: Literal["A", "B", "C", "D"]
    position: Fact
    depth: Fact | None
    synergists: tuple[str, ...]
    antagonists: tuple[str, ...]
    look_alikes: tuple[str, ...]
    stretch: Stretch | None
    sources: tuple[str, ...]
    changed_here: bool = False

    @property
    def needling(self) -> Needling:
        """How the practice should think of needling it.

        Difficulty D is not to be needled without special training and imaging. Difficulty A with no nerve,
        vessel, organ, pleura or canal among its hazards is usual; everything else asks for care, since what is listed
        is to be avoided. The classes are the project's own, drawn from the hazards; they are no published scale.
        """
        if self.difficulty == "D":
            return "do_not"
        return "usual" if self.difficulty == "A" and not self.hazards and not self.hazard_flags else "care"

    def keys(self, strength: Strength) -> tuple[str, ...]:
        """Places of its zone on its own side, of one strength."""
        return tuple(part.key for part in self.zone if part.strength == strength and not part.opposite)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Something other than a muscle that can hurt in the same places."""

    id: str
    kind: Literal["dermatome", "nerve", "visceral", "vascular", "joint", "skin"]
    name: Text
    keys: tuple[str, ...]
    felt_by_most: frozenset[str]  # of these places; the source of the others says only that they hurt
    felt_by_some: frozenset[str]
    side: Literal["same", "left", "right"]
    is_felt_across: bool  # an organ in the middle, which now and then hurts on the other side too
    qualities: frozenset[str]
    least_share: float  # share of its regions that has to be drawn
    reason: Text
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint for which somebody counted how often muscles have an active trigger point: lowest and highest."""

    id: str
    zones: frozenset[str]
    prevalence: Mapping[str, tuple[float, float]]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that was loaded and cross-checked."""

    muscles: Mapping[str, Muscle]
    sources: Mapping[str, Source]
    look_alikes: Mapping[str, LookAlike]
    dangers: Dangers
    complaints: tuple[Complaint, ...]
