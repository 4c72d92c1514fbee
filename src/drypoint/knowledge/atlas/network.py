"""A noisy-OR network: trigger points are causes, regions are findings, every region leaks.

The form is that of QMR-DT (Shwe 1991). A cause makes a region hurt with a strength that has two levels, because no
source tells more than "felt by most" and "felt by some". A region that hurts with weight w and painfulness x adds
w * (x * log P(hurts) + (1 - x) * log P(does not hurt)) to the log-likelihood.

Exact inference is exponential. Two things make it small: regions without pain are explained independently, so that
causes are coupled only through painful regions and fall into separate clusters; and within a cluster few sets of causes
carry almost all the weight. A beam collects those sets; `exact_marginals` enumerates all of them and is the judge.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from typing import Final

from drypoint.knowledge.bodymap import Side


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of the model. None is measured on patients; they are settings, stated and varied in the report."""

    essential: float = 0.75
    spill_over: float = 0.25
    # Zones differ between people and hands are not exact: a region that borders on a zone hurts now and then.
    nearby: float = 0.04
    leak: float = 0.005
    prior: float = 0.01
    # Neighbouring regions are drawn with one sweep of the hand, so their evidence is not independent: it is tempered.
    temper: float = 0.8
    # One coarse answer for n fine regions counts as n ** spread_power regions.
    spread_power: float = 0.5


class Level(IntEnum):
    """How strongly a cause makes a region hurt; the values are steps of a region's state (see Network.log_on)."""

    NEARBY = 1
    SPILL_OVER = 1 << 8
    ESSENTIAL = 1 << 16


@dataclass(frozen=True, slots=True)
class Cause:
    """A trigger point, or a muscle whose points no source tells apart, on one side of the body."""

    muscle: str
    side: Side
    point: str | None
    strengths: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a region says: painfulness x from 0 to 1, and weight w (1 for a fine region that was drawn itself)."""

    painfulness: float
    weight: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Causes that compete for the same painful regions, and the weighted sets of them that may be active."""

    causes: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...]  # probabilities of the sets, adding up to 1


# Sets lighter than the best by more than this (natural logarithm) are dropped: exp(-9) is 1 in 8,000.
_DROP: Final = 9.0
_BEAM: Final = 24
_FAINT: Final = 6.0
# The search looks at about so many pairs of set and region, so that a drawing all over the body ends in time.
_WORK: Final = 8_000
_MAX_SIZE: Final = 24
# Sets that tie with the last one kept are kept as well, so that left and right are cut alike: up to so many times more.
_TIES: Final = 2

NO_PAIN: Final = Evidence(0.0, 1.0)


