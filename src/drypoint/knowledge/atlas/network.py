"""A noisy-OR network: trigger points and what is no muscle are causes, regions are findings, every region leaks.

The form is that of QMR-DT (Shwe 1991). A cause makes a region hurt with a strength that has two levels, because no
source tells more than "felt by most" and "felt by some". What is asked of a person is a place: one fine region, or a
coarse segment, which hurts when any of its regions does. A place with painfulness x adds
x * log P(hurts) + a * (1 - x) * log P(does not hurt) to the log-likelihood, where a tempers what does not hurt.

Exact inference is exponential. Two things make it small: regions without pain are explained independently, so that
causes are coupled only through painful regions and fall into separate clusters; and within a cluster few sets of causes
carry almost all the weight. A beam collects those sets; `exact_marginals` enumerates all of them and is the judge.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from heapq import nsmallest
from itertools import combinations
from typing import Final, Literal

from drypoint.knowledge.atlas.findings import is_felt_as
from drypoint.knowledge.bodymap import Side, regions
from drypoint.knowledge.bodymap.outlines import neighbours
from drypoint.knowledge.bodymap.regions import OPPOSITE


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of the model. None is measured on patients; they are settings, stated and varied in the report."""

    essential: float = 0.76
    spill_over: float = 0.27
    # Zones differ between people and hands are not exact: a region that borders on a zone hurts now and then.
    nearby: float = 0.025
    leak: float = 0.0045
    prior: float = 0.004
    # Misses go together: a weak point reaches little of its zone, a hasty hand leaves much out. So several regions that
    # do not hurt say less than independent ones would; their evidence is tempered.
    absent: float = 0.6
    # Causes that are no muscle: each look-alike on one side, and pain that is widespread, start alike. No source that
    # was collected counts them among people who draw their pain, so these are flat.
    other: float = 0.003
    widespread: float = 0.003
    # A place of a look-alike, of which its source says only that it hurts there.
    placed: float = 0.5
    # An area that hurts for a reason that is on no chart: how often anywhere on the body, and how much rarer each
    # further region makes it (an area grows by one of about five neighbours, three times of four).
    uncharted: float = 0.15
    growth: float = 1.9
    # Left and right of a muscle share a parent (posture, load): where one side is active, the other is this often.
    both_sides: float = 0.35


class Level(IntEnum):
    """How strongly a cause makes a region hurt; the values are steps of a region's state (see Network.log_on)."""

    NEARBY = 1
    SPILL_OVER = 1 << 8
    ESSENTIAL = 1 << 16
    PLACED = 1 << 24


# What a cause is: a muscle is ranked, everything else explains pain away.
Kind = Literal["muscle", "look_alike", "widespread", "uncharted"]


@dataclass(frozen=True, slots=True)
class PainfulPlace:
    """What was answered at once: a fine region, or a segment that hurts somewhere, with its painfulness from 0 to 1."""

    regions: tuple[str, ...]
    painfulness: float
    quality: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """A trigger point, a muscle whose points no source tells apart, or what is no muscle.

    owner is the id of the muscle or of the look-alike; side is None for what has none. qualities says how the cause
    feels (“pain” is all but tingling and numbness, none is anyhow). With is_paired both sides share a parent.
    """

    owner: str
    side: Side | None
    point: str | None
    strengths: Mapping[str, Level]
    kind: Kind = "muscle"
    qualities: frozenset[str] = frozenset()
    is_paired: bool = True

    @property
    def owner_and_side(self) -> tuple[str, str]:
        """The muscle or look-alike and its side, which is empty where there is none."""
        return self.owner, self.side or ""

    def can_hurt(self, place: PainfulPlace) -> bool:
        """Whether it feels there as this cause does."""
        return is_felt_as(place.quality, self.qualities)


