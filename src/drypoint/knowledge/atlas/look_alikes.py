"""What must be thought of besides muscles: red flags, said first, and look-alikes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.findings import ALTERED_FEELING, Finding, Findings
from drypoint.knowledge.atlas.model import Atlas, Clause, LookAlike, RedFlag
from drypoint.knowledge.bodymap import Side, regions
from drypoint.knowledge.bodymap.regions import SIDES

# Coverage from which a region counts as drawn at all: low, because a missed warning costs more than one too many.
_DRAWN: Final = 0.05
# Share of a look-alike's area that has to be drawn, and least overlap (Dice) of the two areas on that side.
_LEAST_SHARE: Final = 0.5
_LEAST_OVERLAP: Final = 0.3
# Half of a region drawn is as good as all of it: nobody draws to the border.
_FULL: Final = 0.5


@dataclass(frozen=True, slots=True)
class FittingLookAlike:
    """A look-alike that this drawing also fits, on a side."""

    look_alike: LookAlike
    side: Side
    overlap: float


def _counts(finding: Finding, qualities: Collection[str]) -> bool:
    if "pain" in qualities and not finding.is_altered_feeling:
        return True
    return finding.quality is not None and finding.quality in qualities


def _sides_of(clause: Clause, findings: Iterable[Finding]) -> set[Side]:
    """Sides on which a clause is met; an unknown intensity does not meet a least intensity."""
    known = regions()
    return {
        known[finding.region].side
        for finding in findings
        if known[finding.region].key in clause.keys
        and finding.coverage >= _DRAWN
        and _counts(finding, clause.qualities)
        and (clause.least_intensity == 0 or (finding.intensity or 0) >= clause.least_intensity)
    }


def _fires(flag: RedFlag, findings: Iterable[Finding]) -> bool:
    drawn = list(findings)
    met = [(clause, _sides_of(clause, drawn)) for clause in flag.clauses]
    for clause, sides in met:
        if (
            not sides
            or (clause.side == "both" and len(sides) < 2)
            or (clause.side == "left_or_both" and sides == {"right"})
        ):
            return False
    same = [sides for clause, sides in met if clause.side == "same"]
    return not same or bool(set[Side](SIDES).intersection(*same))


def fired_red_flags(atlas: Atlas, findings: Findings) -> list[RedFlag]:
    """Red-flag patterns that this drawing shows, in the order of the data file (most urgent patterns first)."""
    return [flag for flag in atlas.red_flags if _fires(flag, findings.findings)]


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
    if shared / len(one.keys) < _LEAST_SHARE:
        return 0.0
    dice = 2 * shared / (len(one.keys) + sum(drawn.values()))
    return dice if dice >= _LEAST_OVERLAP else 0.0
