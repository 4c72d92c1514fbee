"""Effects of two groups, or of one group at two times, measured on a continuous scale.

Group 1 is the treated one: a negative difference means lower scores with treatment.
"""

import math

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.effects.rows import EffectSizes, FloatArray, columns, refuse, refuse_uncountable
from drypoint.knowledge.evidence.sentences import Sentence

_ASYMPTOTIC_DF = 200.0


def hedges_correction(df: FloatArray) -> FloatArray:
    """Return the exact bias correction J(df) = Γ(df/2) / (√(df/2) Γ((df−1)/2)) (Hedges 1981, eq. 6e).

    Beyond 200 degrees of freedom the quotient is taken from its series, since the difference of two large log-gammas
    loses the digits that matter.
    """
    return np.array([_correction(float(value)) for value in df])


def _correction(df: float) -> float:
    if df <= _ASYMPTOTIC_DF:
        return math.exp(math.lgamma(df / 2) - math.lgamma((df - 1) / 2)) / math.sqrt(df / 2)
    z = (df - 1) / 2
    series = 1 - 1 / (8 * z) + 1 / (128 * z**2) + 5 / (1024 * z**3) - 21 / (32768 * z**4)
    return math.sqrt((df - 1) / df) * series


def _two_groups(
    m1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> list[FloatArray]:
    checked = columns(m1=m1, sd1=sd1, n1=n1, m2=m2, sd2=sd2, n2=n2)
    _, spread1, size1, _, spread2, size2 = checked
    refuse_uncountable({"n1": size1, "n2": size2})
    for name, size in (("n1", size1), ("n2", size2)):
        refuse(size < 2, "{name} is below 2: a standard deviation needs at least two people.", name=name)
    for name, spread in (("sd1", spread1), ("sd2", spread2)):
        refuse(spread < 0, "{name} is below 0.", name=name)
    refuse((spread1 == 0) & (spread2 == 0), "both standard deviations are 0, so the effect has no variance.")
    return checked


def mean_difference(
    m1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> EffectSizes:
    """Return m1 − m2 in the units of the scale, with unequal variances (MD).

    >>> mean_difference([3.2], [2.0], [40], [4.1], [2.3], [40]).yi.round(1).tolist()
    [-0.9]
    """
    mean1, spread1, size1, mean2, spread2, size2 = _two_groups(m1, sd1, n1, m2, sd2, n2)
    return EffectSizes(
        "MD", mean1 - mean2, spread1**2 / size1 + spread2**2 / size2, _notes_on_spread(spread1, spread2), size1 + size2
    )


def _notes_on_spread(spread1: FloatArray, spread2: FloatArray) -> tuple[str, ...]:
    one_zero = (spread1 == 0) | (spread2 == 0)
    if not one_zero.any():
        return ()
    rows = ", ".join(str(i + 1) for i in np.flatnonzero(one_zero))
    return (Sentence("A standard deviation of 0 in row {rows}: check the source.", rows=rows),)


def _pooled_spread(spread1: FloatArray, size1: FloatArray, spread2: FloatArray, size2: FloatArray) -> FloatArray:
    pooled = ((size1 - 1) * spread1**2 + (size2 - 1) * spread2**2) / (size1 + size2 - 2)
    return np.asarray(np.sqrt(pooled), dtype=np.float64)


def standardised_mean_difference(
    m1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> EffectSizes:
    """Return Hedges' g with the exact correction and the large-sample variance 1/n1 + 1/n2 + g²/(2N) (SMD)."""
    mean1, spread1, size1, mean2, spread2, size2 = _two_groups(m1, sd1, n1, m2, sd2, n2)
    total = size1 + size2
    g = hedges_correction(total - 2) * (mean1 - mean2) / _pooled_spread(spread1, size1, spread2, size2)
    variance = 1 / size1 + 1 / size2 + g**2 / (2 * total)
    return EffectSizes("SMD", g, variance, _notes_on_spread(spread1, spread2), total)


def standardised_mean_difference_revman(
    m1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> EffectSizes:
    """Return g as RevMan 5 prints it: J = 1 − 3/(4N − 9), variance N/(n1 n2) + g²/(2(N − 3.94)) (SMD_REVMAN)."""
    mean1, spread1, size1, mean2, spread2, size2 = _two_groups(m1, sd1, n1, m2, sd2, n2)
    total = size1 + size2
    approximate = 1 - 3 / (4 * total - 9)
    g = approximate * (mean1 - mean2) / _pooled_spread(spread1, size1, spread2, size2)
    variance = total / (size1 * size2) + g**2 / (2 * (total - 3.94))
    return EffectSizes("SMD_REVMAN", g, variance, _notes_on_spread(spread1, spread2), total)


def standardised_mean_difference_unequal(
    m1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> EffectSizes:
    """Return the difference over √((sd1² + sd2²)/2), which assumes no common variance (SMDH; Bonett 2009)."""
    mean1, spread1, size1, mean2, spread2, size2 = _two_groups(m1, sd1, n1, m2, sd2, n2)
    total = size1 + size2
    correction = hedges_correction(total - 2)
    square1, square2 = spread1**2, spread2**2
    average = (square1 + square2) / 2
    g = correction * (mean1 - mean2) / np.sqrt(average)
    from_spread = g**2 * (square1**2 / (size1 - 1) + square2**2 / (size2 - 1)) / (8 * average**2)
    from_means = (square1 / (size1 - 1) + square2 / (size2 - 1)) / average
    variance = correction**2 * (from_spread + from_means)
    return EffectSizes("SMDH", g, variance, _notes_on_spread(spread1, spread2), total)


def ratio_of_means(
    m1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> EffectSizes:
    """Return ln(m1/m2); the two means must lie on the same side of 0 (ROM)."""
    mean1, spread1, size1, mean2, spread2, size2 = _two_groups(m1, sd1, n1, m2, sd2, n2)
    refuse((mean1 == 0) | (mean2 == 0), "a mean is 0, so a ratio of means does not exist.")
    refuse(mean1 * mean2 < 0, "the means lie on different sides of 0, so the logarithm of their ratio does not exist.")
    variance = spread1**2 / (size1 * mean1**2) + spread2**2 / (size2 * mean2**2)
    return EffectSizes("ROM", np.log(mean1 / mean2), variance, _notes_on_spread(spread1, spread2), size1 + size2)


def _one_group_twice(
    m1: ArrayLike, sd1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, ni: ArrayLike, ri: ArrayLike
) -> list[FloatArray]:
    checked = columns(m1=m1, sd1=sd1, m2=m2, sd2=sd2, ni=ni, ri=ri)
    _, spread1, _, spread2, size, correlation = checked
    refuse_uncountable({"ni": size})
    refuse(size < 3, "ni is below 3: too few people for a change and its spread.")
    refuse((spread1 <= 0) | (spread2 <= 0), "a standard deviation is not above 0.")
    refuse(np.abs(correlation) >= 1, "ri must lie between −1 and 1.")
    return checked


def mean_change(
    m1: ArrayLike, sd1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, ni: ArrayLike, ri: ArrayLike
) -> EffectSizes:
    """Return m1 − m2 of the same people at two times that correlate by ri (MC)."""
    mean1, spread1, mean2, spread2, size, correlation = _one_group_twice(m1, sd1, m2, sd2, ni, ri)
    variance = (spread1**2 + spread2**2 - 2 * correlation * spread1 * spread2) / size
    return EffectSizes("MC", mean1 - mean2, variance, (), size)


def standardised_change(
    m1: ArrayLike, sd1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, ni: ArrayLike, ri: ArrayLike
) -> EffectSizes:
    """Return the mean change over the standard deviation of the changes (SMCC)."""
    mean1, spread1, mean2, spread2, size, correlation = _one_group_twice(m1, sd1, m2, sd2, ni, ri)
    spread = np.sqrt(spread1**2 + spread2**2 - 2 * correlation * spread1 * spread2)
    g = hedges_correction(size - 1) * (mean1 - mean2) / spread
    return EffectSizes("SMCC", g, 1 / size + g**2 / (2 * size), (), size)


def standardised_change_raw(
    m1: ArrayLike, sd1: ArrayLike, m2: ArrayLike, sd2: ArrayLike, ni: ArrayLike, ri: ArrayLike
) -> EffectSizes:
    """Return the mean change over the standard deviation at time 1 (SMCR)."""
    mean1, spread1, mean2, _, size, correlation = _one_group_twice(m1, sd1, m2, sd2, ni, ri)
    g = hedges_correction(size - 1) * (mean1 - mean2) / spread1
    return EffectSizes("SMCR", g, 2 * (1 - correlation) / size + g**2 / (2 * size), (), size)
