"""From a drawing to ranked trigger points, with the reasons for and against each."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from drypoint.knowledge.atlas.causes import causes_of, other_causes_of
from drypoint.knowledge.atlas.evidence import evidence_of
from drypoint.knowledge.atlas.findings import Findings
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.look_alikes import FittingLookAlike, fitting_look_alikes
from drypoint.knowledge.atlas.model import Atlas, Complaint, Muscle
from drypoint.knowledge.atlas.network import (
    Cluster,
    Level,
    Network,
    ObservedDrawing,
    PainfulPlace,
    PainfulPlaces,
    Parameters,
)
from drypoint.knowledge.atlas.questions import NextQuestion, next_questions
from drypoint.knowledge.atlas.voices import Voices, voices
from drypoint.knowledge.atlas.widespread import is_widespread
from drypoint.knowledge.bodymap import Side, regions

# Pseudo-counts of the Beta prior to which a practice's confirmations are added: ten looks, and half the say is theirs.
_PRIOR_COUNTS: Final = 5.0
# Candidates are listed from this probability on, and at least so many of them.
LEAST_PROBABILITY: Final = 0.01
LEAST_CANDIDATES: Final = 10
# A trigger point is named when it holds at least this share of its muscle's probability.
_POINT_SHARE: Final = 0.7
# A painful place stays unexplained when the drawing leaves it to nothing on a chart with more than this probability.
_UNEXPLAINED: Final = 0.5
# So many of the heaviest sets of causes tell which places are explained.
_TELLING: Final = 40
_PAINFUL: Final = 0.2
# No muscle explains a drawing well when it is so likely that none is active, or when so much of what hurts is
# explained by nothing on a chart.
_MUCH: Final = 0.5
# Share of what is marked that must lie in a complaint's zones.
_COMPLAINT: Final = 0.5
# The rarest muscle that was counted for a complaint starts like the muscles that nobody counted.
_RAREST: Final = 0.02

DEFAULT_PARAMETERS: Final = Parameters()


# What is said of a drawing as a whole: keys of facts/phrases.toml.
Remark = Literal["widespread", "no_muscle"]


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a region speaks for or against a muscle, in bits of log-likelihood."""

    region: str
    bits: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A muscle on one side, its posterior probability, and why."""

    muscle: Muscle
    side: Side
    point: str | None
    probability: float
    speaks_for: tuple[Weight, ...]
    speaks_against: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The answer to a drawing; the voices of danger come before any muscle."""

    voices: Voices
    candidates: tuple[Candidate, ...]
    unexplained: tuple[str, ...]
    questions: tuple[NextQuestion, ...]
    look_alikes: tuple[FittingLookAlike, ...]
    remarks: tuple[Remark, ...]


Counts = Mapping[str, tuple[int, int]]


def prior_of(muscle: Muscle, parameters: Parameters, counts: Counts) -> float:
    """Prior probability of a muscle on one side.

    It is the same for every muscle, because no prevalence is published for most of them; build_network raises it for
    those that were counted in the complaint that is drawn. counts holds, by muscle, how
    often a practice confirmed and rejected it when it was looked for: a Beta(5, 5) prior is updated with them, and the
    flat prior is scaled by its mean (0.5 without counts, which changes nothing).
    """
    confirmed, rejected = counts.get(muscle.id, (0, 0))
    if confirmed < 0 or rejected < 0:
        raise ValueError(f"The counts of {muscle.id} must not be negative.")
    mean = (confirmed + _PRIOR_COUNTS) / (confirmed + rejected + 2 * _PRIOR_COUNTS)
    return parameters.prior * 2 * mean


def complaint_of(atlas: Atlas, findings: Findings) -> Complaint | None:
    """Return the complaint whose zones hold at least half of what is marked, None where nobody counted any."""
    drawn = [finding for finding in findings.findings if finding.coverage > 0]
    marked = {finding.segment or finding.region: finding.region for finding in drawn}
    for complaint in atlas.complaints:
        inside = sum(regions()[region].zone in complaint.zones for region in marked.values())
        if inside >= _COMPLAINT * len(marked):
            return complaint
    return None


def _counted(complaint: Complaint | None, muscle: str) -> float:
    """How much likelier than elsewhere a muscle starts in a complaint, by the middle of its published shares."""
    if complaint is None or muscle not in complaint.prevalence:
        return 1.0
    return max(1.0, math.fsum(complaint.prevalence[muscle]) / 2 / _RAREST)


def build_network(
    atlas: Atlas,
    parameters: Parameters = DEFAULT_PARAMETERS,
    counts: Counts | None = None,
    complaint: Complaint | None = None,
) -> Network:
    """Build the network of an atlas; a muscle's prior is shared evenly by its causes.

    Priors are flat, except in a complaint for which somebody counted (facts/prevalence.yaml).
    """
    causes, others = causes_of(atlas), other_causes_of(atlas)
    priors = [
        prior_of(atlas.muscles[cause.owner], parameters, counts or {})
        * _counted(complaint, cause.owner)
        / (1 + len(atlas.muscles[cause.owner].points))
        for cause in causes
    ]
    priors += [parameters.widespread if cause.kind == "widespread" else parameters.other for cause in others]
    return Network([*causes, *others], priors, parameters)


