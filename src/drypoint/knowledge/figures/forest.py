"""The forest plot: each study with its interval, the pooled diamond, where a new study would lie."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from drypoint.knowledge.evidence.analysis import Analysis
from drypoint.knowledge.evidence.distributions import normal_reach
from drypoint.knowledge.evidence.pooling import Options, Pool
from drypoint.knowledge.evidence.sensitivity import cumulative
from drypoint.knowledge.figures.canvas import Canvas, Target
from drypoint.knowledge.figures.data_columns import data_columns
from drypoint.knowledge.figures.scale_labels import label_below
from drypoint.knowledge.figures.scales import Axis, axis_over
from drypoint.knowledge.figures.words import ENGLISH, Words

_WIDTH = 760.0
_ROW = 21.0
_LEFT, _RIGHT = 222.0, 520.0
_DATA_WIDTH = 132.0  # of a column that says what was counted or measured
_FULL_SIZE, _SMALLEST_SIZE = 13.0, 9.0  # of a study's name
_LONGEST_NAME = 34  # in letters of full size
_FOOT = 22.0  # room below the axis for what the model says
_HATCH = 3.0

RowKind = Literal["study", "heading", "pool"]


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A line of a forest plot on the analysis scale; a study without an effect has none of the numbers."""

    kind: RowKind
    label: str
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    weight: float | None = None
    pi_low: float | None = None
    pi_high: float | None = None
    remark: str = ""
    data: tuple[str, ...] = ()


def forest_rows(analysis: Analysis, words: Words = ENGLISH) -> list[ForestRow]:
    """Return the lines of a forest plot, subgroup by subgroup; the table under the plot is made of them too."""
    if analysis.pool is None:
        raise ValueError("A meta-regression has no forest plot; draw its bubbles.")
    reach = normal_reach(analysis.question.options.level)
    rows: list[ForestRow] = []
    _heads, told = data_columns(analysis, words)
    if analysis.subgroups is None:
        rows = _study_rows(analysis.studies, analysis.pool, reach, told)
    else:
        for (level, group), names in zip(analysis.subgroups.groups, analysis.names_by_group(), strict=True):
            own = [cells for cells, label in zip(told, analysis.labels, strict=True) if label == level]
            rows.append(ForestRow("heading", level))
            rows += _study_rows(names, group, reach, own)
            rows.append(_pool_row(level, group, words))
    name = words.pooled if analysis.pool.k > 1 else words.pooled_one
    return [*rows, _pool_row(name, analysis.pool, words)]


def _study_rows(names: Sequence[str], pool: Pool, reach: float, told: Sequence[tuple[str, ...]]) -> list[ForestRow]:
    rows = []
    for name, effect, variance, weight, data in zip(names, pool.yi, pool.vi, pool.weights, told, strict=True):
        if not math.isfinite(effect):
            rows.append(ForestRow("study", name, weight=float(weight), data=data))
            continue
        half = reach * math.sqrt(variance)
        rows.append(ForestRow("study", name, float(effect), effect - half, effect + half, float(weight), data=data))
    return rows


def _pool_row(name: str, pool: Pool, words: Words) -> ForestRow:
    remark = ""
    if pool.q_df > 0:
        remark = f"τ² = {words.number(pool.tau2, 3)}, I² = {words.number(pool.i2, 0)} %"
    return ForestRow("pool", name, pool.estimate, pool.ci_low, pool.ci_high, None, pool.pi_low, pool.pi_high, remark)


def draw_forest(
    analysis: Analysis,
    *,
    title: str = "",
    words: Words = ENGLISH,
    target: Target = "page",
    prefix: str = "forest",
    sides: tuple[str, str] = ("", ""),
) -> str:
    """Return the forest plot of an analysis as SVG.

    ``sides`` are words under the axis, left and right of no effect (“needling better”, “control better”).
    """
    rows = forest_rows(analysis, words)
    told = title or words.forest.format(count=len(analysis.studies))
    heads, _told = data_columns(analysis, words)
    return _drawn(analysis, rows, told, words, target, prefix, sides, _foot(analysis, words), heads)


def draw_cumulative(
    analysis: Analysis,
    *,
    order: Sequence[float] | None = None,
    title: str = "",
    words: Words = ENGLISH,
    target: Target = "page",
    prefix: str = "cumulative",
) -> str:
    """Return how the pool moved as studies joined, in the given order, as SVG."""
    options = analysis.question.options
    used = Options(options.method, options.hk, options.hk_floor, options.prediction, options.level)
    steps = cumulative(analysis.effects.yi, analysis.effects.vi, used, order=order)
    rows = [
        ForestRow("study", f"+ {analysis.studies[joined]}", step.estimate, step.ci_low, step.ci_high)
        for joined, step in steps
    ]
    told = title or words.cumulative.format(count=len(rows))
    return _drawn(analysis, rows, told, words, target, prefix, ("", ""))


