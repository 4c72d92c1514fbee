"""Segments compatible with the CHOIR body map (CHOIRBM, MIT), and the traps of their numbers.

The numbers follow CHOIRBM (Cramer 2022, doi 10.1371/journal.pcbi.1010496); the names are ours. The package does not say
which side a number belongs to: the table below reads the front view with the patient's right at the viewer's left.
"""

from dataclasses import dataclass
from typing import Final, Literal

Numbering = Literal["canonical", "female_front"]


@dataclass(frozen=True, slots=True)
class Zone:
    """One of the 37 zones: the same place on both sides, each with its segment number."""

    key: str
    view: Literal["front", "back"]
    right: int
    left: int


ZONES: Final[dict[str, Zone]] = {
    key: Zone(key, "front" if right < 200 else "back", right, left)
    for key, right, left in (
        ("head_front", 101, 102),
        ("face", 103, 104),
        ("neck_front", 105, 106),
        ("shoulder_front", 107, 110),
        ("chest", 108, 109),
        ("upper_arm_front", 111, 112),
        ("elbow_front", 113, 114),
        ("forearm_front", 115, 118),
        ("abdomen", 116, 117),
        ("wrist_front", 119, 124),
        ("hip_front", 120, 123),
        ("groin", 121, 122),
        ("hand_palm", 125, 128),
        ("thigh_front", 126, 127),
        ("knee_front", 129, 130),
        ("shin", 131, 132),
        ("ankle_front", 133, 134),
        ("foot_front", 135, 136),
        ("head_back_upper", 202, 201),
        ("head_back_lower", 204, 203),
        ("neck_back", 206, 205),
        ("shoulder_back", 210, 207),
        ("upper_back", 209, 208),
        ("upper_arm_back", 214, 211),
        ("mid_back", 213, 212),
        ("elbow_back", 216, 215),
        ("forearm_back", 220, 217),
        ("low_back", 219, 218),
        ("wrist_back", 226, 221),
        ("hip_back", 225, 222),
        ("buttock", 224, 223),
        ("hand_back", 230, 227),
        ("thigh_back", 229, 228),
        ("knee_back", 232, 231),
        ("calf", 234, 233),
        ("ankle_back", 236, 235),
        ("heel_sole", 238, 237),
    )
}

SEGMENTS: Final[frozenset[int]] = frozenset(code for zone in ZONES.values() for code in (zone.right, zone.left))

# The female front drawing of CHOIRBM numbers six segments differently from the male one.
_CANONICAL_OF_FEMALE_FRONT: Final = {112: 116, 113: 117, 114: 112, 115: 113, 116: 114, 117: 115}
_FEMALE_FRONT_OF_CANONICAL: Final = {value: key for key, value in _CANONICAL_OF_FEMALE_FRONT.items()}


class SegmentError(ValueError):
    """A number or letter code that names no segment."""


def checked(code: int) -> int:
    """Return the canonical segment number unchanged; raise SegmentError when there is no such segment."""
    if code not in SEGMENTS:
        raise SegmentError(f"There is no CHOIR segment {code}. Segments run from 101 to 136 and from 201 to 238.")
    return code


def canonical(code: int, numbering: Numbering = "canonical") -> int:
    """Translate a segment number to the canonical (male) one; the female front differs in 112 to 117."""
    checked(code)
    return _CANONICAL_OF_FEMALE_FRONT.get(code, code) if numbering == "female_front" else code


def female_front(code: int) -> int:
    """Translate a canonical segment number to the one on the female front drawing."""
    return _FEMALE_FRONT_OF_CANONICAL.get(checked(code), code)


def to_redcap(code: int) -> str:
    """Return the REDCap spelling of a segment: 101 is "f01", 207 is "b07"."""
    checked(code)
    return f"{'f' if code < 200 else 'b'}{code % 100:02d}"


def from_redcap(text: str) -> int:
    """Read the REDCap spelling of a segment ("f01", "b07"); raise SegmentError on anything else."""
    if len(text) != 3 or text[0] not in "fb" or not (text[1:].isascii() and text[1:].isdigit()):
        raise SegmentError(f"“{text}” is no REDCap segment. Write f01 to f36 or b01 to b38.")
    return checked((100 if text[0] == "f" else 200) + int(text[1:]))
