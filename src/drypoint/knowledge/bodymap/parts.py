"""The parts of the body in plain words, to group long lists of regions by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.bodymap.regions import keys, region_id, regions
from drypoint.knowledge.language import Text
from drypoint.knowledge.language.phrases import phrases


@dataclass(frozen=True, slots=True)
class BodyPart:
    """A part of the body; zones are the keys of choir.ZONES that belong to it."""

    key: str
    zones: tuple[str, ...]

    @property
    def name(self) -> Text:
        """Its name, from facts/parts.toml."""
        return phrases(__package__, "parts")[self.key]


PARTS: Final = (
    BodyPart("head", ("head_front", "face", "head_back_upper", "head_back_lower")),
    BodyPart("neck", ("neck_front", "neck_back")),
    BodyPart("shoulder", ("shoulder_front", "shoulder_back")),
    BodyPart("back", ("upper_back", "mid_back", "low_back")),
    BodyPart("trunk", ("chest", "abdomen", "groin")),
    BodyPart("hip", ("hip_front", "hip_back", "buttock")),
    BodyPart(
        "arm",
        ("upper_arm_front", "upper_arm_back", "elbow_front", "elbow_back", "forearm_front", "forearm_back"),
    ),
    BodyPart("hand", ("wrist_front", "wrist_back", "hand_palm", "hand_back")),
    BodyPart("thigh", ("thigh_front", "thigh_back", "knee_front", "knee_back")),
    BodyPart(
        "foot",
        ("shin", "calf", "ankle_front", "ankle_back", "foot_front", "heel_sole"),
    ),
)


@cache
def keys_by_part() -> Mapping[str, tuple[str, ...]]:
    """Return the places (regions without their side) of each part, head to foot."""
    part_of = {zone: part.key for part in PARTS for zone in part.zones}
    found: dict[str, list[str]] = {part.key: [] for part in PARTS}
    for key in keys():
        found[part_of[regions()[region_id(key, "left")].zone]].append(key)
    return MappingProxyType({part: tuple(places) for part, places in found.items()})
