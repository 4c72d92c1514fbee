"""Who reaches the tasks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.permissions.lines import CLINICIAN, OWNER, RECEPTION, Line, staff
from tests.worklist.tasks import a_task

LINES: tuple[Line, ...] = (
    staff("desk/tasks/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/tasks/act/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/tasks/new/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/tasks/away/", OWNER, RECEPTION),
    staff("desk/tasks/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/tasks/<int:pk>/over/", OWNER, CLINICIAN, RECEPTION),
)

IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/tasks/<int:pk>/": lambda: {"pk": a_task().pk},
}
