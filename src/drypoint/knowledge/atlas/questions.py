"""What to ask or press next: the regions whose answer would tell the leading candidates apart."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.network import NO_PAIN, Cluster, Evidence, Level, Network

# The heaviest sets of a cluster tell candidates apart; an answer below a hundredth of a bit is not worth asking for.
_SETS: Final = 80
_LEAST_BITS: Final = 0.01
_QUESTIONS: Final = 5
# Candidates below this posterior are not worth separating.
_LEADING: Final = 0.05
# A region that is already clearly painful needs no question.
_KNOWN: Final = 0.5


@dataclass(frozen=True, slots=True)
class Question:
    """A region to ask about or to press: the bits its answer is worth, and the candidates (muscle, side) it separates.

    The candidates that would gain from a yes come first.
    """

    region: str
    bits: float
    separates: tuple[tuple[str, str], ...]


def next_questions(
    network: Network, clusters: Sequence[Cluster], marginals: Sequence[float], evidence: Mapping[str, Evidence]
) -> tuple[Question, ...]:
    """Return up to five regions with the largest expected information gain about the sets of active causes."""
    best: dict[str, Question] = {}
    for cluster in clusters:
        leading = [cause for cause in cluster.causes if marginals[cause] >= _LEADING]
        asked = {
            region
            for cause in leading
            for region, level in network.causes[cause].strengths.items()
            if level is not Level.NEARBY and evidence.get(region, NO_PAIN).painfulness < _KNOWN
        }
        for region in asked:
            question = _question(network, cluster, leading, region)
            if question.bits >= _LEAST_BITS and (region not in best or best[region].bits < question.bits):
                best[region] = question
    return tuple(sorted(best.values(), key=lambda one: (-round(one.bits, 6), one.region))[:_QUESTIONS])


def _question(network: Network, cluster: Cluster, leading: Sequence[int], region: str) -> Question:
    """Mutual information between the answer at a region and the set of active causes."""
    sets, weights = cluster.sets[:_SETS], cluster.weights[:_SETS]
    total = math.fsum(weights)
    expected = spread = 0.0
    for members, weight in zip(sets, weights, strict=True):
        state = 0
        for cause in members:
            state += network.causes[cause].strengths.get(region, 0)
        yes = math.exp(network.log_on(state))
        expected += weight / total * yes
        spread += weight / total * _entropy(yes)
    inside = [cause for cause in leading if network.causes[cause].strengths.get(region, 0) > Level.NEARBY]
    outside = [cause for cause in leading if network.causes[cause].strengths.get(region, 0) <= Level.NEARBY]
    named = dict.fromkeys((network.causes[cause].muscle, network.causes[cause].side) for cause in (*inside, *outside))
    return Question(region, max(0.0, _entropy(expected) - spread), tuple(named))


def _entropy(probability: float) -> float:
    if not 0 < probability < 1:
        return 0.0
    return -probability * math.log2(probability) - (1 - probability) * math.log2(1 - probability)
