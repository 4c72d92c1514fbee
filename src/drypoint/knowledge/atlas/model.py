"""What the atlas knows of a muscle: each fact with its confidence and its sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Confidence = Literal["sourced", "textbook", "expert", "inferred"]
Strength = Literal["essential", "spill_over"]
Needling = Literal["usual", "care", "do_not"]

CONFIDENCES: Final[frozenset[str]] = frozenset({"sourced", "textbook", "expert", "inferred"})

# What to do about a structure within the needle's reach. General knowledge, to be signed off by the practice.
PRECAUTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "pleura": (
        "Keep the needle shallow and tangential or in a pincer grip, never towards the chest; say when to call.",
        "Iglu voditi plitko i tangencijalno ili u pincetnom hvatu, nikad prema prsnom košu; reći kada zvati.",
    ),
    "spinal_canal": (
        "Stay over bone and away from the gap between the laminae; no deep medial needle.",
        "Ostati nad kosti i podalje od prostora između lukova kralježaka; bez dubokog medijalnog uboda.",
    ),
    "vertebral_artery": (
        "No deep needle at the upper neck without imaging; stop at any dizziness.",
        "Bez dubokog uboda u gornjem vratu bez slikovnog nadzora; stati pri svakoj vrtoglavici.",
    ),
    "organ": (
        "Lift the muscle off or needle it flat; never at right angles into the cavity.",
        "Mišić odvojiti ili iglu voditi plosnato; nikad okomito u šupljinu.",
    ),
    "vessel": (
        "Feel for the pulse first, avoid its line, press after the needle is out.",
        "Najprije opipati puls, izbjeći njegov tok, pritisnuti nakon vađenja igle.",
    ),
    "nerve": (
        "Move slowly; an electric or shooting feeling means draw back and leave that path.",
        "Voditi iglu polako; osjećaj struje ili sijevanja znači povući iglu i napustiti taj put.",
    ),
    "nerve_and_vessel": (
        "Know the course of the bundle, move slowly, draw back at a shooting feeling, press afterwards.",
        "Poznavati tok snopa, voditi iglu polako, povući je pri sijevanju, poslije pritisnuti.",
    ),
    "gland": ("Keep out of the gland and its duct.", "Izbjeći žlijezdu i njezin odvod."),
    "clot": (
        "Look for swelling, warmth and tenderness along the vein first; if in doubt do not needle.",
        "Najprije potražiti oteklinu, toplinu i bolnost uzduž vene; u dvojbi ne bosti.",
    ),
}


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

    text: str
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
    label: str
    zone: tuple[ZonePart, ...]
    confidence: Confidence
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hazard:
    """A structure within the needle's reach; kind is a key of PRECAUTIONS."""

    structure: str
    kind: str
    confidence: Confidence
    sources: tuple[str, ...]

    @property
    def what_to_do(self) -> str:
        """The precaution, in English."""
        return PRECAUTIONS[self.kind][0]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch to do at home."""

    en: str
    hr: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Muscle:
    """One of the hundred muscles (some are small groups that share a pattern)."""

    id: str
    name_en: str
    name_hr: str
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

        Difficulty D is not to be needled without special training and imaging. Difficulty A with no large nerve,
        vessel, organ, pleura or canal within reach is usual; everything else asks for care. The classes are the
        project's own, drawn from the hazards; they are no published scale.
        """
        if self.difficulty == "D":
            return "do_not"
        return "usual" if self.difficulty == "A" and not self.hazard_flags else "care"

    def keys(self, strength: Strength) -> tuple[str, ...]:
        """Places of its zone on its own side, of one strength."""
        return tuple(part.key for part in self.zone if part.strength == strength and not part.opposite)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Something other than a muscle that can hurt in the same places."""

    id: str
    kind: Literal["dermatome", "nerve", "visceral", "vascular", "joint"]
    name_en: str
    name_hr: str
    keys: tuple[str, ...]
    side: Literal["same", "left", "right"]
    qualities: frozenset[str]
    least_share: float  # share of its regions that has to be drawn
    reason: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition of a red flag."""

    keys: tuple[str, ...]
    qualities: frozenset[str]
    side: Literal["any", "both", "same", "left_or_both", "right"]
    least_intensity: float


@dataclass(frozen=True, slots=True)
class RedFlag:
    """What is said before any muscle when one of its patterns is drawn: every clause of the pattern holds."""

    id: str
    reason: str
    reason_hr: str
    urgency: Literal["emergency", "same_day"]
    sources: tuple[str, ...]
    patterns: tuple[tuple[Clause, ...], ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """Everything that was loaded and cross-checked."""

    muscles: Mapping[str, Muscle]
    sources: Mapping[str, Source]
    look_alikes: Mapping[str, LookAlike]
    red_flags: tuple[RedFlag, ...]
