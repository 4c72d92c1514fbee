"""Let moderators explain differences between studies: subgroups and meta-regression."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.distributions import chi2_above, f_above
from drypoint.knowledge.evidence.effects.rows import FloatArray
from drypoint.knowledge.evidence.effects.single_group import generic
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.heterogeneity import ESTIMATORS, inconsistency, q_profile_interval, tau2_of
from drypoint.knowledge.evidence.models import CommonMean, LinearModel, check_variances
from drypoint.knowledge.evidence.pooling import Options, Pool, interval_for, pool_checked

INTERCEPT = "intercept"
MOST_LEVELS = 30


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One coefficient of a meta-regression with its interval."""

    name: str
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float | None


@dataclass(frozen=True)
class Regression:
    """A meta-regression.

    ``q`` is the heterogeneity that the moderators leave, ``qm`` tests all moderators at once (chi-squared, or F with
    ``qm_df`` and ``q_df`` degrees of freedom under Knapp–Hartung), ``r2`` is the share of τ² explained in percent
    (adjusted R² of the weighted fit for equal effects), 0 where there was nothing to explain, as metafor says it.
    """

    method: str
    k: int
    coefficients: tuple[Coefficient, ...]
    covariance: FloatArray
    tau2: float
    i2: float
    h2: float
    q: float
    q_df: int
    q_p: float
    qm: float | None
    qm_df: int
    qm_p: float | None
    r2: float
    weights: FloatArray
    level: float
    model: LinearModel
    adjusted: bool

    @cached_property
    def tau2_ci(self) -> tuple[float, float] | None:
        """Return the Q-profile interval of the τ² that is left; None for equal effects."""
        return q_profile_interval(self.model, self.level / 100) if self.method in ESTIMATORS else None


def design_matrix(moderators: Mapping[str, Sequence[float] | Sequence[str]], k: int) -> tuple[FloatArray, list[str]]:
    """Return the design with an intercept, and the names of its columns.

    A moderator of numbers is one column; one of words gets a column for each level but the first in alphabetical order,
    named ``moderator[level]``.
    """
    design: list[FloatArray] = [np.ones(k)]
    names = [INTERCEPT]
    for name, values in moderators.items():
        if len(values) != k:
            raise EvidenceError(
                "The moderator {name} has {count} values for {k} studies.", name=name, count=len(values), k=k
            )
        if all(isinstance(value, int | float) for value in values):
            design.append(np.asarray(values, dtype=np.float64))
            names.append(name)
            _refuse_constant(name, len(set(values)))
            continue
        words = [str(value) for value in values]
        levels = sorted(set(words))
        _refuse_constant(name, len(levels))
        refuse_many(name, len(levels))
        for level in levels[1:]:
            design.append(np.array([float(word == level) for word in words]))
            names.append(f"{name}[{level}]")
    return np.column_stack(design), names


def refuse_many(name: str, distinct: int) -> None:
    """Raise EvidenceError for more groups than studies can ever tell apart; each costs a column of the design."""
    if distinct > MOST_LEVELS:
        raise EvidenceError(
            "The column {name} holds {count} different words; at most {most} groups can be compared.",
            name=name,
            count=distinct,
            most=MOST_LEVELS,
        )


def _refuse_constant(name: str, distinct: int) -> None:
    if distinct < 2:
        raise EvidenceError(
            "The moderator {name} is the same in every study, so it cannot explain any difference.", name=name
        )


def regress(
    yi: ArrayLike,
    vi: ArrayLike,
    moderators: Mapping[str, Sequence[float] | Sequence[str]],
    options: Options | None = None,
) -> Regression:
    """Fit a meta-regression of the effects on the moderators, with an intercept.

    Raises EvidenceError when there are not more studies than coefficients, or when moderators repeat each other.
    """
    effects = generic(yi, vi)
    design, names = design_matrix(moderators, len(effects.yi))
    return regress_design(effects.yi, effects.vi, design, names, options or Options())


