"""What to ask or press next: the regions whose answer would tell the leading candidates apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.network import Cluster, Level, Network, ObservedDrawing, PainfulPlace

# The heaviest sets of a cluster tell candidates apart; an answer below a hundredth of a bit is not worth asking for.
_SETS: Final = 40
_LEAST_BITS: Final = 0.01
_QUESTIONS: Final = 5
# Candidates below this posterior are not worth separating, nor are more than so many at once.
_LEADING: Final = 0.05
_CANDIDATES: Final = 10
# A region that is already clearly painful needs no question.
_KNOWN: Final = 0.5


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A region to ask about or to press: the bits its answer is worth, and the candidates (muscle, side) it separates.

    The candidates that would gain from a yes come first.
    """

    region: str
    bits: float
    separates: tuple[tuple[str, str], ...]


def next_questions(
    network: Network, clusters: Sequence[Cluster], marginals: Sequence[float], reading: ObservedDrawing
) -> tuple[NextQuestion, ...]:
    """Return up to five regions with the largest expected information gain about the sets of active causes."""
    best: dict[str, NextQuestion] = {}
    for cluster in clusters:
        muscles = [cause for cause in cluster.causes if cause in network.muscle_of]
        heard = sorted(muscles, key=lambda cause: -marginals[cause])[:_CANDIDATES]
        leading = [cause for cause in heard if marginals[cause] >= _LEADING]
        asked = {
            region
            for cause in leading
            for region, level in network.causes[cause].strengths.items()
            if level is not Level.NEARBY and _is_open(reading.evidence.place_of(region))
        }
        for region in asked:
            question = _question(network, cluster, leading, region, reading)
            if question.bits >= _LEAST_BITS and (region not in best or best[region].bits < question.bits):
                best[region] = question
    return tuple(sorted(best.values(), key=lambda one: (-round(one.bits, 6), one.region))[:_QUESTIONS])


def _is_open(place: PainfulPlace) -> bool:
    """Whether an answer is still worth having: not where it is known to hurt, but which part of a segment hurts is."""
    return place.painfulness < _KNOWN or len(place.regions) > 1


def _question(
    network: Network, cluster: Cluster, leading: Sequence[int], region: str, reading: ObservedDrawing
) -> NextQuestion:
    """Mutual information between the answer at a region and the set of active causes.

    That a segment hurts is known and part of the weights; a region in it hurts with P(region) / P(segment).
    """
    place = reading.evidence.place_of(region)
    size = len(place.regions)
    levels = {
        cause: int(reading.causes[cause].strengths[region])
        for cause in cluster.causes
        if region in reading.causes[cause].strengths
    }
    known = reading.moves_of(place) if place.painfulness >= _KNOWN else {}
    total = expected = unsure = 0.0
    for members, weight in zip(cluster.sets[:_SETS], cluster.weights[:_SETS], strict=True):
        chance = network.log_on(sum(levels[cause] for cause in members if cause in levels))
        if place.painfulness >= _KNOWN:
            chance -= network.log_on(sum(known.get(cause, 0) for cause in members), size)
        yes = math.exp(chance)
        total += weight
        expected += weight * yes
        unsure += weight * _entropy(yes)
    inside = [cause for cause in leading if network.causes[cause].strengths.get(region, 0) > Level.NEARBY]
    outside = [cause for cause in leading if network.causes[cause].strengths.get(region, 0) <= Level.NEARBY]
    named = dict.fromkeys(network.muscle_of[cause] for cause in (*inside, *outside))
    return NextQuestion(region, max(0.0, _entropy(expected / total) - unsure / total), tuple(named))


def _entropy(probability: float) -> float:
    if not 0 < probability < 1:
        return 0.0
    return -probability * math.log2(probability) - (1 - probability) * math.log2(1 - probability)
