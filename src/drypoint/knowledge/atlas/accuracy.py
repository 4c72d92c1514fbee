"""Measure the ranking on simulated patients, against two baselines and against exact enumeration."""

import math
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.causes import causes_of
from drypoint.knowledge.atlas.evidence import evidence_of
from drypoint.knowledge.atlas.findings import Finding, Findings
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.model import Strength
from drypoint.knowledge.atlas.network import Cause, Level, Network
from drypoint.knowledge.atlas.referral import DEFAULT_PARAMETERS, cause_marginals, muscle_posteriors
from drypoint.knowledge.atlas.simulate import NOISES, Noise, Patient, simulated_patient

Owner = tuple[str, str]
Ranker = Callable[[Findings], list[tuple[Owner, float]]]

_BINS: Final = 10
_LISTED: Final = 0.01
# Causes are told apart by a drawing when it is expected to favour the true one by at least so many nats.
_APART: Final = 1.2
_SPILL_OVER_WEIGHT: Final = 0.4
# A probability that sinks by less than this has not fallen to anybody who reads it.
_FALL: Final = 0.01


@dataclass(frozen=True, slots=True)
class AccuracyScore:
    """How a ranking did: shares from 0 to 1, and on how many patients the shares named apart rest."""

    top_1: float
    top_3: float
    top_1_apart: float
    top_3_apart: float
    apart: int
    any_top_1: float
    found_in_5: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability of the probabilities: (mean stated, share true, count) for each tenth, and the expected error."""

    bins: tuple[tuple[float, float, int], ...]
    expected_error: float


def model_ranker(network: Network) -> Ranker:
    """Rank by the model's posterior."""
    atlas = load()

    def ranked(findings: Findings) -> list[tuple[Owner, float]]:
        reading = network.read(evidence_of(findings))
        clusters = network.clusters(reading)
        marginals = cause_marginals(network, clusters, reading)
        posteriors = muscle_posteriors(atlas, network, clusters, marginals)
        return in_order((one.muscle.id, one.side, one.probability) for one in posteriors)

    return ranked


def count_ranker(causes: Sequence[Cause]) -> Ranker:
    """Rank by zone look-up: how many of the drawn regions lie in the muscle's zone."""
    zones = _zones(causes)

    def ranked(findings: Findings) -> list[tuple[Owner, float]]:
        drawn = {finding.region for finding in findings.findings if finding.coverage >= 0.1}
        return in_order((*owner, float(len(drawn & zone.keys()))) for owner, zone in zones.items())

    return ranked


def cosine_ranker(causes: Sequence[Cause]) -> Ranker:
    """Rank by the cosine between the coverage of the drawing and the zone (essential 1, spill-over 0.4)."""
    zones = _zones(causes)
    lengths = {owner: math.hypot(*zone.values()) for owner, zone in zones.items()}

    def ranked(findings: Findings) -> list[tuple[Owner, float]]:
        drawn = {finding.region: finding.coverage for finding in findings.findings}
        size = math.hypot(*drawn.values())
        return in_order(
            (*owner, sum(drawn.get(region, 0.0) * weight for region, weight in zone.items()) / (lengths[owner] * size))
            for owner, zone in zones.items()
        )

    return ranked


def _zones(causes: Sequence[Cause]) -> dict[Owner, dict[str, float]]:
    zones: dict[Owner, dict[str, float]] = {}
    for cause in causes:
        zone = zones.setdefault(cause.owner_and_side, {})
        for region, level in cause.strengths.items():
            if level is not Level.NEARBY:
                weight = 1.0 if level is Level.ESSENTIAL else _SPILL_OVER_WEIGHT
                zone[region] = max(zone.get(region, 0.0), weight)
    return zones


def in_order(scored: Iterable[tuple[str, str, float]]) -> list[tuple[Owner, float]]:
    """Sort muscles and sides by falling score, ties by id."""
    ordered = sorted(scored, key=lambda entry: (-round(entry[2], 9), entry[0], entry[1]))
    return [((muscle, side), score) for muscle, side, score in ordered]


def patients(noise: Noise, count: int, seed: int) -> list[Patient]:
    """Draw simulated patients; the same seed gives the same patients."""
    rng = random.Random(seed)  # noqa: S311  simulation, not secrecy
    causes = causes_of(load())
    return [simulated_patient(rng, causes, noise) for _ in range(count)]


def score(ranker: Ranker, drawn: Sequence[Patient], confusable: frozenset[str]) -> AccuracyScore:
    """Score a ranking on patients; confusable muscles are left out of the shares named apart."""
    single: list[tuple[bool, bool, bool]] = []
    first = found = active = 0
    for patient in drawn:
        order = [owner for owner, _ in ranker(patient.findings)]
        first += order[0] in patient.active
        found += len(patient.active & set(order[:5]))
        active += len(patient.active)
        if len(patient.active) == 1:
            owner = next(iter(patient.active))
            single.append((order[0] == owner, owner in order[:3], owner[0] not in confusable))
    apart = [entry for entry in single if entry[2]]
    return AccuracyScore(
        top_1=sum(entry[0] for entry in single) / len(single),
        top_3=sum(entry[1] for entry in single) / len(single),
        top_1_apart=sum(entry[0] for entry in apart) / len(apart),
        top_3_apart=sum(entry[1] for entry in apart) / len(apart),
        apart=len(apart),
        any_top_1=first / len(drawn),
        found_in_5=found / active,
    )


