"""What one printed result says, and nothing more than that.

The direction is read from the interval: where it holds no difference, there is no reliable difference, whatever the
estimate. Where the interval or the meaning of the sign was not seen, nothing is said.
"""

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from drypoint.knowledge.evidence.certainty import Certainty
from drypoint.knowledge.evidence.data.loading import Library, PublishedPool, TrialResult
from drypoint.knowledge.evidence.distributions import normal_quantile
from drypoint.knowledge.evidence.own_pools import POINTS, Contribution, OwnPool, contribution
from drypoint.knowledge.evidence.questions import PAIN

_DIRECTION = re.compile(r"(negative|positive|>1)( more events with| favours) (.+)")
_NEEDLING = ("DN", "needling")
_POINTS_OF_POOLS = {"MD (0-10)": 1.0, "WMD NPRS": 1.0, "WMD (0-100)": 0.1}
_RATIOS = ("RR", "OR")
_WORST_FIRST = (
    (Certainty.VERY_LOW, re.compile(r"\bvery low\b")),
    (Certainty.LOW, re.compile(r"\blow\b")),
    (Certainty.MODERATE, re.compile(r"\bmoderate\b")),
    (Certainty.HIGH, re.compile(r"\bhigh\b")),
)


class Direction(StrEnum):
    """Who did better, as far as the interval tells."""

    BETTER = "better"
    WORSE = "worse"
    NO_DIFFERENCE = "no reliable difference"
    UNKNOWN = "unknown"
    DISAGREE = "disagree"


class Unit(StrEnum):
    """The unit of a reading."""

    POINTS = "points"
    STANDARD_DEVIATIONS = "standard deviations"
    RATIO = "ratio"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class AlignedResult:
    """One result with its sign turned so that below 0 is better with needling; a ratio stays as printed.

    ``unit`` POINTS is points on the 0–10 scale of pain. What was not seen is None.
    """

    effect: float | None
    low: float | None
    high: float | None
    unit: Unit
    direction: Direction

    @property
    def has_interval(self) -> bool:
        """Tell whether both ends of the interval were seen."""
        return self.low is not None and self.high is not None


def reading_of_pool(pool: PublishedPool) -> AlignedResult:
    """Return what a published pool says."""
    effect, low, high = (pool.number(name) for name in ("estimate", "ci_low", "ci_high"))
    told = _DIRECTION.fullmatch(pool["direction"])
    if pool["measure"] in _RATIOS:
        return AlignedResult(effect, low, high, Unit.RATIO, _direction_of_ratio(low, high, told))
    unit, factor = _unit_of_pool(pool)
    known = told is not None
    # The sign is turned where above 0 is better with needling: printed so, or said of the other side's negative sign.
    turned = told is not None and (told[1] == "positive") == (told[3] in _NEEDLING)
    return _turned(effect, low, high, unit, -factor if turned else factor, is_known=known)


def _unit_of_pool(pool: PublishedPool) -> tuple[Unit, float]:
    if pool["measure"] == "SMD":
        return Unit.STANDARD_DEVIATIONS, 1.0
    factor = _POINTS_OF_POOLS.get(pool["measure_reported"])
    if factor is None and pool["outcome_reported"].endswith("VAS 0-10"):
        factor = 1.0
    if factor is None or pool["outcome"] not in PAIN:
        return Unit.PRINTED, 1.0
    return Unit.POINTS, factor


def _direction_of_ratio(low: float | None, high: float | None, told: re.Match[str] | None) -> Direction:
    if low is None or high is None or told is None:
        return Direction.UNKNOWN
    if low <= 1 <= high:
        return Direction.NO_DIFFERENCE
    is_good = told[2].strip() == "favours" and told[3] in _NEEDLING
    return Direction.BETTER if (low > 1) == is_good else Direction.WORSE


def _turned(
    effect: float | None, low: float | None, high: float | None, unit: Unit, factor: float, *, is_known: bool
) -> AlignedResult:
    def turn(value: float | None) -> float | None:
        return None if value is None else value * factor + 0.0

    ends = (turn(low), turn(high)) if factor > 0 else (turn(high), turn(low))
    return AlignedResult(turn(effect), *ends, unit, direction_of(*ends, is_known=is_known))


