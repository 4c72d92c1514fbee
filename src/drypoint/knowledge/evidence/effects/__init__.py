"""Effect sizes: from what a trial printed to an effect and its variance.

``MEASURES`` names every measure that can be pooled, with the columns that it needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from numpy.typing import ArrayLike

from drypoint.knowledge.evidence.effects import counts, means, single_group
from drypoint.knowledge.evidence.effects.counts import AddTo
from drypoint.knowledge.evidence.effects.rows import EffectSizes
from drypoint.knowledge.evidence.errors import EvidenceError

__all__ = ["MEASURES", "AddTo", "EffectSizes", "Measure", "effect_sizes"]

Scale = Literal["natural", "log", "logit", "arcsine", "double arcsine", "root", "fisher z"]

_TWO_MEANS = ("m1", "sd1", "n1", "m2", "sd2", "n2")
_TWICE = ("m1", "sd1", "m2", "sd2", "ni", "ri")
_TABLE = ("ai", "bi", "ci", "di")
_TWO_RATES = ("x1i", "t1i", "x2i", "t2i")
_EVENTS = ("xi", "ni")
_RATE = ("xi", "ti")
_CORRELATION = ("ri", "ni")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of effect: its code, its name in words, its columns, its scale, and the function that computes it.

    ``may_add`` says whether a constant can be added to zero cells; ``default_add`` is what is added when nobody says.
    """

    code: str
    name: str
    columns: tuple[str, ...]
    compute: Callable[..., EffectSizes]
    scale: Scale = "natural"
    default_add: float | None = None

    @property
    def may_add(self) -> bool:
        """Tell whether zero cells concern this measure."""
        return self.default_add is not None

    @property
    def no_effect(self) -> float | None:
        """Return the value that means no difference, None for measures of one group."""
        return None if self.columns in (_EVENTS, _RATE) else 0.0


_LISTED = (
    Measure("MD", "Mean difference", _TWO_MEANS, means.mean_difference),
    Measure("SMD", "Standardised mean difference", _TWO_MEANS, means.standardised_mean_difference),
    Measure(
        "SMD_REVMAN", "Standardised mean difference (RevMan)", _TWO_MEANS, means.standardised_mean_difference_revman
    ),
    Measure(
        "SMDH", "Standardised mean difference, unequal spread", _TWO_MEANS, means.standardised_mean_difference_unequal
    ),
    Measure("ROM", "Ratio of means", _TWO_MEANS, means.ratio_of_means, "log"),
    Measure("MC", "Mean change", _TWICE, means.mean_change),
    Measure("SMCC", "Standardised mean change", _TWICE, means.standardised_change),
    Measure("SMCR", "Standardised mean change (raw score)", _TWICE, means.standardised_change_raw),
    Measure("RR", "Risk ratio", _TABLE, counts.risk_ratio, "log", 0.5),
    Measure("OR", "Odds ratio", _TABLE, counts.odds_ratio, "log", 0.5),
    Measure("RD", "Risk difference", _TABLE, counts.risk_difference, "natural", 0.5),
    Measure("AS", "Arcsine difference", _TABLE, counts.arcsine_difference, "arcsine", 0.0),
    Measure("PETO", "Peto odds ratio", _TABLE, counts.peto_odds_ratio, "log", 0.5),
    Measure("IRR", "Rate ratio", _TWO_RATES, counts.rate_ratio, "log", 0.5),
    Measure("IRD", "Rate difference", _TWO_RATES, counts.rate_difference, "natural", 0.5),
    Measure("PR", "Proportion", _EVENTS, single_group.proportion, "natural", 0.5),
    Measure("PLN", "Log proportion", _EVENTS, single_group.log_proportion, "log", 0.5),
    Measure("PLO", "Logit proportion", _EVENTS, single_group.logit_proportion, "logit", 0.5),
    Measure("PAS", "Arcsine proportion", _EVENTS, single_group.arcsine_proportion, "arcsine", 0.0),
    Measure("PFT", "Freeman–Tukey proportion", _EVENTS, single_group.freeman_tukey_proportion, "double arcsine", 0.0),
    Measure("IR", "Rate", _RATE, single_group.rate, "natural", 0.5),
    Measure("IRLN", "Log rate", _RATE, single_group.log_rate, "log", 0.5),
    Measure("IRS", "Square-root rate", _RATE, single_group.root_rate, "root", 0.0),
    Measure("IRFT", "Freeman–Tukey rate", _RATE, single_group.freeman_tukey_rate, "root", 0.0),
    Measure("COR", "Correlation", _CORRELATION, single_group.correlation),
    Measure("UCOR", "Unbiased correlation", _CORRELATION, single_group.unbiased_correlation),
    Measure("ZCOR", "Fisher's z", _CORRELATION, single_group.fisher_z, "fisher z"),
    Measure("GEN", "Effect", ("yi", "vi"), single_group.generic),
)

MEASURES: Mapping[str, Measure] = {measure.code: measure for measure in _LISTED}


def effect_sizes(
    measure: str, columns: Mapping[str, ArrayLike], *, add: float | None = None, to: AddTo = "only0"
) -> EffectSizes:
    """Compute the effects of a measure from named columns.

    ``add`` and ``to`` concern measures with zero cells only; None adds what metafor adds by default.
    Raises EvidenceError for an unknown measure or a missing column, ImpossibleRowError for a row that cannot be.
    """
    known = MEASURES.get(measure)
    if known is None:
        raise EvidenceError(
            "There is no measure “{measure}”; known are {known}.", measure=measure, known=", ".join(MEASURES)
        )
    missing = [name for name in known.columns if name not in columns]
    if missing:
        raise EvidenceError(
            "{measure} needs the columns {columns}; missing: {missing}.",
            measure=measure,
            columns=", ".join(known.columns),
            missing=", ".join(missing),
        )
    values = {name: columns[name] for name in known.columns}
    if known.default_add is None:
        if add is not None:
            raise EvidenceError("{measure} has no zero cells to which a constant could be added.", measure=measure)
        return known.compute(**values)
    return known.compute(**values, add=known.default_add if add is None else add, to=to)
