"""From a drawing and what is known of the person: what to act on, and what to ask first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from drypoint.knowledge.atlas.dangers import (
    SEVERE,
    URGENCIES,
    Clause,
    Condition,
    Danger,
    DangerQuestion,
    Dangers,
    Pattern,
    Sides,
    Urgency,
)
from drypoint.knowledge.atlas.findings import DrawingError, Finding, Findings, quoted
from drypoint.knowledge.atlas.known import Known
from drypoint.knowledge.atlas.widespread import is_widespread
from drypoint.knowledge.bodymap import Side, regions
from drypoint.knowledge.bodymap.regions import SIDES

# So many asks stand unfolded, and every emergency.
UNFOLDED: Final = 4


@dataclass(frozen=True, slots=True)
class Flag:
    """A danger to act on now, how soon, and the marked regions that raise it."""

    danger: Danger
    urgency: Urgency
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to put first: the dangers that it tells, the leading one first, and the regions that raise it."""

    dangers: tuple[Danger, ...]
    question: DangerQuestion
    urgency: Urgency
    regions: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the leading danger, by which the question is answered."""
        return self.dangers[0].id

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source of its dangers."""
        return tuple(dict.fromkeys(source for danger in self.dangers for source in danger.sources))


@dataclass(frozen=True, slots=True)
class Voices:
    """The two voices of the atlas about danger. That neither says anything is no clearance."""

    flags: tuple[Flag, ...]
    asks: tuple[Ask, ...]

    @property
    def unfolded(self) -> tuple[Ask, ...]:
        """The asks that stand unfolded: the first four, and every emergency."""
        emergencies = sum(one.urgency == "emergency" for one in self.asks)
        return self.asks[: max(UNFOLDED, emergencies)]

    @property
    def folded(self) -> tuple[Ask, ...]:
        """The asks that may be folded away."""
        return self.asks[len(self.unfolded) :]


# The sides on which a clause must be met, by what it says: one of these sets must be drawn in full.
_WANTED: Final[Mapping[Sides, tuple[frozenset[Side], ...]]] = {
    "any": (frozenset({"left"}), frozenset({"right"})),
    "one": (frozenset({"left"}), frozenset({"right"})),
    "same": (frozenset({"left"}), frozenset({"right"})),
    "both": (frozenset({"left", "right"}),),
    "left_or_both": (frozenset({"left"}),),
    "right": (frozenset({"right"}),),
}

Answered = int | str


