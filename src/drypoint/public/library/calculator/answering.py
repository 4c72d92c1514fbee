"""From a table and a question to everything that the page shows of the answer, in the reader's language."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drypoint import __version__
from drypoint.knowledge.evidence.analysis import TABLE_METHODS, Analysis, Question, analyse
from drypoint.knowledge.evidence.bias import begg, egger, fail_safe, trim_and_fill
from drypoint.knowledge.evidence.clustered import robust_pool, three_level_pool
from drypoint.knowledge.evidence.errors import EvidenceError
from drypoint.knowledge.evidence.pooling import Pool
from drypoint.knowledge.evidence.report import way_back
from drypoint.knowledge.evidence.sensitivity import influence, leave_one_out
from drypoint.knowledge.evidence.sentences import in_words
from drypoint.knowledge.evidence.table import Table, decoded, read_table
from drypoint.knowledge.figures.bubble import draw_bubbles
from drypoint.knowledge.figures.canvas import Target
from drypoint.knowledge.figures.drapery import draw_drapery
from drypoint.knowledge.figures.forest import draw_cumulative, draw_forest
from drypoint.knowledge.figures.funnel import draw_funnel, studies_filled
from drypoint.public.library.calculator.repeating import Recipe, recipes
from drypoint.public.library.calculator.words import MEASURE_NAMES, METHOD_NAMES, plot_words

MOST_STUDIES = 500
# Beyond these a picture is longer than anybody reads, and a page heavier than it should be.
MOST_DRAWN = 120
FEWEST_FOR_BIAS = 10
# Both variances of a model of three levels are searched for; beyond these the search takes longer than anybody waits.
MOST_IN_LEVELS = 60


class TooManyStudiesError(EvidenceError):
    """More studies than the page takes; the command line has no such limit."""


@dataclass(frozen=True)
class AnswerFact:
    """One number of the pool: on the scale of the analysis, and on the natural one where that differs."""

    name: str
    value: str
    natural: str = ""


@dataclass(frozen=True)
class Plot:
    """A figure, and the name under which it is given out as a file."""

    name: str
    title: str
    svg: SafeString


@dataclass(frozen=True)
class StudyRow:
    """A study: its effect with the interval, its weight in percent, and the pool without it."""

    name: str
    effect: str
    weight: str
    without: str


@dataclass(frozen=True)
class InfluenceRow:
    """What leaving a study out does: the usual diagnostics, and whether they stand out by metafor's rule."""

    name: str
    residual: str
    dffits: str
    cooks_distance: str
    covariance_ratio: str
    hat: str
    stands_out: bool


@dataclass(frozen=True)
class TrialsRow:
    """The pool where trials give several effects, in one way of reckoning with that; heterogeneity in words."""

    name: str
    estimate: str
    p: str
    spread: str


@dataclass(frozen=True)
class CalculatorAnswer:
    """The answer as the page shows it."""

    analysis: Analysis
    heading: str
    sentence: str
    facts: tuple[AnswerFact, ...]
    groups: tuple[tuple[str, str, str], ...]
    between: str
    coefficients: tuple[tuple[str, str, str], ...]
    studies: tuple[StudyRow, ...]
    influences: tuple[InfluenceRow, ...]
    trials: tuple[TrialsRow, ...]
    has_natural: bool
    bias: tuple[AnswerFact, ...]
    bias_note: str
    is_drawn: bool
    plots: tuple[Plot, ...]
    notes: tuple[str, ...]
    recipes: tuple[Recipe, ...]
    citation: str


def read(content: bytes) -> tuple[str, Table]:
    """Return a table with the text that it was read from. Raises EvidenceError, TableError."""
    text, notes = decoded(content)
    table = read_table(text, notes)
    refuse_too_many(len(table))
    return text, table


def refuse_too_many(studies: int) -> None:
    """Raise TooManyStudiesError for more studies than the page takes."""
    if studies > MOST_STUDIES:
        raise TooManyStudiesError(
            "The table has {count} studies; this page takes up to {most}. The command line has no such limit.",
            count=studies,
            most=MOST_STUDIES,
        )


