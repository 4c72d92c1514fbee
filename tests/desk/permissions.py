"""Who reaches the desk's own pages, and the first visit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core.mail.outbox import queue_mail
from tests.patients.people import a_person
from tests.permissions.lines import AUDITOR, CLINICIAN, OWNER, RECEPTION, Answer, Line, everybody, staff

LINES: tuple[Line, ...] = (
    staff("desk/", OWNER, CLINICIAN, RECEPTION, AUDITOR),
    staff("desk/atlas/", OWNER, CLINICIAN),
    staff("desk/atlas/<slug:muscle_id>/", OWNER, CLINICIAN),
    staff("desk/patients/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/new/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:pk>/change/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:pk>/name/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/patients/<int:pk>/export/", OWNER, CLINICIAN),
    staff("desk/patients/export-schema/", OWNER, CLINICIAN),
    staff("desk/patients/<int:pk>/erase/", OWNER),
    staff("desk/outbox/", OWNER, CLINICIAN, RECEPTION, AUDITOR),
    staff("desk/outbox/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/outbox/<int:pk>/again/", OWNER),
    staff("desk/health/", OWNER, CLINICIAN, RECEPTION, AUDITOR),
    staff("desk/practice/", OWNER),
    staff("desk/staff/", OWNER),
    staff("desk/staff/<int:pk>/", OWNER),
    staff("desk/search/", OWNER, CLINICIAN, RECEPTION, AUDITOR),
    staff("desk/audit/", OWNER, AUDITOR),
    # There is a practice already.
    everybody("setup/", Answer.HIDDEN),
)


def _mail() -> int:
    cause = User.objects.order_by("pk").first()
    assert cause is not None
    facts = {"kind": "test", "to_address": "visitor@example.com", "language": "en", "subject": "News", "text": "News"}
    return int(queue_mail(cause=cause, **facts).pk)


def _member() -> int:
    user = User.objects.order_by("pk").first()
    assert user is not None
    return int(user.pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/atlas/<slug:muscle_id>/": lambda: {"muscle_id": "soleus"},
    "desk/patients/<int:pk>/": lambda: {"pk": a_person()},
    "desk/outbox/<int:pk>/": lambda: {"pk": _mail()},
    "desk/staff/<int:pk>/": lambda: {"pk": _member()},
}
