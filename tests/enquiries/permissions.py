"""Who reaches the enquiries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.permissions.lines import CLINICIAN, OWNER, RECEPTION, Answer, Line, everybody, missing, staff

from drypoint.foundation.core import clock
from drypoint.public.enquiries.models import ConsentText, Enquiry, Problem, State

LINES: tuple[Line, ...] = (
    staff("desk/enquiries/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/answer/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/state/", OWNER, CLINICIAN, RECEPTION),
    # The enquiry has no document of this number: who may open documents learns that, the others only that they may not.
    missing("desk/enquiries/<int:pk>/documents/<int:number>/", OWNER, CLINICIAN, RECEPTION),
    missing("desk/enquiries/<int:pk>/documents/<int:number>/text/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/enquiries/<int:pk>/erase/", OWNER),
    staff("desk/enquiries/<int:pk>/patient/", OWNER, CLINICIAN, RECEPTION),
    everybody("en/ask/sent/<str:token>/", Answer.HIDDEN),
)


def _enquiry() -> int:
    now = clock.now()
    consent = ConsentText.objects.create(
        purpose=ConsentText.Purpose.CONTACT, version=99, texts={"en": "Yes."}, sha256=""
    )
    enquiry = Enquiry.objects.create(
        reference="TEST-0001",
        name="Primjer",
        email="visitor@example.com",
        birth_year=1970,
        language="en",
        problem=Problem.GENERAL,
        contact_consent=consent,
        received_at=now,
        last_message_at=now,
        state=State.NEW,
        link_expires_at=now,
    )
    return int(enquiry.pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/enquiries/<int:pk>/": lambda: {"pk": _enquiry()},
}
