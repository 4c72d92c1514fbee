"""The two models behind every pool: one common mean, and a mean that depends on moderators.

Both answer the same questions for a between-study variance τ², so that each estimator is written once. In matrix terms
with W = diag(1/(vᵢ + τ²)) and P = W − WX(X′WX)⁻¹X′W: the residual Q is y′Py, the slope of Q is −y′PPy.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from drypoint.knowledge.evidence.effects.rows import FloatArray
from drypoint.knowledge.evidence.errors import EvidenceError, ImpossibleRowError

# The cube of the weight of such a study still fits into a float.
_SMALLEST_VARIANCE = 1e-60


def check_variances(vi: FloatArray) -> None:
    """Refuse a variance so small that its weight could not be computed with; raises ImpossibleRowError."""
    if float(vi.min()) < _SMALLEST_VARIANCE:
        raise ImpossibleRowError(int(vi.argmin()), "the variance of the effect is too small to be meant.")


class Score(NamedTuple):
    """Slope and curvature of a log-likelihood in τ²."""

    slope: float
    curvature: float


class Model(Protocol):
    """What the estimators of τ² ask of a model."""

    yi: FloatArray
    vi: FloatArray
    k: int
    p: int

    def residual_q(self, tau2: float) -> tuple[float, float]:
        """Return Q and minus its slope, y′Py and y′PPy."""
        ...

    def score(self, tau2: float, *, restricted: bool) -> Score:
        """Return slope and curvature of the (restricted) log-likelihood."""
        ...

    def slopes(self, grid: FloatArray, *, restricted: bool) -> FloatArray:
        """Return the slope of the (restricted) log-likelihood at each τ² of a grid."""
        ...

    def log_likelihood(self, tau2: float, *, restricted: bool) -> float:
        """Return the (restricted) log-likelihood with the mean at its best."""
        ...

    def trace_p(self, tau2: float) -> float:
        """Return tr(P)."""
        ...

    def unweighted(self) -> tuple[float, float]:
        """Return the residual sum of squares without weights and tr(PV) for that P."""
        ...


class CommonMean:
    """All studies share one mean: the closed forms, without a matrix."""

    p = 1

    def __init__(self, yi: FloatArray, vi: FloatArray) -> None:
        self.yi = yi
        self.vi = vi
        self.k = len(yi)
        # From the first effect on: effects that agree exactly then differ by exactly 0, and no digit is lost.
        self._from_first = yi - yi[0]

    def _parts(self, tau2: float) -> tuple[FloatArray, float, FloatArray, FloatArray]:
        weights = 1.0 / (self.vi + tau2)
        total = float(np.add.reduce(weights))
        residuals = self._from_first - float(weights @ self._from_first) / total
        return weights, total, residuals, weights * residuals

    def mean(self, tau2: float) -> tuple[float, FloatArray, FloatArray]:
        """Return the weighted mean, the weights and the residuals."""
        weights = 1.0 / (self.vi + tau2)
        shift = float(weights @ self._from_first) / float(np.add.reduce(weights))
        return float(self.yi[0]) + shift, weights, self._from_first - shift

    def residual_q(self, tau2: float) -> tuple[float, float]:
        """Return Q and minus its slope."""
        _, _, residuals, pull = self._parts(tau2)
        return float(pull @ residuals), float(pull @ pull)

    def score(self, tau2: float, *, restricted: bool) -> Score:
        """Return slope and curvature of the (restricted) log-likelihood."""
        weights, total, _, pull = self._parts(tau2)
        squares = float(weights @ weights)
        drawn = weights * pull
        cubic = float(drawn @ pull) - float(np.add.reduce(drawn)) ** 2 / total
        strain = float(pull @ pull)
        if not restricted:
            return Score((strain - total) / 2, squares / 2 - cubic)
        share = squares / total
        double_trace = squares - 2 * float((weights * weights) @ weights) / total + share**2
        return Score((strain - total + share) / 2, double_trace / 2 - cubic)

    def slopes(self, grid: FloatArray, *, restricted: bool) -> FloatArray:
        """Return the slope of the (restricted) log-likelihood at each τ² of a grid."""
        weights = 1.0 / (self.vi + grid[:, None])
        total = weights.sum(axis=1)
        pull = weights * (self._from_first - ((weights @ self._from_first) / total)[:, None])
        slope = np.einsum("ij,ij->i", pull, pull) - total
        if restricted:
            slope += np.einsum("ij,ij->i", weights, weights) / total
        return np.asarray(slope / 2, dtype=np.float64)

    def log_likelihood(self, tau2: float, *, restricted: bool) -> float:
        """Return the (restricted) log-likelihood with the mean at its best."""
        weights, total, residuals, pull = self._parts(tau2)
        value = -(self.k * math.log(2 * math.pi) - float(np.log(weights).sum()) + float(pull @ residuals)) / 2
        return value + (math.log(2 * math.pi * self.k) - math.log(total)) / 2 if restricted else value

    def trace_p(self, tau2: float) -> float:
        """Return tr(P)."""
        weights = 1.0 / (self.vi + tau2)
        total = float(np.add.reduce(weights))
        trace = total - float(weights @ weights) / total
        if trace > 1e-6 * total or self.k < 2:
            return trace
        # One study outweighs all others: the difference would lose its digits, the sum over pairs does not.
        largest = int(np.argmax(weights))
        others = np.delete(weights, largest)
        rest = float(others.sum())
        return float(weights[largest] * rest + (others * (weights[largest] + (rest - others))).sum()) / total

    def unweighted(self) -> tuple[float, float]:
        """Return the sum of squares about the plain mean, and the sum of variances less their mean."""
        residuals = self._from_first - self._from_first.mean()
        return float(residuals @ residuals), float(self.vi.sum()) * (1 - 1 / self.k)


class LinearModel:
    """The mean depends on moderators: ``design`` has a row for each study and a column for each coefficient.

    Everything goes through the QR factors of √W X, which stay accurate where X′WX would lose half of the digits
    (years as moderators).
    """

    def __init__(self, yi: FloatArray, vi: FloatArray, design: FloatArray) -> None:
        self.yi = yi
        self.vi = vi
        self.design = design
        self.k, self.p = int(design.shape[0]), int(design.shape[1])
        if self.k <= self.p:
            raise EvidenceError(
                "{k} studies cannot carry {p} coefficients: a meta-regression needs more studies than coefficients.",
                k=self.k,
                p=self.p,
            )
        spread = np.linalg.svd(design / np.linalg.norm(design, axis=0), compute_uv=False)
        if spread[-1] < 1e-10 * spread[0]:
            raise EvidenceError("The moderators carry the same information twice; leave one of them out.")

    def _factors(self, tau2: float) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Return √w, the orthonormal and the triangular factor of √W X, and the scaled residuals."""
        roots = np.sqrt(1.0 / (self.vi + tau2))
        orthonormal, triangle = np.linalg.qr(roots[:, None] * self.design)
        scaled = roots * self.yi
        return roots, orthonormal, triangle, scaled - orthonormal @ (orthonormal.T @ scaled)

    def residual_q(self, tau2: float) -> tuple[float, float]:
        """Return Q and minus its slope."""
        roots, _, _, residuals = self._factors(tau2)
        pull = roots * residuals
        return float(residuals @ residuals), float(pull @ pull)

    def score(self, tau2: float, *, restricted: bool) -> Score:
        """Return slope and curvature of the (restricted) log-likelihood."""
        roots, orthonormal, _, residuals = self._factors(tau2)
        weights = roots**2
        pull = roots * residuals
        twice = weights * residuals
        twice = twice - orthonormal @ (orthonormal.T @ twice)
        cubic = float(twice @ twice)
        squares = float(weights @ weights)
        if not restricted:
            return Score((float(pull @ pull) - float(weights.sum())) / 2, squares / 2 - cubic)
        leverage = np.einsum("ij,ij->i", orthonormal, orthonormal)
        inner = orthonormal.T @ (weights[:, None] * orthonormal)
        double_trace = squares - 2 * float((weights**2) @ leverage) + float((inner * inner).sum())
        slope = float(pull @ pull) - float(weights @ (1 - leverage))
        return Score(slope / 2, double_trace / 2 - cubic)

    def slopes(self, grid: FloatArray, *, restricted: bool) -> FloatArray:
        """Return the slope of the (restricted) log-likelihood at each τ² of a grid."""
        return np.array([self.score(float(tau2), restricted=restricted).slope for tau2 in grid])

    def log_likelihood(self, tau2: float, *, restricted: bool) -> float:
        """Return the (restricted) log-likelihood with the coefficients at their best."""
        roots, _, triangle, residuals = self._factors(tau2)
        value = float(np.log(roots).sum()) - (self.k * math.log(2 * math.pi) + float(residuals @ residuals)) / 2
        if not restricted:
            return value
        plain = np.linalg.qr(self.design, mode="r")
        determinants = float(np.log(np.abs(np.diag(plain) / np.diag(triangle))).sum())
        return value + self.p * math.log(2 * math.pi) / 2 + determinants

    def trace_p(self, tau2: float) -> float:
        """Return tr(P)."""
        roots, orthonormal, _, _ = self._factors(tau2)
        return float((roots**2) @ (1 - np.einsum("ij,ij->i", orthonormal, orthonormal)))

    def unweighted(self) -> tuple[float, float]:
        """Return the residual sum of squares without weights and tr(PV) for that P."""
        orthonormal, _ = np.linalg.qr(self.design)
        residuals = self.yi - orthonormal @ (orthonormal.T @ self.yi)
        leverage = np.einsum("ij,ij->i", orthonormal, orthonormal)
        return float(residuals @ residuals), float(self.vi @ (1 - leverage))

    def coefficients(self, tau2: float) -> tuple[FloatArray, FloatArray]:
        """Return the weighted least-squares coefficients and their covariance (X′WX)⁻¹."""
        roots, orthonormal, triangle, _ = self._factors(tau2)
        beta = np.linalg.solve(triangle, orthonormal.T @ (roots * self.yi))
        inverse = np.linalg.inv(triangle)
        return np.asarray(beta, dtype=np.float64), inverse @ inverse.T


def falling_root(function: Callable[[float], tuple[float, float]], target: float, start: float = 0.0) -> float:
    """Return the τ² at which a falling convex function reaches ``target``; ``start`` must lie left of it.

    ``function`` returns value and minus slope. Newton's steps on a falling convex function never overshoot, so that no
    bracket is needed; a step that no longer leads to the right is rounding, and the end.
    """
    tau2 = start
    for _ in range(500):
        value, steepness = function(tau2)
        step = (value - target) / steepness
        if step <= 4e-16 * tau2:
            return max(tau2 + step, 0.0)
        tau2 += step
    raise EvidenceError("The search for τ² did not converge; check the variances for an extreme value.")
