"""Pool 2×2 tables without study-wise weights of variance: Mantel–Haenszel and Peto.

The pooled estimate uses the raw cells; a constant is added to zero cells for the studies' own effects only, from which
Q and I² are computed.
Sources: Greenland & Robins 1985 (RR), Robins, Breslow & Greenland 1986 (OR), Sato, Greenland & Robins 1989 (RD),
Yusuf et al. 1985 (Peto).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.distributions import chi2_above
from drypoint.knowledge.evidence.effects import EffectSizes, effect_sizes
from drypoint.knowledge.evidence.effects.counts import AddTo, peto_terms, two_by_two, two_rates
from drypoint.knowledge.evidence.effects.rows import BoolArray, FloatArray, studies_of
from drypoint.knowledge.evidence.errors import EvidenceError, ImpossibleRowError, NoEffectError
from drypoint.knowledge.evidence.pooling import ONE_STUDY, Options, Pool, interval_for
from drypoint.knowledge.evidence.sentences import Counted, Sentence

MEASURES_OF_MH = ("OR", "RR", "RD", "IRR", "IRD")

_CELLS = ("ai", "bi", "ci", "di")
_RATES = ("x1i", "t1i", "x2i", "t2i")
_RAW_CELLS = Sentence("The pooled estimate uses the raw cells; added constants concern the studies' own effects.")


def mantel_haenszel(
    measure: str,
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    level: float = 95.0,
    add: float = 0.5,
    to: AddTo = "only0",
) -> tuple[Pool, EffectSizes]:
    """Return the Mantel–Haenszel pool of 2×2 tables (OR, RR, RD; ln for the ratios) and the studies' own effects.

    Raises EvidenceError where no study has events on the side that the ratio divides by.
    """
    cells = two_by_two(ai, bi, ci, di)
    a, b, c, d = cells
    n1, n2 = a + b, c + d
    if measure == "OR":
        estimate, variance, weights = _odds_ratio(a, b, c, d)
    elif measure == "RR":
        estimate, variance, weights = _risk_ratio(a, c, n1, n2)
    elif measure == "RD":
        estimate, variance, weights = _risk_difference(a, c, n1, n2)
    else:
        raise EvidenceError(
            "Mantel–Haenszel pools {known}, not {measure}.",
            known=", ".join(MEASURES_OF_MH),
            measure=measure,
        )
    own = _own_effects(measure, dict(zip(_CELLS, cells, strict=True)), add, to)
    informative = (a + c > 0) & (b + d > 0) & np.isfinite(own.yi)
    pooled = _Pooled("MH", estimate, variance, weights, level)
    return _summed_up(pooled, own, own.yi[informative], own.vi[informative]), own


def mantel_haenszel_rates(
    measure: str,
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    *,
    level: float = 95.0,
    add: float = 0.5,
    to: AddTo = "only0",
) -> tuple[Pool, EffectSizes]:
    """Return the Mantel–Haenszel pool of rates (IRR on the ln scale, IRD) and the studies' own effects.

    ``x1i`` events in ``t1i`` person-time against ``x2i`` in ``t2i``. Raises EvidenceError where a side has no event in
    any study.
    """
    x1, t1, x2, t2 = rates = two_rates(x1i, t1i, x2i, t2i)
    total = t1 + t2
    if measure == "IRR":
        r, s = float((x1 * t2 / total).sum()), float((x2 * t1 / total).sum())
        if r == 0 or s == 0:
            raise EvidenceError("A group has no event in any study: the Mantel–Haenszel rate ratio does not exist.")
        estimate = math.log(r / s)
        variance = float((t1 * t2 / total**2 * (x1 + x2)).sum()) / (r * s)
        weights = x2 * t1 / total
    elif measure == "IRD":
        weights = t1 * t2 / total
        weight = float(weights.sum())
        estimate = float(((x1 * t2 - x2 * t1) / total).sum()) / weight
        variance = float((weights**2 * (x1 / t1**2 + x2 / t2**2)).sum()) / weight**2
        if variance == 0:
            raise EvidenceError("No event in any study: the difference of the rates has no variance.")
    else:
        raise EvidenceError("Mantel–Haenszel pools IRR and IRD from rates, not {measure}.", measure=measure)
    own = _own_effects(measure, dict(zip(_RATES, rates, strict=True)), add, to)
    informative = (x1 + x2 > 0) & np.isfinite(own.yi)
    pooled = _Pooled("MH", estimate, variance, weights, level)
    return _summed_up(pooled, own, own.yi[informative], own.vi[informative]), own


def peto(
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    *,
    level: float = 95.0,
    add: float = 0.5,
    to: AddTo = "only0",
) -> tuple[Pool, EffectSizes]:
    """Return Peto's one-step ln odds ratio and the studies' own effects."""
    cells = two_by_two(ai, bi, ci, di)
    excess, variance = peto_terms(*cells)
    information = float(variance.sum())
    if information <= 0:
        raise EvidenceError("Nobody, or everybody, had the event in every study: Peto's odds ratio does not exist.")
    own = _own_effects("PETO", dict(zip(_CELLS, cells, strict=True)), add, to)
    raw = variance > 0
    pooled = _Pooled("PETO", float(excess.sum()) / information, 1 / information, variance, level)
    return _summed_up(pooled, own, excess[raw] / variance[raw], 1 / variance[raw]), own


def _odds_ratio(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> tuple[float, float, FloatArray]:
    total = a + b + c + d
    r, s = a * d / total, b * c / total
    r_sum, s_sum = float(r.sum()), float(s.sum())
    if r_sum == 0 or s_sum == 0:
        raise EvidenceError("A cell is 0 in every study: the Mantel–Haenszel odds ratio does not exist.")
    p, q = (a + d) / total, (b + c) / total
    variance = (float(p @ r) / r_sum**2 + float(p @ s + q @ r) / (r_sum * s_sum) + float(q @ s) / s_sum**2) / 2
    return math.log(r_sum / s_sum), variance, s


def _risk_ratio(a: FloatArray, c: FloatArray, n1: FloatArray, n2: FloatArray) -> tuple[float, float, FloatArray]:
    total = n1 + n2
    r, s = float((a * n2 / total).sum()), float((c * n1 / total).sum())
    if r == 0 or s == 0:
        raise EvidenceError("A group has no event in any study: the Mantel–Haenszel risk ratio does not exist.")
    variance = float((n1 * n2 * (a + c) / total**2 - a * c / total).sum()) / (r * s)
    return math.log(r / s), variance, c * n1 / total


def _risk_difference(a: FloatArray, c: FloatArray, n1: FloatArray, n2: FloatArray) -> tuple[float, float, FloatArray]:
    total = n1 + n2
    weights = n1 * n2 / total
    weight = float(weights.sum())
    estimate = float((a * n2 / total - c * n1 / total).sum()) / weight
    first = c * (n1 / total) ** 2 - a * (n2 / total) ** 2 + (n1 / total) * (n2 / total) * (n2 - n1) / 2
    second = (a * (n2 - c) / total + c * (n1 - a) / total) / 2
    variance = (estimate * float(first.sum()) + float(second.sum())) / weight**2
    if variance <= 0:
        raise EvidenceError("The risks are 0 or 1 in every study: their difference has no variance.")
    return estimate, variance, weights


@dataclass(frozen=True, slots=True)
class _Pooled:
    method: str
    estimate: float
    variance: float
    weights: FloatArray
    level: float


def _own_effects(measure: str, cells: dict[str, FloatArray], add: float, to: AddTo) -> EffectSizes:
    """Return the effect of each study; NaN where a zero cell leaves none because nothing may be added."""
    defined = _with_effect(measure, cells, add, to)
    yi = np.full(len(defined), np.nan)
    vi = yi.copy()
    notes: tuple[str, ...] = ()
    if defined.any():
        kept = {name: cell[defined] for name, cell in cells.items()}
        own = effect_sizes(measure, kept, add=add, to=to)
        yi[defined], vi[defined] = own.yi, own.vi
        notes = own.notes
    if not defined.all():
        notes = (
            *notes,
            Sentence("No effect of its own: {studies} with a zero cell.", studies=studies_of(~defined)),
        )
    return EffectSizes(measure, yi, vi, notes, sum(cells.values(), np.zeros(len(yi))) if "ai" in cells else None)


def _with_effect(measure: str, cells: dict[str, FloatArray], add: float, to: AddTo) -> BoolArray:
    """Mark the studies that have an effect of their own; only zero cells to which nothing is added leave none."""
    defined = np.ones(len(next(iter(cells.values()))), dtype=np.bool_)
    while defined.any():
        kept = np.flatnonzero(defined)
        try:
            effect_sizes(measure, {name: cell[kept] for name, cell in cells.items()}, add=add, to=to)
        except NoEffectError as problem:
            defined[kept[problem.rows]] = False
        except ImpossibleRowError as problem:
            defined[kept[problem.row]] = False
        else:
            break
    return defined


def _summed_up(pooled: _Pooled, own: EffectSizes, yi: FloatArray, vi: FloatArray) -> Pool:
    """Add interval and heterogeneity; ``yi`` and ``vi`` are the effects that tell something about agreement."""
    if pooled.variance <= 0:
        raise EvidenceError("Everybody had the event in every study: the pooled estimate has no variance.")
    k, df = len(pooled.weights), max(len(yi) - 1, 0)
    q = float(((yi - pooled.estimate) ** 2 / vi).sum()) if df else 0.0
    interval = interval_for(pooled.estimate, pooled.variance**0.5, df, None, Options(method="EE", level=pooled.level))
    notes = [*own.notes, _RAW_CELLS]
    if len(yi) < k:
        uncounted = Counted(k - len(yi), "{count} study", "{count} studies")
        notes.append(Sentence("Not counted in Q: {studies} without a contrast of events.", studies=uncounted))
    if k == 1:
        notes.append(ONE_STUDY)
    return Pool(
        pooled.method,
        k,
        pooled.estimate,
        interval.se,
        interval.low,
        interval.high,
        interval.p,
        None,
        0.0,
        max(0.0, 100 * (q - df) / q) if q > 0 else 0.0,
        q / df if df else 1.0,
        q,
        df,
        chi2_above(q, df),
        None,
        None,
        pooled.weights * (100.0 / float(pooled.weights.sum())),
        pooled.level,
        own.yi,
        own.vi,
        tuple(notes),
    )