def direction_of(low: float | None, high: float | None, *, is_known: bool = True) -> Direction:
    """Return what an interval says, below 0 being better with needling; ``is_known``: the sign has a meaning."""
    if low is None or high is None or not low <= high:
        return Direction.UNKNOWN
    if low <= 0 <= high:
        return Direction.NO_DIFFERENCE
    if not is_known:
        return Direction.UNKNOWN
    return Direction.BETTER if high < 0 else Direction.WORSE


def reading_of_trial(row: TrialResult) -> AlignedResult | None:
    """Return what a row of the trial table says, None where it holds no difference between the groups.

    A printed difference with its interval comes first, then what the numbers of the two groups give.
    """
    effect, low, high = (row.number(name) for name in ("effect", "ci_low", "ci_high"))
    if row["effect_type"] in ("MD", "SMD") and effect is not None:
        unit, factor = _unit_of_trial(row)
        sign = -1.0 if row["better"] == "higher" else 1.0
        return _turned(effect, low, high, unit, sign * factor, is_known=bool(row["better"]))
    own = contribution(row)
    return reading_of_contribution(own) if isinstance(own, Contribution) else None


def _unit_of_trial(row: TrialResult) -> tuple[Unit, float]:
    if row["effect_type"] == "SMD":
        return Unit.STANDARD_DEVIATIONS, 1.0
    factor = POINTS.get(row["instrument"]) if row["outcome"] in PAIN else None
    return (Unit.PRINTED, 1.0) if factor is None else (Unit.POINTS, factor)


def reading_of_contribution(own: Contribution) -> AlignedResult:
    """Return what one trial adds to a pool of our own."""
    half = normal_quantile(0.975) * math.sqrt(own.variance)
    return _reading(own.effect, own.effect - half, own.effect + half, own.scale)


def reading_of_own(own: OwnPool) -> AlignedResult:
    """Return what a pool of our own says."""
    return _reading(own.pool.estimate, own.pool.ci_low, own.pool.ci_high, own.scale)


def _reading(effect: float, low: float, high: float, scale: str) -> AlignedResult:
    if scale.startswith("points"):
        unit = Unit.POINTS
    else:
        unit = Unit.STANDARD_DEVIATIONS if scale == "standard deviations" else Unit.PRINTED
    return AlignedResult(effect, low, high, unit, direction_of(low, high))


def published_certainty(pool: PublishedPool) -> Certainty | None:
    """Return the certainty that the review gave by GRADE, the lower end of a range, None where it gave none.

    The authors' own words for their evidence are no grade.
    """
    if pool["certainty_scheme"] != "GRADE":
        return None
    words = pool["certainty"].lower()
    return next((grade for grade, pattern in _WORST_FIRST if pattern.search(words)), None)


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of the printed standard deviations of pain in the trial table, in points, and from how many."""

    points: float
    numbers: int
    trials: int


def spread_of_pain(library: Library) -> Spread | None:
    """Return how much people's pain differs, for the reader who wants standard deviations turned into points."""
    values: list[float] = []
    trials: set[str] = set()
    for row in library.trials:
        factor = POINTS.get(row["instrument"]) if row["outcome"] in PAIN else None
        found = [row.number(name) for name in ("sd1", "sd2")] if factor else []
        for value in found:
            if value is not None and factor:
                values.append(value * factor)
                trials.add(row["trial"])
    return Spread(median(values), len(values), len(trials)) if values else None


def in_points(reading: AlignedResult, spread: Spread) -> AlignedResult | None:
    """Return a difference in standard deviations as points, if people spread as assumed; None beyond the scale."""
    if reading.unit is not Unit.STANDARD_DEVIATIONS or reading.low is None or reading.high is None:
        return None
    if max(abs(reading.low), abs(reading.high)) * spread.points > 10:
        return None
    effect = None if reading.effect is None else reading.effect * spread.points
    return AlignedResult(
        effect, reading.low * spread.points, reading.high * spread.points, Unit.POINTS, reading.direction
    )
