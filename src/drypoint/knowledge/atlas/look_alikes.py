"""What else than a muscle a drawing fits: nerves, organs, vessels and joints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.findings import ALTERED_FEELING, Findings
from drypoint.knowledge.atlas.model import Atlas, LookAlike
from drypoint.knowledge.bodymap import Side, regions
from drypoint.knowledge.bodymap.regions import SIDES

# Least overlap (Dice) of the drawing and a look-alike's area on that side.
_LEAST_OVERLAP: Final = 0.3
# Half of a region drawn is as good as all of it: nobody draws to the border.
_FULL: Final = 0.5


@dataclass(frozen=True, slots=True)
class FittingLookAlike:
    """A look-alike that this drawing also fits, on a side."""

    look_alike: LookAlike
    side: Side
    overlap: float


def fitting_look_alikes(atlas: Atlas, findings: Findings) -> list[FittingLookAlike]:
    """Look-alikes that fit the drawing, best overlap first; nerves answer to altered feeling, the others to pain."""
    altered: dict[Side, dict[str, float]] = {"left": {}, "right": {}}
    painful: dict[Side, dict[str, float]] = {"left": {}, "right": {}}
    for finding in findings.findings:
        region = regions()[finding.region]
        drawn = altered if finding.quality in ALTERED_FEELING else painful
        drawn[region.side][region.key] = min(1.0, finding.coverage / _FULL)
    fits: list[FittingLookAlike] = []
    for one in atlas.look_alikes.values():
        drawn = altered if "numb" in one.qualities else painful
        fits += [
            FittingLookAlike(one, side, overlap)
            for side in SIDES
            if one.side in ("same", side) and (overlap := _overlap(one, drawn[side]))
        ]
    return sorted(fits, key=lambda fit: (-round(fit.overlap, 9), fit.look_alike.id, fit.side))


def _overlap(one: LookAlike, drawn: Mapping[str, float]) -> float:
    shared = sum(drawn.get(key, 0.0) for key in one.keys)
    if shared / len(one.keys) < one.least_share:
        return 0.0
    dice = 2 * shared / (len(one.keys) + sum(drawn.values()))
    return dice if dice >= _LEAST_OVERLAP else 0.0
