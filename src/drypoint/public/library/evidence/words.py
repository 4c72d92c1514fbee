"""The words for conditions, questions, comparisons and grades in the language of the reader."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from drypoint.knowledge.evidence.certainty import Certainty
from drypoint.knowledge.evidence.questions import Against, Asked
from drypoint.knowledge.evidence.readings import Direction
from drypoint.knowledge.figures.words import Words
from drypoint.knowledge.language import FALLBACK, Text, language_of
from drypoint.knowledge.language.text import text, words_of

ASKED_EXPLAINED: dict[Asked, Promise] = {
    Asked.PAIN_NOW: _("Measured from right after treatment to three months later."),
    Asked.PAIN_LATER: _("Measured more than three months later."),
    Asked.PAIN_UNDATED: _("What we have read does not say when pain was measured."),
    Asked.FUNCTION: _("What people can do: moving, working, caring for themselves."),
}
AGAINST: dict[Against, Promise] = {
    Against.SHAM: _("Compared with sham needling"),
    Against.NOTHING: _("Compared with no treatment"),
    Against.ADDED: _("Added to usual care or exercise"),
    Against.OTHER: _("Compared with another treatment"),
    Against.SEVERAL: _("Compared with several things at once"),
}
THAN: dict[Against, Promise] = {
    Against.SHAM: pgettext_lazy("less pain than …", "with sham needling"),
    Against.NOTHING: pgettext_lazy("less pain than …", "without treatment"),
    Against.ADDED: pgettext_lazy("less pain than …", "with the same care without needles"),
    Against.OTHER: pgettext_lazy("less pain than …", "with another treatment"),
    Against.SEVERAL: pgettext_lazy("less pain than …", "in the comparison groups"),
}
COMPARISON: dict[Against, Promise] = {
    Against.SHAM: pgettext_lazy("between needling and …", "sham needling"),
    Against.NOTHING: pgettext_lazy("between needling and …", "no treatment"),
    Against.ADDED: pgettext_lazy("between needling and …", "the same care without needles"),
    Against.OTHER: pgettext_lazy("between needling and …", "another treatment"),
    Against.SEVERAL: pgettext_lazy("between needling and …", "several treatments or none"),
}
TIMES: dict[str, Promise] = {
    "immediate": _("Right after treatment"),
    "short": _("Up to three months"),
    "medium": _("About half a year"),
    "long": _("A year or longer"),
}
CERTAINTY: dict[Certainty | None, Promise] = {
    Certainty.HIGH: _("high"),
    Certainty.MODERATE: _("moderate"),
    Certainty.LOW: _("low"),
    Certainty.VERY_LOW: _("very low"),
    None: _("not rated"),
}
LEVELS: dict[Certainty | None, int] = {
    Certainty.HIGH: 4,
    Certainty.MODERATE: 3,
    Certainty.LOW: 2,
    Certainty.VERY_LOW: 1,
    None: 0,
}
# In a table's cell, where no size stands beside: who was favoured, never how people fared.
SHORTLY: dict[tuple[Direction, bool], Promise] = {
    (Direction.BETTER, True): _("in favour of needling"),
    (Direction.BETTER, False): _("in favour of needling"),
    (Direction.WORSE, True): _("against needling"),
    (Direction.WORSE, False): _("against needling"),
    (Direction.NO_DIFFERENCE, True): _("no reliable difference"),
    (Direction.NO_DIFFERENCE, False): _("no reliable difference"),
    (Direction.UNKNOWN, True): _("not said"),
    (Direction.UNKNOWN, False): _("not said"),
    (Direction.DISAGREE, True): _("results disagree"),
    (Direction.DISAGREE, False): _("results disagree"),
}
LOOKS_WRONG: dict[str, Promise] = {
    "off centre": _("The estimate does not lie in the middle of its interval."),
    "outside": _("The estimate does not lie inside its interval."),
    "p": _("The printed p does not fit the other numbers."),
    "spread": _("A standard deviation is so small that it may be a standard error."),
    "size": _("The group sizes of the trial do not agree."),
    "events": _("There are more events than people."),
}
ORIGINS: dict[str, Promise] = {"added here": _("added here"), "changed here": _("changed here")}


@dataclass(frozen=True)
class Printed:
    """A cell of the data for a reader: ``language`` is the language it is in, where that is not the page's own."""

    text: str
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@cache
def _dictionary() -> dict[str, Text]:
    """Return for each cell as printed its plain words in languages; without plain English it stays as printed."""
    table = resources.files(__package__).joinpath("printed.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return {row["printed"]: text({**words_of(row), FALLBACK: row[FALLBACK] or row["printed"]}) for row in rows}


def printed(cell: str) -> Printed:
    """Return a cell in the reader's language; one that nobody translated stays English and says so."""
    known, language = _dictionary().get(cell), get_language() or FALLBACK
    words = known.in_(language) if known else cell
    is_foreign = language != (known.language_in(language) if known else FALLBACK)
    return Printed(words, FALLBACK if is_foreign and any(letter.isalpha() for letter in cell) else "")


def figure_words() -> Words:
    """Return how plots write numbers in the reader's language."""
    return Words(decimal=language_of(get_language()).decimal)


def number(value: float, digits: int = 1) -> str:
    """Write a number in the reader's language, with two digits where one would say zero."""
    written = figure_words().number(value, digits)
    return figure_words().number(value, digits + 1) if value and not float(f"{value:.{digits}f}") else written
