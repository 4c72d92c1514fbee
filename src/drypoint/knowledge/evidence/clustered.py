"""Several effects of one trial are not independent: robust variance, and a three-level model."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.distributions import normal_p, normal_reach, t_p, t_reach
from drypoint.knowledge.evidence.effects.rows import FloatArray
from drypoint.knowledge.evidence.effects.single_group import generic
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.heterogeneity import search_grid
from drypoint.knowledge.evidence.pooling import Options, pool_checked


@dataclass(frozen=True, slots=True)
class ClusteredPool:
    """A pooled estimate of ``k`` effects in ``clusters`` trials.

    ``tau2`` is the variance between trials and ``tau2_within`` that between the effects of a trial (None for the robust
    pool, which does not tell them apart). ``df`` is None where the normal distribution is meant.
    """

    k: int
    clusters: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float
    df: int | None
    tau2: float
    tau2_within: float | None


def robust_pool(
    yi: ArrayLike, vi: ArrayLike, clusters: Sequence[Hashable], options: Options | None = None
) -> ClusteredPool:
    """Pool dependent effects with the weights of the chosen method and a cluster-robust standard error.

    The sandwich is scaled by m/(m − 1) for m trials and read against t with m − 1 degrees of freedom (CR1; as robust()
    in metafor). Raises EvidenceError for fewer than two trials.
    """
    effects = generic(yi, vi)
    members = _members(clusters, len(effects.yi))
    m = len(members)
    if m < 2:
        raise EvidenceError("A robust variance needs at least two trials.")
    used = options or Options()
    plain = pool_checked(effects.yi, effects.vi, Options(method=used.method, level=used.level))
    weights = 1.0 / (effects.vi + plain.tau2)
    pull = weights * (effects.yi - plain.estimate)
    meat = sum(float(pull[rows].sum()) ** 2 for rows in members)
    se = math.sqrt(meat * m / (m - 1)) / float(weights.sum())
    if se == 0:
        raise EvidenceError("All trials agree exactly, so a robust variance cannot be estimated.")
    reach = t_reach(used.level, m - 1) * se
    p = t_p(plain.estimate / se, m - 1)
    low, high = plain.estimate - reach, plain.estimate + reach
    return ClusteredPool(len(effects.yi), m, plain.estimate, se, low, high, p, m - 1, plain.tau2, None)


def three_level_pool(
    yi: ArrayLike, vi: ArrayLike, clusters: Sequence[Hashable], *, level: float = 95.0
) -> ClusteredPool:
    """Pool dependent effects with a variance between trials and one within, both by REML.

    The restricted likelihood is scanned over both variances and refined around its best point. Sampling errors within
    a trial are taken as independent. Raises EvidenceError for fewer than two trials.
    """
    effects = generic(yi, vi)
    members = _members(clusters, len(effects.yi))
    if len(members) < 2:
        raise EvidenceError("A three-level model needs at least two trials.")
    grid = search_grid(effects.yi, effects.vi)
    grid = grid[:: max(1, len(grid) // 24)]
    surface = [
        (_likelihood(effects.yi, effects.vi, members, between, within)[0], between, within)
        for between in grid.tolist()
        for within in grid.tolist()
    ]
    _, between, within = max(surface)
    between, within = _refined(effects.yi, effects.vi, members, between, within, float(grid[1]))
    _, estimate, se = _likelihood(effects.yi, effects.vi, members, between, within)
    reach = normal_reach(level) * se
    return ClusteredPool(
        len(effects.yi),
        len(members),
        estimate,
        se,
        estimate - reach,
        estimate + reach,
        normal_p(estimate / se),
        None,
        between,
        within,
    )


def _members(clusters: Sequence[Hashable], k: int) -> list[FloatArray]:
    if len(clusters) != k:
        raise EvidenceError("{count} trials are named for {k} effects.", count=len(clusters), k=k)
    rows: dict[Hashable, list[int]] = {}
    for i, cluster in enumerate(clusters):
        rows.setdefault(cluster, []).append(i)
    return [np.array(found) for found in rows.values()]


def _likelihood(
    yi: FloatArray, vi: FloatArray, members: Sequence[FloatArray], between: float, within: float
) -> tuple[float, float, float]:
    """Return restricted log-likelihood (without constants), mean and its standard error.

    Each trial's covariance is D + between·11′ with D diagonal, whose inverse and determinant have closed forms.
    """
    weights = 1.0 / (vi + within)
    totals = np.array([weights[rows].sum() for rows in members])
    sums = np.array([weights[rows] @ yi[rows] for rows in members])
    shrink = 1.0 / (1.0 + between * totals)
    information = float(totals @ shrink)
    mean = float(sums @ shrink) / information
    residuals = yi - mean
    pulls = sums - totals * mean
    q = float(weights @ residuals**2) - between * float((pulls**2) @ shrink)
    log_determinant = float(np.log(1 / weights).sum() - np.log(shrink).sum())
    return -(log_determinant + math.log(information) + q) / 2, mean, information**-0.5


def _refined(
    yi: FloatArray, vi: FloatArray, members: Sequence[FloatArray], between: float, within: float, smallest: float
) -> tuple[float, float]:
    """Return the variances at the top of the likelihood near a starting point."""
    from scipy.optimize import minimize

    def cost(variances: FloatArray) -> float:
        return -_likelihood(yi, vi, members, float(variances[0]), float(variances[1]))[0]

    best = np.array([between, within])
    for _ in range(6):
        steps = np.maximum(best * 0.2, smallest)
        simplex = best + np.array([[0.0, 0.0], [steps[0], 0.0], [0.0, steps[1]]])
        found = minimize(
            cost,
            best,
            method="Nelder-Mead",
            bounds=[(0, None), (0, None)],
            options={"initial_simplex": simplex, "xatol": 1e-12, "fatol": 1e-14, "maxiter": 2000},
        )
        if cost(found.x) >= cost(best) - 1e-13:
            return float(found.x[0]), float(found.x[1])
        best = found.x
    return float(best[0]), float(best[1])
