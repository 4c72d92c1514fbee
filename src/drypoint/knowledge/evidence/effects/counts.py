"""Effects of two groups in which something happened or did not: the 2×2 table, and events over time.

``ai`` treated with event, ``bi`` treated without, ``ci`` control with event, ``di`` control without.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.effects.rows import (
    BoolArray,
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

AddTo = Literal["only0", "all", "if0all", "none"]


def two_by_two(ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike) -> list[FloatArray]:
    """Return the four columns, or raise for a row that is no 2×2 table."""
    checked = columns(ai=ai, bi=bi, ci=ci, di=di)
    a, b, c, d = checked
    refuse_uncountable({"ai": a, "bi": b, "ci": c, "di": d})
    refuse(a + b == 0, "nobody in the treated group (ai + bi = 0).")
    refuse(c + d == 0, "nobody in the control group (ci + di = 0).")
    return checked


def chosen_for_addition(has_zero: BoolArray, to: AddTo) -> BoolArray:
    """Mark the studies to which the constant is added (metafor's four choices)."""
    if to == "only0":
        return has_zero
    everyone = to == "all" or (to == "if0all" and bool(has_zero.any()))
    return np.full(has_zero.shape, everyone)


def numbers_of(marked: BoolArray) -> str:
    """Return the numbers of the marked rows, the first eight of them."""
    rows = np.flatnonzero(marked)
    return ", ".join(str(row + 1) for row in rows[:8]) + (" …" if len(rows) > 8 else "")


def note_on_addition(chosen: BoolArray, has_zero: BoolArray, add: float) -> tuple[str, ...]:
    """Say where a constant was added, or that zeros were left alone."""
    if add > 0 and chosen.any():
        told = {"add": add, "studies": studies_of(chosen), "rows": numbers_of(chosen)}
        return (Sentence("{add:g} was added to every cell of {studies} (row {rows}).", **told),)
    if has_zero.any():
        return (Sentence("Zero cells in {studies}; nothing was added.", studies=studies_of(has_zero)),)
    return ()


def corrected_cells(
    cells: list[FloatArray], add: float, to: AddTo
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, tuple[str, ...]]:
    """Add the constant to each cell of the chosen tables; return them with a note."""
    if add < 0:
        raise EvidenceError("The constant that is added to zero cells cannot be below 0.")
    a, b, c, d = cells
    has_zero = (a == 0) | (b == 0) | (c == 0) | (d == 0)
    chosen = chosen_for_addition(has_zero, to)
    extra = np.where(chosen, add, 0.0)
    return a + extra, b + extra, c + extra, d + extra, note_on_addition(chosen, has_zero, add)


def risk_ratio(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, add: float = 0.5, to: AddTo = "only0"
) -> EffectSizes:
    """Return ln of the risk ratio (RR).

    >>> round(float(risk_ratio([4], [119], [11], [128]).yi[0]), 4)
    -0.8893
    """
    cells = two_by_two(ai, bi, ci, di)
    a, b, c, d, notes = corrected_cells(cells, add, to)
    refuse_without_effect(
        (a == 0) | (c == 0), "a group without events has no risk ratio; add a constant (--add 0.5 --to only0)."
    )
    yi = np.log(a / (a + b)) - np.log(c / (c + d))
    vi = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    refuse(vi <= 0, "everybody had the event, so the risk ratio has no variance.")
    return EffectSizes("RR", yi, vi, notes, sum(cells, np.zeros(len(a))))


def odds_ratio(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, add: float = 0.5, to: AddTo = "only0"
) -> EffectSizes:
    """Return ln of the odds ratio (OR)."""
    cells = two_by_two(ai, bi, ci, di)
    a, b, c, d, notes = corrected_cells(cells, add, to)
    refuse_without_effect((a * b * c * d) == 0, "a zero cell has no odds ratio; add a constant (--add 0.5 --to only0).")
    return EffectSizes(
        "OR", np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d, notes, sum(cells, np.zeros(len(a)))
    )


def risk_difference(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, add: float = 0.5, to: AddTo = "only0"
) -> EffectSizes:
    """Return the difference of the two risks, from −1 to 1 (RD)."""
    cells = two_by_two(ai, bi, ci, di)
    a, b, c, d, notes = corrected_cells(cells, add, to)
    n1, n2 = a + b, c + d
    vi = a * b / n1**3 + c * d / n2**3
    refuse(vi <= 0, "the risks are 0 or 1 in both groups, so their difference has no variance; add a constant.")
    return EffectSizes("RD", a / n1 - c / n2, vi, notes, sum(cells, np.zeros(len(a))))


def arcsine_difference(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, add: float = 0.0, to: AddTo = "only0"
) -> EffectSizes:
    """Return the difference of the arcsine square roots of the risks; zero cells need no constant (AS)."""
    cells = two_by_two(ai, bi, ci, di)
    a, b, c, d, notes = corrected_cells(cells, add, to)
    n1, n2 = a + b, c + d
    yi = np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2))
    return EffectSizes("AS", yi, 1 / (4 * n1) + 1 / (4 * n2), notes, sum(cells, np.zeros(len(a))))


