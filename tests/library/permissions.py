"""Who reaches the pages that are made of knowledge, and the claims and the evidence on the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.permissions.lines import CLINICIAN, OWNER, Line, everybody, staff

from drypoint.public.claims.models import Claim

LINES: tuple[Line, ...] = (
    everybody("en/calculator/"),
    everybody("en/calculator/conversions/"),
    staff("desk/claims/", OWNER, CLINICIAN),
    staff("desk/claims/<int:pk>/", OWNER, CLINICIAN),
    staff("desk/evidence/", OWNER, CLINICIAN),
)


def _claim() -> int:
    return int(Claim.objects.create(key="test", texts={"en": "A test.", "hr": "Provjera."}).pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {"desk/claims/<int:pk>/": lambda: {"pk": _claim()}}