def _drawn(
    analysis: Analysis,
    rows: Sequence[ForestRow],
    title: str,
    words: Words,
    target: Target,
    prefix: str,
    sides: tuple[str, str],
    foot: Sequence[str] = (),
    heads: Sequence[str] = (),
) -> str:
    ratio = analysis.measure.scale == "log"
    top = 62.0
    bottom = top + len(rows) * _ROW + sum(_ROW * 0.8 for row in rows if row.kind == "pool" and row.remark)
    below = bottom + (62 if any(sides) else 44)
    described = _described(rows, words, ratio=ratio)
    beside = len(heads) * _DATA_WIDTH
    canvas = Canvas(_WIDTH + beside, below + _FOOT * len(foot), title, described, target, prefix)
    axis = _axis(rows, analysis.measure.no_effect, beside, ratio=ratio)
    weighed = any(row.weight is not None for row in rows)
    _draw_head(canvas, analysis, title, words, heads, weighed=weighed)
    _draw_axis(canvas, axis, analysis, rows, (top, bottom + 8), sides, words)
    y = top
    for row in rows:
        y += _ROW
        _draw_row(canvas, axis, row, y, words)
        if row.kind == "pool" and row.remark:
            y += _ROW * 0.8
            canvas.text(24, y - 2, row.remark, tone="soft", size=11.5)
    for number, line in enumerate(foot):
        canvas.text(12, below + _FOOT * (number + 0.5), line, tone="soft", size=11.5)
    return canvas.svg()


def _foot(analysis: Analysis, words: Words) -> list[str]:
    """Say by which model the studies were pooled, how they and groups differ, where a new one would lie, in numbers."""
    pool = analysis.pool
    if pool is None or pool.k < 2:
        return []
    ratio = analysis.measure.scale == "log"
    told = [f"{pool.method}, Q = {words.number(pool.q)} (df = {pool.q_df}), {_p(pool.q_p, words)}"]
    if pool.pi_low is not None and pool.pi_high is not None:
        level = f"{pool.level:g}".replace(".", words.decimal)
        low, high = (_written(end, words, ratio=ratio) for end in (pool.pi_low, pool.pi_high))
        told.append(words.prediction.format(level=level, low=low, high=high))
    lines = ["; ".join(told)]
    groups = analysis.subgroups
    if groups is not None and groups.q is not None and groups.q_p is not None:
        said = words.between.format(q=words.number(groups.q), df=groups.q_df, p=_p(groups.q_p, words))
        lines.append(said[:1].upper() + said[1:])
    return lines


def _p(value: float, words: Words) -> str:
    return f"p < {words.number(0.001, 3)}" if value < 0.001 else f"p = {words.number(value, 3)}"


def _described(rows: Sequence[ForestRow], words: Words, *, ratio: bool) -> str:
    told = [row for row in rows if row.kind == "pool"] or list(rows[-1:])
    return " ".join(
        words.result.format(
            name=row.label,
            estimate=_written(row.estimate, words, ratio=ratio),
            low=_written(row.low, words, ratio=ratio),
            high=_written(row.high, words, ratio=ratio),
        )
        for row in told
    )


def _written(value: float | None, words: Words, *, ratio: bool) -> str:
    if value is None:
        return "–"
    if not ratio:
        return words.number(value)
    return words.number(math.exp(value)) if value < 50 else "∞"


def _axis(rows: Sequence[ForestRow], no_effect: float | None, beside: float, *, ratio: bool) -> Axis:
    """Return an axis over the pools, prediction intervals and most of the studies; the widest intervals are cut."""
    pools = [value for row in rows if row.kind == "pool" for value in (row.low, row.high, row.pi_low, row.pi_high)]
    studies = [row for row in rows if row.kind == "study" and row.estimate is not None]
    estimates = [row.estimate for row in studies]
    lows = sorted(row.low for row in studies if row.low is not None)
    highs = sorted(row.high for row in studies if row.high is not None)
    cut = len(lows) // 12
    values = [value for value in (*estimates, *lows[cut:], *highs[: len(highs) - cut]) if value is not None]
    span = max(values) - min(values) if values else 1.0
    middle = (max(values) + min(values)) / 2 if values else 0.0
    near = [value for value in pools if value is not None and abs(value - middle) <= 1.5 * span + 1e-9]
    return axis_over([*values, *near] or [0.0], _LEFT + beside, _RIGHT + beside, ratio=ratio, hold=no_effect)


def _draw_head(
    canvas: Canvas, analysis: Analysis, title: str, words: Words, heads: Sequence[str], *, weighed: bool
) -> None:
    canvas.text(12, 24, title, size=16, bold=True)
    level = f"{analysis.question.options.level:g}".replace(".", words.decimal)
    canvas.text(12, 52, words.study, tone="soft", size=11.5)
    for number, head in enumerate(heads):
        canvas.text(_end_of_column(number), 52, head, anchor="end", tone="soft", size=11)
    effect = f"{analysis.question.measure} ({words.interval.format(level=level)})"
    canvas.text(canvas.width - 76, 52, effect, anchor="end", tone="soft", size=11.5)
    if weighed:
        canvas.text(canvas.width - 12, 52, words.weight, anchor="end", tone="soft", size=11.5)
    canvas.line(12, 60, canvas.width - 12, 60, width=0.6)