def said(sentence: str) -> str:
    """Return a sentence of the engine in the reader's language."""
    return in_words(sentence, _, ngettext, plot_words().decimal)


def draw(
    analysis: Analysis, target: Target = "page", sides: tuple[str, str] = ("", "")
) -> dict[str, Callable[[], str]]:
    """Return how each figure that this analysis has is drawn, by its name."""
    words = plot_words()
    if len(analysis.studies) > MOST_DRAWN:
        return {}
    if analysis.regression is not None:
        has_one_of_numbers = (
            len(analysis.regression.coefficients) == 2 and "[" not in analysis.regression.coefficients[1].name
        )
        if not has_one_of_numbers:
            return {}
        return {"bubble": lambda: draw_bubbles(analysis, words=words, target=target)}
    found: dict[str, Callable[[], str]] = {
        "forest": lambda: draw_forest(analysis, words=words, target=target, sides=sides),
        "funnel": lambda: draw_funnel(analysis, words=words, target=target),
    }
    if analysis.question.method not in TABLE_METHODS and analysis.measure.no_effect is not None:
        found["contours"] = lambda: draw_funnel(
            analysis, words=words, target=target, prefix="contours", filled=_filled(analysis), has_contours=True
        )
    if analysis.question.method not in TABLE_METHODS:
        found["cumulative"] = lambda: draw_cumulative(analysis, words=words, target=target)
        if analysis.pool is not None and analysis.pool.se > 0:
            found["drapery"] = lambda: draw_drapery(analysis, words=words, target=target)
    return found


def _filled(analysis: Analysis) -> list[tuple[float, float]]:
    """Return what trim and fill adds, nothing where there are too few studies for it to tell anything."""
    if analysis.pool is None or analysis.pool.k < FEWEST_FOR_BIAS:
        return []
    try:
        return studies_filled(analysis)
    except EvidenceError:
        return []


def show(
    table: Table, question: Question, text: str, today: date, sides: tuple[str, str] = ("", "")
) -> CalculatorAnswer:
    """Answer. Raises EvidenceError where there is no answer, TableError with the line of an impossible row."""
    analysis = analyse(table, question)
    pool = analysis.pool
    natural = way_back(analysis.measure, analysis.effects)
    bias, bias_note = _bias(analysis)
    groups = analysis.subgroups
    return CalculatorAnswer(
        analysis=analysis,
        heading=f"{MEASURE_NAMES[question.measure]}, {_method(question)}",
        sentence=_sentence(analysis),
        facts=_facts(analysis, pool, natural) if pool else _regression_facts(analysis),
        groups=tuple(
            (level, str(group.k), _interval(natural, group.estimate, group.ci_low, group.ci_high))
            for level, group in groups.groups
        )
        if groups
        else (),
        between=f"Q = {_n(groups.q)}, {groups.q_df} df, {_p(groups.q_p)}" if groups and groups.q is not None else "",
        coefficients=tuple(
            (row.name, f"{_n(row.estimate, 4)} ({_n(row.ci_low, 4)}; {_n(row.ci_high, 4)})", _p(row.p))
            for row in (analysis.regression.coefficients if analysis.regression else ())
        ),
        studies=_studies(analysis, natural),
        influences=_influences(analysis),
        trials=_trials(analysis, natural),
        has_natural=natural is not None,
        bias=bias,
        bias_note=bias_note,
        is_drawn=len(analysis.studies) <= MOST_DRAWN,
        plots=_plots(analysis, sides),
        notes=tuple(said(note) for note in dict.fromkeys(analysis.notes)),
        recipes=tuple(recipes(question, *signs(text), table)),
        citation=_citation(question, today),
    )


def _n(value: float | None, digits: int = 3) -> str:
    if value is None or not math.isfinite(value):
        return "–"
    if value and abs(value) < 10**-digits:
        mantissa, _e, power = f"{value:.2e}".partition("e")
        return f"{plot_words().number(float(mantissa))} · 10^{int(power)}"
    return plot_words().number(value, digits)


