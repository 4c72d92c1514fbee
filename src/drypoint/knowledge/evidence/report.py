"""Say the answer: as JSON for machines, as a few lines for people."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from drypoint.knowledge.evidence.analysis import Analysis
from drypoint.knowledge.evidence.effects import Measure
from drypoint.knowledge.evidence.effects.rows import EffectSizes, FloatArray
from drypoint.knowledge.evidence.effects.single_group import from_freeman_tukey
from drypoint.knowledge.evidence.pooling import Pool
from drypoint.knowledge.evidence.regression import Regression
from drypoint.knowledge.plain import Json

_ESTIMATES = ("estimate", "ci_low", "ci_high", "pi_low", "pi_high")


def finite(value: float | None) -> float | None:
    """Return a plain number, None for what is undefined."""
    return float(value) if value is not None and math.isfinite(value) else None


def to_json(analysis: Analysis) -> Json:
    """Return the analysis with the keys of the command line's contract; what is undefined is None."""
    answer = _regression_json(analysis.regression) if analysis.regression else _pool_json(analysis, analysis.pool)
    answer = {
        "measure": analysis.question.measure,
        "method": analysis.question.method,
        "hk": analysis.question.options.adjusts,
        "level": analysis.question.options.level,
        **answer,
        "studies": _studies(analysis),
        "notes": list(dict.fromkeys(analysis.notes)),
    }
    if analysis.subgroups:
        answer["groups"] = [
            {
                "level": level,
                **_pool_json(analysis, group),
                "studies": _studies_of(group, names),
                "notes": [*group.notes],
            }
            for (level, group), names in zip(analysis.subgroups.groups, analysis.names_by_group(), strict=True)
        ]
        answer["between"] = {
            "q": finite(analysis.subgroups.q),
            "q_df": analysis.subgroups.q_df,
            "q_p": finite(analysis.subgroups.q_p),
        }
    return answer


def _pool_json(analysis: Analysis, pool: Pool | None) -> Json:
    if pool is None:
        return {}
    interval = pool.tau2_ci
    answer: Json = {
        "k": pool.k,
        "estimate": finite(pool.estimate),
        "se": finite(pool.se),
        "ci_low": finite(pool.ci_low),
        "ci_high": finite(pool.ci_high),
        "p": finite(pool.p),
        "tau2": finite(pool.tau2),
        "tau2_ci": [finite(interval[0]), finite(interval[1])] if interval else None,
        "i2": finite(pool.i2),
        "h2": finite(pool.h2),
        "q": finite(pool.q),
        "q_df": pool.q_df,
        "q_p": finite(pool.q_p),
        "pi_low": finite(pool.pi_low),
        "pi_high": finite(pool.pi_high),
        "weights": [float(weight) for weight in pool.weights],
    }
    if analysis.measure.scale == "log":
        answer |= {f"{name}_exp": exponential(answer[name]) for name in _ESTIMATES}
    back = way_back(analysis.measure, analysis.effects)
    if back and analysis.measure.scale != "log":
        answer |= {f"{name}_back": None if answer[name] is None else back(answer[name]) for name in _ESTIMATES}
    return answer


def _regression_json(found: Regression) -> Json:
    interval = found.tau2_ci
    undefined = dict.fromkeys(("estimate", "se", "ci_low", "ci_high", "p"))
    return {
        "k": found.k,
        **undefined,
        "tau2": finite(found.tau2),
        "tau2_ci": [finite(interval[0]), finite(interval[1])] if interval else None,
        "i2": finite(found.i2),
        "h2": finite(found.h2),
        "q": finite(found.q),
        "q_df": found.q_df,
        "q_p": finite(found.q_p),
        "pi_low": None,
        "pi_high": None,
        "weights": [float(weight) for weight in found.weights],
        "coefficients": [
            {
                "name": row.name,
                "estimate": finite(row.estimate),
                "se": finite(row.se),
                "ci_low": finite(row.ci_low),
                "ci_high": finite(row.ci_high),
                "p": finite(row.p),
            }
            for row in found.coefficients
        ],
        "qm": finite(found.qm),
        "qm_df": found.qm_df,
        "qm_p": finite(found.qm_p),
        "r2": finite(found.r2),
    }


def _studies(analysis: Analysis) -> list[Json]:
    found = analysis.pool or analysis.regression
    return _study_rows(analysis.studies, analysis.effects.yi, analysis.effects.vi, found.weights) if found else []


def _studies_of(group: Pool, names: Sequence[str]) -> list[Json]:
    return _study_rows(names, group.yi, group.vi, group.weights)


def _study_rows(names: Sequence[str], yi: FloatArray, vi: FloatArray, weights: FloatArray) -> list[Json]:
    return [
        {"study": name, "yi": finite(effect), "vi": finite(variance), "weight": float(weight)}
        for name, effect, variance, weight in zip(names, yi, vi, weights, strict=True)
    ]


def exponential(value: float | None) -> float | None:
    """Return e to the value, None where that is undefined or too large to write."""
    if value is None:
        return None
    try:
        return math.exp(value)
    except OverflowError:
        return None


