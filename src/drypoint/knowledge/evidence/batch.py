"""Thousands of pools at once: simulations, and every subset that a reader may ask for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.distributions import normal_reach, tail_of
from drypoint.knowledge.evidence.effects.rows import BoolArray, FloatArray
from drypoint.knowledge.evidence.errors import EvidenceError

_POINTS_PER_DECADE = 6


@dataclass(frozen=True, slots=True)
class Batch:
    """The answers of many pools, one value for each."""

    k: FloatArray
    estimate: FloatArray
    se: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    tau2: FloatArray
    q: FloatArray


def pool_many(yi: ArrayLike, vi: ArrayLike, *, hk: bool = True, level: float = 95.0) -> Batch:
    """Pool each row of effects by REML, with Knapp–Hartung intervals unless ``hk`` is False.

    Rows may differ in length: a variance of infinity marks a place without a study. Every row needs two studies. The
    answers equal those of ``pooling.pool``, the global maximum included.
    """
    effects, variances = np.atleast_2d(np.asarray(yi, np.float64)), np.atleast_2d(np.asarray(vi, np.float64))
    used = np.isfinite(variances)
    _check(effects, variances, used)
    effects = np.where(used, effects, 0.0)
    k = used.sum(axis=1).astype(np.float64)
    tau2 = _restricted_maximum(effects, variances, used)
    weights = 1.0 / (variances + tau2[:, None])
    total = weights.sum(axis=1)
    estimate = (weights * effects).sum(axis=1) / total
    se = total**-0.5
    if hk:
        se = se * np.sqrt((weights * (effects - estimate[:, None]) ** 2).sum(axis=1) / (k - 1))
    reach = se * _reaches(k, level, hk=hk)
    fixed = 1.0 / variances
    centre = (fixed * effects).sum(axis=1) / fixed.sum(axis=1)
    q = (fixed * (effects - centre[:, None]) ** 2).sum(axis=1)
    return Batch(k, estimate, se, estimate - reach, estimate + reach, tau2, q)


def _check(effects: FloatArray, variances: FloatArray, used: BoolArray) -> None:
    if effects.shape != variances.shape:
        raise EvidenceError(f"Effects are {effects.shape}, variances {variances.shape}; they must have one shape.")
    if np.isnan(variances).any() or (variances <= 0).any():
        raise EvidenceError("Every variance must be above 0 (infinity marks a place without a study).")
    if not np.isfinite(effects[used]).all():
        raise EvidenceError("Every effect must be finite.")
    if (used.sum(axis=1) < 2).any():
        raise EvidenceError("Every pool of a batch needs at least two studies.")


def _reaches(k: FloatArray, level: float, *, hk: bool) -> FloatArray:
    if not hk:
        return np.full(len(k), normal_reach(level))
    from scipy.special import stdtrit

    return -np.asarray(stdtrit(k - 1, tail_of(level)), dtype=np.float64)


def _slope(effects: FloatArray, variances: FloatArray, tau2: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return slope and curvature of each restricted log-likelihood, both doubled."""
    weights = 1.0 / (variances + tau2[:, None])
    total = weights.sum(axis=1)
    pull = weights * (effects - (np.einsum("ij,ij->i", weights, effects) / total)[:, None])
    squares = np.einsum("ij,ij->i", weights, weights)
    share = squares / total
    slope = np.einsum("ij,ij->i", pull, pull) - total + share
    drawn = weights * pull
    cubic = np.einsum("ij,ij->i", drawn, pull) - drawn.sum(axis=1) ** 2 / total
    trace = squares - 2 * np.einsum("ij,ij,ij->i", weights, weights, weights) / total + share**2
    return slope, trace - 2 * cubic


def _likelihood(effects: FloatArray, variances: FloatArray, used: BoolArray, tau2: FloatArray) -> FloatArray:
    weights = 1.0 / (variances + tau2[:, None])
    total = weights.sum(axis=1)
    residuals = effects - ((weights * effects).sum(axis=1) / total)[:, None]
    logs = np.log(np.where(used, weights, 1.0)).sum(axis=1)
    return np.asarray(logs - np.log(total) - (weights * residuals**2).sum(axis=1), dtype=np.float64)


def _restricted_maximum(effects: FloatArray, variances: FloatArray, used: BoolArray) -> FloatArray:
    lowest = variances.min(axis=1) / 100
    spread = np.where(used, effects, -np.inf).max(axis=1) - np.where(used, effects, np.inf).min(axis=1)
    highest = 2 * spread**2 + np.where(used, variances, 0.0).max(axis=1)
    points = max(12, int(np.ceil(np.log10(highest / lowest).max() * _POINTS_PER_DECADE)))
    step = (highest / lowest) ** (1 / (points - 1))
    left = np.zeros(len(effects))
    before = _slope(effects, variances, left)[0]
    best = np.where(before <= 0, 0.0, np.nan)
    height = np.where(before <= 0, _likelihood(effects, variances, used, left), -np.inf)
    right = lowest
    for _ in range(points):
        after = _slope(effects, variances, right)[0]
        found = np.flatnonzero((before > 0) & (after <= 0))
        if len(found):
            peak = _peaks(effects[found], variances[found], left[found], right[found])
            reached = _likelihood(effects[found], variances[found], used[found], peak)
            higher = reached > height[found]
            best[found[higher]] = peak[higher]
            height[found[higher]] = reached[higher]
        left, before, right = right, after, right * step
    if np.isnan(best).any():
        raise EvidenceError("The likelihood of a pool has no maximum in τ²; check its effects for an extreme value.")
    return best


def _peaks(effects: FloatArray, variances: FloatArray, left: FloatArray, right: FloatArray) -> FloatArray:
    """Return the maximum in each bracket: Newton's steps, halved where they leave it."""
    tau2 = (left + right) / 2
    for _ in range(100):
        slope, curvature = _slope(effects, variances, tau2)
        left = np.where(slope > 0, tau2, left)
        right = np.where(slope <= 0, tau2, right)
        with np.errstate(divide="ignore", invalid="ignore"):
            following = tau2 - slope / curvature
        inside = (following > left) & (following < right)
        following = np.where(inside, following, (left + right) / 2)
        if (np.abs(following - tau2) <= 1e-15 * following).all() or (right - left <= 4e-16 * right).all():
            return following
        tau2 = following
    return tau2
