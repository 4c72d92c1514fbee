"""How well the reading marks a corpus: precision and recall, by class and by state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.screening.corpus import Example, Wanted

from drypoint.knowledge.screening import ReportMark, load, read

STATES = ("present", "negated", "stopped", "other_person", "possible")
CLASSES = ("antithrombotic", "contraindication", "precaution", "red_flag")


@dataclass
class Score:
    """What was found rightly, wrongly, and missed, under each name: "all", a state, a class."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def precision(self, name: str = "all") -> float:
        found = self.right[name] + self.wrong[name]
        return self.right[name] / found if found else 1.0

    def recall(self, name: str = "all") -> float:
        there = self.right[name] + self.missed[name]
        return self.right[name] / there if there else 1.0


def kind_of(key: str) -> str:
    catalogue = load()
    return "antithrombotic" if key in catalogue.drugs else catalogue.items[key].kind


def faults(example: Example) -> tuple[list[Wanted], list[ReportMark], list[Wanted]]:
    """Return what was found rightly, the marks too many, and what was missed.

    A mark is right when key and state are, and its words overlap with the wanted ones; each counts once.
    """
    left = list(read(example.text).marks)
    right, missed = [], []
    for wanted in example.wanted:
        fits = [
            mark
            for mark in left
            if (mark.key, mark.state) == (wanted.key, wanted.state)
            and mark.start < wanted.end
            and wanted.start < mark.end
        ]
        if fits:
            left.remove(fits[0])
            right.append(wanted)
        else:
            missed.append(wanted)
    return right, left, missed


def measured(examples: Iterable[Example]) -> Score:
    score = Score()
    for example in examples:
        right, wrong, missed = faults(example)
        for counter, found in ((score.right, right), (score.wrong, wrong), (score.missed, missed)):
            for one in found:
                counter.update(("all", one.state, kind_of(one.key)))
    return score


def table(score: Score) -> Iterator[str]:
    """Give the lines of the published table."""
    yield "| | marks | precision | recall |"
    yield "| --- | ---: | ---: | ---: |"
    for name in ("all", *CLASSES, *STATES):
        there = score.right[name] + score.missed[name]
        yield f"| {name.replace('_', ' ')} | {there} | {score.precision(name):.3f} | {score.recall(name):.3f} |"
