"""The part of the accuracy report about patients as they may come: with and without a muscle, with areas and dots."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from drypoint.knowledge.atlas.accuracy import Ranker, cosine_ranker, count_ranker
from drypoint.knowledge.atlas.causes import causes_of, other_causes_of
from drypoint.knowledge.atlas.findings import Findings
from drypoint.knowledge.atlas.first_candidate import FirstCandidateScore, Judged, paired, score_first
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.atlas.referral import infer
from drypoint.knowledge.atlas.simulate import NOISES, Patient, in_segments
from drypoint.knowledge.atlas.simulate_others import (
    DOT,
    DOTS,
    SHARES,
    WITHOUT_A_MUSCLE,
    PatientKind,
    Visitor,
    visitors,
)

VISITORS: Final = 2000

_NAMES: Final[dict[PatientKind, str]] = {
    "muscles": "One to three muscles",
    "both_sides": "One muscle on both sides",
    "look_alike": "A look-alike, no muscle",
    "muscle_and_look_alike": "A muscle and a look-alike",
    "widespread": "Widespread pain, no muscle",
    "no_chart": "An area on no chart, no muscle",
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the atlas says of one visitor: of the first candidate, and of the drawing as a whole."""

    visitor: Visitor
    judged: Judged
    is_doubted: bool


def _seen(visitor: Visitor) -> _Seen:
    ranking = infer(visitor.patient.findings)
    first = ranking.candidates[0]
    right = (first.muscle.id, first.side) in visitor.patient.active
    return _Seen(visitor, (first.probability, right), bool(ranking.remarks))


@dataclass(frozen=True, slots=True)
class VisitorRows:
    """What was measured of patients as they may come at one level of noise, as rows of the report's tables."""

    kinds: list[str]
    scores: list[str]
    fifths: list[str]
    pairs: list[str]


def visitors_at(name: str, count: int, seed: int) -> VisitorRows:
    """Measure patients of every kind at one level of noise."""
    muscles, others = causes_of(load()), other_causes_of(load())
    baselines = (("Zone look-up count", count_ranker(muscles)), ("Cosine similarity", cosine_ranker(muscles)))
    level = name.capitalize()
    drawn = visitors(NOISES[name], muscles, others, count, seed)
    seen = [_seen(one) for one in drawn]
    coarse = [
        _seen(Visitor(one.kind, one.has_dots, Patient(in_segments(one.patient.findings), one.patient.active)))
        for one in drawn
    ]
    score = score_first([one.judged for one in seen])
    in_coarse = score_first([one.judged for one in coarse])
    return VisitorRows(
        kinds=_kind_rows(level, seen),
        scores=[_score_row(level, score), _score_row(f"{level}, segments", in_coarse)],
        fifths=_fifth_rows(level, score),
        pairs=[
            *_pair_rows(f"{level}, fine regions", seen, baselines),
            *_pair_rows(f"{level}, segments", coarse, baselines),
        ],
    )


def visitors_report(count: int, measured: Sequence[VisitorRows]) -> list[str]:
    """Return the section's lines from what was measured at each level of noise; count is for each level."""
    return [
        *_OPENING,
        *_population(count),
        *_KINDS,
        *(row for one in measured for row in one.kinds),
        *_SCORES,
        *(row for one in measured for row in one.scores),
        *_FIFTHS,
        *(row for one in measured for row in one.fifths),
        *_PAIRS,
        *(row for one in measured for row in one.pairs),
        "",
        *_FOR_SCALE,
    ]


def _population(count: int) -> list[str]:
    return [
        f"{count} patients at each level of noise. Of a hundred, so many have:",
        "",
        *(f"- {_NAMES[kind][:1].lower()}{_NAMES[kind][1:]}: {share}" for kind, share in SHARES.items()),
        "",
        f"{DOTS:.0%} of all draw dots that cover {DOT[0]:.1%} to {DOT[1]:.0%} of a region where others draw areas. A",
        "look-alike's places are felt as often as lies between an essential and a spill-over region, in one of its",
        "feelings; widespread pain marks 15 to 60 % of the places of four or five parts of the body; an area on no",
        "chart has one to six neighbouring regions. Smudges and stray marks as above. The atlas answers as it is",
        "shipped.",
        "",
    ]


_OPENING: Final = [
    "## Patients as they may come",
    "",
    "Not everybody who draws has a muscle to find. The shares are settings; nobody counted them.",
    "",
]

