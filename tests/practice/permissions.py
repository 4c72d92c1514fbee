"""Who reaches what free times come of: the owner alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drypoint.foundation.practice.models import Practitioner, Service, TreatmentRoom
from tests.permissions.lines import OWNER, Line, staff

LINES: tuple[Line, ...] = (
    staff("desk/hours/", OWNER),
    staff("desk/hours/holidays/", OWNER),
    staff("desk/hours/holidays/<int:pk>/ask/", OWNER),
    staff("desk/hours/rooms/new/", OWNER),
    staff("desk/hours/rooms/<int:pk>/", OWNER),
    staff("desk/hours/services/new/", OWNER),
    staff("desk/hours/services/<int:pk>/", OWNER),
    staff("desk/hours/people/new/", OWNER),
    staff("desk/hours/people/<int:pk>/", OWNER),
    staff("desk/hours/people/<int:pk>/add/", OWNER),
    staff("desk/hours/people/<int:pk>/days/", OWNER),
    staff("desk/hours/people/<int:pk>/credentials/", OWNER),
    staff("desk/hours/credentials/<int:credential_pk>/remove/", OWNER),
    staff("desk/hours/people/<int:pk>/remove/<int:hours_pk>/", OWNER),
    staff("desk/hours/days/<int:exception_pk>/remove/", OWNER),
)
IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/hours/holidays/<int:pk>/": lambda: {"pk": 1},
    "desk/hours/rooms/<int:pk>/": lambda: {"pk": TreatmentRoom.objects.create(name="Room").pk},
    "desk/hours/services/<int:pk>/": lambda: {"pk": Service.objects.create(names={"en": "Treatment"}).pk},
    "desk/hours/people/<int:pk>/": lambda: {"pk": Practitioner.objects.create(name="Ana").pk, "hours_pk": 1},
    "desk/hours/credentials/": lambda: {"credential_pk": 1},
    "desk/hours/days/": lambda: {"exception_pk": 1},
}
