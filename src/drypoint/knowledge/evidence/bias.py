"""Small-study effects and unpublished studies: Egger, Begg, trim and fill, fail-safe N.

None of these proves that studies are missing; below ten studies they hardly tell anything.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.distributions import normal_below, normal_p, normal_quantile, t_p, t_reach
from drypoint.knowledge.evidence.effects.rows import FloatArray
from drypoint.knowledge.evidence.effects.single_group import generic
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.models import LinearModel
from drypoint.knowledge.evidence.pooling import Options, Pool, pool_checked
from drypoint.knowledge.evidence.regression import INTERCEPT, Regression, regress_design

Estimator = Literal["L0", "R0", "Q0"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """Egger's test: ``bias`` is the slope on the standard error, ``limit`` the estimate for a study of no error."""

    bias: float
    se: float
    t: float
    df: int
    p: float
    limit: float
    limit_low: float
    limit_high: float


def egger(yi: ArrayLike, vi: ArrayLike, *, level: float = 95.0) -> Asymmetry:
    """Regress the effects on their standard errors, weighted, with a free dispersion (Egger et al. 1997).

    The slope equals the intercept of Egger's own regression of effect/se on 1/se. Raises EvidenceError for fewer than
    three studies, and where all standard errors are alike.
    """
    effects = generic(yi, vi)
    k = len(effects.yi)
    if k < 3:
        raise EvidenceError("Egger's test needs at least three studies.")
    errors = np.sqrt(effects.vi)
    if float(np.ptp(errors)) <= 1e-12 * float(errors.max()):
        raise EvidenceError("All standard errors are alike, so Egger's test has nothing to compare.")
    model = LinearModel(effects.yi, effects.vi, np.column_stack([np.ones(k), errors]))
    beta, covariance = model.coefficients(0.0)
    covariance = covariance * (model.residual_q(0.0)[0] / (k - 2))
    se, limit_se = float(covariance[1, 1]) ** 0.5, float(covariance[0, 0]) ** 0.5
    if se == 0:
        raise EvidenceError("The effects lie exactly on a line, so Egger's test has no error to measure against.")
    t = float(beta[1]) / se
    reach = t_reach(level, k - 2) * limit_se
    limit = float(beta[0])
    return Asymmetry(float(beta[1]), se, t, k - 2, t_p(t, k - 2), limit, limit - reach, limit + reach)


def small_study_regression(
    yi: ArrayLike, vi: ArrayLike, predictor: ArrayLike, options: Options | None = None
) -> Regression:
    """Regress the effects on a measure of size (standard error, variance, people or their inverse), with a τ²."""
    effects = generic(yi, vi)
    sizes = np.asarray(predictor, dtype=np.float64)
    design = np.column_stack([np.ones(len(effects.yi)), sizes])
    return regress_design(effects.yi, effects.vi, design, (INTERCEPT, "size"), options or Options())


@dataclass(frozen=True, slots=True)
class RankTest:
    """Kendall's τ between standardised effects and variances; ``is_exact`` tells how p was found."""

    tau: float
    p: float
    is_exact: bool


def begg(yi: ArrayLike, vi: ArrayLike) -> RankTest:
    """Test the rank correlation of effects and variances (Begg & Mazumdar 1994): exact without ties."""
    effects = generic(yi, vi)
    k = len(effects.yi)
    if k < 3:
        raise EvidenceError("Begg's test needs at least three studies.")
    weights = 1.0 / effects.vi
    centred = effects.yi - float(weights @ effects.yi) / float(weights.sum())
    standardised = centred / np.sqrt(effects.vi - 1.0 / float(weights.sum()))
    # Effects that are equal on paper may differ in the last bit after standardising.
    standardised = np.round(standardised, 13)
    signs = np.sign(standardised[:, None] - standardised) * np.sign(effects.vi[:, None] - effects.vi)
    score = float(np.triu(signs, 1).sum())
    ties1, ties2 = _ties(standardised), _ties(effects.vi)
    pairs = k * (k - 1) / 2
    free1, free2 = pairs - float((ties1 * (ties1 - 1) / 2).sum()), pairs - float((ties2 * (ties2 - 1) / 2).sum())
    if free1 == 0 or free2 == 0:
        raise EvidenceError("All variances (or all effects) are alike, so Begg's test has nothing to rank.")
    tau = score / math.sqrt(free1 * free2)
    if free1 == pairs and free2 == pairs:
        return RankTest(tau, _kendall_exact(round((score + pairs) / 2), k), is_exact=True)
    return RankTest(tau, normal_p(score / math.sqrt(_kendall_variance(k, ties1, ties2))), is_exact=False)


def _ties(values: FloatArray) -> FloatArray:
    return np.asarray(np.unique(values, return_counts=True)[1], dtype=np.float64)


def _kendall_exact(concordant: int, k: int) -> float:
    """Return the two-sided p of the number of concordant pairs, from the distribution of inversions."""
    chances = np.ones(1)
    for size in range(2, k + 1):
        chances = np.convolve(chances, np.full(size, 1.0 / size))
    below, above = float(chances[: concordant + 1].sum()), float(chances[concordant:].sum())
    return min(1.0, 2 * min(below, above))


def _kendall_variance(k: int, ties1: FloatArray, ties2: FloatArray) -> float:
    def total(ties: FloatArray, power: FloatArray) -> float:
        return float((ties * (ties - 1) * power).sum())

    plain = k * (k - 1) * (2 * k + 5) - total(ties1, 2 * ties1 + 5) - total(ties2, 2 * ties2 + 5)
    ones1, ones2 = np.ones_like(ties1), np.ones_like(ties2)
    pairs = total(ties1, ones1) * total(ties2, ones2) / (2 * k * (k - 1))
    triples = total(ties1, ties1 - 2) * total(ties2, ties2 - 2) / (9 * k * (k - 1) * (k - 2))
    return plain / 18 + pairs + triples


