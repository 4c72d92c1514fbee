"""The drapery plot: for every possible effect, how well it fits each study and the pool (Rücker & Schwarzer 2021)."""

import math

import numpy as np

from drypoint.knowledge.evidence.analysis import Analysis
from drypoint.knowledge.evidence.distributions import normal_p, t_p
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.figures.canvas import Canvas, Target
from drypoint.knowledge.figures.scale_labels import label_below, label_left
from drypoint.knowledge.figures.scales import Axis, axis_over
from drypoint.knowledge.figures.words import ENGLISH, Words

_WIDTH, _HEIGHT = 560.0, 420.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 540.0, 48.0, 368.0
_STEPS = 24
_FARTHEST = 3.2


def draw_drapery(
    analysis: Analysis, *, title: str = "", words: Words = ENGLISH, target: Target = "page", prefix: str = "drapery"
) -> str:
    """Return the p-value functions of the studies, and in copper of the pool, as SVG."""
    pool = analysis.pool
    if pool is None or pool.se <= 0:
        raise EvidenceError("A drapery plot needs a pool with a standard error.")
    known = np.isfinite(analysis.effects.yi)
    effects = analysis.effects.yi[known].tolist()
    errors = np.sqrt(analysis.effects.vi[known]).tolist()
    ratio = analysis.measure.scale == "log"
    values = [*(y - 2 * e for y, e in zip(effects, errors, strict=True))]
    values += [y + 2 * e for y, e in zip(effects, errors, strict=True)]
    across = axis_over(values, _LEFT, _RIGHT, ratio=ratio, hold=analysis.measure.no_effect)
    up = Axis(0.0, 1.0, _BOTTOM, _TOP)
    told = title or words.drapery.format(count=len(effects))
    estimate, low, high = (
        words.number(math.exp(value) if ratio and value < 50 else value)
        for value in (pool.estimate, pool.ci_low, pool.ci_high)
    )
    description = words.result.format(name=words.pooled, estimate=estimate, low=low, high=high)
    canvas = Canvas(_WIDTH, _HEIGHT, told, description, target, prefix)
    canvas.text(12, 24, told, size=16, bold=True)
    _draw_axes(canvas, across, up, analysis, words)
    for effect, error in zip(effects, errors, strict=True):
        canvas.path(_curve(across, up, effect, error, None), tone="soft", width=0.5)
    canvas.path(_curve(across, up, pool.estimate, pool.se, pool.df), tone="copper", width=1.6)
    return canvas.svg()


def _curve(across: Axis, up: Axis, effect: float, error: float, df: int | None) -> list[tuple[float, float]]:
    points = []
    for z in np.linspace(-_FARTHEST, _FARTHEST, 2 * _STEPS + 1).tolist():
        value = effect + z * error
        if across.holds(value):
            points.append((across.place(value), up.place(normal_p(z) if df is None else t_p(z, df))))
    return points or [(across.place(effect), up.place(1.0))]


def _draw_axes(canvas: Canvas, across: Axis, up: Axis, analysis: Analysis, words: Words) -> None:
    canvas.line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, width=0.6)
    canvas.line(_LEFT, _TOP, _LEFT, _BOTTOM, width=0.6)
    usual = 1 - analysis.question.options.level / 100
    canvas.line(_LEFT, up.place(usual), _RIGHT, up.place(usual), width=0.6, dash="4 3")
    none = analysis.measure.no_effect
    if none is not None:
        canvas.line(across.place(none), _TOP, across.place(none), _BOTTOM, tone="rule", width=0.8)
    label_below(canvas, across, _BOTTOM, words)
    label_left(canvas, up, _LEFT, words, has_marks=False)
    canvas.text(
        (_LEFT + _RIGHT) / 2, _BOTTOM + 40, words.measure(analysis.measure), anchor="middle", tone="soft", size=12
    )
    canvas.text(12, _TOP - 8, words.p_value, tone="soft", size=11.5)
