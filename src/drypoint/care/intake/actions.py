"""Every write about drawings: permission, one durable transaction, the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from drypoint.care.intake import rules
from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import SYSTEM, Actor
from drypoint.foundation.core.writing import durable
from drypoint.foundation.patients.episodes.queries import the_only_current
from drypoint.foundation.patients.holdings import reasons_to_keep
from drypoint.foundation.patients.models import Episode, Figure, Person
from drypoint.knowledge.atlas import load
from drypoint.knowledge.bodymap import MAP_VERSION
from drypoint.knowledge.bodymap.drawing import Stroke
from drypoint.knowledge.bodymap.sheet import Tick, marks_as_json, strokes_as_json


class SavedElsewhereError(RuntimeError):
    """The sheet was saved from another window since this one read it; `revision` is what it is at now."""

    def __init__(self, revision: int) -> None:
        super().__init__("The drawing was saved elsewhere.")
        self.revision = revision


class ClosedError(RuntimeError):
    """The sheet was handed in, or its time is over."""


class NothingMarkedError(ValueError):
    """Nothing is marked, and nobody said that nothing hurts."""


@dataclass(frozen=True)
class SheetContents:
    """What stands on a sheet at one moment, checked by the form; map_version is the map that the strokes lie on."""

    sex: str
    strokes: Sequence[Stroke]
    ticks: Sequence[Tick]
    note: str = ""
    nothing_hurts: bool = False
    map_version: str = MAP_VERSION


def open_drawing(
    *, actor: Actor, person_id: int, hand: Literal["patient", "together"], episode_id: int | None = None
) -> PainDrawing:
    """Open a fresh sheet for a person and return it, with the figure of their last one, else of their particulars.

    It tells of the problem episode_id, or of the only one that goes on. Needs intake.hand_over for the patient's own
    hand, intake.draw to draw together. Raises Episode.DoesNotExist for a problem of somebody else.
    """
    actor.require("intake.hand_over" if hand == "patient" else "intake.draw")
    at = clock.now()
    with durable():
        person = Person.objects.visible_to(actor).get(pk=person_id)
        if episode_id is None:
            episode = the_only_current(person.pk)
        else:
            episode = Episode.objects.visible_to(actor).get(pk=episode_id, person=person)
        last = PainDrawing.objects.filter(person=person).order_by("-pk").first()
        drawing = PainDrawing.objects.create(
            person=person,
            episode=episode,
            drawn_by=hand,
            opened_by_id=actor.user_id,
            made_at=at,
            open_until=at + rules.OPEN_LIFETIME,
            sex=last.sex if last else person.figure or Figure.NEUTRAL,
            map_version=MAP_VERSION,
        )
        audit.record(actor, "drawing.open", drawing, person=person.pk, hand=hand)
    return drawing


def save_sheet(*, actor: Actor, drawing_id: int, sheet: SheetContents, expected_revision: int, save_key: str) -> int:
    """Keep what stands on a sheet and return the new revision; the same save sent again changes nothing.

    The actor is the visitor who holds the device, let in by the view through the sheet's link, or staff with
    intake.draw. Raises SavedElsewhereError unless the sheet is still at the revision that this save was made from,
    ClosedError if it was handed in or its time is over.
    """
    with durable():
        drawing = _open(actor, drawing_id)
        if save_key and drawing.last_save == save_key:
            return drawing.revision
        _keep(actor, drawing, sheet, expected_revision, save_key)
    return drawing.revision


def hand_in(
    *, actor: Actor, drawing_id: int, sheet: SheetContents, expected_revision: int, save_key: str
) -> PainDrawing:
    """Keep the sheet, read it on the map on which it was drawn and close it. A second click gets the same drawing.

    Raises as save_sheet does, and NothingMarkedError for a sheet on which nothing is marked unless it says so.
    """
    at = clock.now()
    with durable():
        done = PainDrawing.objects.select_for_update().get(pk=drawing_id)
        if done.finished_at is not None and save_key and done.last_save == save_key:
            return done
        drawing = _open(actor, drawing_id)
        if not sheet.nothing_hurts and not rules.has_marks(sheet.strokes, sheet.ticks):
            raise NothingMarkedError(str(drawing))
        _keep(actor, drawing, sheet, expected_revision, save_key)
        read = drawing.as_read_now()
        if not sheet.nothing_hurts and not read.marks:
            # Strokes beside the body mark nothing; raising takes the save back too.
            raise NothingMarkedError(str(drawing))
        drawing.marks = marks_as_json(read)
        drawing.finished_at = at
        drawing.save(update_fields=["marks", "finished_at"])
        audit.record(actor, "drawing.hand_in", drawing, regions=len(read.marks))
    return drawing


def look_at_drawing(*, actor: Actor, drawing_id: int) -> PainDrawing:
    """Record that a member of staff looked, and return the drawing with its person. Needs intake.read."""
    actor.require("intake.read")
    with durable():
        drawing = PainDrawing.objects.visible_to(actor).select_related("person", "opened_by").get(pk=drawing_id)
        audit.record(actor, "drawing.read", drawing)
    return drawing


def discard_drawing(*, actor: Actor, drawing_id: int) -> None:
    """Remove a sheet that was never handed in. Needs intake.draw; raises ClosedError for one that was."""
    actor.require("intake.draw")
    with durable():
        drawing = PainDrawing.objects.visible_to(actor).select_for_update().get(pk=drawing_id)
        if drawing.finished_at is not None:
            raise ClosedError(str(drawing))
        audit.record(actor, "drawing.discard", drawing, person=drawing.person_id)
        drawing.delete()


def set_episode(*, actor: Actor, drawing_id: int, episode_id: int | None) -> PainDrawing:
    """Say which problem a drawing tells of, or that nobody knows (None). Needs intake.judge.

    Raises Episode.DoesNotExist for a problem of somebody else.
    """
    actor.require("intake.judge")
    with durable():
        drawing = PainDrawing.objects.visible_to(actor).select_for_update().get(pk=drawing_id)
        if episode_id is not None:
            Episode.objects.visible_to(actor).get(pk=episode_id, person_id=drawing.person_id)
        if drawing.episode_id != episode_id:
            drawing.episode_id = episode_id
            drawing.save(update_fields=["episode"])
            audit.record(actor, "drawing.episode", drawing, episode=episode_id)
    return drawing


def judge(
    *,
    actor: Actor,
    drawing_id: int,
    muscle: str,
    side: str,
    verdict: str,
    rank: int = 0,
    probability: float | None = None,
) -> Judgement:
    """Keep what a clinician found of a muscle on one side; a second verdict replaces their first. Needs intake.judge.

    Raises ValueError for a muscle, a side or a verdict that does not exist, and for a sheet that is not handed in.
    """
    if muscle not in load().muscles or side not in Judgement.Side.values or verdict not in Judgement.Verdict.values:
        raise ValueError(f"There is no {verdict} for {muscle} on the {side}.")
    with durable():
        drawing = _judged(actor, drawing_id)
        judgement, _is_new = Judgement.objects.update_or_create(
            drawing=drawing,
            muscle=muscle,
            side=side,
            clinician_id=actor.user_id,
            defaults={"verdict": verdict, "at": clock.now(), "rank": rank, "probability": probability},
        )
        audit.record(actor, "drawing.judge", drawing, judgement=judgement.pk)
    return judgement


def withdraw_judgement(*, actor: Actor, drawing_id: int, muscle: str, side: str) -> None:
    """Take back one's own verdict; where there is none nothing happens. Needs intake.judge."""
    with durable():
        drawing = _judged(actor, drawing_id)
        gone, _rows = drawing.judgements.filter(muscle=muscle, side=side, clinician_id=actor.user_id).delete()
        if gone:
            audit.record(actor, "drawing.withdraw_judgement", drawing)


