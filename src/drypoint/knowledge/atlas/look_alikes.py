"""What else than a muscle a drawing fits: nerves, organs, vessels, joints and skin."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.findings import Findings, is_felt_as
from drypoint.knowledge.atlas.model import Atlas, LookAlike
from drypoint.knowledge.bodymap import Side, regions
from drypoint.knowledge.bodymap.regions import SIDES

# Least overlap (Dice) of the drawing and a look-alike's area on that side.
_LEAST_OVERLAP: Final = 0.3
# Half of a region drawn is as good as all of it: nobody draws to the border.
_FULL: Final = 0.5
# One that the network holds this likely is told even where the areas overlap less.
_LIKELY: Final = 0.1
# What can be dangerous is told first. The network's weights are no order for people: nobody counted what they rest on.
_KINDS: Final = ("visceral", "vascular", "dermatome", "nerve", "skin", "joint")


@dataclass(frozen=True, slots=True)
class FittingLookAlike:
    """A look-alike that this drawing also fits, on a side.

    probability is its weight in the network, beside the muscles. It comes of priors that nobody counted, is no chance,
    and is never shown to people.
    """

    look_alike: LookAlike
    side: Side
    overlap: float
    probability: float


def fitting_look_alikes(
    atlas: Atlas, findings: Findings, probabilities: Mapping[tuple[str, str], float]
) -> list[FittingLookAlike]:
    """Look-alikes that fit the drawing, each answering to the feelings that it makes.

    Organs come first, then vessels, nerve roots, nerves, skin and joints; within a kind the greater overlap, then
    the greater weight.

    probabilities holds what the network gives each look-alike and side.
    """
    drawn: dict[tuple[frozenset[str], Side], dict[str, float]] = {}
    for qualities in {one.qualities for one in atlas.look_alikes.values()}:
        for side in SIDES:
            drawn[qualities, side] = {}
        for finding in findings.findings:
            region = regions()[finding.region]
            if is_felt_as(finding.quality, qualities):
                drawn[qualities, region.side][region.key] = min(1.0, finding.coverage / _FULL)
    fits = []
    for one in atlas.look_alikes.values():
        for side in SIDES:
            if one.side in ("same", side):
                overlap = _overlap(one, drawn[one.qualities, side])
                probability = probabilities.get((one.id, side), 0.0)
                if overlap or probability >= _LIKELY:
                    fits.append(FittingLookAlike(one, side, overlap, probability))
    return sorted(
        fits,
        key=lambda fit: (
            _KINDS.index(fit.look_alike.kind),
            -round(fit.overlap, 9),
            -round(fit.probability, 3),
            fit.look_alike.id,
            fit.side,
        ),
    )


def _overlap(one: LookAlike, drawn: Mapping[str, float]) -> float:
    shared = sum(drawn.get(key, 0.0) for key in one.keys)
    if shared / len(one.keys) < one.least_share:
        return 0.0
    dice = 2 * shared / (len(one.keys) + sum(drawn.values()))
    return dice if dice >= _LEAST_OVERLAP else 0.0
