"""What a clinician's page says of a drawing: reasons, verdicts, what was found besides, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.utils.translation import override

from drypoint.care.intake import charting
from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.care.intake.ranking import CandidateRow, Reason, ranking_of, reading_of
from drypoint.foundation.accounts.models import User
from drypoint.foundation.patients.models import Person
from drypoint.knowledge.atlas.referral import Counts, Ranking
from drypoint.knowledge.bodymap import MAP_VERSION, measures
from drypoint.knowledge.bodymap.drawing import Drawing

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALICE, BOB, CARA = User(pk=1, name="Alice"), User(pk=2, name="Bob"), User(pk=3, name="Cara")
NO_VERDICT = charting.Verdicts("", ())


def drawing(pk: int = 1, *, coverage: float = 1.0, **marks: float) -> PainDrawing:
    return PainDrawing(
        pk=pk,
        person=Person(pk=4, name="Vera", born_on=date(1980, 3, 3)),
        drawn_by="together",
        made_at=AT,
        finished_at=AT,
        sex="neutral",
        map_version=MAP_VERSION,
        marks={
            region: {"coverage": coverage, "quality": "aching", "intensity": intensity}
            for region, intensity in marks.items()
        },
    )


def judged(clinician: User, verdict: str, muscle: str, side: str = "left") -> Judgement:
    return Judgement(muscle=muscle, side=side, clinician=clinician, verdict=verdict, at=AT, rank=1)


def a_candidate(speaks_for: str = "", speaks_against: int = 0) -> charting.JudgedLine:
    """A candidate for which a place speaks for each letter: strongly, clearly or a little."""
    weights = {"s": "strongly", "c": "clearly", "l": "somewhat"}
    reading = reading_of(ranking_of(drawing(heel_left=5).drawing, None, {}), "en")
    line: CandidateRow = replace(
        reading.lines[0],
        speaks_for=tuple(Reason(str(at), f"place {at}", weights[one]) for at, one in enumerate(speaks_for, 1)),
        speaks_against=tuple(Reason(str(at), f"place {at}", "somewhat") for at in range(1, speaks_against + 1)),
    )
    return charting.JudgedLine(line, NO_VERDICT)


@pytest.mark.parametrize(
    ("speaks_for", "reasons"),
    [
        ("", []),
        ("s", [("strongly", "place 1")]),
        ("ss", [("strongly", "place 1; place 2")]),
        ("scl", [("strongly", "place 1"), ("clearly", "place 2"), ("somewhat", "place 3")]),
        ("sccl", [("strongly", "place 1"), ("clearly", "place 2; place 3"), ("somewhat", "place 4")]),
    ],
)
def test_the_places_that_speak_for_a_muscle_stand_under_how_strongly_they_do(
    speaks_for: str, reasons: list[tuple[str, str]]
) -> None:
    assert a_candidate(speaks_for).reasons == reasons


def test_how_strongly_is_said_in_the_readers_language() -> None:
    with override("hr"):
        told = [charting.weight_told(weight) for weight in ("strongly", "clearly", "somewhat")]
    assert len(set(told)) == 3
    assert not {"strongly", "clearly", "somewhat"} & set(told)


@pytest.mark.parametrize(("count", "shown", "more"), [(0, 0, 0), (1, 1, 0), (3, 3, 0), (4, 3, 1), (9, 3, 6)])
def test_three_places_that_speak_against_are_shown_and_the_others_counted(count: int, shown: int, more: int) -> None:
    line = a_candidate(speaks_against=count)
    assert line.against == "; ".join(f"place {at}" for at in range(1, shown + 1))
    assert line.more_against == more
    assert line.all_against == "; ".join(f"place {at}" for at in range(1, count + 1))


def test_the_five_first_lead_and_all_others_follow_in_their_rank() -> None:
    chart = charting.chart_of(drawing(shoulder_front_left=7), "en")
    assert [one.line.rank for one in chart.leading] == [1, 2, 3, 4, 5]
    assert [one.line.rank for one in chart.further] == list(range(6, 6 + len(chart.further)))
    assert chart.further
    assert {one.verdicts for one in (*chart.leading, *chart.further)} == {NO_VERDICT}


SAID: list[tuple[int | None, charting.Verdicts]] = [
    (1, charting.Verdicts("confirmed", (("Bob", "rejected"), ("Cara", "confirmed")))),
    (2, charting.Verdicts("rejected", (("Alice", "confirmed"), ("Cara", "confirmed")))),
    (9, charting.Verdicts("", (("Alice", "confirmed"), ("Bob", "rejected"), ("Cara", "confirmed")))),
    (None, charting.Verdicts("", (("Alice", "confirmed"), ("Bob", "rejected"), ("Cara", "confirmed")))),
]


@pytest.mark.parametrize(("reader", "verdicts"), SAID)
@pytest.mark.parametrize("muscle", ["infraspinatus", "gracilis"], ids=["listed", "found besides"])
def test_each_reader_sees_their_own_verdict_and_every_colleagues(
    reader: int | None, verdicts: charting.Verdicts, muscle: str
) -> None:
    said = [judged(ALICE, "confirmed", muscle), judged(BOB, "rejected", muscle), judged(CARA, "confirmed", muscle)]
    chart = charting.chart_of(drawing(shoulder_front_left=7), "en", judgements=said, reader_id=reader)
    found = {one.line.key: one.verdicts for one in (*chart.leading, *chart.further)}
    found |= {one.key: one.verdicts for one in chart.found_besides}
    assert found[f"{muscle}:left"] == verdicts
    assert {key for key, one in found.items() if one != NO_VERDICT} == {f"{muscle}:left"}


def test_what_was_found_besides_is_what_the_atlas_does_not_list_here() -> None:
    said = [
        judged(BOB, "confirmed", "infraspinatus"),
        judged(BOB, "confirmed", "soleus", "right"),
        judged(BOB, "rejected", "gracilis"),
        judged(BOB, "confirmed", "of_an_older_atlas"),
    ]
    chart = charting.chart_of(drawing(shoulder_front_left=7), "en", judgements=said, reader_id=BOB.pk)
    assert [(one.key, one.name, one.side, one.verdicts) for one in chart.found_besides] == [
        ("gracilis:left", "Gracilis", "left", charting.Verdicts("rejected", ())),
        ("of_an_older_atlas:left", "of_an_older_atlas", "left", charting.Verdicts("confirmed", ())),
        ("soleus:right", "Soleus", "right", charting.Verdicts("confirmed", ())),
    ]
    assert charting.chart_of(drawing(shoulder_front_left=7), "en").found_besides == []


def test_where_nothing_is_marked_nothing_is_ranked_and_a_verdict_stays_seen() -> None:
    chart = charting.chart_of(drawing(), "en", judgements=[judged(BOB, "confirmed", "infraspinatus")])
    assert (chart.reading, chart.leading, chart.further, chart.marks) == (None, [], [], [])
    assert [one.key for one in chart.found_besides] == ["infraspinatus:left"]


def test_what_was_marked_is_told_by_how_much_it_weighs() -> None:
    row = drawing(heel_left=3, shoulder_front_left=7)
    row.marks["kneecap_left"] = {"coverage": 0.004, "quality": "numb", "intensity": 9}
    chart = charting.chart_of(row, "en")
    assert [(one.name, one.percent, one.intensity, one.quality) for one in chart.marks] == [
        ("Front of the shoulder, left", 100, 7, "aching"),
        ("Heel, left", 100, 3, "aching"),
        ("Kneecap, left", 1, 9, "numb"),
    ]
    assert 0 < chart.share_percent < 100
    assert 3 < chart.mean_intensity < 7


def test_the_zone_of_a_muscle_is_marked_when_it_is_asked_for() -> None:
    plain = charting.chart_of(drawing(heel_left=3), "en")
    shown = charting.chart_of(drawing(heel_left=3), "en", shown=("infraspinatus", "left"))
    assert (plain.shown, shown.shown) == ("", "infraspinatus:left")
    assert "data-zone" not in "".join(plain.maps)
    assert len(shown.maps) == 2
    assert 'data-zone="essential"' in "".join(shown.maps)
    assert 'data-zone="spill_over"' in "".join(shown.maps)


def test_a_change_is_told_in_numbers_and_in_the_alphabet_of_the_reader() -> None:
    before = drawing(1, shoulder_front_left=8)
    after = drawing(2, shoulder_front_left=4, heel_left=2, ankle_front_left=2)
    change = charting.chart_of(after, "en", earlier=before).change
    assert change
    assert change.earlier is before
    assert change.gained == tuple(sorted(change.gained))
    assert (len(change.gained), change.lost) == (2, ())
    assert (change.intensity_before, change.share_before < change.share_after) == (8, True)
    assert 2 < change.intensity_after < 4
    assert 0 < change.overlap_percent < 100


def test_the_numbers_are_rounded_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    change = SimpleNamespace(
        gained=(), lost=(), share_before=0.12345, share_after=0.34567, intensity_before=4.567, intensity_after=2.345
    )
    monkeypatch.setattr(measures, "share", lambda _drawing: 0.12345)
    monkeypatch.setattr(measures, "mean_intensity", lambda _drawing: 4.567)
    monkeypatch.setattr(measures, "change", lambda _before, _after: change)
    monkeypatch.setattr(measures, "dice", lambda _before, _after: 0.95)
    chart = charting.chart_of(drawing(), "en", earlier=drawing(2))
    assert (chart.share_percent, chart.mean_intensity) == (12.3, 4.6)
    assert chart.change
    assert (chart.change.share_before, chart.change.share_after) == (12.3, 34.6)
    assert (chart.change.intensity_before, chart.change.intensity_after) == (4.6, 2.3)
    assert chart.change.overlap_percent == 95


def test_front_and_back_are_one_picture_and_all_other_views_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[tuple[tuple[str, ...], Mapping[str, str]]] = []
    monkeypatch.setattr(
        charting, "marked_map", lambda _figure, views, _language, *, strengths, zones: drawn.append((views, zones))
    )
    charting.chart_of(drawing(), "en")
    (first, no_zones), (second, _zones) = drawn
    assert first == ("front", "back")
    assert second == ("left", "right")
    assert no_zones == {}


@pytest.mark.parametrize(("known", "asked"), [({"age_years": 46}, {"age_years": 46}), ({}, {}), (None, {})])
def test_what_is_known_and_counted_reaches_the_atlas(
    known: dict[str, object] | None, asked: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def ranked(drawing: Drawing, counts: Counts | None, known: Mapping[str, object]) -> Ranking:
        seen.extend((counts, known))
        return ranking_of(drawing, counts, known)

    monkeypatch.setattr(charting, "ranking_of", ranked)
    counts: Counts = {"gracilis": (1, 2)}
    charting.chart_of(drawing(heel_left=3), "en", counts=counts, known=known)
    assert seen == [counts, asked]


@pytest.mark.parametrize(
    ("made_on", "finished_on", "years"),
    [(date(2026, 3, 2), date(2026, 3, 3), 46), (date(2026, 3, 2), None, 45), (date(2026, 3, 3), None, 46)],
)
def test_the_age_is_that_of_the_day_of_handing_in_or_else_of_beginning(
    made_on: date, finished_on: date | None, years: int
) -> None:
    row = drawing()
    row.made_at = datetime.combine(made_on, AT.time(), UTC)
    row.finished_at = datetime.combine(finished_on, AT.time(), UTC) if finished_on else None
    assert charting.known_of(row) == {"age_years": years}


@pytest.mark.parametrize(
    ("born_on", "known"),
    [
        (date(1980, 3, 2), {"age_years": 46}),
        (date(1980, 3, 3), {"age_years": 45}),
        (date(2026, 3, 2), {"age_years": 0}),
        (date(2026, 3, 3), {"age_years": 0}),
        (None, {}),
    ],
)
def test_the_record_knows_the_age_on_the_day_of_the_drawing(born_on: date | None, known: dict[str, object]) -> None:
    row = drawing()
    row.person.born_on = born_on
    assert charting.known_of(row) == known


def test_a_candidate_has_its_rank_from_one_and_what_is_not_listed_has_none() -> None:
    ranking = ranking_of(drawing(heel_left=5).drawing, None, {})
    first, second = ranking.candidates[:2]
    assert charting.place_of(ranking, first.muscle.id, first.side) == (1, first.probability)
    assert charting.place_of(ranking, second.muscle.id, second.side) == (2, second.probability)
    assert charting.place_of(ranking, "of_an_older_atlas", "left") == (0, None)