class Network:
    """The causes and regions of one atlas under one set of parameters."""

    def __init__(self, causes: Sequence[Cause], priors: Sequence[float], parameters: Parameters) -> None:
        self.causes = tuple(causes)
        self.parameters = parameters
        self.prior_logit = [math.log(prior / (1 - prior)) for prior in priors]
        self.of_region: dict[str, list[int]] = {}
        for index, cause in enumerate(self.causes):
            for region in cause.strengths:
                self.of_region.setdefault(region, []).append(index)
        self._miss = {level: math.log1p(-self.strength(level)) for level in Level}
        self._quiet = [
            logit + parameters.temper * sum(self._miss[level] for level in cause.strengths.values())
            for logit, cause in zip(self.prior_logit, self.causes, strict=True)
        ]
        self.of_owner: dict[tuple[str, Side], list[int]] = {}
        for index, cause in enumerate(self.causes):
            self.of_owner.setdefault((cause.muscle, cause.side), []).append(index)
        self._log_off_leak = math.log1p(-parameters.leak)
        self._log_on: dict[int, float] = {}

    def strength(self, level: Level) -> float:
        """Probability that one active cause makes a region of this level hurt."""
        if level is Level.NEARBY:
            return self.parameters.nearby
        return self.parameters.essential if level is Level.ESSENTIAL else self.parameters.spill_over

    def log_miss(self, level: Level) -> float:
        """Log-probability that one active cause does not make a region of this level hurt."""
        return self._miss[level]

    def log_on(self, state: int) -> float:
        """Log-probability that a region hurts, given the counts of its active causes of each level."""
        known = self._log_on.get(state)
        if known is None:
            off = (
                self._log_off_leak
                + (state >> 16) * self._miss[Level.ESSENTIAL]
                + (state >> 8 & 255) * self._miss[Level.SPILL_OVER]
                + (state & 255) * self._miss[Level.NEARBY]
            )
            known = self._log_on[state] = math.log(-math.expm1(off))
        return known

    def alone(self, cause: int, evidence: Mapping[str, Evidence]) -> float:
        """Log-odds of a cause from its prior and from the regions of its zone that do not hurt."""
        strengths = self.causes[cause].strengths
        total = self._quiet[cause]
        for region, seen in evidence.items():
            if region in strengths:
                missing = seen.weight * (1 - seen.painfulness) - 1
                total += self.parameters.temper * missing * self._miss[strengths[region]]
        return total

    def single(self, cause: int, evidence: Mapping[str, Evidence]) -> float:
        """Log-odds of a cause if no other were active; with others active its painful regions count for less."""
        strengths = self.causes[cause].strengths
        total = self.alone(cause, evidence)
        for region, seen in evidence.items():
            if seen.painfulness > 0 and region in strengths:
                pull = self.parameters.temper * seen.weight * seen.painfulness
                total += pull * (self.log_on(strengths[region]) - self.log_on(0))
        return total

    def clusters(self, evidence: Mapping[str, Evidence]) -> list[Cluster]:
        """Weigh sets of causes for a drawing; faint causes are in no cluster.

        A cause is faint when even alone it would have odds below exp(-6): other causes can only make it fainter.
        """
        return [self._search(group, evidence) for group in self._groups(evidence)]

    def _groups(self, evidence: Mapping[str, Evidence]) -> list[list[int]]:
        parent: dict[int, int] = {}
        live: dict[int, bool] = {}

        def root(cause: int) -> int:
            while parent[cause] != cause:
                parent[cause] = parent[parent[cause]]
                cause = parent[cause]
            return cause

        for region, seen in evidence.items():
            if seen.painfulness <= 0:
                continue
            touching = [cause for cause in self.of_region.get(region, []) if self._is_live(cause, evidence, live)]
            for cause in touching:
                parent.setdefault(cause, cause)
                parent[root(cause)] = root(touching[0])
        groups: dict[int, list[int]] = {}
        for cause in sorted(parent):
            groups.setdefault(root(cause), []).append(cause)
        return list(groups.values())

    def _is_live(self, cause: int, evidence: Mapping[str, Evidence], known: dict[int, bool]) -> bool:
        if cause not in known:
            known[cause] = self.single(cause, evidence) >= -_FAINT
        return known[cause]

    def _coupled(self, group: Iterable[int], evidence: Mapping[str, Evidence]) -> "_Coupled":
        places: dict[str, int] = {}
        pull: list[float] = []
        steps: dict[int, list[tuple[int, int]]] = {}
        for cause in group:
            own = steps[cause] = []
            for region, level in self.causes[cause].strengths.items():
                seen = evidence.get(region, NO_PAIN)
                if seen.painfulness > 0:
                    if region not in places:
                        places[region] = len(pull)
                        pull.append(self.parameters.temper * seen.weight * seen.painfulness)
                    own.append((places[region], int(level)))
        return _Coupled(pull, steps, {cause: self.alone(cause, evidence) for cause in steps})

    def _search(self, group: list[int], evidence: Mapping[str, Evidence]) -> Cluster:
        """Collect the heavy sets, one cause more at each level, keeping a beam of the heaviest."""
        coupled = self._coupled(group, evidence)
        log_on, known, pull, steps = self.log_on, self._log_on, coupled.pull, coupled.steps
        log_on(0)
        alone = coupled.alone
        width = coupled.affordable_width()
        found: dict[frozenset[int], float] = {frozenset(): 0.0}
        level: list[tuple[float, frozenset[int], tuple[int, ...]]] = [(0.0, frozenset(), (0,) * len(pull))]
        best = 0.0
        for _ in range(min(len(group), _MAX_SIZE)):
            grown: dict[frozenset[int], tuple[float, tuple[int, ...], int]] = {}
            for weight, members, state in level:
                for cause in group:
                    if cause in members:
                        continue
                    gain = alone[cause]
                    for place, step in steps[cause]:
                        was = state[place]
                        now = known.get(was + step)
                        gain += pull[place] * ((log_on(was + step) if now is None else now) - known[was])
                    if weight + gain < best - _DROP:
                        continue
                    larger = members | {cause}
                    if larger not in grown:
                        grown[larger] = (weight + gain, state, cause)
            if not grown:
                break
            found.update((members, entry[0]) for members, entry in grown.items())
            best = max(best, *(entry[0] for entry in grown.values()))
            level = _beam(grown, steps, best, width)
        return _normalised(group, found, best)

    def exact_marginals(self, group: Sequence[int], evidence: Mapping[str, Evidence]) -> dict[int, float]:
        """Posterior of each cause of a group by enumerating all sets of them: exponential, for small groups only."""
        coupled = self._coupled(group, evidence)
        found: dict[frozenset[int], float] = {}
        for size in range(len(group) + 1):
            for members in combinations(group, size):
                state = [0] * len(coupled.pull)
                for cause in members:
                    for place, step in coupled.steps[cause]:
                        state[place] += step
                pulled = sum(
                    pull * (self.log_on(now) - self.log_on(0)) for pull, now in zip(coupled.pull, state, strict=True)
                )
                found[frozenset(members)] = pulled + sum(coupled.alone[cause] for cause in members)
        best = max(found.values())
        total = math.fsum(math.exp(weight - best) for weight in found.values())
        return {
            cause: math.fsum(math.exp(weight - best) for members, weight in found.items() if cause in members) / total
            for cause in group
        }


