"""From what a trial prints to means, standard deviations and variances.

Sources: Wan et al. 2014 (BMC Med Res Methodol 14:135), Luo et al. 2018 (Stat Methods Med Res 27:1785–1805), Cochrane
Handbook chapter 6 (intervals, p values, change scores, merging groups).
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from drypoint.knowledge.evidence.distributions import normal_quantile, normal_reach, t_quantile, t_reach
from drypoint.knowledge.evidence.effects.rows import above_zero
from drypoint.knowledge.evidence.errors import EvidenceError


@dataclass(frozen=True, slots=True)
class Summary:
    """People, mean and standard deviation of one group."""

    n: int
    mean: float
    sd: float


def _check_order(*values: float) -> None:
    if any(following < before for before, following in pairwise(values)):
        raise EvidenceError("Minimum, quartiles, median and maximum must not fall.")
    if values[0] == values[-1]:
        raise EvidenceError("All quantiles are the same, so no standard deviation can be estimated.")


def from_quartiles(q1: float, med: float, q3: float, n: int) -> Summary:
    """Estimate mean (Luo) and standard deviation (Wan) from the quartiles.

    >>> round(from_quartiles(2.0, 3.0, 5.0, 40).mean, 3)
    3.355
    """
    _require_people(n, 4)
    _check_order(q1, med, q3)
    weight = 0.7 + 0.39 / n
    mean = weight * (q1 + q3) / 2 + (1 - weight) * med
    return Summary(n, mean, above_zero((q3 - q1) / (2 * normal_quantile((0.75 * n - 0.125) / (n + 0.25)))))


def from_range(low: float, med: float, high: float, n: int) -> Summary:
    """Estimate mean (Luo) and standard deviation (Wan) from minimum, median and maximum."""
    _require_people(n, 4)
    _check_order(low, med, high)
    weight = 4 / (4 + n**0.75)
    mean = weight * (low + high) / 2 + (1 - weight) * med
    return Summary(n, mean, above_zero((high - low) / (2 * _end_of_range(n))))


def from_five_numbers(low: float, q1: float, med: float, q3: float, high: float, n: int) -> Summary:
    """Estimate mean (Luo) and standard deviation (Wan) from minimum, quartiles, median and maximum."""
    _require_people(n, 4)
    _check_order(low, q1, med, q3, high)
    outer = 2.2 / (2.2 + n**0.75)
    inner = 0.7 - 0.72 / n**0.55
    mean = outer * (low + high) / 2 + inner * (q1 + q3) / 2 + (1 - outer - inner) * med
    from_ends = (high - low) / (4 * _end_of_range(n))
    from_middle = (q3 - q1) / (4 * normal_quantile((0.75 * n - 0.125) / (n + 0.25)))
    return Summary(n, mean, above_zero(from_ends + from_middle))


def _end_of_range(n: int) -> float:
    # Wan's quantile of (n − 0.375) / (n + 0.25), taken from the other end, where no people are too many.
    return -normal_quantile(0.625 / (n + 0.25))


def sd_from_se(se: float, n: int) -> float:
    """Return the standard deviation behind a standard error of a mean."""
    _require_people(n, 2)
    if se <= 0:
        raise EvidenceError("The standard error must be above 0.")
    return above_zero(se * math.sqrt(n))


def sd_from_interval(low: float, high: float, n: int, *, level: float = 95.0) -> float:
    """Return the standard deviation behind the interval of a mean, with t quantiles."""
    _require_people(n, 2)
    if high <= low:
        raise EvidenceError("The upper limit must lie above the lower one.")
    return above_zero(math.sqrt(n) * (high - low) / (2 * t_reach(level, n - 1)))


def effect_from_interval(low: float, high: float, *, level: float = 95.0, ratio: bool = False) -> tuple[float, float]:
    """Return the middle and the variance of an interval, on the log scale for a ratio."""
    if high <= low:
        raise EvidenceError("The upper limit must lie above the lower one.")
    if ratio and low <= 0:
        raise EvidenceError("The limits of a ratio must be above 0.")
    bottom, top = (math.log(low), math.log(high)) if ratio else (low, high)
    se = (top - bottom) / (2 * normal_reach(level))
    return (bottom + top) / 2, above_zero(se**2)


def variance_from_p(effect: float, p: float, *, df: float | None = None) -> float:
    """Return the variance of an effect from its exact two-sided p, by t where ``df`` is given.

    An effect of 0 and a p of 1 say nothing about the variance.
    """
    if not 0 < p < 1:
        raise EvidenceError("p must lie between 0 and 1; a bound (p < 0.05) is not enough.")
    if effect == 0:
        raise EvidenceError("An effect of 0 says nothing about its variance, whatever its p.")
    # The lower tail: 1 − p / 2 loses digits from 1e-15 on, and is 1 soon after.
    quantile = normal_quantile(p / 2) if df is None else t_quantile(p / 2, df)
    return above_zero((effect / quantile) ** 2)


def change_sd(sd1: float, sd2: float, correlation: float) -> float:
    """Return the standard deviation of the changes between two times that correlate."""
    if not -1 <= correlation <= 1:
        raise EvidenceError("A correlation lies between −1 and 1.")
    if sd1 <= 0 or sd2 <= 0:
        raise EvidenceError("Standard deviations must be above 0.")
    variance = sd1**2 + sd2**2 - 2 * correlation * sd1 * sd2
    if variance <= 0:
        raise EvidenceError("With this correlation nobody would change differently from anybody else.")
    return math.sqrt(variance)


def correlation_from_change(sd1: float, sd2: float, sd_change: float) -> float:
    """Return the correlation of two times from the standard deviation of the changes."""
    if min(sd1, sd2, sd_change) <= 0:
        raise EvidenceError("Standard deviations must be above 0.")
    correlation = (sd1**2 + sd2**2 - sd_change**2) / (2 * sd1 * sd2)
    if not -1 <= correlation <= 1:
        raise EvidenceError("These three standard deviations cannot belong to the same people.")
    return correlation


def merged(*groups: Summary) -> Summary:
    """Return several groups as one, as if their people had been measured together.

    >>> merged(Summary(10, 2.0, 1.0), Summary(10, 4.0, 1.0)).mean
    3.0
    """
    if not groups:
        raise EvidenceError("There is no group to merge.")
    total = sum(group.n for group in groups)
    _require_people(total, 2)
    mean = sum(group.n * group.mean for group in groups) / total
    squares = sum((group.n - 1) * group.sd**2 + group.n * (group.mean - mean) ** 2 for group in groups)
    return Summary(total, mean, math.sqrt(squares / (total - 1)))


def _require_people(n: int, least: int) -> None:
    if n < least:
        raise EvidenceError("{n} people are too few; at least {least} are needed.", n=n, least=least)