def _p(value: float | None) -> str:
    if value is None:
        return "p –"
    return f"p < {plot_words().number(0.0001, 4)}" if value < 0.0001 else f"p = {plot_words().number(value, 4)}"


def _interval(natural: Callable[[float], float] | None, *values: float) -> str:
    estimate, low, high = (_n(natural(value) if natural else value) for value in values)
    return _("%(estimate)s (%(low)s to %(high)s)") % {"estimate": estimate, "low": low, "high": high}


def _method(question: Question) -> str:
    adjusted = ", Knapp–Hartung" if question.options.adjusts else ""
    return f"{METHOD_NAMES[question.method]}{adjusted}"


def _sentence(analysis: Analysis) -> str:
    """Say first what was found, and never more than the interval does."""
    measure = str(MEASURE_NAMES[analysis.question.measure])
    if analysis.regression is not None:
        found = analysis.regression
        alpha = 1 - analysis.question.options.level / 100
        is_seen = found.qm_p is not None and found.qm_p < alpha
        told = (
            ngettext(
                "%(count)d study. The effect goes along with: %(names)s (%(p)s).",
                "%(count)d studies. The effect goes along with: %(names)s (%(p)s).",
                found.k,
            )
            if is_seen
            else ngettext(
                "%(count)d study. No reliable relation was found with: %(names)s (%(p)s).",
                "%(count)d studies. No reliable relation was found with: %(names)s (%(p)s).",
                found.k,
            )
        )
        return told % {"count": found.k, "names": ", ".join(analysis.question.moderators), "p": _p(found.qm_p)}
    pool = analysis.pool
    assert pool is not None  # noqa: S101 (an analysis has the one or the other)
    natural = way_back(analysis.measure, analysis.effects)
    estimate = _interval(natural, pool.estimate, pool.ci_low, pool.ci_high)
    told = ngettext(
        "%(count)d study. %(measure)s: %(found)s.",
        "%(count)d studies together. %(measure)s: %(found)s.",
        pool.k,
    ) % {"count": pool.k, "measure": measure, "found": estimate}
    none = analysis.measure.no_effect
    if none is None:
        return told
    if pool.ci_low <= none <= pool.ci_high:
        return f"{told} " + _("The interval holds “no difference”.")
    return f"{told} " + _("The interval does not hold “no difference”.")


def _facts(analysis: Analysis, pool: Pool, natural: Callable[[float], float] | None) -> tuple[AnswerFact, ...]:
    level = plot_words().number(pool.level, 0 if pool.level == int(pool.level) else 1)

    def back(low: float | None, high: float | None) -> str:
        if natural is None or low is None or high is None:
            return ""
        return _("%(low)s to %(high)s") % {"low": _n(natural(low)), "high": _n(natural(high))}

    def span(low: float | None, high: float | None) -> str:
        if low is None or high is None:
            return "–"
        return _("%(low)s to %(high)s") % {"low": _n(low, 4), "high": _n(high, 4)}

    facts = [
        AnswerFact(_("Studies (k)"), str(pool.k)),
        AnswerFact(_("Estimate"), _n(pool.estimate, 4), _n(natural(pool.estimate)) if natural else ""),
        AnswerFact(
            _("%(level)s %% confidence interval") % {"level": level},
            span(pool.ci_low, pool.ci_high),
            back(pool.ci_low, pool.ci_high),
        ),
        AnswerFact(_("Standard error"), _n(pool.se, 4)),
        AnswerFact("p", _p(pool.p).removeprefix("p = ").removeprefix("p ")),
        AnswerFact(
            _("%(level)s %% prediction interval") % {"level": level},
            span(pool.pi_low, pool.pi_high),
            back(pool.pi_low, pool.pi_high),
        ),
    ]
    if pool.q_df > 0:
        interval = pool.tau2_ci
        facts += [
            AnswerFact("τ²", _n(pool.tau2, 4) + (f" ({span(*interval)})" if interval else "")),
            AnswerFact("I²", f"{_n(pool.i2, 1)} %"),
            AnswerFact("H²", _n(pool.h2, 2)),
            AnswerFact("Q", f"{_n(pool.q, 2)}, {pool.q_df} df, {_p(pool.q_p)}"),
        ]
    return tuple(facts)


