"""The bubble plot: effects against one moderator, with the line of the meta-regression and its band."""

import math

import numpy as np

from drypoint.knowledge.evidence.analysis import Analysis
from drypoint.knowledge.evidence.distributions import normal_reach, t_reach
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.regression import Regression
from drypoint.knowledge.figures.canvas import Canvas, Target
from drypoint.knowledge.figures.scale_labels import label_below, label_left
from drypoint.knowledge.figures.scales import Axis, axis_over
from drypoint.knowledge.figures.words import ENGLISH, Words

_WIDTH, _HEIGHT = 560.0, 420.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 540.0, 48.0, 368.0
_STEPS = 40


def draw_bubbles(
    analysis: Analysis, *, title: str = "", words: Words = ENGLISH, target: Target = "page", prefix: str = "bubble"
) -> str:
    """Return the bubble plot of a meta-regression on one moderator of numbers, as SVG."""
    found = analysis.regression
    if found is None or found.model.p != 2 or "[" in found.coefficients[1].name:
        raise EvidenceError("A bubble plot needs one moderator of numbers.")
    moderator = found.model.design[:, 1]
    ratio = analysis.measure.scale == "log"
    across = axis_over(moderator.tolist(), _LEFT, _RIGHT)
    line, low, high = _band(found, across)
    values = [*analysis.effects.yi.tolist(), *line, *low, *high]
    up = axis_over(values, _BOTTOM, _TOP, ratio=ratio, hold=analysis.measure.no_effect)
    name = found.coefficients[1].name
    told = title or words.bubble.format(count=found.k, moderator=name)
    canvas = Canvas(_WIDTH, _HEIGHT, told, _described(found, words), target, prefix)
    canvas.text(12, 24, told, size=16, bold=True)
    _draw_axes(canvas, across, up, analysis, name, words)
    places = [across.place(x) for x in np.linspace(across.low, across.high, _STEPS + 1)]
    for edge in (low, high):
        canvas.path(list(zip(places, map(up.place, edge), strict=True)), tone="copper", width=0.6, dash="4 3")
    canvas.path(list(zip(places, map(up.place, line), strict=True)), tone="copper", width=1.2)
    largest = float(found.weights.max())
    for x, effect, weight in zip(moderator, analysis.effects.yi, found.weights, strict=True):
        radius = 2 + 9 * math.sqrt(float(weight) / largest)
        canvas.circle(across.place(float(x)), up.place(float(effect)), radius, fill=None)
    return canvas.svg()


def _band(found: Regression, across: Axis) -> tuple[list[float], list[float], list[float]]:
    quantile = t_reach(found.level, found.q_df) if found.adjusted else normal_reach(found.level)
    beta = [row.estimate for row in found.coefficients]
    points = [np.array([1.0, x]) for x in np.linspace(across.low, across.high, _STEPS + 1)]
    line = [float(point @ beta) for point in points]
    reach = [quantile * math.sqrt(float(point @ found.covariance @ point)) for point in points]
    pairs = list(zip(line, reach, strict=True))
    return line, [middle - half for middle, half in pairs], [middle + half for middle, half in pairs]


def _described(found: Regression, words: Words) -> str:
    row = found.coefficients[1]
    estimate, low, high = (words.number(value, 4) for value in (row.estimate, row.ci_low, row.ci_high))
    return words.result.format(name=row.name, estimate=estimate, low=low, high=high)


def _draw_axes(canvas: Canvas, across: Axis, up: Axis, analysis: Analysis, name: str, words: Words) -> None:
    canvas.line(_LEFT, _BOTTOM, _RIGHT, _BOTTOM, width=0.6)
    canvas.line(_LEFT, _TOP, _LEFT, _BOTTOM, width=0.6)
    none = analysis.measure.no_effect
    if none is not None:
        canvas.line(_LEFT, up.place(none), _RIGHT, up.place(none), tone="rule", width=0.6)
    label_below(canvas, across, _BOTTOM, words)
    label_left(canvas, up, _LEFT, words)
    canvas.text((_LEFT + _RIGHT) / 2, _BOTTOM + 40, name, anchor="middle", tone="soft", size=12)
    canvas.text(12, _TOP - 8, words.measure(analysis.measure), tone="soft", size=11.5)
