"""Put together what a clinician's page shows of one drawing: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.care.intake.ranking import CandidateRow, ExplainedRanking, ranking_of, reading_of, zone_of
from drypoint.foundation.body.maps import WHOLE_VIEWS, insets_of, marked_map, strengths_of
from drypoint.foundation.body.words import QUALITY_NAMES
from drypoint.knowledge.atlas import load
from drypoint.knowledge.atlas.referral import Counts, Ranking
from drypoint.knowledge.bodymap import measures
from drypoint.knowledge.bodymap.drawing import Drawing
from drypoint.knowledge.bodymap.regions import Side
from drypoint.knowledge.figures.body import region_name
from drypoint.knowledge.language import sort_key

LEADING = 5
SHOWN_AGAINST = 3


def weight_told(weight: str) -> str:
    """Return how strongly a place speaks for a muscle, in the reader's language."""
    if weight == "strongly":
        return pgettext("speaks for", "strongly")
    return pgettext("speaks for", "clearly") if weight == "clearly" else pgettext("speaks for", "somewhat")


@dataclass(frozen=True, slots=True)
class MarkLine:
    """What the drawing says of one region, in words. percent is the share of it that was drawn on."""

    name: str
    percent: int
    intensity: float
    quality: str
    quality_name: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was found of one candidate: one's own verdict ("" for none), and who else found what."""

    own: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A candidate with what was found of it."""

    line: CandidateRow
    verdicts: Verdicts

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Return how strongly which places speak for it, the strongest first, in words."""
        names: dict[str, list[str]] = {}
        for reason in self.line.speaks_for:
            names.setdefault(reason.weight, []).append(reason.name)
        return [(weight_told(weight), "; ".join(places)) for weight, places in names.items()]

    @property
    def against(self) -> str:
        """Return the first places that speak against it."""
        return "; ".join(reason.name for reason in self.line.speaks_against[:SHOWN_AGAINST])

    @property
    def more_against(self) -> int:
        """Return how many more speak against it."""
        return max(0, len(self.line.speaks_against) - SHOWN_AGAINST)

    @property
    def all_against(self) -> str:
        """Return every place that speaks against it."""
        return "; ".join(reason.name for reason in self.line.speaks_against)


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A muscle that was confirmed or rejected though the atlas does not list it here."""

    key: str
    name: str
    side: str
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class Change:
    """What changed since the drawing before. Percents are of the drawn body (share) and of the overlap (Dice)."""

    earlier: PainDrawing
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    share_before: float
    share_after: float
    intensity_before: float
    intensity_after: float
    overlap_percent: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the page of one drawing shows."""

    row: PainDrawing
    siblings: Sequence[PainDrawing]
    maps: Sequence[SafeString]
    marks: Sequence[MarkLine]
    share_percent: float
    mean_intensity: float
    reading: ExplainedRanking | None
    leading: Sequence[JudgedLine]
    further: Sequence[JudgedLine]
    found_besides: Sequence[FoundLine]
    change: Change | None
    shown: str


def chart_of(
    row: PainDrawing,
    language: str,
    *,
    siblings: Sequence[PainDrawing] = (),
    earlier: PainDrawing | None = None,
    judgements: Iterable[Judgement] = (),
    reader_id: int | None = None,
    shown: tuple[str, Side] | None = None,
    counts: Counts | None = None,
    known: Mapping[str, object] | None = None,
) -> Chart:
    """Return what is shown of a drawing that was handed in.

    siblings are the same person's drawings, earlier the one to compare with; judgements come with their clinicians,
    and those of reader_id are the reader's own. shown is the muscle whose zone the map marks; known is what the record
    knows of the person.
    """
    drawing = row.drawing
    reading = reading_of(ranking_of(drawing, counts, known or {}), language) if drawing.marks else None
    verdicts = _verdicts(judgements, reader_id)
    lines = [JudgedLine(line, verdicts.get(line.key, _NONE)) for line in (reading.lines if reading else ())]
    listed = {judged.line.key for judged in lines}
    return Chart(
        row=row,
        siblings=siblings,
        maps=[
            marked_map(row.figure, views, language, strengths=strengths_of(drawing), zones=_zones(shown))
            for views in (WHOLE_VIEWS[:2], (*WHOLE_VIEWS[2:], *insets_of(drawing)))
        ],
        marks=_mark_lines(drawing, language),
        share_percent=round(measures.share(drawing) * 100, 1),
        mean_intensity=round(measures.mean_intensity(drawing), 1),
        reading=reading,
        leading=lines[:LEADING],
        further=lines[LEADING:],
        found_besides=[_found(key, found, language) for key, found in sorted(verdicts.items()) if key not in listed],
        change=_change(row, earlier, language) if earlier else None,
        shown=":".join(shown) if shown else "",
    )


