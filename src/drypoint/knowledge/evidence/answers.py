"""The answer to each question, in two layers that are never mixed: published pools, and the trials of our own table.

Published pools stand side by side and are not pooled again. The direction of an answer is what all of them say; where
they say different things, the answer is that they disagree.
"""

import hashlib
import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from drypoint.knowledge.evidence.certainty import Certainty
from drypoint.knowledge.evidence.data.loading import HarmRate, Library, PublishedPool, TrialResult
from drypoint.knowledge.evidence.own_pools import OwnPool, TooFew, own_pools
from drypoint.knowledge.evidence.questions import Asked, ReviewQuestion, question_of, question_of_topic
from drypoint.knowledge.evidence.readings import (
    AlignedResult,
    Direction,
    Unit,
    published_certainty,
    reading_of_own,
    reading_of_pool,
    reading_of_trial,
)

_Row = TypeVar("_Row")
_FROM_THE_BOTTOM = (Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH)
_UNITS = (Unit.POINTS, Unit.STANDARD_DEVIATIONS, Unit.RATIO, Unit.PRINTED)
# What an answer rests on; a new remark or a mended link changes no answer.
_RESULT_OF_POOLS = ("measure", "estimate", "ci_low", "ci_high", "certainty", "certainty_scheme", "direction")
_RESULT_OF_TRIALS = (
    *("n1", "mean1", "sd1", "n2", "mean2", "sd2", "events1", "events2", "effect_type", "effect", "ci_low", "ci_high"),
    *("better", "randomised", "risk_of_bias"),
)
_RESULT_OF_HARMS = ("event", "severity", "per", "told_by", "n", "count", "percent", "per_million")
HARMS = "harms"
_MINOR = ("mild", "moderate", "any")


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What one review found for one outcome at one time, perhaps printed in several units; ``lead`` is the plainest."""

    pools: tuple[PublishedPool, ...]
    readings: tuple[AlignedResult, ...]

    @property
    def direction(self) -> Direction:
        """Return what all the units say."""
        return joint(reading.direction for reading in self.readings)

    @property
    def lead(self) -> int:
        """Return the place of the result that says most to a reader: points before standard deviations."""
        places = range(len(self.readings))
        return min(places, key=lambda at: (not self.readings[at].has_interval, _UNITS.index(self.readings[at].unit)))

    @property
    def certainty(self) -> Certainty | None:
        """Return the lowest grade that the review gave, None where one of the results has none."""
        return lowest([published_certainty(pool) for pool in self.pools])


@dataclass(frozen=True, slots=True)
class ResultsOfTrial:
    """What one trial of our table found: its rows, with a reading where they hold a difference between the groups."""

    trial: str
    rows: tuple[TrialResult, ...]
    readings: tuple[AlignedResult | None, ...]

    @property
    def direction(self) -> Direction:
        """Return what all its readings say."""
        return joint(reading.direction for reading in self.readings if reading is not None)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question. ``own`` holds, for each exact topic, a pool of our own or that there are too few."""

    question: ReviewQuestion
    findings: tuple[ReviewResult, ...]
    trials: tuple[ResultsOfTrial, ...]
    own: tuple[OwnPool | TooFew, ...]

    @property
    def own_pools(self) -> tuple[OwnPool, ...]:
        """Return the pools of our own."""
        return tuple(one for one in self.own if isinstance(one, OwnPool))

    @property
    def direction(self) -> Direction:
        """Return what all published results say; without any, what our own pools and else the trials say."""
        if self.findings:
            return joint(one.direction for one in self.findings)
        if self.own_pools:
            return joint(reading_of_own(one).direction for one in self.own_pools)
        return joint(one.direction for one in self.trials)

    @property
    def certainty(self) -> Certainty | None:
        """Return the lowest grade of the published results, None where one of them was not graded.

        What trials or our own pools say is not graded: nobody has signed a checklist for it.
        """
        return lowest([one.certainty for one in self.findings])

    @property
    def fingerprint(self) -> str:
        """Return a digest of the numbers and grades that the answer rests on."""
        pools = [_cells(pool, _RESULT_OF_POOLS) for one in self.findings for pool in one.pools]
        trials = [_cells(row, _RESULT_OF_TRIALS) for one in self.trials for row in one.rows]
        return _digest([self.question.key, sorted(pools), sorted(trials)])


def joint(directions: Iterable[Direction]) -> Direction:
    """Return the one direction that is said, UNKNOWN where nothing is; those that say nothing do not count.

    >>> joint([Direction.BETTER, Direction.UNKNOWN])
    <Direction.BETTER: 'better'>
    >>> joint([Direction.BETTER, Direction.NO_DIFFERENCE])
    <Direction.DISAGREE: 'disagree'>
    """
    said = {direction for direction in directions if direction is not Direction.UNKNOWN}
    if not said:
        return Direction.UNKNOWN
    return said.pop() if len(said) == 1 else Direction.DISAGREE


