"""Names of measures and models, and the labels of plots, in the language of the reader."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from drypoint.knowledge.figures.words import Words
from drypoint.knowledge.language import language_of

MEASURE_NAMES: Final[dict[str, Promise]] = {
    "MD": gettext_lazy("Mean difference"),
    "SMD": gettext_lazy("Standardised mean difference"),
    "SMD_REVMAN": gettext_lazy("Standardised mean difference (RevMan)"),
    "SMDH": gettext_lazy("Standardised mean difference, unequal spread"),
    "ROM": gettext_lazy("Ratio of means"),
    "MC": gettext_lazy("Mean change"),
    "SMCC": gettext_lazy("Standardised mean change"),
    "SMCR": gettext_lazy("Standardised mean change (raw score)"),
    "RR": gettext_lazy("Risk ratio"),
    "OR": gettext_lazy("Odds ratio"),
    "RD": gettext_lazy("Risk difference"),
    "AS": gettext_lazy("Arcsine difference"),
    "PETO": gettext_lazy("Peto odds ratio"),
    "IRR": gettext_lazy("Rate ratio"),
    "IRD": gettext_lazy("Rate difference"),
    "PR": gettext_lazy("Proportion"),
    "PLN": gettext_lazy("Log proportion"),
    "PLO": gettext_lazy("Logit proportion"),
    "PAS": gettext_lazy("Arcsine proportion"),
    "PFT": gettext_lazy("Freeman–Tukey proportion"),
    "IR": gettext_lazy("Rate"),
    "IRLN": gettext_lazy("Log rate"),
    "IRS": gettext_lazy("Square-root rate"),
    "IRFT": gettext_lazy("Freeman–Tukey rate"),
    "COR": gettext_lazy("Correlation"),
    "UCOR": gettext_lazy("Unbiased correlation"),
    "ZCOR": gettext_lazy("Fisher's z"),
    "GEN": gettext_lazy("Effect with its variance"),
}
METHOD_NAMES: Final[dict[str, Promise]] = {
    "REML": gettext_lazy("Random effects, REML"),
    "DL": gettext_lazy("Random effects, DerSimonian–Laird"),
    "PM": gettext_lazy("Random effects, Paule–Mandel"),
    "ML": gettext_lazy("Random effects, maximum likelihood"),
    "EB": gettext_lazy("Random effects, empirical Bayes"),
    "HE": gettext_lazy("Random effects, Hedges"),
    "HS": gettext_lazy("Random effects, Hunter–Schmidt"),
    "SJ": gettext_lazy("Random effects, Sidik–Jonkman"),
    "EE": gettext_lazy("Equal effects"),
    "MH": gettext_lazy("Mantel–Haenszel"),
    "PETO": gettext_lazy("Peto"),
}


def plot_words() -> Words:
    """Return the labels of a plot, and how it writes numbers."""
    return Words(
        study=_("Study"),
        effect=_("Effect"),
        interval=_("{level} % interval"),
        weight=_("Weight"),
        pooled=_("All studies"),
        pooled_one=_("One study"),
        standard_error=_("Standard error"),
        forest=_("Forest plot (k = {count})"),
        funnel=_("Funnel plot (k = {count})"),
        bubble=_("Meta-regression on {moderator} (k = {count})"),
        drapery=_("p-value functions (k = {count})"),
        cumulative=_("Cumulative pool (k = {count})"),
        prediction=_("{level} % prediction interval {low} to {high}"),
        result=_("{name}: {estimate} ({low} to {high})."),
        between=_("between the groups: Q = {q} (df = {df}), {p}"),
        group_1=_("Group 1"),
        group_2=_("Group 2"),
        events=_("events/all"),
        means=_("mean (SD), n"),
        contours=_("Funnel plot with contours of p (k = {count})"),
        decimal=language_of(get_language()).decimal,
        measures={code: str(name) for code, name in MEASURE_NAMES.items()},
    )
