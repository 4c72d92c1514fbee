"""Who reaches the addresses of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drypoint.foundation.core.actors import SYSTEM
from drypoint.foundation.patients.merging import merge_people
from tests.patients.people import a_person, a_referral, an_episode
from tests.permissions.lines import AUDITOR, CLINICIAN, OWNER, Line, staff

LINES: tuple[Line, ...] = (
    staff("desk/patients/seen/", OWNER, AUDITOR),
    staff("desk/patients/<int:pk>/seen/", OWNER, AUDITOR),
    staff("desk/patients/<int:pk>/same/", OWNER, CLINICIAN),
    staff("desk/patients/<int:pk>/merge/<int:gone>/", OWNER, CLINICIAN),
    staff("desk/patients/merges/<int:pk>/undo/", OWNER, CLINICIAN),
    staff("desk/patients/<int:person_pk>/problems/new/", OWNER, CLINICIAN),
    staff("desk/problems/*", OWNER, CLINICIAN),
    staff("desk/referrals/*", OWNER, CLINICIAN),
)


def _merge() -> int:
    ids = {"kept_id": a_person(), "gone_id": a_person()}
    return int(merge_people(actor=SYSTEM, **ids, from_gone=(), versions=(1, 1)).pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/patients/<int:pk>/merge/": lambda: {"pk": a_person(), "gone": a_person()},
    "desk/patients/merges/<int:pk>/": lambda: {"pk": _merge()},
    "desk/patients/<int:person_pk>/problems/": lambda: {"person_pk": a_person()},
    "desk/problems/<int:pk>/": lambda: {"pk": an_episode().pk},
    "desk/referrals/<int:pk>/": lambda: {"pk": a_referral().pk},
}