@lru_cache(maxsize=8)
def _shipped_network(counts: tuple[tuple[str, tuple[int, int]], ...], complaint: str | None) -> Network:
    atlas = load()
    chosen = next((one for one in atlas.complaints if one.id == complaint), None)
    return build_network(atlas, counts=dict(counts), complaint=chosen)


def infer(
    findings: Findings, *, atlas: Atlas | None = None, network: Network | None = None, counts: Counts | None = None
) -> Ranking:
    """Rank the muscles for a drawing.

    Without arguments the atlas as shipped and its flat priors are used. counts are a practice's confirmations
    (see prior_of). The probability is a number of the model; it is not validated on patients.
    """
    shipped = load()
    complaint = complaint_of(atlas or shipped, findings)
    if network is None and atlas is None:
        network = _shipped_network(tuple(sorted((counts or {}).items())), complaint.id if complaint else None)
    atlas = atlas or shipped
    if network is None:
        network = build_network(atlas, counts=counts, complaint=complaint)
    evidence = evidence_of(findings)
    reading = network.read(evidence)
    clusters = network.clusters(reading)
    marginals = cause_marginals(network, clusters, reading)
    candidates = muscle_posteriors(atlas, network, clusters, marginals)
    listed = [one for one in candidates if one.probability >= LEAST_PROBABILITY]
    if len(listed) < LEAST_CANDIDATES:
        listed = candidates[:LEAST_CANDIDATES]
    unexplained = _unexplained(network, clusters, reading)
    return Ranking(
        voices=voices(atlas.dangers, findings),
        candidates=tuple(_with_reasons(network, one, marginals, evidence) for one in listed),
        unexplained=unexplained,
        questions=next_questions(network, clusters, marginals, reading),
        look_alikes=tuple(fitting_look_alikes(atlas, findings, _of_look_alikes(network, marginals))),
        remarks=_remarks(findings, evidence, _without_muscles(network, clusters), unexplained),
    )


def _of_look_alikes(network: Network, marginals: Sequence[float]) -> dict[tuple[str, str], float]:
    """Posterior probability of every look-alike and side."""
    return {
        cause.owner_and_side: marginals[index]
        for index, cause in enumerate(network.causes)
        if cause.kind == "look_alike"
    }


def cause_marginals(network: Network, clusters: Sequence[Cluster], reading: ObservedDrawing) -> list[float]:
    """Posterior probability of every cause of the network, then of the uncharted areas of the drawing."""
    posterior = [-1.0] * len(reading.causes)
    for cluster in clusters:
        sums = dict.fromkeys(cluster.causes, 0.0)
        for members, weight in zip(cluster.sets, cluster.weights, strict=True):
            for cause in members:
                sums[cause] += weight
        for cause, total in sums.items():
            posterior[cause] = total
    for cause, known in enumerate(posterior):
        if known < 0:  # faint: exact when it touches no painful region, and a little high otherwise
            posterior[cause] = 1 / (1 + math.exp(-network.single(cause, reading)))
    return posterior


def muscle_posteriors(
    atlas: Atlas,
    network: Network,
    clusters: Sequence[Cluster],
    marginals: Sequence[float],
) -> list[Candidate]:
    """Return every muscle and side by descending probability, ties by id, still without reasons."""
    any_active = _joint(network, clusters, marginals)
    clustered = {cause for cluster in clusters for cause in cluster.causes}
    candidates = []
    for (muscle, side), own in network.of_owner.items():
        probability = any_active.get((muscle, side), 0.0)
        silent = math.prod(1 - marginals[index] for index in own if index not in clustered)
        probability = min(1.0, 1 - (1 - probability) * silent)
        leading = max(own, key=lambda index: marginals[index])
        share = marginals[leading] / max(probability, 1e-12)
        point = network.causes[leading].point if share >= _POINT_SHARE else None
        candidates.append(Candidate(atlas.muscles[muscle], side, point, probability, (), ()))
    return sorted(candidates, key=lambda one: (-round(one.probability, 6), one.muscle.id, one.side))


def _joint(network: Network, clusters: Sequence[Cluster], marginals: Sequence[float]) -> dict[tuple[str, Side], float]:
    """Probability that at least one trigger point of a muscle and side is active, over all clusters."""
    quiet: dict[tuple[str, Side], float] = {}
    for cluster in clusters:
        owners = {cause: network.muscle_of[cause] for cause in cluster.causes if cause in network.muscle_of}
        counts = Counter(owners.values())
        sums = {owner: marginals[cause] for cause, owner in owners.items() if counts[owner] == 1}
        several = {cause: owner for cause, owner in owners.items() if counts[owner] > 1}
        for members, weight in zip(cluster.sets, cluster.weights, strict=True):
            for owner in {several[cause] for cause in members if cause in several}:
                sums[owner] = sums.get(owner, 0.0) + weight
        for owner, total in sums.items():
            quiet[owner] = quiet.get(owner, 1.0) * (1 - min(1.0, total))
    return {owner: 1 - left for owner, left in quiet.items()}


