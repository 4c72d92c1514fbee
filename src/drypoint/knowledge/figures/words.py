"""The words in a plot, so that a page can pass them in its language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from drypoint.knowledge.evidence.effects import Measure
from drypoint.knowledge.figures.scales import minus


@dataclass(frozen=True, slots=True)
class Words:
    """Labels of a plot in English.

    ``decimal`` is the sign between whole and broken part; ``measures`` holds names of measures by their code.
    """

    study: str = "Study"
    effect: str = "Effect"
    interval: str = "{level} % interval"
    weight: str = "Weight"
    pooled: str = "All studies"
    pooled_one: str = "One study"
    standard_error: str = "Standard error"
    p_value: str = "p"
    forest: str = "Forest plot (k = {count})"
    funnel: str = "Funnel plot (k = {count})"
    bubble: str = "Meta-regression on {moderator} (k = {count})"
    drapery: str = "p-value functions (k = {count})"
    cumulative: str = "Cumulative pool (k = {count})"
    prediction: str = "{level} % prediction interval {low} to {high}"
    result: str = "{name}: {estimate} ({low} to {high})."
    between: str = "between the groups: Q = {q} (df = {df}), {p}"
    group_1: str = "Group 1"
    group_2: str = "Group 2"
    events: str = "events/all"
    means: str = "mean (SD), n"
    contours: str = "Funnel plot with contours of p (k = {count})"
    decimal: str = "."
    measures: Mapping[str, str] = field(default_factory=dict)

    def measure(self, measure: Measure) -> str:
        """Return the name of a measure: the one given for its code, else the English one."""
        return self.measures.get(measure.code, measure.name)

    def number(self, value: float, digits: int = 2) -> str:
        """Write a number with a true minus sign and the decimal sign of the language."""
        written = f"{value:.{digits}f}"
        if float(written) == 0:
            written = written.lstrip("-")
        return minus(written).replace(".", self.decimal)


ENGLISH = Words()
