"""Who reaches the addresses of rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.patients.people import a_person
from tests.permissions.lines import CLINICIAN, OWNER, RECEPTION, Line, staff
from tests.rights.people import a_complaint, a_release, a_restraint

LINES: tuple[Line, ...] = (
    staff("desk/patients/<int:pk>/rights/*", OWNER),
    staff("desk/patients/<int:pk>/consents/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/rights/*", OWNER),
)

IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/patients/<int:pk>/rights/": lambda: {"pk": a_person()},
    "desk/patients/<int:pk>/consents/": lambda: {"pk": a_person()},
    "desk/rights/restraints/<int:pk>/": lambda: {"pk": a_restraint().pk},
    "desk/rights/complaints/<int:pk>/": lambda: {"pk": a_complaint().pk},
    "desk/rights/releases/<int:pk>/": lambda: {"pk": a_release().pk},
}
