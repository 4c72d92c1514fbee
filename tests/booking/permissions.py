"""Who reaches the bookings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drypoint.care.booking.models import Appointment
from drypoint.foundation.core import clock
from drypoint.foundation.practice.models import Practitioner, Service
from tests.patients.people import a_person
from tests.permissions.lines import CLINICIAN, OWNER, RECEPTION, Answer, Line, everybody, staff

LINES: tuple[Line, ...] = (
    staff("desk/appointments/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/appointments/here/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/appointments/away/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/appointments/week/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/appointments/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/appointments/<int:pk>/change/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/appointments/<int:pk>/move/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:person_pk>/book/", OWNER, CLINICIAN, RECEPTION),
    everybody("en/book/"),
    # Of a service that is not there, and forged links.
    everybody("en/book/<int:service_pk>/", Answer.HIDDEN),
    everybody("en/book/<int:service_pk>/<str:when>/", Answer.HIDDEN),
    everybody("en/book/held/<str:token>/", Answer.HIDDEN),
    everybody("en/book/confirm/<str:token>/", Answer.HIDDEN),
    everybody("en/book/mine/<str:token>/", Answer.HIDDEN),
    everybody("en/book/mine/<str:token>/cancel/", Answer.HIDDEN),
    everybody("en/book/mine/<str:token>/move/", Answer.HIDDEN),
)


def _appointment() -> int:
    now = clock.now()
    row = Appointment.objects.create(
        service=Service.objects.create(names={"en": "Treatment"}),
        practitioner=Practitioner.objects.create(name="Ana"),
        state="booked",
        starts_at=now,
        ends_at=now.replace(year=now.year + 1),
        occupied_from=now,
        occupied_until=now.replace(year=now.year + 1),
        made_at=now,
        currency="EUR",
        change_minutes=0,
        name="Vera",
        language="en",
    )
    return int(row.pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/appointments/<int:pk>/": lambda: {"pk": _appointment()},
    "desk/patients/<int:person_pk>/book/": lambda: {"person_pk": a_person()},
    "en/book/<int:service_pk>/<str:when>/": lambda: {"when": "20270504T0600Z"},
}
