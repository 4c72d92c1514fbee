"""Our own pools: only where condition, comparator, outcome and time agree, from three trials on.

Below three trials there is no pool, and the answer says so and lists the trials.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from drypoint.knowledge.evidence.data.loading import TrialResult
from drypoint.knowledge.evidence.distributions import normal_quantile
from drypoint.knowledge.evidence.effects.means import mean_difference, standardised_mean_difference
from drypoint.knowledge.evidence.pooling import Pool, pool_for_statements

LEAST_TRIALS = 3

# What a unit of an instrument is on the 0–10 scale of pain.
POINTS = {"VAS 0-100": 0.1, "VAS 0-100 mm": 0.1, "VAS 0-10": 1.0, "NPRS 0-10": 1.0}
_PAIN_SCALE = "points on the 0–10 scale"


@dataclass(frozen=True, slots=True, order=True)
class PoolTopic:
    """What the trials of one pool have in common."""

    condition: str
    comparator: str
    outcome: str
    time_class: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """The effect of one trial; below 0 means better with needling. ``scale`` is the unit."""

    trial: str
    row: str
    effect: float
    variance: float
    scale: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A trial that belongs to the topic but cannot be pooled, and why."""

    trial: str
    reason: str


@dataclass(frozen=True, slots=True)
class OwnPool:
    """A pool of our own with the trials in it and those that could not be used."""

    topic: PoolTopic
    scale: str
    contributions: tuple[Contribution, ...]
    left_out: tuple[LeftOut, ...]
    pool: Pool


@dataclass(frozen=True, slots=True)
class TooFew:
    """No pool: fewer than three trials can be compared."""

    topic: PoolTopic
    contributions: tuple[Contribution, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def sentence(self) -> str:
        """Say how many trials there are and that they are too few."""
        usable, known = len(self.contributions), len(self.contributions) + len(self.left_out)
        return (
            f"Too few trials for a pool of our own: {usable} of {known} give comparable numbers, {LEAST_TRIALS} are "
            "needed."
        )


def own_pools(trials: Iterable[TrialResult]) -> list[OwnPool | TooFew]:
    """Pool every topic of the trial table, or say that there are too few trials.

    Only randomised trials and measurements after the start count; a trial counts once in each topic, with its last
    usable row in the order of the table.
    """
    topics: dict[PoolTopic, list[TrialResult]] = {}
    for row in trials:
        if row["time_class"] in ("", "baseline", "unclear") or row["outcome"] == "other":
            continue
        topic = PoolTopic(row["condition"], row["comparator"], row["outcome"], row["time_class"])
        topics.setdefault(topic, []).append(row)
    return [_pooled(topic, rows) for topic, rows in sorted(topics.items())]


def _pooled(topic: PoolTopic, rows: Sequence[TrialResult]) -> OwnPool | TooFew:
    found: dict[str, Contribution] = {}
    reasons: dict[str, str] = {}
    for row in rows:
        result = contribution(row)
        if isinstance(result, Contribution):
            found[result.trial] = result
        else:
            reasons[result.trial] = result.reason
    scale = _most_common([one.scale for one in found.values()])
    for trial, one in list(found.items()):
        if one.scale != scale:
            reasons[trial] = f"measured in {one.scale}, most others in {scale}"
            del found[trial]
    left_out = tuple(LeftOut(trial, reason) for trial, reason in reasons.items() if trial not in found)
    used = tuple(found.values())
    if len(used) < LEAST_TRIALS or scale is None:
        return TooFew(topic, used, left_out)
    pool = pool_for_statements([one.effect for one in used], [one.variance for one in used])
    return OwnPool(topic, scale, used, left_out, pool)


def _most_common(scales: Sequence[str]) -> str | None:
    return max(scales, key=lambda scale: (scales.count(scale), scale)) if scales else None


def contribution(row: TrialResult) -> Contribution | LeftOut:
    """Return the effect of a row on a scale that can be shared, or why there is none."""
    trial = row["trial"]
    if row["randomised"] != "yes":
        return LeftOut(trial, "not randomised")
    if not row["better"]:
        return LeftOut(trial, "the direction of the scale was not seen")
    found = _from_arms(row) or _from_interval(row)
    if found is None:
        return LeftOut(trial, "no effect with its spread was seen")
    return replace(found, effect=-found.effect) if row["better"] == "higher" else found


def _from_arms(row: TrialResult) -> Contribution | None:
    values = [row.number(name) for name in ("mean1", "sd1", "n1", "mean2", "sd2", "n2")]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or min(known[2], known[5]) < 2:
        return None
    factor = POINTS.get(row["instrument"])
    if factor is not None:
        own = mean_difference(*([value] for value in known))
        return Contribution(row["trial"], row.id, float(own.yi[0]) * factor, float(own.vi[0]) * factor**2, _PAIN_SCALE)
    own = standardised_mean_difference(*([value] for value in known))
    return Contribution(row["trial"], row.id, float(own.yi[0]), float(own.vi[0]), "standard deviations")


def _from_interval(row: TrialResult) -> Contribution | None:
    effect, low, high = (row.number(name) for name in ("effect", "ci_low", "ci_high"))
    if row["effect_type"] not in ("MD", "SMD") or effect is None or low is None or high is None or low >= high:
        return None
    se = (high - low) / (2 * normal_quantile(0.975))
    if not math.isfinite(se):
        return None
    if row["effect_type"] == "SMD":
        return Contribution(row["trial"], row.id, effect, se**2, "standard deviations")
    factor = POINTS.get(row["instrument"])
    scale = row["instrument"] or "an unnamed instrument" if factor is None else _PAIN_SCALE
    factor = factor or 1.0
    return Contribution(row["trial"], row.id, effect * factor, (se * factor) ** 2, scale)


@dataclass(frozen=True, slots=True)
class Move:
    """How the answer to one topic changed; None where there was, or is, no trial of it."""

    topic: PoolTopic
    before: OwnPool | TooFew | None
    after: OwnPool | TooFew | None


def moves(before: Iterable[TrialResult], after: Iterable[TrialResult]) -> list[Move]:
    """Return the topics whose trials changed between two trial tables, with the answer before and after.

    Each of them asks for a new review of what is said about it.
    """
    old = {found.topic: found for found in own_pools(before)}
    new = {found.topic: found for found in own_pools(after)}
    return [
        Move(topic, old.get(topic), new.get(topic))
        for topic in sorted({*old, *new})
        if _trials_of(old.get(topic)) != _trials_of(new.get(topic))
    ]


def _trials_of(found: OwnPool | TooFew | None) -> tuple[object, ...]:
    return () if found is None else (found.contributions, found.left_out)
