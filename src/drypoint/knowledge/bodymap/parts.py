"""The parts of the body in plain words, to group long lists of regions by."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.bodymap.regions import keys, region_id, regions


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the body; zones are the keys of choir.ZONES that belong to it."""

    key: str
    name_en: str
    name_hr: str
    zones: tuple[str, ...]


PARTS: Final = (
    Part("head", "Head and face", "Glava i lice", ("head_front", "face", "head_back_upper", "head_back_lower")),
    Part("neck", "Neck", "Vrat", ("neck_front", "neck_back")),
    Part("shoulder", "Shoulder", "Rame", ("shoulder_front", "shoulder_back")),
    Part("back", "Back", "Leđa", ("upper_back", "mid_back", "low_back")),
    Part("trunk", "Chest, belly and groin", "Prsa, trbuh i prepone", ("chest", "abdomen", "groin")),
    Part("hip", "Hip and buttock", "Kuk i stražnjica", ("hip_front", "hip_back", "buttock")),
    Part(
        "arm",
        "Arm and elbow",
        "Ruka i lakat",
        ("upper_arm_front", "upper_arm_back", "elbow_front", "elbow_back", "forearm_front", "forearm_back"),
    ),
    Part("hand", "Wrist and hand", "Ručni zglob i šaka", ("wrist_front", "wrist_back", "hand_palm", "hand_back")),
    Part("thigh", "Thigh and knee", "Natkoljenica i koljeno", ("thigh_front", "thigh_back", "knee_front", "knee_back")),
    Part(
        "foot",
        "Lower leg, ankle and foot",
        "Potkoljenica, gležanj i stopalo",
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