def _regression_facts(analysis: Analysis) -> tuple[AnswerFact, ...]:
    found = analysis.regression
    assert found is not None  # noqa: S101 (an analysis without a pool has a regression)
    facts = [
        AnswerFact(_("Studies (k)"), str(found.k)),
        AnswerFact(_("Remaining τ²"), _n(found.tau2, 4)),
        AnswerFact("R²", f"{_n(found.r2, 1)} %"),
        AnswerFact("I²", f"{_n(found.i2, 1)} %"),
        AnswerFact(_("Q of what remains"), f"{_n(found.q, 2)}, {found.q_df} df, {_p(found.q_p)}"),
    ]
    if found.qm is not None:
        name = f"F({found.qm_df}, {found.q_df})" if found.adjusted else f"Q({found.qm_df})"
        facts.append(AnswerFact(_("All moderators together"), f"{name} = {_n(found.qm, 2)}, {_p(found.qm_p)}"))
    return tuple(facts)


def _studies(analysis: Analysis, natural: Callable[[float], float] | None) -> tuple[StudyRow, ...]:
    found = analysis.pool or analysis.regression
    assert found is not None  # noqa: S101 (an analysis has the one or the other)
    without = _without(analysis, natural)
    reach = 1.959963984540054
    rows = []
    numbers = zip(analysis.studies, analysis.effects.yi, analysis.effects.vi, found.weights, without, strict=True)
    for name, effect, variance, weight, rest in numbers:
        half = reach * math.sqrt(variance) if math.isfinite(variance) else math.nan
        shown = _interval(natural, effect, effect - half, effect + half) if math.isfinite(half) else "–"
        rows.append(StudyRow(name, shown, _n(float(weight), 1), rest))
    return tuple(rows)


def _without(analysis: Analysis, natural: Callable[[float], float] | None) -> Sequence[str]:
    """Return the pool without each study; blank where the model has no such thing."""
    pool = analysis.pool
    if pool is None or pool.k < 3 or analysis.question.method in TABLE_METHODS:
        return [""] * len(analysis.studies)
    rest = leave_one_out(pool.yi, pool.vi, analysis.question.options)
    return [_interval(natural, one.estimate, one.ci_low, one.ci_high) for one in rest]


def _influences(analysis: Analysis) -> tuple[InfluenceRow, ...]:
    """Return the influence of each study, nothing for fewer than three or where the model has no such thing."""
    pool = analysis.pool
    if pool is None or pool.k < 3 or analysis.question.method in TABLE_METHODS:
        return ()
    found = influence(pool.yi, pool.vi, analysis.question.options)
    return tuple(
        InfluenceRow(
            name,
            residual=_n(one.residual),
            dffits=_n(one.dffits),
            cooks_distance=_n(one.cooks_distance),
            covariance_ratio=_n(one.covariance_ratio),
            hat=f"{_n(100 * one.hat, 1)} %",
            stands_out=one.is_influential,
        )
        for name, one in zip(analysis.studies, found, strict=True)
    )


def _trials(analysis: Analysis, natural: Callable[[float], float] | None) -> tuple[TrialsRow, ...]:
    """Return the pools that reckon with several effects of one trial; nothing where no two rows share a name."""
    pool, names = analysis.pool, analysis.studies
    if pool is None or analysis.question.method in TABLE_METHODS or len(names) > MOST_DRAWN:
        return ()
    if not 2 <= len(set(names)) < len(names):
        return ()
    options = analysis.question.options
    found = []
    with suppress(EvidenceError):  # trials that agree exactly have no robust variance
        found.append((_("Robust variance"), robust_pool(pool.yi, pool.vi, names, options)))
    if len(names) <= MOST_IN_LEVELS:
        found.append((_("Three levels"), three_level_pool(pool.yi, pool.vi, names, level=options.level)))
    return tuple(
        TrialsRow(
            name,
            _interval(natural, one.estimate, one.ci_low, one.ci_high),
            _p(one.p),
            _n(one.tau2, 4)
            if one.tau2_within is None
            else _("%(between)s between trials, %(within)s within")
            % {"between": _n(one.tau2, 4), "within": _n(one.tau2_within, 4)},
        )
        for name, one in found
    )