@dataclass(frozen=True, slots=True)
class _Coupled:
    """The painful regions of a cluster: how hard each pulls, and which causes move it by how much."""

    pull: list[float]
    steps: dict[int, list[tuple[int, int]]]
    alone: dict[int, float]

    def affordable_width(self) -> int:
        """Return how many sets a level may keep: fewer when there are many causes and many regions to explain."""
        levels = min(_MAX_SIZE, 1 + len(self.pull) // 3)
        a_set = 1 + sum(len(steps) for steps in self.steps.values())
        return min(_BEAM, max(2, _WORK // (levels * a_set)))


def _beam(
    grown: Mapping[frozenset[int], tuple[float, tuple[int, ...], int]],
    steps: Mapping[int, list[tuple[int, int]]],
    best: float,
    width: int,
) -> list[tuple[float, frozenset[int], tuple[int, ...]]]:
    """Keep the heaviest sets and those that tie with the last of them."""
    ordered = sorted(grown.items(), key=lambda entry: (-entry[1][0], sorted(entry[0])))
    floor = max(ordered[min(width, len(ordered)) - 1][1][0] - 1e-9, best - _DROP)
    kept = []
    for members, (weight, state, cause) in ordered[: _TIES * width]:
        if weight < floor:
            break
        moved = list(state)
        for place, step in steps[cause]:
            moved[place] += step
        kept.append((weight, members, tuple(moved)))
    return kept


def _normalised(group: Sequence[int], found: Mapping[frozenset[int], float], best: float) -> Cluster:
    kept = sorted(
        ((tuple(sorted(members)), weight) for members, weight in found.items() if weight >= best - _DROP),
        key=lambda entry: (-entry[1], entry[0]),
    )
    scaled = [math.exp(weight - best) for _, weight in kept]
    total = math.fsum(scaled)
    return Cluster(tuple(group), tuple(members for members, _ in kept), tuple(weight / total for weight in scaled))
