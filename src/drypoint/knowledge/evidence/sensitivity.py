"""How much the answer hangs on single studies: leave one out, cumulative pools, influence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.distributions import chi2_above
from drypoint.knowledge.evidence.effects.single_group import generic
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.pooling import Options, Pool, pool_checked


def leave_one_out(yi: ArrayLike, vi: ArrayLike, options: Options | None = None) -> list[Pool]:
    """Return the pool without each study in turn. Raises EvidenceError for fewer than two studies."""
    effects = generic(yi, vi)
    k = len(effects.yi)
    if k < 2:
        raise EvidenceError("Leaving one study out needs at least two studies.")
    kept = ~np.eye(k, dtype=np.bool_)
    return [pool_checked(effects.yi[rows], effects.vi[rows], options or Options()) for rows in kept]


def cumulative(
    yi: ArrayLike, vi: ArrayLike, options: Options | None = None, *, order: Sequence[float] | None = None
) -> list[tuple[int, Pool]]:
    """Return the pool of the first study, the first two, and so on, each with the index of the study that joined.

    ``order`` sorts the studies (years, say; ties keep their order); None takes them as given.
    """
    effects = generic(yi, vi)
    k = len(effects.yi)
    if order is not None and len(order) != k:
        raise EvidenceError("The order has {count} values for {k} studies.", count=len(order), k=k)
    sequence = np.arange(k) if order is None else np.argsort(np.asarray(order, dtype=np.float64), kind="stable")
    used = options or Options()
    return [
        (int(joined), pool_checked(effects.yi[sequence[: i + 1]], effects.vi[sequence[: i + 1]], used))
        for i, joined in enumerate(sequence)
    ]


@dataclass(frozen=True, slots=True)
class Influence:
    """What leaving a study out does (Viechtbauer & Cheung 2010).

    ``residual`` is the externally standardised residual, ``dffits``, ``cooks_distance``, ``covariance_ratio`` and
    ``dfbetas`` are the usual deletion diagnostics, ``tau2`` and ``q`` those of the other studies, ``hat`` the share of
    the weight (0 to 1). ``is_influential`` follows metafor's rule.
    """

    residual: float
    dffits: float
    cooks_distance: float
    covariance_ratio: float
    dfbetas: float
    tau2: float
    q: float
    hat: float
    is_influential: bool


def influence(yi: ArrayLike, vi: ArrayLike, options: Options | None = None) -> list[Influence]:
    """Return the influence of each study; needs three studies at least."""
    effects = generic(yi, vi)
    k = len(effects.yi)
    if k < 3:
        raise EvidenceError("Influence needs at least three studies.")
    used = options or Options()
    plain = Options(method=used.method, level=used.level)
    whole = pool_checked(effects.yi, effects.vi, plain)
    answer = []
    for i, without in enumerate(leave_one_out(effects.yi, effects.vi, plain)):
        effect, variance = float(effects.yi[i]), float(effects.vi[i])
        hat = float(whole.weights[i]) / 100
        moved = whole.estimate - without.estimate
        residual = (effect - without.estimate) / (variance + without.tau2 + without.se**2) ** 0.5
        dffits = moved / (hat * (without.tau2 + variance)) ** 0.5
        cooks = moved**2 / whole.se**2
        dfbetas = moved * float((1.0 / (effects.vi + without.tau2)).sum()) ** 0.5
        influential = (
            abs(dffits) > 3 * (1 / (k - 1)) ** 0.5 or chi2_above(cooks, 1) < 0.5 or hat > 3 / k or abs(dfbetas) > 1
        )
        ratio = (without.se / whole.se) ** 2
        answer.append(Influence(residual, dffits, cooks, ratio, dfbetas, without.tau2, without.q, hat, influential))
    return answer
