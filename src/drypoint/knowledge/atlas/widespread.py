"""Whether pain is drawn all over the body, which no single cause on the map explains."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.atlas.findings import Findings
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.bodymap.choir import ZONES

# Generalised pain after the 2016 revision of the fibromyalgia criteria (Wolfe2016): four of five regions, jaw, chest
# and belly left out. Our zones are laid to theirs: shoulder and arm, hip and leg on either side, neck and back between.
_ARM: Final = ("shoulder", "upper_arm", "elbow", "forearm", "wrist", "hand")
_LEG: Final = ("hip", "buttock", "thigh", "knee", "shin", "calf", "ankle", "foot", "heel")
_MIDDLE: Final = ("neck", "upper_back", "mid_back", "low_back")
_LEAST: Final = 4
_LEFT_OUT_ZONES: Final = ("chest", "abdomen")
_LEFT_OUT_PLACE: Final = "jaw"


def _part(zone: str) -> str | None:
    for part, beginnings in (("arm", _ARM), ("leg", _LEG), ("middle", _MIDDLE)):
        if zone.startswith(beginnings):
            return part
    return None


_PARTS: Final[Mapping[str, str | None]] = MappingProxyType({zone: _part(zone) for zone in ZONES})


def widespread_regions() -> tuple[str, ...]:
    """Regions in which widespread pain is felt: the five parts; jaw, chest and belly, which its count leaves out."""
    return tuple(
        region
        for region, one in regions().items()
        if _PARTS[one.zone] is not None or one.zone in _LEFT_OUT_ZONES or one.key == _LEFT_OUT_PLACE
    )


@cache
def widespread_parts() -> Mapping[str, tuple[str, ...]]:
    """Return the five parts of the body, each arm and leg and what is between, with their regions."""
    found: dict[str, list[str]] = {}
    for region, one in regions().items():
        part = _PARTS[one.zone]
        if part is not None:
            found.setdefault(part if part == "middle" else f"{part}_{one.side}", []).append(region)
    return MappingProxyType({part: tuple(places) for part, places in found.items()})


def is_widespread(findings: Findings) -> bool:
    """Whether pain is marked in four of five parts of the body: each arm, each leg, neck and back."""
    marked = {one.region for one in findings.findings if one.coverage > 0 and not one.is_altered_feeling}
    return sum(not marked.isdisjoint(places) for places in widespread_parts().values()) >= _LEAST