class _Drawn:
    """A drawing, its marks by place. Any mark counts, whatever it covers and whatever number it has."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.marks = [finding for finding in findings.findings if finding.coverage > 0]
        self.of_key: dict[str, list[Finding]] = {}
        for finding in self.marks:
            self.of_key.setdefault(regions()[finding.region].key, []).append(finding)
        self.is_widespread = is_widespread(findings)
        self.answers = {_answer(finding) for finding in self.marks}

    def meeting(self, clause: Clause) -> dict[Side, list[Finding]]:
        """Return the marks that meet a clause, by side."""
        met: dict[Side, list[Finding]] = {}
        for key in clause.keys:
            for finding in self.of_key.get(key, ()):
                if _feels(finding, clause.feels):
                    met.setdefault(regions()[finding.region].side, []).append(finding)
        return met

    def holds(self, pattern: Pattern) -> list[Finding] | None:
        """Return the marks that raise a pattern, if every clause is met, those that say "same" on one side.

        Two clauses need two answers: a coarse answer that covers temple and jaw does not say that both hurt.
        """
        if not pattern.drawn:
            return self.marks
        met = [(clause, self.meeting(clause)) for clause in pattern.drawn]
        if not all(by_side for _, by_side in met):
            return None
        for one_side in SIDES:
            found: list[list[Finding]] = []
            for clause, by_side in met:
                drawn = {side: marks for side, marks in by_side.items() if clause.side != "same" or side == one_side}
                is_met = any(wanted <= drawn.keys() for wanted in _WANTED[clause.side])
                if not is_met or (clause.side == "one" and len(drawn) > 1):
                    break
                found.append([finding for marks in drawn.values() for finding in marks])
            else:
                if _each_its_own([{_answer(finding) for finding in marks} for marks in found]):
                    return list(dict.fromkeys(finding for marks in found for finding in marks))
        return None


def _answer(finding: Finding) -> Answered:
    return finding.segment or finding.region


def _feels(finding: Finding, feels: Collection[str]) -> bool:
    if not feels or ("pain" in feels and not finding.is_altered_feeling):
        return True
    return finding.quality is not None and finding.quality in feels


def _each_its_own(answers: Sequence[set[Answered]], taken: frozenset[Answered] = frozenset()) -> bool:
    """Whether each clause can be given an answer that no other clause needs."""
    if not answers:
        return True
    return any(_each_its_own(answers[1:], taken | {one}) for one in answers[0] - taken)


def _is_known(condition: Condition, drawn: _Drawn) -> bool:
    """Whether a condition is known to hold. What is unknown is no yes; it is no no either, so nothing is dropped."""
    known: Known = drawn.findings.person.known
    if condition.fact == "sex":
        return drawn.findings.sex == condition.value and known.pregnant is not True
    marked = {finding.region for finding in drawn.marks}
    if condition.fact == "needled":
        return any(
            (condition.most is None or one.hours <= condition.most) and _is_there(condition, one.region, marked)
            for one in known.needled or ()
        )
    if condition.fact == "operated_regions":
        return any(_is_there(condition, one, marked) for one in known.operated_regions or ())
    value = getattr(known, condition.fact)
    if value is None:
        return False
    if condition.value is not None:
        return bool(value == condition.value)
    return (condition.least is None or value >= condition.least) and (condition.most is None or value <= condition.most)


def _is_there(condition: Condition, region: str, marked: Collection[str]) -> bool:
    if condition.near:
        return regions()[region].key in condition.near
    return region in marked


def _urgency_of(danger: Danger, pattern: Pattern, marks: Iterable[Finding]) -> Urgency:
    is_severe = any((finding.intensity or 0) >= SEVERE for finding in marks)
    return _soonest([pattern.urgency or danger.urgency, *([danger.severe] if is_severe else [])])


def _soonest(urgencies: Iterable[Urgency]) -> Urgency:
    return min(urgencies, key=URGENCIES.index)


@dataclass(frozen=True, slots=True)
class _Raised:
    """A danger that a drawing raises in one of the voices."""

    danger: Danger
    urgency: Urgency
    marks: tuple[Finding, ...]

    @property
    def fit(self) -> tuple[int, int]:
        """Order of asks: the most urgent first, then what explains most of the drawing, then the order of the file."""
        answers = len({_answer(finding) for finding in self.marks})
        return URGENCIES.index(self.urgency), -answers


def _raised(danger: Danger, patterns: Iterable[Pattern], drawn: _Drawn) -> _Raised | None:
    found: list[tuple[Urgency, list[Finding]]] = []
    for pattern in patterns:
        if all(_is_known(condition, drawn) for condition in pattern.known):
            marks = drawn.holds(pattern)
            if marks is not None:
                found.append((_urgency_of(danger, pattern, marks), marks))
    if not found:
        return None
    marks = list(dict.fromkeys(mark for _, some in found for mark in some))
    return _Raised(danger, _soonest(urgency for urgency, _ in found), tuple(marks))


def _speaks_alone(pattern: Pattern, drawn: _Drawn) -> bool:
    """Whether a pattern of flags still asks for action by itself: plain pain all over the body meets any of them."""
    is_plain_pain = any("pain" in clause.feels for clause in pattern.drawn)
    return bool(pattern.known) or not (drawn.is_widespread and is_plain_pain)


def voices(dangers: Dangers, findings: Findings) -> Voices:
    """Say what to act on and what to ask first; raise DrawingError for an answer to no question.

    A yes makes an ask a flag, a no drops it. A flag that the drawing or a fact raises is dropped by no answer; only
    what is impossible is dropped at once.
    """
    answers = findings.person.answers
    if lost := sorted(set(answers) - set(dangers.dangers)):
        raise DrawingError(f"answers: there is no question {quoted(lost[0])}. Answer by the ids of ask_first.")
    yes = {dangers.dangers[key].question for key, answer in answers.items() if answer == "yes"}
    no = {dangers.dangers[key].question for key, answer in answers.items() if answer == "no"} - yes
    drawn = _Drawn(findings)
    flagged: list[_Raised] = []
    asked: list[_Raised] = []
    for danger in dangers.dangers.values():
        if any(_is_known(condition, drawn) for condition in danger.impossible):
            continue
        alone = [pattern for pattern in danger.flags if _speaks_alone(pattern, drawn)]
        others = [pattern for pattern in danger.flags if pattern not in alone]
        flag, ask = _raised(danger, alone, drawn), _raised(danger, (*danger.asks, *others), drawn)
        if danger.question in yes and flag is None:
            is_named = answers.get(danger.id) == "yes"
            flag = ask or (_Raised(danger, danger.urgency, ()) if is_named else None)
        if flag is not None:
            flagged.append(flag)
        elif ask is not None and danger.question not in no:
            asked.append(ask)
    return Voices(_flags(flagged), _asks(asked, flagged, dangers))


def _flags(flagged: Iterable[_Raised]) -> tuple[Flag, ...]:
    ordered = sorted(flagged, key=lambda one: URGENCIES.index(one.urgency))
    return tuple(Flag(one.danger, one.urgency, _regions(one.marks)) for one in ordered)


def _asks(asked: Iterable[_Raised], flagged: Iterable[_Raised], dangers: Dangers) -> tuple[Ask, ...]:
    """Put one ask for each question; what a flag asks as urgently is not asked once more."""
    said = {one.danger.question: one.urgency for one in sorted(flagged, key=lambda one: -URGENCIES.index(one.urgency))}
    together: dict[str, list[_Raised]] = {}
    for one in sorted(asked, key=lambda one: one.fit):
        together.setdefault(one.danger.question, []).append(one)
    found: list[tuple[tuple[int, int], Ask]] = []
    for key, group in together.items():
        first = replace(group[0], marks=tuple(dict.fromkeys(mark for one in group for mark in one.marks)))
        if key in said and URGENCIES.index(said[key]) <= URGENCIES.index(first.urgency):
            continue
        found.append(
            (
                first.fit,
                Ask(
                    tuple(one.danger for one in group),
                    dangers.questions[key],
                    first.urgency,
                    _regions(first.marks),
                ),
            )
        )
    return tuple(ask for _, ask in sorted(found, key=lambda entry: entry[0]))


def _regions(marks: Iterable[Finding]) -> tuple[str, ...]:
    drawn = {finding.region for finding in marks}
    return tuple(region for region in regions() if region in drawn)