@dataclass(frozen=True, slots=True)
class TrimAndFill:
    """How many studies seem to be missing on one side, and the pool with their mirror images filled in.

    ``se_missing`` is the standard error of the number; ``p_missing`` tests it (R0 only).
    """

    side: Side
    missing: int
    se_missing: float | None
    p_missing: float | None
    filled_yi: FloatArray
    filled_vi: FloatArray
    pool: Pool


def trim_and_fill(
    yi: ArrayLike,
    vi: ArrayLike,
    options: Options | None = None,
    *,
    estimator: Estimator = "L0",
    side: Side | None = None,
) -> TrimAndFill:
    """Trim the studies without a counterpart and fill in mirror images (Duval & Tweedie 2000).

    ``side`` is where studies are thought to be missing; None takes it from the slope on the standard error.
    """
    effects = generic(yi, vi)
    k = len(effects.yi)
    if k < 3:
        raise EvidenceError("Trim and fill needs at least three studies.")
    used = options or Options(method="DL")
    chosen = side or _missing_side(effects.yi, effects.vi, used)
    sign = -1.0 if chosen == "right" else 1.0
    order = np.argsort(sign * effects.yi, kind="stable")
    flipped, variances = sign * effects.yi[order], effects.vi[order]
    missing, error, centre = 0, 0.0, 0.0
    for _ in range(100):
        before = missing
        centre = pool_checked(flipped[: k - missing], variances[: k - missing], used).estimate
        missing, error = _missing(flipped - centre, estimator)
        if missing == before:
            break
    else:
        raise EvidenceError("Trim and fill did not settle on a number of missing studies.")
    mirrored = sign * (2 * centre - flipped[k - missing :])
    all_yi = np.concatenate([effects.yi, mirrored])
    all_vi = np.concatenate([effects.vi, variances[k - missing :]])
    return TrimAndFill(
        chosen,
        missing,
        error,
        0.5 ** (missing + 1) if estimator == "R0" else None,
        mirrored,
        variances[k - missing :],
        pool_checked(all_yi, all_vi, used),
    )


def _missing_side(yi: FloatArray, vi: FloatArray, options: Options) -> Side:
    errors = np.sqrt(vi)
    if float(np.ptp(errors)) <= 1e-12 * float(errors.max()):
        return "left"
    slope = small_study_regression(yi, vi, errors, Options(method=options.method)).coefficients[1].estimate
    return "right" if slope < 0 else "left"


def _missing(centred: FloatArray, estimator: Estimator) -> tuple[int, float]:
    """Return the number of missing studies and its standard error from the signed ranks."""
    k = len(centred)
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(centred), kind="stable")] = np.arange(1, k + 1)
    signed = np.sign(centred) * ranks
    if estimator == "R0":
        below = -signed[signed < 0]
        raw = k - float(below.max()) - 1 if len(below) else float(k - 1)
        return max(0, round(raw)), math.sqrt(2 * max(0.0, raw) + 2)
    positive = float(signed[signed > 0].sum())
    if estimator == "L0":
        raw = (4 * positive - k * (k + 1)) / (2 * k - 1)
        error = 4 * math.sqrt(max(_rank_variance(k, raw), 0.0)) / (2 * k - 1)
        return max(0, round(raw)), error
    raw = k - 0.5 - math.sqrt(max(2 * k**2 - 4 * positive + 0.25, 0.0))
    base = (k - 0.5) ** 2 - raw * (2 * k - raw - 1)
    error = 2 * math.sqrt(max(_rank_variance(k, raw), 0.0)) / math.sqrt(base) if base > 0 else math.inf
    return max(0, round(raw)), error


def _rank_variance(k: int, k0: float) -> float:
    cubic = 10 * k0**3 + 27 * k0**2 + 17 * k0
    return (k * (k + 1) * (2 * k + 1) + cubic - 18 * k * k0**2 - 18 * k * k0 + 6 * k**2 * k0) / 24


@dataclass(frozen=True, slots=True)
class FailSafe:
    """How many unseen studies would undo the result.

    ``rosenthal`` and ``rosenberg``: studies of no effect until p passes 0.05; ``orwin``: until the plain mean is
    halved, None where the mean is 0.
    """

    rosenthal: int
    rosenthal_p: float
    orwin: int | None
    rosenberg: int
    rosenberg_p: float


def fail_safe(yi: ArrayLike, vi: ArrayLike, *, alpha: float = 0.05) -> FailSafe:
    """Return the fail-safe numbers of Rosenthal (1979), Orwin (1983) and Rosenberg (2005)."""
    effects = generic(yi, vi)
    k = len(effects.yi)
    if k == 0:
        raise EvidenceError("There is no study.")
    combined = abs(float((effects.yi / np.sqrt(effects.vi)).sum())) / math.sqrt(k)
    rosenthal = math.ceil(max(0.0, k * (combined / normal_quantile(alpha)) ** 2 - k))
    mean = float(effects.yi.mean())
    weights = 1.0 / effects.vi
    total, weighted = float(weights.sum()), float(weights @ effects.yi)
    needed = (weighted / normal_quantile(alpha / 2)) ** 2 - total
    return FailSafe(
        rosenthal,
        normal_below(-combined),
        k if mean != 0 else None,
        math.ceil(max(0.0, k * needed / total)),
        normal_p(weighted / math.sqrt(total)),
    )
