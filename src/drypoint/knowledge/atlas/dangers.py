"""What the atlas knows of a danger: where it hurts, the one question that tells, and when it asks for action."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from drypoint.knowledge.language import Text

Urgency = Literal["emergency", "same_day", "soon"]
Sides = Literal["any", "one", "both", "same", "left_or_both", "right"]

# The most urgent first.
URGENCIES: Final[tuple[Urgency, ...]] = get_args(Urgency)
# From this intensity on a pain is very strong: it raises the urgency of a danger that says so, and gates nothing.
SEVERE: Final = 8.0


@dataclass(frozen=True, slots=True)
class Clause:
    """Places of which one must be marked, at any intensity.

    feels is empty where any mark counts; "pain" is whatever is no altered feeling.
    """

    keys: tuple[str, ...]
    feels: frozenset[str]
    side: Sides


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be known of a person. here: of a place that is marked; near: of one of these places."""

    fact: str
    least: float | None = None
    most: float | None = None
    value: str | bool | None = None
    here: bool = False
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """Every clause is drawn and every condition known; with no clause, any mark at all will do."""

    drawn: tuple[Clause, ...]
    known: tuple[Condition, ...]
    urgency: Urgency | None


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a danger as the public pages say it.

    urgency is None where it is that of the danger; places are those where it is told, empty for all of the danger.
    """

    text: Text
    urgency: Urgency | None
    places: frozenset[str]


@dataclass(frozen=True, slots=True)
class DangerQuestion:
    """The one question that tells a danger, and the same as signs for whoever reads of them alone."""

    id: str
    ask: Text
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Danger:
    """Something that hurts like a muscle and must not be missed.

    flags: patterns that ask for action by themselves. asks: patterns at which the question is put. severe: its urgency
    where the pain is very strong. impossible: of whom it cannot be true.
    """

    id: str
    name: Text
    question: str
    reason: Text
    urgency: Urgency
    severe: Urgency
    sources: tuple[str, ...]
    flags: tuple[Pattern, ...]
    asks: tuple[Pattern, ...]
    impossible: tuple[Condition, ...]

    @property
    def places(self) -> frozenset[str]:
        """Every place at which its question may be put."""
        return frozenset(key for pattern in self.asks for clause in pattern.drawn for key in clause.keys)


@dataclass(frozen=True, slots=True)
class Dangers:
    """All dangers in the order of the data file, and their questions."""

    dangers: Mapping[str, Danger]
    questions: Mapping[str, DangerQuestion]

    def signs_at(self, places: Collection[str], always: Collection[str]) -> tuple[tuple[str, Urgency, Text], ...]:
        """Return the signs to know of at some places, with their question and urgency, the most urgent first.

        always names questions whose signs are told wherever it hurts.
        """
        found: list[tuple[str, Urgency, Text]] = []
        for question in self.questions.values():
            own = [one for one in self.dangers.values() if one.question == question.id]
            there = [one for one in own if question.id in always or one.places & set(places)]
            if there:
                soonest = min((one.urgency for one in there), key=URGENCIES.index)
                found += [
                    (question.id, sign.urgency or soonest, sign.text)
                    for sign in question.signs
                    if question.id in always or not sign.places or sign.places & set(places)
                ]
        return tuple(sorted(found, key=lambda entry: URGENCIES.index(entry[1])))
