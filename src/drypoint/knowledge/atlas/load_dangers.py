"""Read the dangers from plain structures and hold their parts against each other."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias, get_args

from drypoint.knowledge.atlas.dangers import (
    URGENCIES,
    Clause,
    Condition,
    Danger,
    DangerQuestion,
    Dangers,
    Pattern,
    Sides,
    Sign,
    Urgency,
)
from drypoint.knowledge.atlas.known import FACTS
from drypoint.knowledge.bodymap import keys
from drypoint.knowledge.language import Text, TextError
from drypoint.knowledge.language.phrases import phrases
from drypoint.knowledge.language.text import text, words_of
from drypoint.knowledge.plain import Raw

FEELINGS: Final = frozenset({"pain", "aching", "burning", "tingling", "numb", "stabbing"})
_SIDES: Final[tuple[str, ...]] = get_args(Sides)
# No intensity: a number raises the urgency and gates nothing.
_CLAUSE: Final = frozenset({"regions", "feels", "side"})
_PATTERN: Final = frozenset({"drawn", "known", "urgency"})
_LIMITS: Final = frozenset({"least", "most", "here", "near"})


# An area of the file is a list of its own beside single places.
Places: TypeAlias = Sequence["str | Places"]


class DangerError(ValueError):
    """The dangers contradict themselves, the body map or the list of sources."""


def _flat(raw: Places) -> list[str]:
    """Lay out lists within a list: areas of the file stand beside single places."""
    found: list[str] = []
    for one in raw:
        found += [one] if isinstance(one, str) else _flat(one)
    return found


class _Reader:
    """Read one danger; every complaint names it."""

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.known_places = frozenset(keys())

    def fail(self, sentence: str) -> DangerError:
        return DangerError(f"Danger {self.subject}: {sentence}")

    def places(self, raw: Places) -> tuple[str, ...]:
        named = tuple(dict.fromkeys(_flat(raw)))
        if lost := set(named) - self.known_places:
            raise self.fail(f"names places that the body map does not have: {', '.join(sorted(lost))}.")
        return named

    def words(self, raw: Raw) -> Text:
        try:
            return text(words_of(raw))
        except TextError as error:
            raise self.fail(str(error)) from None

    def sign(self, raw: Raw) -> Sign:
        urgency = self.urgency(raw["urgency"]) if "urgency" in raw else None
        return Sign(self.words(raw), urgency, frozenset(self.places(raw.get("at", ()))))

    def urgency(self, raw: str) -> Urgency:
        for known in URGENCIES:
            if raw == known:
                return known
        raise self.fail(f"“{raw}” is no urgency.")

    def clause(self, raw: Raw) -> Clause:
        if wrong := set(raw) - _CLAUSE:
            raise self.fail(f"has a clause with unknown entries: {', '.join(sorted(wrong))}.")
        side, feels = raw.get("side", "any"), frozenset(raw.get("feels", ()))
        if side not in _SIDES or not feels <= FEELINGS:
            raise self.fail("has a clause with an unknown side or feeling.")
        return Clause(self.places(raw["regions"]), feels, side)

    def condition(self, fact: str, *, raw: Raw | str | bool | None) -> Condition:
        if fact != "sex" and fact not in FACTS:
            raise self.fail(f"wants to know “{fact}”, which is no fact.")
        if not isinstance(raw, Mapping):
            return Condition(fact, value=raw)
        if wrong := set(raw) - _LIMITS:
            raise self.fail(f"has a condition with unknown entries: {', '.join(sorted(wrong))}.")
        near = self.places(raw.get("near", ()))
        return Condition(fact, raw.get("least"), raw.get("most"), here=bool(raw.get("here")), near=near)

    def conditions(self, raw: Raw) -> tuple[Condition, ...]:
        return tuple(self.condition(fact, raw=value) for fact, value in raw.items())

    def pattern(self, raw: Raw) -> Pattern:
        if wrong := set(raw) - _PATTERN:
            raise self.fail(f"has a pattern with unknown entries: {', '.join(sorted(wrong))}.")
        drawn = tuple(self.clause(one) for one in raw.get("drawn", ()))
        known = self.conditions(raw.get("known", {}))
        if not drawn and not known:
            raise self.fail("has a pattern that says nothing.")
        return Pattern(drawn, known, self.urgency(raw["urgency"]) if "urgency" in raw else None)


def _danger(raw: Raw, questions: Mapping[str, DangerQuestion], sources: Collection[str]) -> Danger:
    read = _Reader(raw["id"])
    if raw["question"] not in questions:
        raise read.fail(f"there is no question “{raw['question']}”.")
    if lost := set(raw["sources"]) - set(sources):
        raise read.fail(f"names sources that sources.yaml does not have: {', '.join(sorted(lost))}.")
    if not raw["sources"]:
        raise read.fail("names no source.")
    name, urgency = read.words(raw["name"]), read.urgency(raw["urgency"])
    return Danger(
        id=raw["id"],
        name=name,
        question=raw["question"],
        reason=read.words(raw["reason"]) if "reason" in raw else _composed(name, questions[raw["question"]]),
        urgency=urgency,
        severe=read.urgency(raw.get("severe", urgency)),
        sources=tuple(raw["sources"]),
        flags=tuple(read.pattern(one) for one in raw.get("flags", ())),
        asks=tuple(read.pattern(one) for one in raw.get("asks", ())),
        impossible=tuple(one for entry in raw.get("impossible", ()) for one in read.conditions(entry)),
    )


def _composed(name: Text, question: DangerQuestion) -> Text:
    """Say a flag that has no words of its own: what it can be, and what tells."""
    said = phrases("drypoint.knowledge.atlas")["flag"].as_dict()
    return text(
        {code: words.format(danger=name.in_(code), question=question.ask.in_(code)) for code, words in said.items()}
    )


def build_dangers(raw: Raw, sources: Collection[str]) -> Dangers:
    """Build and check the dangers; raise DangerError where anything does not fit."""
    questions: dict[str, DangerQuestion] = {}
    for key, one in raw["questions"].items():
        read = _Reader(f"question {key}")
        questions[key] = DangerQuestion(key, read.words(one["ask"]), tuple(read.sign(sign) for sign in one["signs"]))
    found = {one["id"]: _danger(one, questions, sources) for one in raw["dangers"]}
    if len(found) != len(raw["dangers"]):
        raise DangerError("The dangers: an id is given twice.")
    if unasked := set(questions) - {one.question for one in found.values()}:
        raise DangerError(f"The dangers: nothing asks {', '.join(sorted(unasked))}.")
    return Dangers(MappingProxyType(found), MappingProxyType(questions))