def peto_odds_ratio(
    ai: ArrayLike, bi: ArrayLike, ci: ArrayLike, di: ArrayLike, *, add: float = 0.5, to: AddTo = "only0"
) -> EffectSizes:
    """Return Peto's ln odds ratio (O − E)/V, study by study (PETO)."""
    cells = two_by_two(ai, bi, ci, di)
    a, b, c, d, notes = corrected_cells(cells, add, to)
    excess, variance = peto_terms(a, b, c, d)
    refuse_without_effect(
        variance <= 0, "everybody or nobody had the event, so Peto's odds ratio does not exist; add a constant."
    )
    return EffectSizes("PETO", excess / variance, 1 / variance, notes, sum(cells, np.zeros(len(a))))


def peto_terms(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return observed minus expected events in the treated group, and the hypergeometric variance."""
    n1, n2, events, others = a + b, c + d, a + c, b + d
    total = n1 + n2
    variance = events * others * n1 * n2 / (total**2 * (total - 1))
    return a - n1 * events / total, variance


def two_rates(x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike) -> list[FloatArray]:
    """Return the four columns, or raise for a row that holds no two rates."""
    checked = columns(x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i)
    x1, t1, x2, t2 = checked
    refuse_uncountable({"x1i": x1, "x2i": x2})
    refuse((t1 <= 0) | (t2 <= 0), "a time at risk is not above 0.")
    return checked


def _two_rates(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike, add: float, to: AddTo
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, tuple[str, ...]]:
    x1, t1, x2, t2 = two_rates(x1i, t1i, x2i, t2i)
    has_zero = (x1 == 0) | (x2 == 0)
    chosen = chosen_for_addition(has_zero, to)
    extra = np.where(chosen, add, 0.0)
    return x1 + extra, t1, x2 + extra, t2, note_on_addition(chosen, has_zero, add)


def rate_ratio(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike, *, add: float = 0.5, to: AddTo = "only0"
) -> EffectSizes:
    """Return ln of the ratio of two rates, events x over person-time t (IRR)."""
    x1, t1, x2, t2, notes = _two_rates(x1i, t1i, x2i, t2i, add, to)
    refuse_without_effect((x1 == 0) | (x2 == 0), "a group without events has no rate ratio; add a constant.")
    return EffectSizes("IRR", np.log(x1 / t1) - np.log(x2 / t2), 1 / x1 + 1 / x2, notes)


def rate_difference(
    x1i: ArrayLike, t1i: ArrayLike, x2i: ArrayLike, t2i: ArrayLike, *, add: float = 0.5, to: AddTo = "only0"
) -> EffectSizes:
    """Return the difference of two rates, in events per unit of time (IRD)."""
    x1, t1, x2, t2, notes = _two_rates(x1i, t1i, x2i, t2i, add, to)
    vi = x1 / t1**2 + x2 / t2**2
    refuse(vi <= 0, "no event in either group, so the difference of the rates has no variance; add a constant.")
    return EffectSizes("IRD", x1 / t1 - x2 / t2, vi, notes)
