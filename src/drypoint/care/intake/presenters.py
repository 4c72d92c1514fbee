"""What the pages of this room show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from drypoint.care.intake.charting import Chart
from drypoint.care.intake.forms import SheetForm
from drypoint.care.intake.models import PainDrawing
from drypoint.care.intake.rules import as_rows
from drypoint.foundation.body.maps import marked_map
from drypoint.foundation.body.words import QUALITY_NAMES
from drypoint.knowledge.bodymap.sheet import Tick, read_ticks
from drypoint.knowledge.figures.body import region_name
from drypoint.knowledge.plain import Json


@dataclass(frozen=True, slots=True)
class DrawingLine:
    """A drawing in a list. at is when it was handed in, or begun; hand is whose hand it was, in words."""

    pk: int
    at: datetime
    hand: str


@dataclass(frozen=True, slots=True)
class DrawingsOfPerson:
    """The drawings on a patient's page (intake/_of_person.html), and what may be done there."""

    template: ClassVar = "intake/_of_person.html"

    person_pk: int
    unfinished: tuple[DrawingLine, ...]
    finished: tuple[DrawingLine, ...]
    episodes: tuple[tuple[int, str], ...]
    may_read: bool
    may_hand_over: bool
    may_draw: bool


def drawings_of_person(
    person_pk: int,
    *,
    unfinished: Iterable[PainDrawing],
    finished: Iterable[PainDrawing],
    episodes: tuple[tuple[int, str], ...],
    may: Callable[[str], bool],
) -> DrawingsOfPerson:
    """Return what a patient's page shows of drawings, to somebody who may do what `may` says.

    episodes are the problems that a new drawing may tell of; with one alone there is nothing to choose.
    """
    return DrawingsOfPerson(
        person_pk=person_pk,
        unfinished=tuple(_line(drawing) for drawing in unfinished),
        finished=tuple(_line(drawing) for drawing in finished),
        episodes=episodes if len(episodes) > 1 else (),
        may_read=may("intake.read"),
        may_hand_over=may("intake.hand_over"),
        may_draw=may("intake.draw"),
    )


def _line(drawing: PainDrawing) -> DrawingLine:
    return DrawingLine(drawing.pk, drawing.finished_at or drawing.made_at, drawing.get_drawn_by_display())


@dataclass(frozen=True, slots=True)
class UnfinishedPage:
    """A drawing that was not handed in: nothing is read from it."""

    template: ClassVar = "intake/unfinished.html"
    pk: int
    person_pk: int
    person_name: str
    begun_at: datetime
    may_draw: bool


def unfinished_page(drawing: PainDrawing, *, may_draw: bool) -> UnfinishedPage:
    """Return the page of a drawing that is still open."""
    return UnfinishedPage(drawing.pk, drawing.person_id, drawing.person.name, drawing.made_at, may_draw)


@dataclass(frozen=True, slots=True)
class DrawingPage:
    """A drawing beside what the atlas makes of it; picker offers muscles that a clinician found besides.

    episode is the problem that it tells of, in words, episodes are those that may be chosen; to whoever may not read
    problems there are none.
    """

    template: ClassVar = "intake/drawing.html"
    chart: Chart
    picker: SafeString
    may_judge: bool
    judge_url: str
    uses_own_counts: bool
    episode_pk: int | None
    episode: str
    episodes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class CountLine:
    """How often a muscle was confirmed and rejected here."""

    name: str
    confirmed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class CountsPage:
    """What the practice has confirmed so far, and whether the ranking uses it."""

    template: ClassVar = "intake/counts.html"
    rows: tuple[CountLine, ...]
    is_used: bool
    may_change: bool


def count_lines(counts: Mapping[str, tuple[int, int]], name_of: Callable[[str], str]) -> tuple[CountLine, ...]:
    """Return the counts by muscle, each under its name; name_of takes the muscle's id."""
    return tuple(CountLine(name_of(row["muscle"]), row["confirmed"], row["rejected"]) for row in as_rows(counts))


@dataclass(frozen=True, slots=True)
class TickLine:
    """A place that was chosen from the list."""

    region: str
    name: str
    intensity: int
    quality: str
    quality_name: str | Promise


def tick_line(tick: Tick, language: str) -> TickLine:
    """Return a chosen place in words."""
    name = region_name(tick.region, language)
    return TickLine(tick.region, name, tick.intensity, tick.quality, QUALITY_NAMES[tick.quality])


@dataclass(frozen=True)
class PatientSheet:
    """The sheet in the patient's hand: the form, and what is marked so far; map shows it to whoever has no script.

    is_changed says that another window saved meanwhile.
    """

    template: ClassVar = "intake/draw.html"
    form: SheetForm
    is_changed: bool
    stroke_count: int
    ticks: tuple[TickLine, ...]
    map: SafeString


@dataclass(frozen=True)
class StaffSheet(PatientSheet):
    """The sheet that staff draw on together with the patient."""

    template: ClassVar = "intake/draw_together.html"
    person_pk: int
    person_name: str


def patient_sheet(drawing: PainDrawing, form: SheetForm, language: str, *, is_changed: bool = False) -> PatientSheet:
    """Return the sheet for the patient, who is not named on it."""
    return PatientSheet(**_sheet(drawing, form, language), is_changed=is_changed)


def staff_sheet(drawing: PainDrawing, form: SheetForm, language: str, *, is_changed: bool = False) -> StaffSheet:
    """Return the sheet for staff."""
    sheet = _sheet(drawing, form, language)
    return StaffSheet(**sheet, is_changed=is_changed, person_pk=drawing.person_id, person_name=drawing.person.name)


def _sheet(drawing: PainDrawing, form: SheetForm, language: str) -> Json:
    ticks = read_ticks(drawing.ticks)
    strengths = {tick.region: max(1, (tick.intensity + 1) // 2) for tick in ticks}
    return {
        "form": form,
        "stroke_count": len(drawing.strokes),
        "ticks": tuple(tick_line(tick, language) for tick in ticks),
        "map": marked_map(drawing.figure, ("front", "back"), language, strengths=strengths),
    }


@dataclass(frozen=True, slots=True)
class DonePage:
    """Thanks; it knows of nobody."""

    template: ClassVar = "intake/done.html"


@dataclass(frozen=True, slots=True)
class ClosedPage:
    """The sheet was handed in, or its time is over."""

    template: ClassVar = "intake/closed.html"
