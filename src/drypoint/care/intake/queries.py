"""Named reads of drawings."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from drypoint.care.intake.models import Judgement, PainDrawing, as_values
from drypoint.care.intake.rules import is_same_problem
from drypoint.foundation.core import links
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.patients.episodes.queries import choices_for
from drypoint.foundation.patients.models import Episode, Person
from drypoint.knowledge.plain import Json

DRAW = "drawing"


def by_link(token: str, at: datetime) -> PainDrawing | None:
    """Return the sheet that a genuine, open link leads to, in one query whether or not there is one."""
    try:
        link = links.read(DRAW, token, at)
    except links.InvalidLinkError:
        return None
    drawing = PainDrawing.objects.filter(public_id=link.subject).first()
    return drawing if drawing is not None and drawing.is_open(at) else None


def is_handed_in(token: str, save_key: str, at: datetime) -> bool:
    """Say whether the link's sheet was handed in by this very save."""
    try:
        link = links.read(DRAW, token, at)
    except links.InvalidLinkError:
        return False
    finished = PainDrawing.objects.finished().filter(public_id=link.subject, last_save=save_key)
    return bool(save_key) and finished.exists()


def link_of(drawing: PainDrawing) -> str:
    """Return the token that lets the device which was handed over draw on this sheet, until the sheet closes."""
    return links.make(DRAW, drawing.public_id, 1, drawing.open_until)


def drawings_of(actor: Actor, person: Person) -> list[PainDrawing]:
    """Return what was handed in by a person, the newest first."""
    return list(PainDrawing.objects.visible_to(actor).finished().filter(person=person))


def newest_beside(drawing: PainDrawing, actor: Actor, most: int = 8) -> list[PainDrawing]:
    """Return the newest drawings of the same person, this one among them, only with their dates."""
    finished = PainDrawing.objects.visible_to(actor).finished().filter(person_id=drawing.person_id).only("finished_at")
    newest = list(finished[:most])
    return newest if drawing in newest else [*newest[: most - 1], drawing]


def unfinished_of(actor: Actor, person: Person) -> list[PainDrawing]:
    """Return the sheets of a person that are still open or were left."""
    return list(PainDrawing.objects.visible_to(actor).unfinished().filter(person=person))


def before(drawing: PainDrawing, actor: Actor) -> PainDrawing | None:
    """Return the drawing that the same person handed in before this one about the same problem, if there is one.

    Where somebody has named the problem, the one before of that problem is it. Drawings that hang on none, and those
    from before there were problems, which hang on one whatever they show, are compared where they lie near each other.
    """
    if drawing.finished_at is None:
        return None
    finished = PainDrawing.objects.visible_to(actor).finished().filter(person_id=drawing.person_id)
    earlier = finished.filter(finished_at__lt=drawing.finished_at, episode=drawing.episode)
    if drawing.episode is not None and drawing.episode.problem:
        return earlier.first()
    return next((one for one in earlier.iterator() if is_same_problem(one.marks, drawing.marks)), None)


def episodes_for(drawing: PainDrawing, actor: Actor) -> list[Episode]:
    """Return the problems that a drawing may tell of: those that go on, and the one that it tells of now."""
    found = choices_for(actor, drawing.person_id)
    own = drawing.episode if actor.may("patients.read_episodes") else None
    return [own, *found] if own is not None and own not in found else found


def judgements_of(drawing: PainDrawing) -> list[Judgement]:
    """Return what clinicians found of a drawing, each with the clinician, the latest last."""
    return list(drawing.judgements.select_related("clinician").order_by("at"))


def practice_counts() -> dict[str, tuple[int, int]]:
    """Return how often each muscle was confirmed and rejected here, as drypoint.knowledge.atlas takes it.

    A muscle on one side of one drawing counts once, by the latest verdict, however many clinicians judged it: they
    looked at the same person. Nobody is named. The database counts: a chart asks for this, whatever there is.
    """
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    same = Judgement.objects.filter(drawing=OuterRef("drawing"), muscle=OuterRef("muscle"), side=OuterRef("side"))
    rows = Judgement.objects.filter(~Exists(same.filter(later))).values("muscle").order_by("muscle")
    verdicts = {f"{verdict}_here": Count("pk", filter=Q(verdict=verdict)) for verdict in Judgement.Verdict.values}
    counted = rows.annotate(**verdicts).values_list("muscle", *verdicts)
    return {muscle: (confirmed, rejected) for muscle, confirmed, rejected in counted}


def export_of(person: Person) -> list[Json]:
    """Return a person's drawings with what was judged of them, as JSON can write it."""
    found = PainDrawing.objects.filter(person=person).order_by("pk")
    return [
        {
            "id": str(drawing.public_id),
            "episode": str(drawing.episode.public_id) if drawing.episode else None,
            "drawn_by": drawing.drawn_by,
            "made_at": drawing.made_at.isoformat(),
            "finished_at": drawing.finished_at.isoformat() if drawing.finished_at else None,
            "figure": drawing.sex,
            "map_version": drawing.map_version,
            "strokes": drawing.strokes,
            "ticks": drawing.ticks,
            "regions": drawing.marks,
            "nothing_hurts": drawing.nothing_hurts,
            "note": drawing.note,
            "judgements": [as_values(one) for one in drawing.judgements.order_by("pk")],
        }
        for drawing in found.select_related("episode").prefetch_related("judgements")
    ]