def known_of(row: PainDrawing) -> dict[str, object]:
    """Return what the record knows of the person on the day of the drawing; what it does not know is left out."""
    age = row.person.age_on((row.finished_at or row.made_at).date())
    return {} if age is None else {"age_years": max(0, age)}


def place_of(ranking: Ranking, muscle: str, side: str) -> tuple[int, float | None]:
    """Return the rank (from 1) and probability that the atlas gives a candidate; (0, None) for one it does not list."""
    for rank, one in enumerate(ranking.candidates, start=1):
        if (one.muscle.id, one.side) == (muscle, side):
            return rank, one.probability
    return 0, None


_NONE = Verdicts("", ())


def _verdicts(judgements: Iterable[Judgement], reader_id: int | None) -> dict[str, Verdicts]:
    own: dict[str, str] = {}
    others: dict[str, list[tuple[str, str]]] = {}
    for one in judgements:
        key = f"{one.muscle}:{one.side}"
        if one.clinician_id == reader_id:
            own[key] = one.verdict
        else:
            others.setdefault(key, []).append((str(one.clinician), one.get_verdict_display()))
    return {key: Verdicts(own.get(key, ""), tuple(others.get(key, ()))) for key in own.keys() | others.keys()}


def _found(key: str, verdicts: Verdicts, language: str) -> FoundLine:
    muscle, _colon, side = key.partition(":")
    known = load().muscles.get(muscle)
    return FoundLine(
        key=key,
        name=known.name.in_(language) if known else muscle,
        side=str(Judgement.Side(side).label),
        verdicts=verdicts,
    )


def _zones(shown: tuple[str, Side] | None) -> Mapping[str, str]:
    if shown is None:
        return {}
    essential, spill_over = zone_of(load().muscles[shown[0]], shown[1])
    return {**dict.fromkeys(spill_over, "spill_over"), **dict.fromkeys(essential, "essential")}


def _mark_lines(drawing: Drawing, language: str) -> list[MarkLine]:
    return [
        MarkLine(
            region_name(region, language),
            max(1, round(mark.coverage * 100)),
            mark.intensity,
            mark.quality,
            str(QUALITY_NAMES[mark.quality]),
        )
        for region, mark in sorted(drawing.marks.items(), key=lambda pair: -pair[1].intensity * pair[1].coverage)
    ]


def _change(row: PainDrawing, earlier: PainDrawing, language: str) -> Change:
    found = measures.change(earlier.drawing, row.drawing)
    return Change(
        earlier=earlier,
        gained=_in_order(found.gained, language),
        lost=_in_order(found.lost, language),
        share_before=round(found.share_before * 100, 1),
        share_after=round(found.share_after * 100, 1),
        intensity_before=round(found.intensity_before, 1),
        intensity_after=round(found.intensity_after, 1),
        overlap_percent=round(measures.dice(earlier.drawing, row.drawing) * 100),
    )


def _in_order(places: Iterable[str], language: str) -> tuple[str, ...]:
    names = (region_name(region, language) for region in places)
    return tuple(sorted(names, key=lambda name: sort_key(name, language)))
