"""The pictures of an answer: points on the scale that people know, and the results side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from drypoint.knowledge.evidence.answers import Answer, is_pain
from drypoint.knowledge.evidence.data import PublishedPool, TrialResult
from drypoint.knowledge.evidence.readings import AlignedResult, Spread, Unit, in_points, reading_of_own
from drypoint.knowledge.figures.points import PointsRow, PointsWords, draw_points
from drypoint.knowledge.figures.side_by_side import ComparisonRow, Kind, draw_side_by_side
from drypoint.knowledge.measures.smallest_change import pain_range
from drypoint.public.library.evidence.sentences import size_sentence
from drypoint.public.library.evidence.words import figure_words, number, printed


@dataclass(frozen=True)
class Picture:
    """A figure with its heading and what must stand beside it."""

    title: str
    svg: SafeString
    note: str = ""


@dataclass(frozen=True)
class _Result:
    kind: Kind
    name: str
    about: str
    reading: AlignedResult
    scale: str


def _results(answer: Answer) -> list[_Result]:
    found = []
    for finding in answer.findings:
        for pool, reading in zip(finding.pools, finding.readings, strict=True):
            scale = str(printed(pool["measure_reported"]).text)
            found.append(_Result("published", _review(pool), _about_pool(pool), reading, scale))
    for own in answer.own_pools:
        name = _("Our own pool of %(count)d trials") % {"count": own.pool.k}
        found.append(_Result("own", name, "", reading_of_own(own), own.scale))
    for trial in answer.trials:
        for row, seen in zip(trial.rows, trial.readings, strict=True):
            if seen is not None:
                scale = str(printed(row["instrument"]).text)
                found.append(_Result("trial", _trial(row), _about_trial(row), seen, scale))
    return found


def _review(pool: PublishedPool) -> str:
    return f"{printed(pool['review']).text} {pool['year']}"


def _trial(row: TrialResult) -> str:
    return f"{row['author'] or row['trial'].replace('_', ' ')} {row['year']}".strip()


def _about_pool(pool: PublishedPool) -> str:
    cells = (pool["condition_reported"], pool["comparison"], pool["time_reported"])
    return "; ".join(printed(cell).text for cell in cells if cell)


def _about_trial(row: TrialResult) -> str:
    return "; ".join(printed(cell).text for cell in (row["arm_2"], row["instrument"], row["time_reported"]) if cell)


def points_picture(answer: Answer, spread: Spread | None, prefix: str) -> Picture | None:
    """Return the differences in points of 10, None where nothing can honestly be put there.

    What was printed in standard deviations is dashed, and the assumption that turned it into points stands beside it.
    """
    if not is_pain(answer.question.asked):
        return None
    rows: list[PointsRow] = []
    for result in _leading(answer):
        row = _points_row(result, spread)
        if row is not None:
            rows.append(row)
    if not rows:
        return None
    least, most = pain_range()
    matters = _("Hatched: the smallest change that people call a change, %(least)s to %(most)s points") % {
        "least": number(least), "most": number(most),
    }  # fmt: skip
    told = " ".join(f"{row.label}: {_told(row)}." for row in rows)
    words = PointsWords(
        title=_("Differences in pain on the scale from 0 to 10"),
        description=f"{told} {matters}.",
        less=_("points less pain with needling →"),
        more=_("← more"),
        matters=matters,
    )
    svg = draw_points(rows, (least, most), words, prefix=f"{prefix}-points")
    return Picture(words.title, mark_safe(svg), _assumption(rows, spread))  # noqa: S308 (words are escaped as drawn)


def _told(row: PointsRow) -> str:
    interval = _("%(low)s to %(high)s") % {"low": number(row.low, 2), "high": number(row.high, 2)}
    return interval if row.estimate is None else f"{number(row.estimate, 2)} ({interval})"


def _leading(answer: Answer) -> list[_Result]:
    """Return one result of each finding, in its plainest unit; trials only where no review answers."""
    results = _results(answer)
    if not answer.findings:
        return results
    leads = {id(one.readings[one.lead]) for one in answer.findings}
    return [result for result in results if id(result.reading) in leads or result.kind == "own"]


def _points_row(result: _Result, spread: Spread | None) -> PointsRow | None:
    reading: AlignedResult | None = result.reading
    is_assumed = result.reading.unit is Unit.STANDARD_DEVIATIONS
    if is_assumed:
        reading = in_points(result.reading, spread) if spread else None
    if reading is None or reading.unit is not Unit.POINTS or reading.low is None or reading.high is None:
        return None
    label = f"{result.name}: {result.about.rpartition('; ')[2]}" if result.about else result.name
    estimate = None if reading.effect is None else 0.0 - reading.effect
    return PointsRow(label, estimate, 0.0 - reading.high, 0.0 - reading.low, is_assumed)


def _assumption(rows: Iterable[PointsRow], spread: Spread | None) -> str:
    if spread is None or not any(row.is_assumed for row in rows):
        return ""
    return _(
        "Dashed: printed in standard deviations. It is turned into points here as if people's pain spread by "
        "%(points)s points, the median of %(numbers)d spreads printed by %(trials)d trials in our table. Another "
        "spread would give other points."
    ) % {"points": number(spread.points), "numbers": spread.numbers, "trials": spread.trials}


def side_by_side(answer: Answer, prefix: str) -> tuple[Picture, ...]:
    """Return the results with their intervals, one figure for each unit; nothing is added up."""
    scales: dict[str, list[_Result]] = {}
    for result in _results(answer):
        if result.reading.has_interval and result.reading.unit is not Unit.RATIO:
            scales.setdefault(_scale_name(result), []).append(result)
    is_about_pain = is_pain(answer.question.asked)
    sides = (
        _("← less pain with needling") if is_about_pain else _("← better with needling"),
        _("less with the comparison →") if is_about_pain else _("better with the comparison →"),
    )
    return tuple(
        _figure(name, results, sides, f"{prefix}-results-{place}")
        for place, (name, results) in enumerate(scales.items(), start=1)
    )


def _scale_name(result: _Result) -> str:
    if result.reading.unit is Unit.POINTS:
        return _("Points on the scale from 0 to 10")
    if result.reading.unit is Unit.STANDARD_DEVIATIONS:
        return _("Standard deviations")
    return _("Scale: %(name)s") % {"name": result.scale or _("not stated")}


def _figure(name: str, results: list[_Result], sides: tuple[str, str], prefix: str) -> Picture:
    lines = [
        ComparisonRow(one.kind, one.name, one.about, one.reading.effect, one.reading.low, one.reading.high)
        for one in results
        if one.reading.low is not None and one.reading.high is not None
    ]
    told = " ".join(f"{one.name}: {size_sentence(one.reading)}" for one in results)
    svg = draw_side_by_side(lines, title=name, description=told, sides=sides, words=figure_words(), prefix=prefix)
    return Picture(name, mark_safe(svg))  # noqa: S308 (words are escaped as drawn)
