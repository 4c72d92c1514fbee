"""Quantiles and tail probabilities that the engine needs.

scipy.special is imported on first use: it costs more to import than a pool of twenty studies costs to compute, and
scipy.stats would cost five times as much again.
"""

from functools import cache
from types import ModuleType


@cache
def _special() -> ModuleType:
    from scipy import special

    return special


def tail_of(level: float) -> float:
    """Return the share beyond one end of an interval; what lies below the other end would round to 1."""
    return (100 - level) / 200


@cache
def normal_quantile(probability: float) -> float:
    """Return z with P(Z ≤ z) = probability."""
    return float(_special().ndtri(probability))


def normal_reach(level: float) -> float:
    """Return how many standard errors an interval of ``level`` percent reaches to either side."""
    return -normal_quantile(tail_of(level))


def normal_below(z: float) -> float:
    """Return P(Z ≤ z)."""
    return float(_special().ndtr(z))


def normal_p(z: float) -> float:
    """Return the two-sided p of a standard normal statistic."""
    return 2.0 * float(_special().ndtr(-abs(z)))


@cache
def t_quantile(probability: float, df: float) -> float:
    """Return the quantile of Student's t."""
    return float(_special().stdtrit(df, probability))


def t_reach(level: float, df: float) -> float:
    """Return how many standard errors an interval of ``level`` percent reaches to either side by Student's t."""
    return -t_quantile(tail_of(level), df)


def t_p(t: float, df: float) -> float:
    """Return the two-sided p of Student's t, precise far into the tail."""
    return float(_special().betainc(df / 2.0, 0.5, df / (df + t * t)))


@cache
def chi2_quantile(probability: float, df: float) -> float:
    """Return the quantile of chi-squared."""
    return 2.0 * float(_special().gammaincinv(df / 2.0, probability))


@cache
def chi2_quantile_above(probability: float, df: float) -> float:
    """Return x with P(chi-squared > x) = probability, precise far into the tail."""
    return 2.0 * float(_special().gammainccinv(df / 2.0, probability))


def chi2_above(statistic: float, df: float) -> float:
    """Return P(chi-squared > statistic); 1 when there is no degree of freedom."""
    return float(_special().gammaincc(df / 2.0, statistic / 2.0)) if df > 0 else 1.0


def f_above(statistic: float, df1: float, df2: float) -> float:
    """Return P(F > statistic)."""
    return float(_special().fdtrc(df1, df2, statistic))
