"""Simulated patients whose drawings follow other numbers than the model's, to measure how well the ranking does.

A patient has one to three active trigger points. What differs from the model, by stated amounts: how often a zone is
felt, zones that are shifted to neighbouring regions, regions that the patient forgets, smudges over the border, pain
with no muscular cause, and whole zones drawn on the wrong side.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from drypoint.knowledge.atlas.findings import Finding, Findings
from drypoint.knowledge.atlas.network import Cause, Level
from drypoint.knowledge.bodymap import Side, of_segment, regions
from drypoint.knowledge.bodymap.outlines import neighbours
from drypoint.knowledge.bodymap.regions import SIDES


@dataclass(frozen=True, slots=True)
class Noise:
    """How a simulated patient's drawing departs from the chart. All are probabilities.

    essential and spill_over: an active point is felt in such a region. shifted: a region of the zone lies in a
    neighbouring region for this patient. missed: a region that is felt is not drawn. smudged: a drawn region spills
    into one neighbour, lightly. stray: any other region is drawn with no muscle behind it. wrong_side: the zone of a
    point is drawn on the other side.
    """

    name: str
    essential: float
    spill_over: float
    shifted: float
    missed: float
    smudged: float
    stray: float
    wrong_side: float


NOISES: Final[Mapping[str, Noise]] = MappingProxyType(
    {
        one.name: one
        for one in (
            Noise("little", 0.90, 0.30, 0.03, 0.03, 0.10, 0.001, 0.00),
            Noise("moderate", 0.80, 0.35, 0.08, 0.08, 0.20, 0.003, 0.02),
            Noise("heavy", 0.65, 0.35, 0.15, 0.18, 0.35, 0.010, 0.05),
        )
    }
)

# How much of its region a smudge covers, and a stray mark.
SMUDGE: Final = (0.02, 0.25)
STRAY: Final = (0.1, 1.0)

# Share of patients with one, two and three active muscles.
ACTIVE: Final = (0.6, 0.3, 0.1)


@dataclass(frozen=True, slots=True)
class Patient:
    """A drawing and the muscles, with their sides, that caused it."""

    findings: Findings
    active: frozenset[tuple[str, str]]


def simulated_patient(
    rng: random.Random, causes: Sequence[Cause], noise: Noise, *, active: int | None = None, muscle: str | None = None
) -> Patient:
    """Draw one patient. active fixes the number of active muscles, muscle fixes the first of them."""
    while True:
        patient = _attempt(rng, causes, noise, active, muscle)
        if patient is not None:
            return patient


def _attempt(
    rng: random.Random, causes: Sequence[Cause], noise: Noise, active: int | None, muscle: str | None
) -> Patient | None:
    count = active or rng.choices((1, 2, 3), ACTIVE)[0]
    names = sorted({cause.owner for cause in causes})
    chosen = rng.sample([name for name in names if name != muscle], count)
    if muscle is not None:
        chosen[0] = muscle
    drawn: dict[str, float] = {}
    owners = set()
    for name in chosen:
        side: Side = rng.choice(SIDES)
        owners.add((name, side))
        own = [cause for cause in causes if cause.owner == name and cause.side == side]
        if not draw_zone(rng, rng.choice(own), noise, drawn):
            return None
    smudge(rng, noise, drawn)
    for region in regions():
        if region not in drawn and rng.random() < noise.stray:
            drawn[region] = rng.uniform(*STRAY)
    findings = tuple(Finding(region, drawn[region]) for region in regions() if region in drawn)
    return Patient(Findings("neutral", findings), frozenset(owners))


def draw_zone(rng: random.Random, cause: Cause, noise: Noise, drawn: dict[str, float]) -> bool:
    """Draw what is felt of a zone; say whether anything was: pain that is not drawn has no cause to find."""
    felt = {
        Level.ESSENTIAL: noise.essential,
        Level.SPILL_OVER: noise.spill_over,
        Level.PLACED: (noise.essential + noise.spill_over) / 2,
    }
    swapped = rng.random() < noise.wrong_side
    left_a_mark = False
    for region, level in cause.strengths.items():
        if level is Level.NEARBY:
            continue
        if rng.random() >= felt[level]:
            continue
        place = region
        if rng.random() < noise.shifted:
            place = rng.choice(neighbours()[region])
        if rng.random() < noise.missed:
            continue
        if swapped:
            place = regions()[place].mirror
        drawn[place] = max(drawn.get(place, 0.0), rng.betavariate(4, 2))
        left_a_mark = True
    return left_a_mark


def smudge(rng: random.Random, noise: Noise, drawn: dict[str, float]) -> None:
    """Let marks run lightly over the border into a neighbour."""
    for region in list(drawn):
        if rng.random() < noise.smudged:
            place = rng.choice(neighbours()[region])
            drawn.setdefault(place, rng.uniform(*SMUDGE))


def in_segments(findings: Findings) -> Findings:
    """Give a drawing again as a person would on the coarse map: each segment with the mean coverage of its regions."""
    segments = dict.fromkeys(regions()[finding.region].choir for finding in findings.findings)
    drawn = {finding.region: finding.coverage for finding in findings.findings}
    coverage = {
        region: (sum(drawn.get(place, 0.0) for place in of_segment(segment)) / len(of_segment(segment)), segment)
        for segment in segments
        for region in of_segment(segment)
    }
    return Findings(
        findings.sex,
        tuple(
            Finding(region, coverage[region][0], segment=coverage[region][1])
            for region in regions()
            if region in coverage
        ),
    )
