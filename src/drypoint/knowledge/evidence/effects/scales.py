"""From one scale of effects to another.

Sources: Hasselblad and Hedges 1995 (Psychol Bull 117:167–178) and Chinn 2000 (Stat Med 19:3127–3131) for SMD and odds
ratio; Borenstein et al. 2009, Introduction to Meta-Analysis, chapter 7, for variances and for correlation and SMD;
Zhang and Yu 1998 (JAMA 280:1690–1691) and Cochrane Handbook chapter 15 for odds and risk ratio. Read as R's effectsize
0.8 and a worked lesson with code state them; the tests hold the numbers that effectsize prints.
"""

import math
from dataclasses import dataclass

from drypoint.knowledge.evidence.distributions import normal_reach, t_quantile, t_reach
from drypoint.knowledge.evidence.effects.rows import above_zero
from drypoint.knowledge.evidence.errors import EvidenceError

# The standard deviation of the logistic distribution, by which a log odds ratio is so many standard deviations.
_LOGISTIC_SD = math.pi / math.sqrt(3)


@dataclass(frozen=True, slots=True)
class Converted:
    """An effect on its new scale with its variance there; None where none was given."""

    effect: float
    variance: float | None = None

    def interval(self, level: float = 95.0) -> tuple[float, float] | None:
        """Return the limits by the normal distribution, None without a variance."""
        if self.variance is None:
            return None
        half = normal_reach(level) * math.sqrt(self.variance)
        return self.effect - half, self.effect + half


def log_odds_from_smd(smd: float, variance: float | None = None) -> Converted:
    """Return the log odds ratio behind an SMD, as if what was measured were logistic with one spread in both groups.

    >>> round(math.exp(log_odds_from_smd(1.96).effect), 5)
    34.98946
    """
    _check_variance(variance)
    return Converted(smd * _LOGISTIC_SD, None if variance is None else variance * _LOGISTIC_SD**2)


def smd_from_log_odds(log_odds: float, variance: float | None = None) -> Converted:
    """Return the SMD behind a log odds ratio, as if it came of a logistic measure that was cut in two."""
    _check_variance(variance)
    return Converted(log_odds / _LOGISTIC_SD, None if variance is None else variance / _LOGISTIC_SD**2)


def risk_from_odds_ratio(odds_ratio: float, baseline: float) -> float:
    """Return the risk ratio of an odds ratio where the risk without treatment is ``baseline``; limits go alike.

    >>> round(risk_from_odds_ratio(1.96, 0.15), 6)
    1.713287
    """
    _check_ratio(odds_ratio)
    _check_baseline(baseline)
    return odds_ratio / (1 - baseline + baseline * odds_ratio)


def odds_from_risk_ratio(risk_ratio: float, baseline: float) -> float:
    """Return the odds ratio of a risk ratio where the risk without treatment is ``baseline``; limits go alike.

    Raises EvidenceError where the risk with treatment would be 1 or more.
    """
    _check_ratio(risk_ratio)
    _check_baseline(baseline)
    if risk_ratio * baseline >= 1:
        raise EvidenceError("With this baseline risk the risk ratio makes a risk of 1 or more, which cannot be.")
    return risk_ratio * (1 - baseline) / (1 - risk_ratio * baseline)


def smd_from_correlation(correlation: float, variance: float | None = None) -> Converted:
    """Return the SMD behind a correlation, as if one of the two had been cut into equal halves.

    >>> round(smd_from_correlation(0.7).effect, 6)
    1.960392
    """
    if not -1 < correlation < 1:
        raise EvidenceError("For an SMD a correlation must lie between −1 and 1, without the ends.")
    _check_variance(variance)
    rest = 1 - correlation**2
    return Converted(2 * correlation / math.sqrt(rest), None if variance is None else 4 * variance / rest**3)


def correlation_from_smd(
    smd: float, variance: float | None = None, *, n1: int | None = None, n2: int | None = None
) -> Converted:
    """Return the point-biserial correlation of belonging to a group; groups count as equal where no sizes are given."""
    _check_variance(variance)
    if (n1 is None) != (n2 is None):
        raise EvidenceError("Give the people of both groups, or of neither.")
    shape = 4.0
    if n1 is not None and n2 is not None:
        if min(n1, n2) < 1:
            raise EvidenceError("Each group needs at least one person.")
        shape = (n1 + n2) ** 2 / (n1 * n2)
    whole = smd**2 + shape
    return Converted(smd / math.sqrt(whole), None if variance is None else shape**2 * variance / whole**3)


def sd_from_t(difference: float, t: float, n1: int, n2: int) -> float:
    """Return the standard deviation within two groups behind the t of their difference in means (Handbook 6.5.2.3)."""
    _check_two_groups(n1, n2)
    if difference == 0 or t == 0:
        raise EvidenceError("A difference or a t of 0 says nothing about the standard deviation.")
    return above_zero(abs(difference / t) / math.sqrt(1 / n1 + 1 / n2))


def sd_from_p(difference: float, p: float, n1: int, n2: int) -> float:
    """Return the standard deviation within two groups behind the exact two-sided p of a t test of their means.

    The Handbook's example (25 and 22 people, a difference of 3.8, p = 0.008) has t = 2.78 with 45 degrees of freedom.
    """
    _check_two_groups(n1, n2)
    if not 0 < p < 1:
        raise EvidenceError("p must lie between 0 and 1; a bound (p < 0.05) is not enough.")
    return sd_from_t(difference, t_quantile(p / 2, n1 + n2 - 2), n1, n2)


def sd_from_difference_interval(low: float, high: float, n1: int, n2: int, *, level: float = 95.0) -> float:
    """Return the standard deviation within two groups behind the interval of their difference in means, by t."""
    _check_two_groups(n1, n2)
    if high <= low:
        raise EvidenceError("The upper limit must lie above the lower one.")
    if not 0 < level < 100:
        raise EvidenceError("The confidence level must lie between 0 and 100 percent.")
    return above_zero((high - low) / (2 * t_reach(level, n1 + n2 - 2)) / math.sqrt(1 / n1 + 1 / n2))


def _check_two_groups(n1: int, n2: int) -> None:
    if min(n1, n2) < 1 or n1 + n2 < 3:
        raise EvidenceError("Each group needs at least one person, and both together three.")


def _check_variance(variance: float | None) -> None:
    if variance is not None and not variance > 0:
        raise EvidenceError("A variance must be above 0.")


def _check_ratio(ratio: float) -> None:
    if not ratio > 0:
        raise EvidenceError("A ratio must be above 0.")


def _check_baseline(baseline: float) -> None:
    if not 0 < baseline < 1:
        raise EvidenceError("A baseline risk must lie between 0 and 1, such as 0.2 for 20 of 100.")
