"""The words in a plot, so that a page can pass them in its language."""

from dataclasses import dataclass

from drypoint.knowledge.figures.scales import minus


@dataclass(frozen=True, slots=True)
class Words:
    """Labels of a plot in English; ``decimal`` is the sign between whole and broken part."""

    study: str = "Study"
    effect: str = "Effect"
    interval: str = "{level} % interval"
    weight: str = "Weight"
    pooled: str = "All studies"
    pooled_one: str = "One study"
    prediction: str = "Prediction interval"
    heterogeneity: str = "Between studies"
    standard_error: str = "Standard error"
    p_value: str = "p"
    added: str = "Filled in"
    forest: str = "Forest plot of {count} studies"
    funnel: str = "Funnel plot of {count} studies"
    bubble: str = "Meta-regression of {count} studies on {moderator}"
    drapery: str = "p-value functions of {count} studies"
    cumulative: str = "Cumulative pool of {count} studies"
    result: str = "{name}: {estimate} ({low} to {high})."
    decimal: str = "."

    def number(self, value: float, digits: int = 2) -> str:
        """Write a number with a true minus sign and the decimal sign of the language."""
        written = f"{value:.{digits}f}"
        if float(written) == 0:
            written = written.lstrip("-")
        return minus(written).replace(".", self.decimal)


ENGLISH = Words()
