"""Estimators of the between-study variance τ², and what is read from it.

Sources: DerSimonian & Laird 1986, Hedges & Olkin 1985, Hunter & Schmidt 2004, Sidik & Jonkman 2005, Morris 1983 (EB),
Paule & Mandel 1982, Viechtbauer 2005 and 2007 (ML, REML, Q-profile).
"""

import math
from collections.abc import Callable

import numpy as np

from drypoint.knowledge.evidence.distributions import chi2_quantile, chi2_quantile_above
from drypoint.knowledge.evidence.effects.rows import FloatArray
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.models import Model, falling_root

_POINTS_PER_DECADE = 6
_MOST_POINTS = 160


def dersimonian_laird(model: Model) -> float:
    """Return the moment estimate from Cochran's Q."""
    return max(0.0, (model.residual_q(0.0)[0] - (model.k - model.p)) / model.trace_p(0.0))


def hedges(model: Model) -> float:
    """Return the moment estimate from the unweighted sum of squares (HE)."""
    squares, trace = model.unweighted()
    return max(0.0, (squares - trace) / (model.k - model.p))


def hunter_schmidt(model: Model) -> float:
    """Return (Q − k)/Σw."""
    return max(0.0, (model.residual_q(0.0)[0] - model.k) / float((1.0 / model.vi).sum()))


def sidik_jonkman(model: Model) -> float:
    """Return the two-step estimate that starts from the plain variance of the effects; positive unless all agree."""
    first = float((model.yi - model.yi[0]).var())
    if first == 0:
        return 0.0
    return first * model.residual_q(first)[0] / (model.k - model.p)


def paule_mandel(model: Model) -> float:
    """Return the τ² at which Q equals its degrees of freedom; empirical Bayes solves the same equation."""
    df = model.k - model.p
    return 0.0 if model.residual_q(0.0)[0] <= df else falling_root(model.residual_q, df)


def maximum_likelihood(model: Model) -> float:
    """Return the global maximum of the likelihood."""
    return _global_maximum(model, restricted=False)


def restricted_maximum_likelihood(model: Model) -> float:
    """Return the global maximum of the restricted likelihood."""
    return _global_maximum(model, restricted=True)


ESTIMATORS: dict[str, Callable[[Model], float]] = {
    "DL": dersimonian_laird,
    "HE": hedges,
    "HS": hunter_schmidt,
    "SJ": sidik_jonkman,
    "ML": maximum_likelihood,
    "REML": restricted_maximum_likelihood,
    "EB": paule_mandel,
    "PM": paule_mandel,
}


def tau2_of(model: Model, method: str) -> float:
    """Return τ² by the named estimator: 0 for EE, and where one study leaves nothing to compare."""
    if method == "EE" or model.k <= model.p:
        return 0.0
    return ESTIMATORS[method](model)


def _global_maximum(model: Model, *, restricted: bool) -> float:
    """Scan the whole range of τ², refine each maximum, and return the highest.

    The surface may have two maxima, one of them at 0 (few studies, one of them far off and imprecise); an iteration
    from a starting value finds either.
    """
    grid = search_grid(model.yi, model.vi)
    slopes = model.slopes(grid, restricted=restricted)
    while slopes[-1] > 0:
        grid = np.append(grid, grid[-1] * 10)
        slopes = np.append(slopes, model.slopes(grid[-1:], restricted=restricted))
        if not math.isfinite(grid[-1]):
            raise EvidenceError("The likelihood has no maximum in τ²; check the effects for an extreme value.")
    crossings = np.flatnonzero((slopes[:-1] > 0) & (slopes[1:] <= 0))
    maxima = [_peak(model, grid[i : i + 2], slopes[i : i + 2], restricted=restricted) for i in crossings.tolist()]
    if slopes[0] <= 0:
        maxima.insert(0, 0.0)
    if len(maxima) == 1:
        return maxima[0]
    return max(maxima, key=lambda tau2: model.log_likelihood(tau2, restricted=restricted))


def search_grid(yi: FloatArray, vi: FloatArray) -> FloatArray:
    """Return 0 and a geometric grid of τ² that brackets every maximum of the likelihood.

    Below a hundredth of the smallest variance the slope hardly changes; above twice the squared range of the effects
    plus the largest variance it is negative for a common mean.
    """
    lowest = float(vi.min()) / 100
    spread = float(yi.max() - yi.min())
    highest = 2 * spread * spread + float(vi.max())
    decades = math.log10(highest / lowest)
    points = min(_MOST_POINTS, max(12, math.ceil(decades * _POINTS_PER_DECADE)))
    grid = np.empty(points + 1)
    grid[0] = 0.0
    grid[1:] = lowest * np.exp(np.arange(points) * (math.log(highest / lowest) / (points - 1)))
    return grid


def _peak(model: Model, ends: FloatArray, slopes: FloatArray, *, restricted: bool) -> float:
    """Return the maximum between two points of opposite slope: Newton's steps, held inside the bracket.

    A step of a hundred-millionth leaves, by its quadratic convergence, nothing that a float could show.
    """
    left, right = float(ends[0]), float(ends[1])
    rise, fall = float(slopes[0]), float(slopes[1])
    tau2 = left + (right - left) * rise / (rise - fall)
    for _ in range(200):
        slope, curvature = model.score(tau2, restricted=restricted)
        if slope > 0:
            left = tau2
        elif slope < 0:
            right = tau2
        else:
            return tau2
        following = tau2 - slope / curvature if curvature < 0 else math.nan
        if left < following < right:
            if abs(following - tau2) <= 1e-8 * following:
                return following
        else:
            following = (left + right) / 2
            if following in (left, right):
                return following
        tau2 = following
    raise EvidenceError("The search for τ² did not converge; check the variances for an extreme value.")


def q_profile_interval(model: Model, level: float) -> tuple[float, float] | None:
    """Return Viechtbauer's Q-profile interval of τ², None where there is no degree of freedom.

    Where even τ² = 0 leaves less variation than the lower quantile allows, both ends are 0 (as metafor reports it).
    """
    df = model.k - model.p
    if df < 1:
        return None
    tail = (1 - level) / 2
    upper_target, lower_target = chi2_quantile(tail, df), chi2_quantile_above(tail, df)
    at_zero = model.residual_q(0.0)[0]
    low = falling_root(model.residual_q, lower_target) if at_zero > lower_target else 0.0
    high = falling_root(model.residual_q, upper_target, low) if at_zero > upper_target else 0.0
    return low, high


def inconsistency(model: Model, tau2: float, method: str, q: float) -> tuple[float, float]:
    """Return I² in percent and H² by metafor's definition.

    Random effects: from τ² and the typical variance, so that I² and τ² never disagree; equal effects: from Q, where
    H² may fall below 1.
    """
    df = model.k - model.p
    if df < 1:
        return 0.0, 1.0
    if method == "EE":
        return (max(0.0, 100 * (q - df) / q) if q > 0 else 0.0), q / df
    typical = df / model.trace_p(0.0)
    return 100 * tau2 / (typical + tau2), tau2 / typical + 1
