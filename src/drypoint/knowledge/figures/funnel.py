"""The funnel plot: effects against their standard errors, with the region where 95 % would lie by chance."""

import math
from collections.abc import Sequence

import numpy as np

from drypoint.knowledge.evidence.analysis import Analysis
from drypoint.knowledge.evidence.bias import trim_and_fill
from drypoint.knowledge.evidence.distributions import normal_quantile, normal_reach
from drypoint.knowledge.figures.canvas import Canvas, Target
from drypoint.knowledge.figures.scale_labels import label_below, label_left
from drypoint.knowledge.figures.scales import Axis, axis_over
from drypoint.knowledge.figures.words import ENGLISH, Words

_WIDTH, _HEIGHT = 560.0, 420.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 540.0, 48.0, 368.0
_CONTOURS = {0.1: "1 3", 0.05: "5 3", 0.01: "9 2 1 2"}  # p, and how its line is dashed


def draw_funnel(
    analysis: Analysis,
    *,
    title: str = "",
    words: Words = ENGLISH,
    target: Target = "page",
    prefix: str = "funnel",
    filled: Sequence[tuple[float, float]] = (),
    has_contours: bool = False,
) -> str:
    """Return the funnel plot of an analysis as SVG.

    ``filled`` are effects with variances that trim and fill added; they are drawn as open copper circles. Contours show
    which effects differ from none at p = 0.1, 0.05 and 0.01; a measure without “no effect” has none.
    """
    if analysis.pool is None:
        raise ValueError("A meta-regression has no funnel plot; draw its bubbles.")
    centre = analysis.pool.estimate
    known = np.isfinite(analysis.effects.yi)
    effects = [float(value) for value in analysis.effects.yi[known]]
    errors = [math.sqrt(value) for value in analysis.effects.vi[known]]
    added = [(effect, math.sqrt(variance)) for effect, variance in filled]
    reach = normal_reach(analysis.question.options.level)
    deepest = max([*errors, *(error for _, error in added)], default=1.0) * 1.06
    ratio = analysis.measure.scale == "log"
    values = [*effects, *(effect for effect, _ in added), centre - reach * deepest, centre + reach * deepest]
    values += [analysis.measure.no_effect] if has_contours and analysis.measure.no_effect is not None else []
    across = axis_over(values, _LEFT, _RIGHT, ratio=ratio)
    down = Axis(0.0, deepest, _TOP, _BOTTOM)
    none = analysis.measure.no_effect if has_contours else None
    told = title or (words.funnel if none is None else words.contours).format(count=len(effects))
    canvas = Canvas(_WIDTH, _HEIGHT, told, _described(analysis, words, ratio=ratio), target, prefix)
    canvas.text(12, 24, told, size=16, bold=True)
    _draw_region(canvas, across, down, centre, reach, deepest)
    if none is not None:
        _draw_contours(canvas, across, down, none, deepest, words)
    _draw_axes(canvas, across, down, analysis, words)
    for effect, error in zip(effects, errors, strict=True):
        canvas.circle(across.place(effect), down.place(error), 3.6, fill="ink")
    for effect, error in added:
        canvas.circle(across.place(effect), down.place(error), 3.6, fill="paper", stroke="copper")
    return canvas.svg()


def studies_filled(analysis: Analysis) -> list[tuple[float, float]]:
    """Return the effects with their variances that trim and fill adds. Raises EvidenceError for too few studies."""
    if analysis.pool is None:
        return []
    found = trim_and_fill(analysis.pool.yi, analysis.pool.vi, analysis.question.options)
    return [(float(yi), float(vi)) for yi, vi in zip(found.filled_yi, found.filled_vi, strict=True)]


def _described(analysis: Analysis, words: Words, *, ratio: bool) -> str:
    pool = analysis.pool
    if pool is None:
        return ""
    values = [
        math.exp(value) if ratio and value < 50 else value for value in (pool.estimate, pool.ci_low, pool.ci_high)
    ]
    estimate, low, high = (words.number(value) for value in values)
    return words.result.format(name=words.pooled, estimate=estimate, low=low, high=high)


def _draw_region(canvas: Canvas, across: Axis, down: Axis, centre: float, reach: float, deepest: float) -> None:
    """Draw the funnel as level rules that grow lighter, with its two edges."""
    for i in range(1, 25):
        error = deepest * i / 24
        left, right = across.place(centre - reach * error), across.place(centre + reach * error)
        canvas.line(left, down.place(error), right, down.place(error), tone="rule", width=0.5)
    top = (across.place(centre), down.place(0))
    for way in (-1, 1):
        canvas.path([top, (across.place(centre + way * reach * deepest), down.place(deepest))], width=0.7, dash="4 3")
    canvas.line(top[0], top[1], top[0], down.place(deepest), tone="copper", width=0.9)


def _draw_contours(canvas: Canvas, across: Axis, down: Axis, none: float, deepest: float, words: Words) -> None:
    """Draw beyond which lines an effect differs from none at each p, and write the p where the lines end."""
    for p, dash in _CONTOURS.items():
        reach = -normal_quantile(p / 2)
        for way in (-1, 1):
            # A line that would leave the sheet ends at its edge, at the error that belongs there.
            edge = abs((across.high if way > 0 else across.low) - none) / reach
            error = min(deepest, edge)
            end = (across.place(none + way * reach * error), down.place(error))
            canvas.path([(across.place(none), down.place(0)), end], tone="soft", width=0.9, dash=dash)
            written = words.number(p, 2 if p < 0.1 else 1)
            canvas.text(
                end[0] - 4 * way, end[1] - 4, written, anchor="end" if way > 0 else "start", tone="soft", size=10
            )


def _draw_axes(canvas: Canvas, across: Axis, down: Axis, analysis: Analysis, words: Words) -> None:
    canvas.line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, width=0.6)
    canvas.line(_LEFT, _TOP, _LEFT, _BOTTOM, width=0.6)
    label_below(canvas, across, _BOTTOM, words)
    label_left(canvas, down, _LEFT, words)
    canvas.text(
        (_LEFT + _RIGHT) / 2, _BOTTOM + 40, words.measure(analysis.measure), anchor="middle", tone="soft", size=12
    )
    canvas.text(12, _TOP - 8, words.standard_error, tone="soft", size=11.5)