def lowest(grades: Sequence[Certainty | None]) -> Certainty | None:
    """Return the lowest grade, None where one is missing: an ungraded result lends nothing from a graded one."""
    if not grades or None in grades:
        return None
    return min((grade for grade in grades if grade is not None), key=_FROM_THE_BOTTOM.index)


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers of a library, and what each of them rests on."""

    by_key: Mapping[str, Answer]
    harms: Mapping[str, str]

    def of_condition(self, condition: str) -> tuple[Answer, ...]:
        """Return the answers about a condition in their order."""
        return tuple(answer for answer in self.by_key.values() if answer.question.condition == condition)

    def topics(self) -> tuple[str, ...]:
        """Return everything that a claim can point at: conditions, parts of them, single questions, harms."""
        found: dict[str, None] = {}
        for key in self.by_key:
            parts = key.split("/")
            for depth in range(1, len(parts) + 1):
                found["/".join(parts[:depth])] = None
        return (*found, *self.harms)

    def fingerprint(self, topic: str) -> str:
        """Return a digest of all that stands below a topic, also of one that no longer exists."""
        if topic in self.harms:
            return self.harms[topic]
        below = [one.fingerprint for key, one in self.by_key.items() if key == topic or key.startswith(f"{topic}/")]
        return _digest([topic, below])


def answers(library: Library) -> Answers:
    """Return the answer to every question on which the library holds a row."""
    pools = _by_question(library.pools, question_of)
    trials = _by_question(library.trials, question_of)
    own = _by_question(own_pools(library.trials), lambda found: question_of_topic(found.topic))
    asked = sorted({*pools, *trials}, key=lambda question: question.order)
    found = [
        Answer(
            question,
            _findings(pools.get(question, ())),
            _results_of_trials(trials.get(question, ())),
            tuple(own.get(question, ())),
        )
        for question in asked
    ]
    harms = {f"{HARMS}/minor": _harm_digest(library, _MINOR), f"{HARMS}/serious": _harm_digest(library, ("serious",))}
    return Answers({answer.question.key: answer for answer in found}, harms)


def _by_question(
    rows: Iterable[_Row], question: Callable[[_Row], ReviewQuestion | None]
) -> dict[ReviewQuestion, list[_Row]]:
    found: dict[ReviewQuestion, list[_Row]] = {}
    for row in rows:
        asked = question(row)
        if asked is not None:
            found.setdefault(asked, []).append(row)
    return found


def _findings(pools: Iterable[PublishedPool]) -> tuple[ReviewResult, ...]:
    grouped: dict[Hashable, list[PublishedPool]] = {}
    for pool in pools:
        same = ("review", "year", "doi", "condition_reported", "comparison", "outcome_reported", "time_reported")
        grouped.setdefault(tuple(pool[name] for name in same), []).append(pool)
    return tuple(ReviewResult(tuple(group), tuple(map(reading_of_pool, group))) for group in grouped.values())


def _results_of_trials(rows: Iterable[TrialResult]) -> tuple[ResultsOfTrial, ...]:
    grouped: dict[str, list[TrialResult]] = {}
    for row in rows:
        grouped.setdefault(row["trial"], []).append(row)
    return tuple(
        ResultsOfTrial(trial, tuple(group), tuple(map(reading_of_trial, group))) for trial, group in grouped.items()
    )


def other_rows(library: Library, condition: str) -> tuple[tuple[PublishedPool, ...], tuple[TrialResult, ...]]:
    """Return what is known of a condition and answers none of the questions; of a trial, its first such row.

    Trials that answer a question elsewhere are left out, baselines too.
    """
    placed = {row["trial"] for row in library.trials if question_of(row) is not None}
    trials: dict[str, TrialResult] = {}
    for row in library.trials:
        if row["condition"] == condition and row["trial"] not in placed:
            trials.setdefault(row["trial"], row)
    pools = (pool for pool in library.pools if pool["condition"] == condition and question_of(pool) is None)
    return tuple(pools), tuple(trials.values())


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """How an answer changed; None where there was, or is, none."""

    key: str
    before: Answer | None
    after: Answer | None


def changes(before: Answers, after: Answers) -> list[ChangedAnswer]:
    """Return the questions whose answer rests on other numbers than before, in their order."""
    keys = sorted(
        {*before.by_key, *after.by_key},
        key=lambda key: (after.by_key.get(key) or before.by_key[key]).question.order,
    )
    pairs = [(key, before.by_key.get(key), after.by_key.get(key)) for key in keys]
    return [
        ChangedAnswer(key, old, new)
        for key, old, new in pairs
        if old is None or new is None or old.fingerprint != new.fingerprint
    ]


def is_pain(asked: Asked) -> bool:
    """Tell whether a question is about pain."""
    return asked is not Asked.FUNCTION


def _harm_digest(library: Library, severities: Sequence[str]) -> str:
    rows = [_cells(rate, _RESULT_OF_HARMS) for rate in library.harms if rate["severity"] in severities]
    return _digest([HARMS, sorted(rows)])


def _cells(record: PublishedPool | TrialResult | HarmRate, names: Sequence[str]) -> list[str]:
    return [record.id, *(record[name] for name in names)]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()