class PainfulPlaces:
    """The places of a drawing that hurt. Every region that lies in none of them does not hurt."""

    def __init__(self, places: Iterable[PainfulPlace]) -> None:
        self.places = tuple(place for place in places if place.painfulness > 0)
        self._of_region = {region: place for place in self.places for region in place.regions}

    def place_of(self, region: str) -> PainfulPlace:
        """Return the place that a region belongs to; a region that was not drawn is a place without pain."""
        return self._of_region.get(region) or PainfulPlace((region,), 0.0)

    def painfulness(self, region: str) -> float:
        """Painfulness of the place that a region belongs to, from 0 to 1."""
        place = self._of_region.get(region)
        return place.painfulness if place else 0.0


@dataclass(frozen=True, slots=True)
class Cluster:
    """Causes that compete for the same painful regions, and the weighted sets of them that may be active."""

    causes: tuple[int, ...]
    sets: tuple[tuple[int, ...], ...]
    weights: tuple[float, ...]  # probabilities of the sets, adding up to 1


# Sets lighter than the best by more than this (natural logarithm) are dropped: exp(-8) is 1 in 3,000.
_DROP: Final = 8.0
_BEAM: Final = 24
_FAINT: Final = 5.0
# Two sides are weighed together only where each has at least these log-odds alone; else their parent changes little.
_COUPLED: Final = -1.0
# The search looks at about so many pairs of set and region, so that a drawing all over the body ends in time.
_WORK: Final = 5_000
_MAX_SIZE: Final = 24
# Sets that tie with the last one kept are kept as well, so that left and right are cut alike: up to so many times more.
_TIES: Final = 2


class _LogOn(dict[int, float]):
    """Log-probability that a place hurts by its state, computed once for each state that is asked for."""

    def __init__(self, log_off_leak: float, miss: Mapping[Level, float]) -> None:
        super().__init__()
        self._log_off_leak = log_off_leak
        self._miss = miss

    def __missing__(self, state: int) -> float:
        off = (
            self._log_off_leak
            + (state >> 24) * self._miss[Level.PLACED]
            + (state >> 16 & 255) * self._miss[Level.ESSENTIAL]
            + (state >> 8 & 255) * self._miss[Level.SPILL_OVER]
            + (state & 255) * self._miss[Level.NEARBY]
        )
        known = self[state] = math.log(-math.expm1(off))
        return known


@dataclass(frozen=True, slots=True)
class ObservedDrawing:
    """A drawing as a network sees it: for each painful place the causes that move it, and by how much.

    causes are those of the network, then the uncharted areas of this drawing. alone holds the log-odds of each touched
    cause from its prior and from the regions of its zone that do not hurt, single those with its painful places added
    as if no other cause were active.
    """

    evidence: PainfulPlaces
    causes: tuple[Cause, ...]
    moves: tuple[dict[int, int], ...]
    alone: dict[int, float]
    single: dict[int, float]

    def moves_of(self, place: PainfulPlace) -> Mapping[int, int]:
        """Return by how much each cause moves a painful place."""
        return self.moves[self.evidence.places.index(place)]