def _bias(analysis: Analysis) -> tuple[tuple[AnswerFact, ...], str]:
    pool = analysis.pool
    if pool is None or analysis.question.method in TABLE_METHODS:
        return (), ""
    if pool.k < FEWEST_FOR_BIAS:
        return (), _("Below ten studies, tests for small-study effects hardly tell anything; they are left out.")
    natural = way_back(analysis.measure, analysis.effects)
    facts: list[AnswerFact] = []
    problems: list[str] = []

    def add(name: str, test: Callable[[], str]) -> None:
        try:
            facts.append(AnswerFact(name, test()))
        except EvidenceError as problem:
            problems.append(said(problem.sentence))

    def of_egger() -> str:
        found = egger(pool.yi, pool.vi)
        return f"{_n(found.bias)}, t = {_n(found.t, 2)}, {found.df} df, {_p(found.p)}"

    def of_begg() -> str:
        found = begg(pool.yi, pool.vi)
        return f"τ = {_n(found.tau)}, {_p(found.p)}"

    def of_filling() -> str:
        found = trim_and_fill(pool.yi, pool.vi, analysis.question.options)
        filled = _interval(natural, found.pool.estimate, found.pool.ci_low, found.pool.ci_high)
        return ngettext(
            "%(count)d study seems to be missing; with it: %(pool)s",
            "%(count)d studies seem to be missing; with them: %(pool)s",
            found.missing,
        ) % {"count": found.missing, "pool": filled}

    add(_("Egger's test"), of_egger)
    add(_("Begg's test"), of_begg)

    def of_unseen() -> str:
        found = fail_safe(pool.yi, pool.vi, alpha=(100 - analysis.question.options.level) / 100)
        return _("%(rosenthal)d after Rosenthal, %(rosenberg)d after Rosenberg") % {
            "rosenthal": found.rosenthal,
            "rosenberg": found.rosenberg,
        }

    add(_("Trim and fill"), of_filling)
    add(_("Unseen studies without effect that would undo the result"), of_unseen)
    note = _(
        "None of these proves that studies are missing: other differences between small and large studies do the same."
    )
    return tuple(facts), " ".join([note, *problems])


def _plots(analysis: Analysis, sides: tuple[str, str]) -> tuple[Plot, ...]:
    titles = {
        "forest": _("Forest plot"),
        "funnel": _("Funnel plot"),
        "contours": _("Funnel plot with contours of p and filled studies"),
        "cumulative": _("How the pool moved as studies joined"),
        "drapery": _("p-value functions"),
        "bubble": _("Meta-regression"),
    }
    # Drawn by us; the names in them are escaped there.
    drawings = draw(analysis, sides=sides).items()
    return tuple(Plot(name, titles[name], mark_safe(drawing())) for name, drawing in drawings)  # noqa: S308


def signs(text: str) -> tuple[str, str]:
    """Return what separates the cells and the decimals of a table, for programs that must be told."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    separator = next((sign for sign in (";", "\t", "|") if sign in header), ",")
    has_commas = separator != "," and re.search(r"\d,\d", text) is not None
    return separator, "," if has_commas else "."


def _citation(question: Question, today: date) -> str:
    return _("Calculated with Drypoint %(version)s (%(measure)s, %(method)s) on %(day)s.") % {
        "version": __version__,
        "measure": question.measure,
        "method": question.method + (" + Knapp–Hartung" if question.options.adjusts else ""),
        "day": date_format(today, "DATE_FORMAT"),
    }
