"""The ceiling: how well a reader could rank who knows what no reader of a real drawing knows.

It is told that one muscle is active, and every number by which the simulation draws: how often a zone is felt, shifted
and missed, how much of a region a real mark, a smudge and a stray one cover, how often the wrong side is drawn. What it
cannot tell apart is lost in the drawing itself. It sums over all ways in which the zone's marks may have come to lie
where something is drawn; only which of the marks has smudged a neighbour is taken from their coverage alone.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from drypoint.knowledge.atlas.accuracy import Owner, Ranker, in_order
from drypoint.knowledge.atlas.findings import Findings
from drypoint.knowledge.atlas.network import Cause, Level
from drypoint.knowledge.atlas.simulate import SMUDGE, STRAY, Noise
from drypoint.knowledge.bodymap import regions
from drypoint.knowledge.bodymap.outlines import neighbours

# A mark in a place where the simulation makes none needs some likelihood, so that a logarithm can be taken.
_LEAST: Final = 1e-12
# A mark that could be a smudge itself seldom smudges others.
_FAINT_SMUDGES: Final = 0.1


def ideal_ranker(causes: Sequence[Cause], noise: Noise) -> Ranker:
    """Rank by the posterior of each muscle as the only active one, under the simulation's own numbers."""
    marks = [(cause, _marks(cause, noise), math.log(_leaves_a_mark(cause, noise))) for cause in causes]
    points: Counter[Owner] = Counter(cause.owner_and_side for cause in causes)

    def ranked(findings: Findings) -> list[tuple[Owner, float]]:
        drawn = {finding.region: finding.coverage for finding in findings.findings}
        ratios = {region: _ratio(region, drawn, noise) for region in drawn}
        mirrored = {regions()[region].mirror: ratio for region, ratio in ratios.items()}
        logs: dict[Owner, list[float]] = {}
        for cause, chances, visible in marks:
            here, there = _likelihood(chances, ratios), _likelihood(chances, mirrored)
            both = (1 - noise.wrong_side) * here + noise.wrong_side * there
            logs.setdefault(cause.owner_and_side, []).append(math.log(both) - visible)
        best = max(max(own) for own in logs.values())
        weights = {owner: sum(math.exp(log - best) for log in own) / points[owner] for owner, own in logs.items()}
        total = math.fsum(weights.values())
        return in_order((*owner, weight / total) for owner, weight in weights.items())

    return ranked


def _felt(level: Level, noise: Noise) -> float:
    return (noise.essential if level is Level.ESSENTIAL else noise.spill_over) * (1 - noise.missed)


def _zone(cause: Cause) -> dict[str, Level]:
    return {region: level for region, level in cause.strengths.items() if level is not Level.NEARBY}


def _marks(cause: Cause, noise: Noise) -> list[tuple[float, dict[str, float]]]:
    """For each region of the zone: how often it leaves no mark, and how often one in which region."""
    found = []
    for region, level in _zone(cause).items():
        felt = _felt(level, noise)
        around = neighbours()[region]
        places = {place: felt * noise.shifted / len(around) for place in around}
        found.append((1 - felt, {region: felt * (1 - noise.shifted), **places}))
    return found


def _leaves_a_mark(cause: Cause, noise: Noise) -> float:
    return 1 - math.prod(1 - _felt(level, noise) for level in _zone(cause).values())


def _ratio(region: str, drawn: Mapping[str, float], noise: Noise) -> float:
    """How much likelier what was drawn in a region is as a mark of a muscle than as a smudge or a stray mark."""
    coverage = drawn[region]
    clean = 1.0
    for place in neighbours()[region]:
        if place in drawn:
            source = 1.0 if drawn[place] > SMUDGE[1] else _FAINT_SMUDGES
            clean *= 1 - source * noise.smudged / len(neighbours()[place])
    other = (1 - clean) * _uniform(coverage, SMUDGE) + clean * noise.stray * _uniform(coverage, STRAY)
    beta_4_2 = 20 * coverage**3 * (1 - coverage)
    return beta_4_2 / max(other, _LEAST)


def _uniform(value: float, limits: tuple[float, float]) -> float:
    low, high = limits
    return 1 / (high - low) if low <= value <= high else 0.0


def _likelihood(chances: Sequence[tuple[float, Mapping[str, float]]], ratios: Mapping[str, float]) -> float:
    """Likelihood of a drawing by a cause, as a multiple of that with no muscle behind it.

    The sum runs over the sets of drawn regions that the zone has marked so far.
    """
    marked: dict[frozenset[str], float] = {frozenset(): 1.0}
    for silent, places in chances:
        reached = {place: chance for place, chance in places.items() if place in ratios}
        further = {seen: weight * silent for seen, weight in marked.items()}
        for seen, weight in marked.items():
            for place, chance in reached.items():
                more = seen | {place}
                gain = weight * chance * (1.0 if place in seen else ratios[place])
                further[more] = further.get(more, 0.0) + gain
        marked = further
    return math.fsum(marked.values())