_KINDS: Final = [
    "First right: the first candidate is one of the active muscles. Stated: the mean probability of the first",
    "candidate. Above a half: how often it was stated at 0.5 or more. Doubted: how often it was said that no muscle",
    "explains the drawing well, or that pain is widespread.",
    "",
    "| Noise | Patients with | Number | First right | Stated | Above a half | Doubted |",
    "|---|---|---|---|---|---|---|",
]

_SCORES: Final = [
    "",
    "### The first candidate",
    "",
    "Log score: mean of -ln of the probability given to what was true. Brier score: mean squared error. Less is",
    "better; beside each stands the score of somebody who always states the share that is right. Of those stated at",
    "0.5 or more: what was stated, what was true, and of how many.",
    "",
    "| Noise | Stated | True | Log score | of the share | Brier | of the share | ≥ 0.5 stated | true | Number |",
    "|---|---|---|---|---|---|---|---|---|---|",
]

_FIFTHS: Final = ["", "| Noise | Stated | True | First candidates |", "|---|---|---|---|"]

_PAIRS: Final = [
    "",
    "### Against the baselines, on the same drawings",
    "",
    "Patients who have a muscle: how often the model's first candidate alone was right, and the baseline's alone; the",
    "difference in shares of patients, with its 95 % interval.",
    "",
    "| Noise | Baseline | Patients | Model alone | Baseline alone | Difference | 95 % |",
    "|---|---|---|---|---|---|---|",
]


_FOR_SCALE: Final = [
    "### For scale: what is published for other readers of pain drawings",
    "",
    "Neither the same task nor the same people, and real drawings where ours are simulated. Of each the abstract was",
    "read.",
    "",
    "- Pain2D told each of four rare diseases apart in 61 to 77 % (two classes, 262 drawings, leave-one-out; Emmert",
    "  and others, 2023, doi 10.1186/s13023-023-02663-z).",
    "- A neural network reached a sensitivity of 49 % in five classes of low back pain (250 drawings; Sanders and",
    "  others, 2000, doi 10.1016/s0010-4825(00)00013-5).",
    "- Eight experts were right in 51 % of 25 drawings in five classes of low back pain (Mann and others, 1992,",
    "  Journal of Spinal Disorders, September, 254-259).",
    "",
]


def _kind_rows(noise: str, seen: Sequence[_Seen]) -> list[str]:
    rows = []
    for kind, name in _NAMES.items():
        for has_dots in (False, True):
            own = [one for one in seen if one.visitor.kind == kind and one.visitor.has_dots == has_dots]
            if own:
                score = score_first([one.judged for one in own])
                right = "none to find" if kind in WITHOUT_A_MUSCLE else f"{score.all.true:.3f}"
                doubted = sum(one.is_doubted for one in own) / len(own)
                rows.append(
                    f"| {noise} | {name}{', dots' if has_dots else ''} | {len(own)} | {right} | {score.all.stated:.2f} "
                    f"| {score.likely.count / len(own):.2f} | {doubted:.2f} |"
                )
    return rows


def _score_row(noise: str, one: FirstCandidateScore) -> str:
    return (
        f"| {noise} | {one.all.stated:.3f} | {one.all.true:.3f} | {one.log_score:.3f} | {one.log_score_of_share:.3f} "
        f"| {one.brier:.3f} | {one.brier_of_share:.3f} | {one.likely.stated:.2f} | {one.likely.true:.2f} "
        f"| {one.likely.count} |"
    )


def _fifth_rows(noise: str, one: FirstCandidateScore) -> list[str]:
    return [f"| {noise} | {fifth.stated:.2f} | {fifth.true:.2f} | {fifth.count} |" for fifth in one.fifths]


def _pair_rows(noise: str, seen: Sequence[_Seen], baselines: Sequence[tuple[str, Ranker]]) -> list[str]:
    with_muscle = [one for one in seen if one.visitor.kind not in WITHOUT_A_MUSCLE]
    own = [one.judged[1] for one in with_muscle]
    rows = []
    for name, ranker in baselines:
        other = [_is_right(ranker, one.visitor.patient.findings, one.visitor.patient.active) for one in with_muscle]
        found = paired(own, other)
        rows.append(
            f"| {noise} | {name} | {len(own)} | {found.first_alone} | {found.second_alone} "
            f"| {found.difference:+.3f} | {found.low:+.3f} to {found.high:+.3f} |"
        )
    return rows


def _is_right(ranker: Ranker, findings: Findings, active: frozenset[tuple[str, str]]) -> bool:
    return ranker(findings)[0][0] in active
