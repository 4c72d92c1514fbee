"""From a table of studies to an answer: effects, pool, subgroups or meta-regression."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from drypoint.knowledge.evidence.distributions import chi2_above
from drypoint.knowledge.evidence.effects import MEASURES, AddTo, EffectSizes, Measure, effect_sizes
from drypoint.knowledge.evidence.effects.rows import BoolArray, FloatArray
from drypoint.knowledge.evidence.errors import EvidenceError, ImpossibleRowError, NoEffectError, TableError
from drypoint.knowledge.evidence.mantel_haenszel import MEASURES_OF_MH, mantel_haenszel, mantel_haenszel_rates, peto
from drypoint.knowledge.evidence.names import with_known_names
from drypoint.knowledge.evidence.pooling import Options, Pool, pool_checked
from drypoint.knowledge.evidence.regression import (
    Regression,
    Subgroups,
    between,
    design_matrix,
    refuse_many,
    regress_design,
)
from drypoint.knowledge.evidence.sentences import Counted, Sentence
from drypoint.knowledge.evidence.table import Table

TABLE_METHODS = ("MH", "PETO")

_STANDARDISED = ("SMD", "SMD_REVMAN", "SMDH", "SMCC", "SMCR")
_HARDLY_POSSIBLE = 3.0
_TOTAL = re.compile(
    r"(?:sub-?|grand )?totals?(?: \(.*\))?:?|sum|overall(?: effect)?|pooled(?: estimate)?|all studies|summe|gesamt"
    r"|ukupno|zbroj",
    re.IGNORECASE,
)
# How seldom chance alone makes effects agree better than this before the variances are doubted, and from how many on.
_TOO_GOOD = 0.02
_ENOUGH_TO_DOUBT = 8
# A back-transformed double arcsine stands for one sample size; between these it is not to be relied on
# (Schwarzer et al. 2019, doi 10.1002/jrsm.1348).
_SIZES_APART = 10.0


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a table.

    ``method`` may be MH or PETO beside the methods of Options; ``add`` is the constant for zero cells, None for
    metafor's default; ``by`` names the column of subgroups, ``moderators`` those of a meta-regression.
    """

    measure: str
    method: str = "REML"
    options: Options = field(default_factory=Options)
    add: float | None = None
    to: AddTo = "only0"
    by: str | None = None
    moderators: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.measure not in MEASURES:
            raise EvidenceError(
                "There is no measure “{measure}”; known are {known}.",
                measure=self.measure,
                known=", ".join(MEASURES),
            )
        if self.by and self.moderators:
            raise EvidenceError("Ask for subgroups (--by) or for a meta-regression (--mod), not for both at once.")
        if self.add is not None and not (math.isfinite(self.add) and self.add >= 0):
            raise EvidenceError("The constant for zero cells (--add) must be 0 or above.")
        if self.method in TABLE_METHODS:
            self._check_table_method()

    def _check_table_method(self) -> None:
        fitting = MEASURES_OF_MH if self.method == "MH" else ("OR", "PETO")
        if self.measure not in fitting:
            raise EvidenceError(
                "The method {method} pools {fitting}, not {measure}.",
                method=self.method,
                fitting=", ".join(fitting),
                measure=self.measure,
            )
        if self.options.adjusts:
            raise EvidenceError("Knapp–Hartung (--hk) does not exist for the method {method}.", method=self.method)
        if self.moderators:
            raise EvidenceError("A meta-regression (--mod) does not exist for the method {method}.", method=self.method)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The answer: the studies' effects with either a pool (and perhaps subgroups) or a regression.

    ``given`` holds the columns of numbers that the effects were made of.
    """

    question: Question
    studies: tuple[str, ...]
    effects: EffectSizes
    pool: Pool | None
    subgroups: Subgroups | None
    regression: Regression | None
    notes: tuple[str, ...]
    labels: tuple[str, ...] = ()
    given: Mapping[str, FloatArray] = field(default_factory=dict)

    def names_by_group(self) -> list[list[str]]:
        """Return the names of the studies of each subgroup, in the order of the subgroups."""
        return [
            [name for name, label in zip(self.studies, self.labels, strict=True) if label == level]
            for level in dict.fromkeys(self.labels)
        ]

    @property
    def measure(self) -> Measure:
        """Return the measure that was pooled."""
        return MEASURES[self.question.measure]


def analyse(table: Table, question: Question) -> Analysis:
    """Answer a question from a table.

    Raises TableError with the line of an impossible row, EvidenceError where there is no answer.
    """
    table, wanted, named = _prepared(table, MEASURES[question.measure])
    columns = _columns(table, MEASURES[question.measure], wanted)
    thousands = table.notes_on_thousands(wanted)
    table, columns, left_out = _with_effects(table, columns, question)
    studies = tuple(table.text("study")) if "study" in table else tuple(str(i + 1) for i in range(len(table)))
    notes = [*table.notes, *named, *thousands, *left_out, *_notes_on_names(table, studies)]
    may_add = MEASURES[question.measure].may_add
    if question.add is not None and not may_add:
        notes.append(Sentence("{measure} has no zero cells; --add changes nothing.", measure=question.measure))
    labels = table.text(question.by) if question.by else []
    moderators = {name: _moderator(table, name) for name in question.moderators}
    try:
        effects = (
            effect_sizes(question.measure, columns, add=question.add if may_add else None, to=question.to)
            if (question.method not in TABLE_METHODS)
            else None
        )
        if effects is not None and question.moderators:
            design, names = design_matrix(moderators, len(table))
            found = regress_design(effects.yi, effects.vi, design, names, question.options)
            return Analysis(question, studies, effects, None, None, found, (*notes, *effects.notes))
        if effects is not None and question.measure in _STANDARDISED:
            notes += _notes_on_size(studies, effects)
        notes += _notes_on_sizes_apart(columns, question.measure)
        everybody = np.ones(len(table), dtype=np.bool_)
        pooled, effects = _pooled(columns, everybody, effects, question)
    except ImpossibleRowError as problem:
        raise TableError(table.lines[problem.row], problem.reason) from None
    groups = _grouped(columns, effects, labels, question) if question.by else None
    own_notes = effects.notes if question.method not in TABLE_METHODS else ()
    everything = (*notes, *own_notes, *pooled.notes, *_notes_on_agreement(pooled, question))
    return Analysis(question, studies, effects, pooled, groups, None, everything, tuple(labels), columns)


def columns_read(table: Table, measure: str) -> dict[str, str]:
    """Return under which name the table has each column that a measure is read from, and the studies' names.

    ai, n1, ci, n2 in place of the cells of a two by two table mean events and totals. Raises TableError.
    """
    prepared, wanted, _notes = _prepared(table, MEASURES[measure])
    place = prepared.header.index
    return {name: table.header[place(name)] for name in (*wanted, "study") if name in prepared}


def _prepared(table: Table, measure: Measure) -> tuple[Table, tuple[str, ...], tuple[Sentence, ...]]:
    """Find the columns that a measure needs, whatever they are called, and take the rows that are studies."""
    table, named = with_known_names(table, ("study", *measure.columns))
    wanted = measure.columns
    if measure.code == "GEN" and "vi" not in table:
        table, more = with_known_names(table, ("sei",))
        named = (*named, *more)
        wanted = ("yi", "sei") if "sei" in table else wanted
    elif wanted == ("ai", "bi", "ci", "di") and not {"bi", "di"} & set(table.header):
        table, more = with_known_names(table, ("n1", "n2"))
        named = (*named, *more)
        wanted = ("ai", "n1", "ci", "n2") if "n1" in table and "n2" in table else wanted
    missing = [name for name in wanted if name not in table]
    if missing:
        raise TableError(
            table.header_line,
            "{code} needs the columns study, {columns}; missing: {missing}.",
            code=measure.code,
            columns=", ".join(measure.columns),
            missing=", ".join(name for name in measure.columns if name not in table),
        )
    _refuse_totals(table)
    return table.without_empty(wanted), wanted, named


def _refuse_totals(table: Table) -> None:
    if "study" not in table:
        return
    place = table.header.index("study")
    for row, line in zip(table.rows, table.lines, strict=True):
        if _TOTAL.fullmatch(row[place]):
            raise TableError(
                line,
                "the row “{name}” looks like a sum of the studies above it, which would count them twice; take it out.",
                name=row[place],
            )


def _columns(table: Table, measure: Measure, wanted: tuple[str, ...]) -> dict[str, FloatArray]:
    given = table.numbers(wanted)
    if "sei" in given:
        for line, value in zip(table.lines, given["sei"], strict=True):
            if value <= 0:
                raise TableError(line, "sei is not above 0: an effect without spread cannot be weighed.")
        return {"yi": given["yi"], "vi": given["sei"] ** 2}
    if wanted == measure.columns:
        return given
    for events, total in (("ai", "n1"), ("ci", "n2")):
        for line, had_it, all_of_them in zip(table.lines, given[events], given[total], strict=True):
            if had_it > all_of_them:
                raise TableError(
                    line,
                    "there are more events ({events:g}) than people ({total:g}).",
                    events=float(had_it),
                    total=float(all_of_them),
                )
    return {"ai": given["ai"], "bi": given["n1"] - given["ai"], "ci": given["ci"], "di": given["n2"] - given["ci"]}


def _with_effects(
    table: Table, columns: dict[str, FloatArray], question: Question
) -> tuple[Table, dict[str, FloatArray], tuple[str, ...]]:
    """Leave out the studies that have no effect because nothing may be added to their zero cells, with a note."""
    nothing_added = question.add == 0 or question.to == "none"
    if question.method in TABLE_METHODS or not (nothing_added and MEASURES[question.measure].may_add):
        return table, columns, ()
    try:
        effect_sizes(question.measure, columns, add=question.add, to=question.to)
    except NoEffectError as problem:
        if len(problem.rows) == len(table):
            raise TableError(table.lines[problem.row], problem.reason) from None
        kept = np.setdiff1d(np.arange(len(table)), problem.rows)
        note = Sentence(
            "Left out, because a zero cell without an added constant leaves no effect: {studies} (line {lines}).",
            studies=Counted(len(problem.rows), "{count} study", "{count} studies"),
            lines=", ".join(str(table.lines[row]) for row in problem.rows[:8])
            + (" …" if len(problem.rows) > 8 else ""),
        )
        return table.only(kept.tolist()), {name: values[kept] for name, values in columns.items()}, (note,)
    except ImpossibleRowError:
        pass
    return table, columns, ()


def _moderator(table: Table, name: str) -> Sequence[float] | Sequence[str]:
    words = table.text(name)
    if table.is_numeric(name):
        numbers: list[float] = table.numbers((name,))[name].tolist()
        return numbers
    return words


def _notes_on_names(table: Table, studies: tuple[str, ...]) -> tuple[str, ...]:
    if "study" not in table:
        return (Sentence("There is no column “study”; the studies are numbered."),)
    twice = sorted({name for name in studies if studies.count(name) > 1}) if len(set(studies)) < len(studies) else []
    if not twice:
        return ()
    return (
        Sentence(
            "Named more than once: {names}. Several effects of one study are not independent; the pool treats them as "
            "if they were.",
            names=", ".join(twice[:5]),
        ),
    )


def _notes_on_size(studies: tuple[str, ...], effects: EffectSizes) -> tuple[str, ...]:
    large = [name for name, effect in zip(studies, effects.yi, strict=True) if abs(effect) > _HARDLY_POSSIBLE]
    if not large:
        return ()
    return (
        Sentence(
            "More than {limit:g} standard deviations apart: {names}. Is a standard error given?",
            limit=_HARDLY_POSSIBLE,
            names=", ".join(large[:5]),
        ),
    )


def _notes_on_sizes_apart(columns: dict[str, FloatArray], measure: str) -> tuple[str, ...]:
    if measure not in ("PFT", "IRFT"):
        return ()
    sizes = columns["ni" if measure == "PFT" else "ti"]
    if sizes.max() <= _SIZES_APART * sizes.min():
        return ()
    return (
        Sentence(
            "The studies are of very different size ({least:g} to {most:g}): turned back to its natural scale, the "
            "pooled {measure} can lie far from every study. Use {better} instead.",
            least=float(sizes.min()),
            most=float(sizes.max()),
            measure=measure,
            better="PLO" if measure == "PFT" else "IRLN",
        ),
    )


def _notes_on_agreement(pooled: Pool, question: Question) -> tuple[str, ...]:
    if question.measure != "GEN" or pooled.k < _ENOUGH_TO_DOUBT or 1 - chi2_above(pooled.q, pooled.q_df) > _TOO_GOOD:
        return ()
    return (
        Sentence(
            "The effects agree better than chance allows with these variances (Q = {q:.2f} on {df} degrees of "
            "freedom). Are standard errors given as vi? Then name the column sei.",
            q=pooled.q,
            df=pooled.q_df,
        ),
    )


def _pooled(
    columns: dict[str, FloatArray], chosen: BoolArray, effects: EffectSizes | None, question: Question
) -> tuple[Pool, EffectSizes]:
    if effects is not None and question.method not in TABLE_METHODS:
        return pool_checked(effects.yi[chosen], effects.vi[chosen], question.options), effects
    cells = [columns[name][chosen] for name in MEASURES[question.measure].columns]
    add = 0.5 if question.add is None else question.add
    level = question.options.level
    if question.method == "PETO":
        return peto(*cells, level=level, add=add, to=question.to)
    if question.measure in ("IRR", "IRD"):
        return mantel_haenszel_rates(question.measure, *cells, level=level, add=add, to=question.to)
    return mantel_haenszel(question.measure, *cells, level=level, add=add, to=question.to)


def _grouped(
    columns: dict[str, FloatArray], effects: EffectSizes, labels: Sequence[str], question: Question
) -> Subgroups:
    refuse_many(question.by or "", len(set(labels)))
    groups = []
    for level in dict.fromkeys(labels):
        chosen = np.array([label == level for label in labels])
        try:
            found, _ = _pooled(columns, chosen, effects, question)
        except EvidenceError as problem:
            raise EvidenceError("Subgroup “{level}”: {problem}", level=level, problem=problem.sentence) from None
        groups.append((level, found))
    return between(groups)
