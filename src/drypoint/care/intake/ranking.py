"""From a drawing to what a clinician reads: warnings first, then muscles with reasons, in the reader's language.

Nothing here decides. The numbers are the atlas's own and are not validated on patients.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from drypoint.care.intake.rules import as_contract, weight_word
from drypoint.foundation.body.words import confidence_name
from drypoint.knowledge.atlas import load
from drypoint.knowledge.atlas.answer import felt_sentence, no_clearance, remark, uncounted
from drypoint.knowledge.atlas.findings import read_drawing
from drypoint.knowledge.atlas.model import Fact, Muscle, Source
from drypoint.knowledge.atlas.referral import Candidate, Counts, Ranking, Weight, infer
from drypoint.knowledge.atlas.voices import Ask
from drypoint.knowledge.bodymap.drawing import Drawing
from drypoint.knowledge.bodymap.regions import OPPOSITE, Side, region_id
from drypoint.knowledge.figures.body import region_name


@dataclass(frozen=True, slots=True)
class Reason:
    """A place that speaks for or against a muscle, in plain words, and how much."""

    region: str
    name: str
    weight: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it is shown: what it is, and how much of it was read."""

    cite: str
    read: str
    is_weak: bool


@dataclass(frozen=True, slots=True)
class CitedFact:
    """A fact as the atlas has it with the language of its words, how sure it is, and its sources."""

    text: str
    language: str
    confidence: str | Promise
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class CandidateHazard:
    """A structure within the needle's reach, and what to do about it."""

    structure: str
    what_to_do: str
    confidence: str | Promise
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate as a clinician reads it. percent is rounded; zone lists hold ids of fine regions."""

    rank: int
    muscle: str
    side: Side
    name: str
    latin: str
    point: str
    probability: float
    percent: int
    needling: str
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]
    felt: str
    essential: tuple[str, ...]
    spill_over: tuple[str, ...]
    position: CitedFact
    depth: CitedFact | None
    dangers: tuple[CandidateHazard, ...]
    sources: tuple[Cited, ...]

    @property
    def key(self) -> str:
        """Return what names this candidate in forms and addresses."""
        return f"{self.muscle}:{self.side}"


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A red flag: what to think of before any muscle. urgency is emergency, same_day or soon."""

    reason: str
    urgency: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class AskFirst:
    """What must be asked before any needle: what it can be, the question that tells, where it is marked."""

    danger: str
    question: str
    urgency: str
    places: tuple[str, ...]
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class LookAlikeLine:
    """Something other than a muscle that this drawing also fits. It has no number: nobody counted it."""

    name: str
    kind: str
    side: Side
    reason: str
    reason_language: str
    sources: tuple[Cited, ...]


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """Where to ask or press next, and which muscles the answer would tell apart."""

    region: str
    name: str
    separates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExplainedRanking:
    """All that is shown of a drawing: flags, then what to ask first (the folded ones last), then muscles.

    no_clearance is the sentence that stands whether or not anything is raised, uncounted the one beside look_alikes;
    remarks are said of the drawing as a whole.
    """

    warnings: tuple[WarningLine, ...]
    asks: tuple[AskFirst, ...]
    folded_asks: tuple[AskFirst, ...]
    no_clearance: str
    remarks: tuple[str, ...]
    lines: tuple[CandidateRow, ...]
    unexplained: tuple[str, ...]
    questions: tuple[AskedQuestion, ...]
    look_alikes: tuple[LookAlikeLine, ...]
    uncounted: str


def ranking_of(drawing: Drawing, counts: Counts | None = None, known: Mapping[str, object] | None = None) -> Ranking:
    """Rank the muscles for a drawing, with the practice's own counts if there are any.

    known holds facts about the person, as docs/reference/atlas.md names them; what is not in it is unknown.
    """
    findings = read_drawing({**as_contract(drawing), "known": dict(known or {})})
    return infer(findings, counts=counts)


