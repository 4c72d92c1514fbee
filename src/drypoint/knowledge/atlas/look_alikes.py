"""What must be thought of besides muscles: red flags, said first, and look-alikes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.findings import ALTERED_FEELING, Finding, Findings
from drypoint.knowledge.atlas.model import Atlas, Clause, LookAlike, RedFlag
from drypoint.knowledge.bodymap import Side, regions
from drypoint.knowledge.bodymap.regions import SIDES

# Coverage from which a region counts as drawn at all: low, because a missed warning costs more than one too many.
_DRAWN: Final = 0.05
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


def _counts(finding: Finding, qualities: Collection[str]) -> bool:
    if "pain" in qualities and not finding.is_altered_feeling:
        return True
    return finding.quality is not None and finding.quality in qualities


def _meeting(clause: Clause, findings: Iterable[Finding]) -> dict[Side, set[int | str]]:
    """Answers (a region or a segment) that meet a clause, by side; an unknown intensity meets no least intensity."""
    known = regions()
    met: dict[Side, set[int | str]] = {}
    for finding in findings:
        if (
            known[finding.region].key in clause.keys
            and finding.coverage >= _DRAWN
            and _counts(finding, clause.qualities)
            and (clause.least_intensity == 0 or (finding.intensity or 0) >= clause.least_intensity)
        ):
            met.setdefault(known[finding.region].side, set()).add(finding.segment or finding.region)
    return met


# The sides on which a clause must be met, by what it says: one of these sets must be drawn in full.
_WANTED: Final[Mapping[str, tuple[frozenset[Side], ...]]] = {
    "any": (frozenset({"left"}), frozenset({"right"})),
    "same": (frozenset({"left"}), frozenset({"right"})),
    "both": (frozenset({"left", "right"}),),
    "left_or_both": (frozenset({"left"}),),
    "right": (frozenset({"right"}),),
}


def _holds(pattern: Collection[Clause], findings: Collection[Finding]) -> bool:
    """Whether every clause of a pattern is met, those that say "same" on one side.

    Two clauses need two answers: a coarse answer that covers temple and jaw does not say that both hurt.
    """
    met = [(clause, _meeting(clause, findings)) for clause in pattern]
    for one_side in SIDES:
        answers: list[set[int | str]] = []
        for clause, by_side in met:
            drawn = {side: found for side, found in by_side.items() if clause.side != "same" or side == one_side}
            if not any(wanted <= drawn.keys() for wanted in _WANTED[clause.side]):
                break
            answers.append(set().union(*drawn.values()))
        else:
            if _each_its_own(answers):
                return True
    return False


def _each_its_own(answers: Sequence[set[int | str]], taken: frozenset[int | str] = frozenset()) -> bool:
    """Whether each clause can be given an answer that no other clause needs."""
    if not answers:
        return True
    return any(_each_its_own(answers[1:], taken | {one}) for one in answers[0] - taken)


def fired_red_flags(atlas: Atlas, findings: Findings) -> list[RedFlag]:
    """Red-flag patterns that this drawing shows, in the order of the data file (most urgent patterns first)."""
    return [flag for flag in atlas.red_flags if any(_holds(one, findings.findings) for one in flag.patterns)]


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