@dataclass(frozen=True, slots=True)
class _Set:
    """Active causes, their log-weight, and the state of each painful place under them."""

    weight: float
    members: frozenset[int]
    state: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Coupled:
    """The painful places of a cluster: how hard each pulls, how it hurts by state, which causes move it by how much."""

    pull: list[float]
    log_on: list[_LogOn]
    steps: dict[int, list[tuple[int, int]]]
    alone: dict[int, float]
    mirror: Mapping[int, int]
    together: Sequence[float]

    def gain(self, cause: int, base: _Set) -> float:
        """Log-weight that a cause adds to a set, more where its other side is in it."""
        total = self.alone[cause] + (self.together[cause] if self.mirror.get(cause) in base.members else 0.0)
        state = base.state
        for place, step in self.steps[cause]:
            was, log_on = state[place], self.log_on[place]
            total += self.pull[place] * (log_on[was + step] - log_on[was])
        return total

    def affordable_width(self) -> int:
        """Return how many sets a level may keep: fewer when there are many causes and many regions to explain."""
        levels = min(_MAX_SIZE, 1 + len(self.pull) // 3)
        a_set = 1 + sum(len(steps) for steps in self.steps.values())
        return min(_BEAM, max(2, _WORK // (levels * a_set)))


class Network:
    """The causes and regions of one atlas under one set of parameters."""

    def __init__(self, causes: Sequence[Cause], priors: Sequence[float], parameters: Parameters) -> None:
        self.causes = tuple(causes)
        self.parameters = parameters
        self.mirror = _mirrors(self.causes)
        points = Counter((cause.owner, cause.side) for cause in self.causes)
        both = [parameters.both_sides / points[cause.owner, cause.side] for cause in self.causes]
        self.prior_logit = [math.log(prior / (1 - prior)) for prior in priors]
        # What both sides weigh more than each alone; each alone weighs as if it had no other side.
        self.together = [math.log(again / prior) for prior, again in zip(priors, both, strict=True)]
        self.of_region: dict[str, list[int]] = {}
        for index, cause in enumerate(self.causes):
            for region in cause.strengths:
                self.of_region.setdefault(region, []).append(index)
        self._strengths = {
            Level.NEARBY: parameters.nearby,
            Level.SPILL_OVER: parameters.spill_over,
            Level.ESSENTIAL: parameters.essential,
            Level.PLACED: parameters.placed,
        }
        self._miss = {level: math.log1p(-self.strength(level)) for level in Level}
        self._quiet = [
            logit + parameters.absent * sum(self._miss[level] for level in cause.strengths.values())
            for logit, cause in zip(self.prior_logit, self.causes, strict=True)
        ]
        self.muscle_of: dict[int, tuple[str, Side]] = {}
        self.of_owner: dict[tuple[str, Side], list[int]] = {}
        for index, cause in enumerate(self.causes):
            if cause.kind == "muscle" and cause.side is not None:
                self.muscle_of[index] = owner = (cause.owner, cause.side)
                self.of_owner.setdefault(owner, []).append(index)
        self._log_off_leak = math.log1p(-parameters.leak)
        self._log_on: dict[int, _LogOn] = {}

    @property
    def muscle_causes(self) -> list[Cause]:
        """The causes that are muscles, which are ranked."""
        return [self.causes[index] for index in self.muscle_of]

    def strength(self, level: Level) -> float:
        """Probability that one active cause makes a region of this level hurt."""
        return self._strengths[level]

    def log_miss(self, level: Level) -> float:
        """Log-probability that one active cause does not make a region of this level hurt."""
        return self._miss[level]

    def log_on(self, state: int, size: int = 1) -> float:
        """Log-probability that a place of some regions hurts, given the counts of its active causes of each level."""
        return self._table(size)[state]

    def _table(self, size: int) -> _LogOn:
        if size not in self._log_on:
            self._log_on[size] = _LogOn(size * self._log_off_leak, self._miss)
        return self._log_on[size]

    def read(self, evidence: PainfulPlaces) -> ObservedDrawing:
        """Hold a drawing against every cause whose zone it touches."""
        alone: dict[int, float] = {}
        moves: list[dict[int, int]] = []
        for place in evidence.places:
            moved: dict[int, int] = {}
            for region in place.regions:
                for cause in self.of_region.get(region, ()):
                    if not self.causes[cause].can_hurt(place):
                        continue
                    level = self.causes[cause].strengths[region]
                    moved[cause] = moved.get(cause, 0) + level
                    back = self.parameters.absent * place.painfulness * self._miss[level]
                    alone[cause] = alone.get(cause, self._quiet[cause]) - back
            moves.append(moved)
        areas = _uncharted_areas(evidence) if self.parameters.uncharted else []
        for index, area in enumerate(areas, start=len(self.causes)):
            alone[index] = self._rare(area, evidence)
            for place, moved in zip(evidence.places, moves, strict=True):
                if place.regions[0] in area.strengths:
                    moved[index] = sum(area.strengths[region] for region in place.regions)
        single = dict(alone)
        for place, moved in zip(evidence.places, moves, strict=True):
            log_on = self._table(len(place.regions))
            for cause, step in moved.items():
                single[cause] += place.painfulness * (log_on[step] - log_on[0])
        return ObservedDrawing(evidence, (*self.causes, *areas), tuple(moves), alone, single)

    def _rare(self, area: Cause, evidence: PainfulPlaces) -> float:
        """Log-odds of an uncharted area before its pain: where it lies, its size, what hurts in it only a little."""
        places = [place for place in evidence.places if place.regions[0] in area.strengths]
        size = math.fsum(place.painfulness for place in places)
        quiet = math.fsum(len(place.regions) * (1 - place.painfulness) for place in places)
        return (
            math.log(self.parameters.uncharted / len(regions()))
            - self.parameters.growth * max(0.0, size - 1)
            + self.parameters.absent * quiet * self._miss[Level.ESSENTIAL]
        )

    def single(self, cause: int, reading: ObservedDrawing) -> float:
        """Log-odds of a cause if no other were active; with others active its painful places count for less."""
        return reading.single[cause] if cause in reading.single else self._quiet[cause]

    def clusters(self, reading: ObservedDrawing) -> list[Cluster]:
        """Weigh sets of causes for a drawing; faint causes are in no cluster.

        A cause is faint when even alone it would have odds below exp(-5): other causes can only make it fainter.
        """
        return [self._search(group, reading) for group in self._groups(reading)]

    def _coupled(self, group: Sequence[int], reading: ObservedDrawing) -> _Coupled:
        steps: dict[int, list[tuple[int, int]]] = {cause: [] for cause in group}
        pull: list[float] = []
        sizes: list[int] = []
        for place, moved in zip(reading.evidence.places, reading.moves, strict=True):
            touching = [cause for cause in group if cause in moved]
            if touching:
                for cause in touching:
                    steps[cause].append((len(pull), moved[cause]))
                pull.append(place.painfulness)
                sizes.append(len(place.regions))
        alone = {cause: reading.alone[cause] if cause in reading.alone else self._quiet[cause] for cause in group}
        return _Coupled(pull, [self._table(size) for size in sizes], steps, alone, self.mirror, self.together)

    def _search(self, group: Sequence[int], reading: ObservedDrawing) -> Cluster:
        """Collect the heavy sets, one cause more at each level, keeping a beam of the heaviest.

        A cause gains most when no other is active, so that its odds alone bound what it can add to any set without its
        other side.
        """
        coupled = self._coupled(group, reading)
        most = sorted(((self.single(cause, reading), cause) for cause in group), key=lambda one: (-one[0], one[1]))
        width = coupled.affordable_width()
        bounds = {cause: bound for bound, cause in most}
        found: dict[frozenset[int], float] = {frozenset(): 0.0}
        level = [_Set(0.0, frozenset(), (0,) * len(coupled.pull))]
        best = 0.0
        for _ in range(min(len(group), _MAX_SIZE)):
            grown: dict[frozenset[int], tuple[float, _Set, int]] = {}
            for base in level:
                floor = best - _DROP - base.weight
                for cause in self._worth_trying(base, most, bounds, floor):
                    larger = base.members | {cause}
                    if larger in grown or cause in base.members:
                        continue
                    gain = coupled.gain(cause, base)
                    if gain >= floor:
                        grown[larger] = (base.weight + gain, base, cause)
            if not grown:
                break
            found.update((members, entry[0]) for members, entry in grown.items())
            best = max(best, *(entry[0] for entry in grown.values()))
            level = _beam(grown, coupled.steps, best, width)
        return _normalised(group, found, best)

    def _worth_trying(
        self, base: _Set, most: Sequence[tuple[float, int]], bounds: Mapping[int, float], floor: float
    ) -> Iterator[int]:
        """Give the causes that may add enough to a set: by their odds alone, and as the other side of one in it."""
        for bound, cause in most:
            if bound < floor:
                break
            yield cause
        for cause in base.members:
            other = self.mirror.get(cause)
            if other is not None and other in bounds and bounds[other] < floor <= bounds[other] + self.together[other]:
                yield other

    def _groups(self, reading: ObservedDrawing) -> list[list[int]]:
        """Split the causes that are not faint into groups that share no painful place and no parent."""
        parent: dict[int, int] = {}

        def root(cause: int) -> int:
            while parent[cause] != cause:
                parent[cause] = parent[parent[cause]]
                cause = parent[cause]
            return cause

        for moved in reading.moves:
            touching = [cause for cause in moved if reading.single[cause] >= -_FAINT]
            for cause in touching:
                parent.setdefault(cause, cause)
                parent[root(cause)] = root(touching[0])
        for cause in list(parent):
            other = self.mirror.get(cause)
            if other in parent and min(reading.single[cause], reading.single[other]) >= _COUPLED:
                parent[root(cause)] = root(other)
        groups: dict[int, list[int]] = {}
        for cause in sorted(parent):
            groups.setdefault(root(cause), []).append(cause)
        return list(groups.values())

    def exact_marginals(self, group: Sequence[int], reading: ObservedDrawing) -> dict[int, float]:
        """Posterior of each cause of a group by enumerating all sets of them: exponential, for small groups only."""
        coupled = self._coupled(group, reading)
        found: dict[frozenset[int], float] = {}
        for count in range(len(group) + 1):
            for members in combinations(group, count):
                state = [0] * len(coupled.pull)
                for cause in members:
                    for place, step in coupled.steps[cause]:
                        state[place] += step
                pulled = sum(
                    pull * (log_on[now] - log_on[0])
                    for pull, log_on, now in zip(coupled.pull, coupled.log_on, state, strict=True)
                )
                pairs = sum(self.together[cause] for cause in members if self.mirror.get(cause) in members) / 2
                found[frozenset(members)] = pulled + sum(coupled.alone[cause] for cause in members) + pairs
        best = max(found.values())
        total = math.fsum(math.exp(weight - best) for weight in found.values())
        return {
            cause: math.fsum(math.exp(weight - best) for members, weight in found.items() if cause in members) / total
            for cause in group
        }


def _uncharted_areas(evidence: PainfulPlaces) -> list[Cause]:
    """Return each area of neighbouring painful places as a cause of its own, for a reason that is on no chart."""
    left = {region: place for place in evidence.places for region in place.regions}
    areas = []
    for first in evidence.places:
        area: list[str] = []
        waiting = [first] if first.regions[0] in left else []
        while waiting:
            place = waiting.pop()
            for region in place.regions:
                if left.pop(region, None):
                    area.append(region)
                    waiting += [left[beside] for beside in neighbours()[region] if beside in left]
        if area:
            areas.append(Cause("uncharted", None, area[0], dict.fromkeys(area, Level.ESSENTIAL), "uncharted"))
    return areas


def _mirrors(causes: Sequence[Cause]) -> dict[int, int]:
    """Return for causes whose sides share a parent the same one on the other side."""
    at = {(cause.owner, cause.point, cause.side): index for index, cause in enumerate(causes) if cause.is_paired}
    found = {}
    for (owner, point, side), index in at.items():
        if side is not None and (owner, point, OPPOSITE[side]) in at:
            found[index] = at[owner, point, OPPOSITE[side]]
    return found


def _beam(
    grown: Mapping[frozenset[int], tuple[float, _Set, int]],
    steps: Mapping[int, list[tuple[int, int]]],
    best: float,
    width: int,
) -> list[_Set]:
    """Keep the heaviest sets and those that tie with the last of them."""
    ordered = nsmallest(_TIES * width, grown.items(), key=lambda entry: (-entry[1][0], sorted(entry[0])))
    floor = max(ordered[min(width, len(ordered)) - 1][1][0] - 1e-9, best - _DROP)
    kept = []
    for members, (weight, base, cause) in ordered:
        if weight < floor:
            break
        moved = list(base.state)
        for place, step in steps[cause]:
            moved[place] += step
        kept.append(_Set(weight, members, tuple(moved)))
    return kept


def _normalised(group: Sequence[int], found: Mapping[frozenset[int], float], best: float) -> Cluster:
    kept = sorted(
        ((tuple(sorted(members)), weight) for members, weight in found.items() if weight >= best - _DROP),
        key=lambda entry: (-entry[1], entry[0]),
    )
    scaled = [math.exp(weight - best) for _, weight in kept]
    total = math.fsum(scaled)
    return Cluster(tuple(group), tuple(members for members, _ in kept), tuple(weight / total for weight in scaled))