def _with_reasons(
    network: Network, candidate: Candidate, marginals: Sequence[float], evidence: PainfulPlaces
) -> Candidate:
    """Add the regions that speak for and against a candidate, strongest first."""
    own = [(marginals[index], network.causes[index]) for index in network.of_owner[candidate.muscle.id, candidate.side]]
    zone: dict[str, Level] = {}
    for _, cause in sorted(own, key=lambda entry: -entry[0]):
        if candidate.point in (None, cause.point):
            for region, level in cause.strengths.items():
                zone[region] = max(zone.get(region, level), level)
    speaks_for, speaks_against = [], []
    for region, level in zone.items():
        place = evidence.place_of(region)
        if place.painfulness > 0:
            speaks_for.append(Weight(region, _bits_for(network, zone, place) * network.strength(level)))
        elif level is not Level.NEARBY:
            speaks_against.append(Weight(region, network.parameters.absent * -network.log_miss(level) / math.log(2)))
    order = _order()
    return Candidate(
        candidate.muscle,
        candidate.side,
        candidate.point,
        candidate.probability,
        tuple(sorted(speaks_for, key=lambda one: (-one.bits, order[one.region]))),
        tuple(sorted(speaks_against, key=lambda one: (-one.bits, order[one.region]))),
    )


@cache
def _order() -> Mapping[str, int]:
    return {region: place for place, region in enumerate(regions())}


def _bits_for(network: Network, zone: Mapping[str, Level], place: PainfulPlace) -> float:
    """Bits by which a painful place favours a zone over no muscle, for each unit of the zone's strength in it.

    A segment's bits are shared out over the zone's regions in it, by their strengths.
    """
    levels = [zone[region] for region in place.regions if region in zone]
    size = len(place.regions)
    gain = network.log_on(sum(int(level) for level in levels), size) - network.log_on(0, size)
    total = math.fsum(network.strength(level) for level in levels)
    return place.painfulness * gain / math.log(2) / total


def _unexplained(network: Network, clusters: Sequence[Cluster], reading: ObservedDrawing) -> tuple[str, ...]:
    """Regions of the painful places that the drawing leaves to nothing on a chart, be it a muscle or a look-alike."""
    left: list[str] = []
    for place, moved in zip(reading.evidence.places, reading.moves, strict=True):
        if (
            place.painfulness >= _PAINFUL
            and _nothing_known(network, clusters, moved, len(place.regions)) > _UNEXPLAINED
        ):
            left += place.regions
    return tuple(left)


def _nothing_known(network: Network, clusters: Sequence[Cluster], moved: Mapping[int, int], size: int) -> float:
    """Probability, given the drawing, that a painful place hurts without any active cause on a chart that hurts there.

    moved says by how much each cause moves the place. The heaviest sets of causes tell; the rest are scaled to them.
    """
    cluster = next((one for one in clusters if not moved.keys().isdisjoint(one.causes)), None)
    if cluster is None:
        return 1.0
    quiet = (1 - network.parameters.leak) ** size
    charted = len(network.causes)
    answers = total = 0.0
    for members, weight in zip(cluster.sets[:_TELLING], cluster.weights[:_TELLING], strict=True):
        known = sum(moved.get(cause, 0) for cause in members if cause < charted)
        others = sum(moved.get(cause, 0) for cause in members if cause >= charted)
        known_miss = (1 - math.exp(network.log_on(known, size))) / quiet
        others_hurt = math.exp(network.log_on(others, size) - network.log_on(known + others, size))
        answers += weight * known_miss * others_hurt
        total += weight
    return answers / total


def _without_muscles(network: Network, clusters: Sequence[Cluster]) -> float:
    """Probability, given the drawing, that no muscle is active among the causes that compete for it."""
    return math.prod(
        math.fsum(
            weight
            for members, weight in zip(cluster.sets, cluster.weights, strict=True)
            if not any(cause in network.muscle_of for cause in members)
        )
        for cluster in clusters
    )


def _remarks(
    findings: Findings, evidence: PainfulPlaces, without: float, unexplained: Sequence[str]
) -> tuple[Remark, ...]:
    """Say of a drawing as a whole that pain is widespread, or that no muscle explains it well."""
    if is_widespread(findings):
        return ("widespread",)
    painful = [place for place in evidence.places if place.painfulness >= _PAINFUL]
    lost = sum(place.regions[0] in unexplained for place in painful)
    return ("no_muscle",) if without > _MUCH or lost > _MUCH * len(painful) else ()