def regress_design(
    yi: FloatArray, vi: FloatArray, design: FloatArray, names: Sequence[str], options: Options
) -> Regression:
    """Fit a meta-regression with a given design matrix whose first column is the intercept."""
    check_variances(vi)
    model = LinearModel(yi, vi, design)
    df = model.k - model.p
    tau2 = tau2_of(model, options.method)
    beta, covariance = model.coefficients(tau2)
    scale = model.residual_q(tau2)[0] / df if options.adjusts else None
    rows = [
        (name, float(value), interval_for(float(value), float(covariance[i, i]) ** 0.5, df, scale, options))
        for i, (name, value) in enumerate(zip(names, beta, strict=True))
    ]
    if scale is not None:
        covariance = covariance * (max(1.0, scale) if options.hk_floor else scale)
    q = model.residual_q(0.0)[0]
    i2, h2 = inconsistency(model, tau2, options.method, q)
    tested = model.p - 1
    qm, qm_p = _omnibus(beta, covariance, tested, df, adjusted=options.adjusts)
    weights = 1.0 / (vi + tau2)
    return Regression(
        options.method,
        model.k,
        tuple(Coefficient(name, value, found.se, found.low, found.high, found.p) for name, value, found in rows),
        covariance,
        tau2,
        i2,
        h2,
        q,
        df,
        chi2_above(q, df),
        qm,
        tested,
        qm_p,
        _explained(model, tau2, options),
        weights * (100.0 / float(weights.sum())),
        options.level,
        model,
        options.adjusts,
    )


def _omnibus(
    beta: FloatArray, covariance: FloatArray, tested: int, df: int, *, adjusted: bool
) -> tuple[float | None, float | None]:
    if tested == 0 or not covariance.any():
        return None, None
    statistic = float(beta[1:] @ np.linalg.solve(covariance[1:, 1:], beta[1:]))
    if adjusted:
        return statistic / tested, f_above(statistic / tested, tested, df)
    return statistic, chi2_above(statistic, tested)


def _explained(model: LinearModel, tau2: float, options: Options) -> float:
    plain = CommonMean(model.yi, model.vi)
    if options.method == "EE":
        total = plain.residual_q(0.0)[0]
        if total == 0:
            return 0.0
        left = model.residual_q(0.0)[0] / (model.k - model.p)
        return max(0.0, 100 * (1 - left / (total / (model.k - 1))))
    before = tau2_of(plain, options.method)
    return max(0.0, 100 * (before - tau2) / before) if before > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Subgroups:
    """A pool for each level, each with its own τ², and the test whether the levels differ."""

    groups: tuple[tuple[str, Pool], ...]
    q: float | None
    q_df: int
    q_p: float | None


def subgroups(yi: ArrayLike, vi: ArrayLike, labels: Sequence[str], options: Options | None = None) -> Subgroups:
    """Pool each subgroup on its own, in order of first appearance, and compare the pooled estimates.

    The comparison weighs each estimate by the inverse of its squared standard error as reported.
    """
    effects = generic(yi, vi)
    if len(labels) != len(effects.yi):
        raise EvidenceError("{count} labels for {k} studies.", count=len(labels), k=len(effects.yi))
    refuse_many("group", len(set(labels)))
    groups = []
    for level in dict.fromkeys(labels):
        chosen = np.array([label == level for label in labels])
        groups.append((level, pool_checked(effects.yi[chosen], effects.vi[chosen], options or Options())))
    return between(groups)


def between(groups: Sequence[tuple[str, Pool]]) -> Subgroups:
    """Compare pooled estimates of several groups."""
    df = len(groups) - 1
    if df < 1 or any(group.se == 0 for _, group in groups):
        return Subgroups(tuple(groups), None, max(df, 0), None)
    estimates = np.array([group.estimate for _, group in groups])
    precision = np.array([group.se**-2 for _, group in groups])
    mean = float(precision @ estimates) / float(precision.sum())
    q = float(precision @ (estimates - mean) ** 2)
    return Subgroups(tuple(groups), q, df, chi2_above(q, df))
