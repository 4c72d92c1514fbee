"""Whether pain is drawn all over the body, which no single cause on the map explains."""

from collections.abc import Mapping
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


def _part(zone: str) -> str | None:
    for part, beginnings in (("arm", _ARM), ("leg", _LEG), ("middle", _MIDDLE)):
        if zone.startswith(beginnings):
            return part
    return None


_PARTS: Final[Mapping[str, str | None]] = MappingProxyType({zone: _part(zone) for zone in ZONES})


def is_widespread(findings: Findings) -> bool:
    """Whether pain is marked in four of five parts of the body: each arm, each leg, neck and back."""
    found: set[tuple[str, str]] = set()
    for finding in findings.findings:
        region = regions()[finding.region]
        part = _PARTS[region.zone]
        if part is not None and finding.coverage > 0 and not finding.is_altered_feeling:
            found.add((part, "" if part == "middle" else region.side))
    return len(found) >= _LEAST
