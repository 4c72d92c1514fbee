"""Pool effects by inverse variance: equal effects or random effects, with intervals and heterogeneity."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.distributions import chi2_above, normal_p, normal_reach, t_p, t_reach
from drypoint.knowledge.evidence.effects.rows import FloatArray
from drypoint.knowledge.evidence.effects.single_group import generic
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.heterogeneity import ESTIMATORS, inconsistency, q_profile_interval, tau2_of
from drypoint.knowledge.evidence.models import CommonMean, check_variances
from drypoint.knowledge.evidence.sentences import Sentence

Prediction = Literal["riley", "metafor"]

METHODS = ("EE", *ESTIMATORS)

# Below this the factor of Knapp and Hartung is what rounding leaves of no disagreement at all.
_NO_SCALE = 1e-12

ALL_AGREE = Sentence(
    "All effects agree exactly, so the Knapp–Hartung interval has no width; use its floor (--hk-floor)."
)
NEARLY_ALL_AGREE = Sentence(
    "All effects agree but for rounding, so that the Knapp–Hartung interval would have no width; it is given with its "
    "floor."
)
ONE_STUDY = Sentence("One study: this is its own estimate, not a pool.")


@dataclass(frozen=True)
class Options:
    """How to pool.

    ``method`` is one of METHODS; ``hk`` asks for the Knapp–Hartung interval, ``hk_floor`` lets its scale not fall below
    1; ``prediction`` chooses t with k − 2 degrees of freedom (riley) or metafor's convention; ``level`` is in percent.
    """

    method: str = "REML"
    hk: bool = False
    hk_floor: bool = False
    prediction: Prediction = "riley"
    level: float = 95.0

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise EvidenceError(
                "There is no method “{method}”; known are {known}.", method=self.method, known=", ".join(METHODS)
            )
        if self.prediction not in ("riley", "metafor"):
            raise EvidenceError(
                "There is no prediction interval “{prediction}”; choose riley or metafor.", prediction=self.prediction
            )
        check_level(self.level)

    @property
    def adjusts(self) -> bool:
        """Tell whether the interval is scaled by Knapp and Hartung's factor."""
        return self.hk or self.hk_floor


def check_level(level: float) -> None:
    """Refuse a confidence level outside 50 to 99.999 percent."""
    if not 50 <= level < 100:
        raise EvidenceError(
            "The confidence level is in percent, from 50 to below 100 (95, not 0.95); got {level:g}.", level=level
        )


@dataclass(frozen=True)
class Interval:
    """Standard error, interval and p of an estimate; ``df`` is None where the normal distribution is meant."""

    se: float
    low: float
    high: float
    p: float | None
    df: int | None


@dataclass(frozen=True)
class Pool:
    """A pooled estimate on the analysis scale (log for ratios); what is undefined is None, never NaN.

    ``i2`` and ``weights`` are in percent; ``level`` is in percent; ``notes`` are sentences on what was done.
    """

    method: str
    k: int
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float | None
    df: int | None
    tau2: float
    i2: float
    h2: float
    q: float
    q_df: int
    q_p: float
    pi_low: float | None
    pi_high: float | None
    weights: FloatArray
    level: float
    yi: FloatArray
    vi: FloatArray
    notes: tuple[str, ...] = ()

    @cached_property
    def tau2_ci(self) -> tuple[float, float] | None:
        """Return the Q-profile interval of τ²; None for equal effects and for one study."""
        if self.method not in ESTIMATORS:
            return None
        return q_profile_interval(CommonMean(self.yi, self.vi), self.level / 100)


def pool(yi: ArrayLike, vi: ArrayLike, options: Options | None = None) -> Pool:
    """Pool effects ``yi`` with sampling variances ``vi``.

    Raises EvidenceError when there is no study, ImpossibleRowError for a variance that is not above 0.

    >>> round(pool([-0.9, -0.4, -0.6], [0.04, 0.02, 0.05], Options(method="EE")).estimate, 4)
    -0.5737
    """
    effects = generic(yi, vi)
    return pool_checked(effects.yi, effects.vi, options or Options())