def calibration(ranker: Ranker, drawn: Sequence[Patient]) -> Calibration:
    """Hold the stated probabilities of all listed candidates (0.01 and more) against what was true."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for patient in drawn:
        for owner, probability in ranker(patient.findings):
            if probability >= _LISTED:
                bins[min(_BINS - 1, int(probability * _BINS))].append((probability, owner in patient.active))
    total = sum(len(entries) for entries in bins)
    rows = []
    error = 0.0
    for entries in bins:
        if entries:
            stated = math.fsum(probability for probability, _ in entries) / len(entries)
            true = sum(active for _, active in entries) / len(entries)
            rows.append((stated, true, len(entries)))
            error += len(entries) / total * abs(stated - true)
    return Calibration(tuple(rows), error)


def falls(network: Network, drawn: Sequence[Patient], seed: int, strength: Strength) -> float:
    """Share of cases in which more pain in one region of a leading muscle's zone lowers it by more than 0.01.

    One of the first five candidates of each drawing is taken, and one region of its zone of that strength is drawn in
    full. Between muscles that could both explain a region, this is explaining away, and meant.
    """
    rng = random.Random(seed)  # noqa: S311  simulation, not secrecy
    atlas, ranker = load(), model_ranker(network)
    fallen = tried = 0
    for patient in drawn:
        (muscle, side), before = rng.choice(ranker(patient.findings)[:5])
        places = atlas.muscles[muscle].keys(strength)
        if not places:
            continue
        region = f"{rng.choice(places)}_{side}"
        rest = [finding for finding in patient.findings.findings if finding.region != region]
        after = dict(ranker(Findings("neutral", (*rest, Finding(region, 1.0)))))[muscle, side]
        tried += 1
        fallen += after < before - _FALL
    return fallen / tried


def expected_advantage(network: Network, true: Cause, other: Cause) -> float:
    """Nats by which a drawing of the true cause is expected to favour it over another (Kullback-Leibler)."""
    parameters = network.parameters

    def hurts(cause: Cause, region: str) -> float:
        level = cause.strengths.get(region)
        strength = 0.0 if level is None else network.strength(level)
        return 1 - (1 - parameters.leak) * (1 - strength)

    total = 0.0
    for region in true.strengths.keys() | other.strengths.keys():
        one, two = hurts(true, region), hurts(other, region)
        total += one * math.log(one / two) + (1 - one) * math.log((1 - one) / (1 - two))
    return total


def confusable_groups(network: Network) -> list[tuple[str, ...]]:
    """Return groups of muscles, with their trigger points if placed, that no drawing on this map tells apart."""
    causes = [cause for cause in network.muscle_causes if cause.side == "left"]
    pairs = [
        (one, two)
        for one in causes
        for two in causes
        if one.owner < two.owner
        and min(expected_advantage(network, one, two), expected_advantage(network, two, one)) < _APART
    ]
    groups: list[set[str]] = []
    for one, two in pairs:
        touching = [group for group in groups if {_label(one), _label(two)} & group]
        merged = {_label(one), _label(two)}.union(*touching)
        groups = [group for group in groups if group not in touching] + [merged]
    return sorted(tuple(sorted(group)) for group in groups)


def _label(cause: Cause) -> str:
    return cause.owner if cause.point is None else f"{cause.owner}/{cause.point}"


def confusable_muscles(network: Network) -> frozenset[str]:
    """Muscles of which at least one cause is in a group that cannot be told apart."""
    return frozenset(label.split("/")[0] for group in confusable_groups(network) for label in group)


def approximation_error(cases: int, seed: int, *, causes_per_case: int = 12) -> tuple[float, float]:
    """Return mean and largest difference between the beam's marginals and exact enumeration.

    Each case is a moderate-noise patient in a small world of random causes that share regions with each other.
    """
    rng = random.Random(seed)  # noqa: S311  simulation, not secrecy
    causes = causes_of(load())
    differences: list[float] = []
    while len(differences) < cases * causes_per_case:
        patient = simulated_patient(rng, causes, NOISES["moderate"])
        drawn = {finding.region for finding in patient.findings.findings}
        near = [cause for cause in causes if drawn & cause.strengths.keys()]
        if len(near) < causes_per_case:
            continue
        world = rng.sample(near, causes_per_case)
        network = Network(world, [DEFAULT_PARAMETERS.prior] * len(world), DEFAULT_PARAMETERS)
        reading = network.read(evidence_of(patient.findings))
        approximate = cause_marginals(network, network.clusters(reading), reading)
        exact = network.exact_marginals(range(len(reading.causes)), reading)
        differences += [abs(approximate[cause] - exact[cause]) for cause in range(len(world))]
    return math.fsum(differences) / len(differences), max(differences)
