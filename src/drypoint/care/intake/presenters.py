"""What the pages of this room show: frozen values, made by pure functions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from drypoint.care.intake.models import PainDrawing


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
    may_read: bool
    may_hand_over: bool
    may_draw: bool


def drawings_of_person(
    person_pk: int,
    *,
    unfinished: Iterable[PainDrawing],
    finished: Iterable[PainDrawing],
    may: Callable[[str], bool],
) -> DrawingsOfPerson:
    """Return what a patient's page shows of drawings, to somebody who may do what `may` says."""
    return DrawingsOfPerson(
        person_pk=person_pk,
        unfinished=tuple(_line(drawing) for drawing in unfinished),
        finished=tuple(_line(drawing) for drawing in finished),
        may_read=may("intake.read"),
        may_hand_over=may("intake.hand_over"),
        may_draw=may("intake.draw"),
    )


def _line(drawing: PainDrawing) -> DrawingLine:
    return DrawingLine(drawing.pk, drawing.finished_at or drawing.made_at, drawing.get_drawn_by_display())
