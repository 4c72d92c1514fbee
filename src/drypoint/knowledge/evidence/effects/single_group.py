"""Effects of one group: proportions, rates, correlations, and their ways back to the natural scale."""

from math import asin, copysign, cos, pi, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.effects.counts import AddTo, chosen_for_addition, note_on_addition
from drypoint.knowledge.evidence.effects.rows import (
    EffectSizes,
    FloatArray,
    columns,
    refuse,
    refuse_uncountable,
    refuse_without_effect,
    studies_of,
)
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.sentences import Sentence

_SERIES_FROM = 10.0
_SERIES_TERMS = 200


def _events(
    xi: ArrayLike, ni: ArrayLike, add: float, to: AddTo
) -> tuple[FloatArray, FloatArray, FloatArray, tuple[str, ...]]:
    x, n = columns(xi=xi, ni=ni)
    refuse_uncountable({"xi": x, "ni": n})
    refuse(n == 0, "ni is 0: nobody was looked at.")
    refuse(x > n, "xi is larger than ni: more events than people.")
    if add < 0:
        raise EvidenceError("The constant that is added to zero cells cannot be below 0.")
    has_zero = (x == 0) | (x == n)
    chosen = chosen_for_addition(has_zero, to)
    extra = np.where(chosen, add, 0.0)
    notes = note_on_addition(chosen, has_zero, add) if add > 0 else ()
    return x + extra, n + 2 * extra, n, notes


def proportion(xi: ArrayLike, ni: ArrayLike, *, add: float = 0.5, to: AddTo = "only0") -> EffectSizes:
    """Return the raw proportion (PR)."""
    x, n, sizes, notes = _events(xi, ni, add, to)
    p = x / n
    refuse((x == 0) | (x == n), "all or none had the event, so the proportion has no variance; add a constant.")
    return EffectSizes("PR", p, p * (1 - p) / n, notes, sizes)


def log_proportion(xi: ArrayLike, ni: ArrayLike, *, add: float = 0.5, to: AddTo = "only0") -> EffectSizes:
    """Return ln of the proportion (PLN)."""
    x, n, sizes, notes = _events(xi, ni, add, to)
    refuse_without_effect(x == 0, "nobody had the event, so the log proportion is not defined; add a constant.")
    refuse(x == n, "everybody had the event, so the log proportion has no variance; add a constant.")
    return EffectSizes("PLN", np.log(x / n), 1 / x - 1 / n, notes, sizes)


def logit_proportion(xi: ArrayLike, ni: ArrayLike, *, add: float = 0.5, to: AddTo = "only0") -> EffectSizes:
    """Return the log odds of the proportion (PLO)."""
    x, n, sizes, notes = _events(xi, ni, add, to)
    refuse_without_effect(
        (x == 0) | (x == n), "all or none had the event, so the logit is not defined; add a constant."
    )
    return EffectSizes("PLO", np.log(x / (n - x)), 1 / x + 1 / (n - x), notes, sizes)


def arcsine_proportion(xi: ArrayLike, ni: ArrayLike, *, add: float = 0.0, to: AddTo = "only0") -> EffectSizes:
    """Return the arcsine square root of the proportion (PAS)."""
    x, n, sizes, notes = _events(xi, ni, add, to)
    return EffectSizes("PAS", np.arcsin(np.sqrt(x / n)), 1 / (4 * n), notes, sizes)


def freeman_tukey_proportion(xi: ArrayLike, ni: ArrayLike, *, add: float = 0.0, to: AddTo = "only0") -> EffectSizes:
    """Return the Freeman–Tukey double arcsine, halved as metafor does (PFT)."""
    x, n, sizes, notes = _events(xi, ni, add, to)
    yi = (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2
    return EffectSizes("PFT", yi, 1 / (4 * n + 2), notes, sizes)


def _rate_columns(xi: ArrayLike, ti: ArrayLike) -> tuple[FloatArray, FloatArray]:
    x, t = columns(xi=xi, ti=ti)
    refuse_uncountable({"xi": x})
    refuse(t <= 0, "ti is not above 0: a rate needs time at risk.")
    return x, t


def _added_events(x: FloatArray, add: float, to: AddTo) -> tuple[FloatArray, tuple[str, ...]]:
    has_zero = x == 0
    chosen = chosen_for_addition(has_zero, to)
    if not (add > 0 and chosen.any()):
        return x, ()
    note = Sentence("{add:g} was added to the events of {studies}.", add=add, studies=studies_of(chosen))
    return x + np.where(chosen, add, 0.0), (note,)


def rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.5, to: AddTo = "only0") -> EffectSizes:
    """Return the raw rate, events per unit of time (IR)."""
    x, t = _rate_columns(xi, ti)
    x, notes = _added_events(x, add, to)
    refuse(x == 0, "no event, so the rate has no variance; add a constant (--add 0.5 --to only0).")
    return EffectSizes("IR", x / t, x / t**2, notes)