def reading_of(ranking: Ranking, language: str) -> ExplainedRanking:
    """Say a ranking in words."""
    return ExplainedRanking(
        warnings=tuple(
            WarningLine(flag.danger.reason.in_(language), flag.urgency, _cited(flag.danger.sources))
            for flag in ranking.voices.flags
        ),
        asks=tuple(_ask_first(one, language) for one in ranking.voices.unfolded),
        folded_asks=tuple(_ask_first(one, language) for one in ranking.voices.folded),
        no_clearance=no_clearance(language),
        remarks=tuple(remark(key, language) for key in ranking.remarks),
        lines=tuple(_line(rank, one, language) for rank, one in enumerate(ranking.candidates, start=1)),
        unexplained=tuple(region_name(region, language) for region in ranking.unexplained),
        questions=tuple(
            AskedQuestion(
                question.region,
                region_name(question.region, language),
                tuple(dict.fromkeys(load().muscles[muscle].name.in_(language) for muscle, _ in question.separates)),
            )
            for question in ranking.questions
        ),
        look_alikes=tuple(
            LookAlikeLine(
                fit.look_alike.name.in_(language),
                fit.look_alike.kind,
                fit.side,
                fit.look_alike.reason.in_(language),
                fit.look_alike.reason.language_in(language),
                _cited(fit.look_alike.sources),
            )
            for fit in ranking.look_alikes
        ),
        uncounted=uncounted(language),
    )


def _ask_first(one: Ask, language: str) -> AskFirst:
    return AskFirst(
        "; ".join(danger.name.in_(language) for danger in one.dangers),
        one.question.ask.in_(language),
        one.urgency,
        tuple(region_name(region, language) for region in one.regions),
        _cited(one.sources),
    )


def zone_of(muscle: Muscle, side: Side) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the fine regions in which a muscle on a side mostly, and sometimes, makes pain felt."""
    found: dict[str, list[str]] = {"essential": [], "spill_over": []}
    for part in muscle.zone:
        found[part.strength].append(region_id(part.key, OPPOSITE[side] if part.opposite else side))
    return tuple(found["essential"]), tuple(found["spill_over"])


def _line(rank: int, one: Candidate, language: str) -> CandidateRow:
    muscle = one.muscle
    essential, spill_over = zone_of(muscle, one.side)
    return CandidateRow(
        rank=rank,
        muscle=muscle.id,
        side=one.side,
        name=muscle.name.in_(language),
        latin=muscle.name_la,
        point=next((point.label.in_(language) for point in muscle.points if point.id == one.point), ""),
        probability=one.probability,
        percent=round(one.probability * 100),
        needling=muscle.needling,
        speaks_for=_reasons(one.speaks_for, language),
        speaks_against=_reasons(one.speaks_against, language),
        felt=felt_sentence(muscle, language),
        essential=essential,
        spill_over=spill_over,
        position=_told(muscle.position, language),
        depth=_told(muscle.depth, language) if muscle.depth else None,
        dangers=tuple(
            CandidateHazard(
                hazard.structure.in_(language),
                hazard.what_to_do.in_(language),
                confidence_name(hazard.confidence),
                _cited(hazard.sources),
            )
            for hazard in muscle.hazards
        ),
        sources=_cited(muscle.sources),
    )


def _reasons(weights: Sequence[Weight], language: str) -> tuple[Reason, ...]:
    return tuple(
        Reason(weight.region, region_name(weight.region, language), weight_word(weight.bits)) for weight in weights
    )


def _told(fact: Fact, language: str) -> CitedFact:
    return CitedFact(
        fact.text.in_(language), fact.text.language_in(language), confidence_name(fact.confidence), _cited(fact.sources)
    )


def _cited(keys: Iterable[str]) -> tuple[Cited, ...]:
    sources: Mapping[str, Source] = load().sources
    return tuple(Cited(sources[key].cite, sources[key].read, sources[key].weak) for key in keys if key in sources)