def pool_checked(yi: FloatArray, vi: FloatArray, options: Options) -> Pool:
    """Pool arrays that are known to be finite and of one length, with variances above 0."""
    k = len(yi)
    if k == 0:
        raise EvidenceError("There is no study to pool.")
    check_variances(vi)
    model = CommonMean(yi, vi)
    tau2 = tau2_of(model, options.method)
    estimate, weights, residuals = model.mean(tau2)
    total = float(np.add.reduce(weights))
    q = model.residual_q(0.0)[0] if k > 1 else 0.0
    scale = float((weights * residuals) @ residuals) / (k - 1) if k > 1 and options.adjusts else None
    interval = interval_for(estimate, total**-0.5, k - 1, scale, options)
    i2, h2 = inconsistency(model, tau2, options.method, q)
    pi = prediction_interval(estimate, interval.se, tau2, k, options)
    return Pool(
        options.method,
        k,
        estimate,
        interval.se,
        interval.low,
        interval.high,
        interval.p,
        interval.df,
        tau2,
        i2,
        h2,
        q,
        k - 1,
        chi2_above(q, k - 1),
        pi[0],
        pi[1],
        weights * (100.0 / total),
        options.level,
        yi,
        vi,
        _notes(k, q, scale, options),
    )


def interval_for(estimate: float, se: float, df: int, scale: float | None, options: Options) -> Interval:
    """Return Wald's interval, or Knapp and Hartung's when a ``scale`` is given (its factor for the variance)."""
    if scale is None:
        reach = normal_reach(options.level) * se
        return Interval(se, estimate - reach, estimate + reach, normal_p(estimate / se), None)
    # Exact agreement is answered as by metafor, without width; agreement but for rounding would only seem to have one.
    factor = max(1.0, scale) if options.hk_floor or 0 < scale < _NO_SCALE else scale
    se *= factor**0.5
    reach = t_reach(options.level, df) * se
    return Interval(se, estimate - reach, estimate + reach, _p_of(estimate, se, df), df)


def _p_of(estimate: float, se: float, df: int) -> float | None:
    if se > 0:
        return t_p(estimate / se, df)
    return 0.0 if estimate != 0 else None


def prediction_interval(
    estimate: float, se: float, tau2: float, k: int, options: Options
) -> tuple[float | None, float | None]:
    """Return where the true effect of a new study would lie; undefined for equal effects and for few studies.

    riley: t with k − 2 degrees of freedom (Higgins, Thompson & Spiegelhalter 2009), from 3 studies on.
    metafor: normal quantiles, or t with k − 1 under Knapp–Hartung, from 2 studies on.
    """
    riley = options.prediction == "riley"
    if options.method not in ESTIMATORS or k < (3 if riley else 2):
        return None, None
    if riley:
        quantile = t_reach(options.level, k - 2)
    else:
        quantile = t_reach(options.level, k - 1) if options.adjusts else normal_reach(options.level)
    reach = quantile * (tau2 + se * se) ** 0.5
    return estimate - reach, estimate + reach


def pool_for_statements(yi: ArrayLike, vi: ArrayLike, *, level: float = 95.0) -> Pool:
    """Pool for a statement to patients: REML with Knapp–Hartung, the wider of it and the normal interval if Q < df.

    Knapp–Hartung intervals can be far too narrow when the studies happen to agree (Jackson et al. 2017).
    """
    adjusted = pool(yi, vi, Options(hk=True, level=level))
    if adjusted.k < 2 or adjusted.q >= adjusted.q_df:
        return adjusted
    plain = pool(yi, vi, Options(level=level))
    return adjusted if adjusted.ci_high - adjusted.ci_low > plain.ci_high - plain.ci_low else plain


def _notes(k: int, q: float, scale: float | None, options: Options) -> tuple[str, ...]:
    if k == 1:
        told = (ONE_STUDY,)
        return (
            (*told, Sentence("Knapp–Hartung needs at least two studies; the normal interval is given."))
            if (options.adjusts)
            else told
        )
    if scale is not None and scale < _NO_SCALE and not options.hk_floor:
        return (ALL_AGREE if scale == 0 else NEARLY_ALL_AGREE,)
    if scale is not None and scale < 1 and q < k - 1 and not options.hk_floor:
        return (Sentence("Q is below its degrees of freedom: Knapp–Hartung may be narrower than the normal interval."),)
    return ()