def log_rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.5, to: AddTo = "only0") -> EffectSizes:
    """Return ln of the rate (IRLN)."""
    x, t = _rate_columns(xi, ti)
    x, notes = _added_events(x, add, to)
    refuse_without_effect(x == 0, "no event, so the log rate is not defined; add a constant (--add 0.5 --to only0).")
    return EffectSizes("IRLN", np.log(x / t), 1 / x, notes)


def root_rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.0, to: AddTo = "only0") -> EffectSizes:
    """Return the square root of the rate (IRS)."""
    x, t = _rate_columns(xi, ti)
    x, notes = _added_events(x, add, to)
    return EffectSizes("IRS", np.sqrt(x / t), 1 / (4 * t), notes)


def freeman_tukey_rate(xi: ArrayLike, ti: ArrayLike, *, add: float = 0.0, to: AddTo = "only0") -> EffectSizes:
    """Return the Freeman–Tukey transform of the rate (IRFT)."""
    x, t = _rate_columns(xi, ti)
    x, notes = _added_events(x, add, to)
    return EffectSizes("IRFT", (np.sqrt(x / t) + np.sqrt(x / t + 1 / t)) / 2, 1 / (4 * t), notes)


def _correlation_columns(ri: ArrayLike, ni: ArrayLike, least: int) -> tuple[FloatArray, FloatArray]:
    r, n = columns(ri=ri, ni=ni)
    refuse_uncountable({"ni": n})
    refuse(np.abs(r) > 1, "ri lies outside −1 to 1.")
    refuse(np.abs(r) == 1, "ri is −1 or 1, so the correlation has no variance.")
    refuse(n < least, "ni is below {least}: too few people for this measure.", least=least)
    return r, n


def correlation(ri: ArrayLike, ni: ArrayLike) -> EffectSizes:
    """Return the raw correlation (COR)."""
    r, n = _correlation_columns(ri, ni, 3)
    return EffectSizes("COR", r, (1 - r**2) ** 2 / (n - 1), (), n)


def _olkin_pratt(x: FloatArray, c: FloatArray) -> FloatArray:
    """Return Gauss's ₂F₁(½, ½; c; x) for 0 ≤ x ≤ 1.

    From c = 10 on its series falls faster than k⁻¹⁰; below, scipy's is precise, which gives NaN from about c = 120 on.
    """
    from scipy.special import hyp2f1

    found = np.asarray(hyp2f1(0.5, 0.5, c, x), dtype=np.float64)
    large = c >= _SERIES_FROM
    if large.any():
        k = np.arange(_SERIES_TERMS)
        steps = (k + 0.5) ** 2 / ((c[large][:, None] + k) * (k + 1)) * x[large][:, None]
        found[large] = 1 + np.cumprod(steps, axis=1).sum(axis=1)
    return found


def unbiased_correlation(ri: ArrayLike, ni: ArrayLike) -> EffectSizes:
    """Return Olkin and Pratt's unbiased correlation (UCOR)."""
    r, n = _correlation_columns(ri, ni, 5)
    yi = r * _olkin_pratt(1 - r**2, (n - 2) / 2)
    return EffectSizes("UCOR", yi, (1 - yi**2) ** 2 / (n - 1), (), n)


def fisher_z(ri: ArrayLike, ni: ArrayLike) -> EffectSizes:
    """Return Fisher's z of the correlation (ZCOR)."""
    r, n = _correlation_columns(ri, ni, 4)
    return EffectSizes("ZCOR", np.arctanh(r), 1 / (n - 3), (), n)


def generic(yi: ArrayLike, vi: ArrayLike) -> EffectSizes:
    """Return effects and variances as given (GEN)."""
    effects, variances = columns(yi=yi, vi=vi)
    refuse(variances < 0, "vi is below 0.")
    refuse(variances == 0, "vi is 0: an effect without variance cannot be weighed.")
    return EffectSizes("GEN", effects, variances)


def from_freeman_tukey(value: float, harmonic_mean_size: float) -> float:
    """Return the proportion behind a Freeman–Tukey value (Miller 1978), with the harmonic mean of the sizes."""
    n = harmonic_mean_size
    lowest = asin(sqrt(1 / (n + 1))) / 2
    if value <= lowest:
        return 0.0
    if value >= pi / 2 - lowest:
        return 1.0
    sine = sin(2 * value)
    inside = 1 - (sine + (sine - 1 / sine) / n) ** 2
    return (1 - copysign(1.0, cos(2 * value)) * sqrt(max(inside, 0.0))) / 2