def way_back(measure: Measure, effects: EffectSizes) -> Callable[[float], float] | None:
    """Return the function from the analysis scale to the natural scale, None where they are the same.

    The double arcsine goes back with the harmonic mean of the sizes; a square root or arcsine below 0 means 0.
    """
    if measure.scale == "double arcsine" and effects.sizes is not None:
        mean_size = len(effects.sizes) / float((1.0 / effects.sizes).sum())
        return lambda value: from_freeman_tukey(value, mean_size)
    if measure.code == "AS":
        return None
    ways: dict[str, Callable[[float], float]] = {
        "log": lambda value: math.exp(min(value, 700.0)),
        "logit": lambda value: 1 / (1 + math.exp(-value)) if value > -700 else 0.0,
        "arcsine": lambda value: math.sin(min(max(value, 0.0), math.pi / 2)) ** 2,
        "root": lambda value: max(value, 0.0) ** 2,
        "fisher z": math.tanh,
    }
    return ways.get(measure.scale)


def to_text(analysis: Analysis) -> str:
    """Return the analysis in a few lines for people."""
    lines = [f"{analysis.measure.name} ({analysis.question.measure}), {_method_in_words(analysis)}", ""]
    if analysis.regression:
        lines += _regression_lines(analysis.regression)
    elif analysis.pool:
        lines += _study_lines(analysis)
        lines += _pool_lines(analysis, analysis.pool, "All studies" if analysis.subgroups else "Pooled")
    if analysis.subgroups:
        for level, group in analysis.subgroups.groups:
            lines += ["", *_pool_lines(analysis, group, level)]
        found = analysis.subgroups
        if found.q is not None and found.q_p is not None:
            lines += ["", f"Between groups: Q = {found.q:.4g} on {found.q_df} df, {_p(found.q_p)}"]
    notes = list(dict.fromkeys(analysis.notes))
    return "\n".join([*lines, *([""] if notes else []), *(f"Note: {note}" for note in notes)]) + "\n"


def _method_in_words(analysis: Analysis) -> str:
    options = analysis.question.options
    adjusted = ", Knapp–Hartung" + (" with floor" if options.hk_floor else "") if options.adjusts else ""
    return f"{analysis.question.method}{adjusted}, {options.level:g} % intervals"


def _p(value: float | None) -> str:
    if value is None:
        return "p undefined"
    return "p < 0.0001" if value < 0.0001 else f"p = {value:.4f}"


def _study_lines(analysis: Analysis) -> list[str]:
    width = min(40, max(len(name) for name in analysis.studies))
    lines = [f"{'Study':<{width}}  {'effect':>9}  {'se':>8}  {'weight':>7}"]
    weights = analysis.pool.weights if analysis.pool else np.zeros(len(analysis.studies))
    for name, yi, vi, weight in zip(analysis.studies, analysis.effects.yi, analysis.effects.vi, weights, strict=True):
        told = f"{yi:>9.4f}  {vi**0.5:>8.4f}" if math.isfinite(yi) else f"{'–':>9}  {'–':>8}"
        lines.append(f"{name[:width]:<{width}}  {told}  {weight:>6.1f}%")
    return [*lines, ""]


def _pool_lines(analysis: Analysis, pool: Pool, name: str) -> list[str]:
    told = f"{pool.estimate:.4f} ({pool.ci_low:.4f} to {pool.ci_high:.4f}), {_p(pool.p)}"
    lines = [f"{name} (k = {pool.k}): {told}"]
    back = way_back(analysis.measure, analysis.effects)
    if back:
        values = [back(value) for value in (pool.estimate, pool.ci_low, pool.ci_high)]
        lines.append(f"  on the natural scale: {values[0]:.4g} ({values[1]:.4g} to {values[2]:.4g})")
    if pool.pi_low is not None and pool.pi_high is not None:
        lines.append(f"  prediction interval: {pool.pi_low:.4f} to {pool.pi_high:.4f}")
    interval = pool.tau2_ci
    spread = f" ({interval[0]:.4g} to {interval[1]:.4g})" if interval else ""
    heterogeneity = f"tau² = {pool.tau2:.4g}{spread}, I² = {pool.i2:.1f} %"
    if pool.q_df > 0:
        lines.append(f"  {heterogeneity}, Q = {pool.q:.4g} on {pool.q_df} df, {_p(pool.q_p)}")
    return lines


def _regression_lines(found: Regression) -> list[str]:
    width = max(len(row.name) for row in found.coefficients)
    lines = [f"{'Coefficient':<{max(width, 11)}}  {'estimate':>10}  {'se':>9}  interval"]
    for row in found.coefficients:
        told = f"{row.estimate:>10.4f}  {row.se:>9.4f}  {row.ci_low:.4f} to {row.ci_high:.4f}, {_p(row.p)}"
        lines.append(f"{row.name:<{max(width, 11)}}  {told}")
    explained = f"; the moderators explain {found.r2:.1f} % of it"
    lines.append(f"k = {found.k}, residual tau² = {found.tau2:.4g}{explained}, I² = {found.i2:.1f} %")
    if found.qm is not None:
        test = f"F({found.qm_df}, {found.q_df})" if found.adjusted else f"Q({found.qm_df})"
        lines.append(f"Moderators together: {test} = {found.qm:.4g}, {_p(found.qm_p)}")
    return lines