def erase_of(person: Person) -> int:
    """Delete a person's drawings and judgements in the caller's transaction, and return how many drawings went."""
    drawings = PainDrawing.objects.filter(person=person)
    count = drawings.count()
    drawings.delete()
    return count


def remove_empty(at: datetime) -> int:
    """Remove sheets that were opened and never begun, and return how many. Safe to run twice."""
    count = 0
    for drawing_id in list(PainDrawing.objects.never_begun(at - rules.EMPTY_KEPT).values_list("pk", flat=True)):
        with durable():
            # Asked again inside: somebody may have begun meanwhile.
            drawing = PainDrawing.objects.never_begun(at - rules.EMPTY_KEPT).filter(pk=drawing_id).first()
            if drawing is None or reasons_to_keep(drawing.person):
                continue
            audit.record(SYSTEM, "drawing.remove_empty", drawing, person=drawing.person_id)
            drawing.delete()
        count += 1
    return count


def _open(actor: Actor, drawing_id: int) -> PainDrawing:
    """Return the sheet under a lock. Staff need intake.draw; a visitor was let in by the sheet's own link."""
    if actor.kind == "staff":
        actor.require("intake.draw")
    drawing = PainDrawing.objects.select_for_update().get(pk=drawing_id)
    at = clock.now()
    if drawing.finished_at is not None or (actor.kind == "visitor" and not drawing.is_open(at)):
        raise ClosedError(str(drawing))
    return drawing


def _keep(actor: Actor, drawing: PainDrawing, sheet: SheetContents, expected_revision: int, save_key: str) -> None:
    """Put the sheet into the row if nobody was quicker (compare and swap), in the caller's transaction."""
    values = {
        "sex": sheet.sex,
        "strokes": strokes_as_json(sheet.strokes),
        "ticks": [tick.as_json() for tick in sheet.ticks],
        "note": sheet.note,
        "nothing_hurts": sheet.nothing_hurts,
        "revision": expected_revision + 1,
        "last_save": save_key,
        "saved_at": clock.now(),
        "map_version": sheet.map_version,
    }
    same = PainDrawing.objects.filter(pk=drawing.pk, revision=expected_revision, finished_at__isnull=True)
    if same.update(**values) != 1:
        raise SavedElsewhereError(drawing.revision)
    drawing.refresh_from_db()
    audit.record(actor, "drawing.save", drawing, revision=drawing.revision)


def _judged(actor: Actor, drawing_id: int) -> PainDrawing:
    actor.require("intake.judge")
    drawing = PainDrawing.objects.visible_to(actor).select_for_update().get(pk=drawing_id)
    if drawing.finished_at is None:
        raise ValueError("A drawing is judged after it was handed in.")
    return drawing
