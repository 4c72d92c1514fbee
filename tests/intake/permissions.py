"""Who reaches the drawings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.core import clock
from tests.patients.people import a_person
from tests.permissions.lines import CLINICIAN, OWNER, RECEPTION, Answer, Line, everybody, staff

LINES: tuple[Line, ...] = (
    staff("desk/patients/<int:person_pk>/drawings/hand-over/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:person_pk>/drawings/together/", OWNER, CLINICIAN),
    # Reception reads nothing clinical: neither a drawing nor what it suggests.
    staff("desk/drawings/<int:pk>/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/draw/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/discard/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/judge/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/problem/", OWNER, CLINICIAN),
    staff("desk/drawings/<int:pk>/others/", OWNER, CLINICIAN),
    staff("desk/muscle-counts/", OWNER, CLINICIAN),
    staff("desk/muscle-counts/muscle-counts.<str:suffix>", OWNER, CLINICIAN),
    # A forged link, and a figure that does not exist.
    everybody("en/drawing/<str:token>/", Answer.GONE),
    everybody("en/drawing/figure/<str:sex>/<str:view>.svg", Answer.HIDDEN),
)


def _drawing() -> int:
    now = clock.now()
    drawing = PainDrawing.objects.create(
        person_id=a_person(), drawn_by="patient", made_at=now, open_until=now, map_version="1"
    )
    return int(drawing.pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/patients/<int:person_pk>/": lambda: {"person_pk": a_person()},
    "desk/drawings/<int:pk>/": lambda: {"pk": _drawing()},
    "desk/muscle-counts/muscle-counts.": lambda: {"suffix": "csv"},
}