def _end_of_column(number: int) -> float:
    return _LEFT + (number + 1) * _DATA_WIDTH - 14


def _draw_axis(
    canvas: Canvas,
    axis: Axis,
    analysis: Analysis,
    rows: Sequence[ForestRow],
    span: tuple[float, float],
    sides: tuple[str, str],
    words: Words,
) -> None:
    top, base = span
    none = analysis.measure.no_effect
    if none is not None:
        canvas.line(axis.place(none), top, axis.place(none), base, width=0.6)
    last = rows[-1]
    if last.kind == "pool" and last.estimate is not None and axis.holds(last.estimate):
        canvas.line(
            axis.place(last.estimate), top, axis.place(last.estimate), base, tone="copper", width=0.5, dash="1 3"
        )
    canvas.line(axis.start, base, axis.end, base, width=0.6)
    label_below(canvas, axis, base, words)
    if any(sides) and none is not None:
        canvas.text(axis.place(none) - 10, base + 36, sides[0], anchor="end", tone="soft", size=11.5)
        canvas.text(axis.place(none) + 10, base + 36, sides[1], tone="soft", size=11.5)


def _name_that_fits(label: str) -> tuple[str, float]:
    """Return a name with the size of its letters: a long one is written smaller before any of it is left out."""
    most = int(_LONGEST_NAME * _FULL_SIZE / _SMALLEST_SIZE)
    name = label if len(label) <= most else label[: most - 1] + "…"
    return name, round(_FULL_SIZE * min(1.0, _LONGEST_NAME / max(len(name), 1)), 1)


def _draw_row(canvas: Canvas, axis: Axis, row: ForestRow, y: float, words: Words) -> None:
    name, size = _name_that_fits(row.label)
    canvas.text(24 if row.kind == "study" else 12, y, name, bold=row.kind != "study", size=size)
    if row.kind == "heading":
        return
    for number, cell in enumerate(row.data):
        canvas.text(_end_of_column(number), y, cell, anchor="end", size=12)
    if row.weight is not None:
        canvas.text(canvas.width - 12, y, f"{words.number(row.weight, 1)} %", anchor="end", tone="soft", size=12)
    if row.estimate is None or row.low is None or row.high is None:
        canvas.text(canvas.width - 76, y, "–", anchor="end")
        return
    told, low, high = (_written(value, words, ratio=axis.ratio) for value in (row.estimate, row.low, row.high))
    canvas.text(canvas.width - 76, y, f"{told} ({low}; {high})", anchor="end", bold=row.kind == "pool", size=12.5)
    if row.kind == "pool":
        _draw_pool(canvas, axis, row, y - 4.5)
    else:
        _draw_study(canvas, axis, row, y - 4.5)


def _draw_study(canvas: Canvas, axis: Axis, row: ForestRow, y: float) -> None:
    if row.estimate is None or row.low is None or row.high is None:
        return
    canvas.line(axis.place(row.low), y, axis.place(row.high), y, width=0.9)
    for value, way in ((row.low, 1), (row.high, -1)):
        place = axis.place(value)
        if axis.holds(value):
            canvas.line(place, y - 2.5, place, y + 2.5, width=0.9)
        else:
            canvas.path([(place + 5 * way, y - 3), (place, y), (place + 5 * way, y + 3)], width=0.9)
    if axis.holds(row.estimate):
        half = 1.6 + 0.62 * math.sqrt(row.weight if row.weight is not None else 4.0)
        x = axis.place(row.estimate)
        canvas.polygon(
            [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)], fill="ink"
        )


def _draw_pool(canvas: Canvas, axis: Axis, row: ForestRow, y: float) -> None:
    """Draw the prediction interval as a fine rule and the diamond over it, hatched as an engraver shades."""
    if row.estimate is None or row.low is None or row.high is None:
        return
    if row.pi_low is not None and row.pi_high is not None:
        canvas.line(axis.place(row.pi_low), y, axis.place(row.pi_high), y, tone="copper", width=0.9)
        for value in (row.pi_low, row.pi_high):
            if axis.holds(value):
                canvas.line(axis.place(value), y - 3, axis.place(value), y + 3, tone="copper", width=0.9)
    left, middle, right = axis.place(row.low), axis.place(row.estimate), axis.place(row.high)
    if right - left < 4:
        left, right = middle - 2, middle + 2
    half = 6.5
    canvas.polygon(
        [(left, y), (middle, y - half), (right, y), (middle, y + half)], fill="paper", stroke="copper", width=1.1
    )
    x = left + _HATCH
    while x < right:
        share = (x - left) / (middle - left) if x < middle else (right - x) / (right - middle)
        reach = half * max(0.0, min(1.0, share))
        canvas.line(x, y - reach, x, y + reach, tone="copper", width=0.6)
        x += _HATCH
