"""Who reaches reviews."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import override

from drypoint.foundation.core import clock
from drypoint.public.reviews.models import Review, ReviewRequest
from tests.permissions.lines import CLINICIAN, OWNER, RECEPTION, Answer, Line, everybody, staff

LINES: tuple[Line, ...] = (
    staff("desk/reviews/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/reviews/ask/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/reviews/google/", OWNER),
    staff("desk/reviews/<int:pk>/", OWNER, CLINICIAN, RECEPTION),
    staff("desk/reviews/<int:pk>/decide/", OWNER),
    everybody("en/reviews/"),
    everybody("en/reviews/google/"),
    everybody("en/reviews/write/<str:token>/", Answer.HIDDEN),
    everybody("en/reviews/take-back/<str:token>/"),
)


def _review() -> int:
    with override("en"):
        request = ReviewRequest.objects.create(
            email="vera@example.com", digest="0" * 64, language="en", asked_at=clock.now(), expires_at=clock.now()
        )
        return int(Review.objects.create(request=request, stars=4, shown_name="Vera", written_at=clock.now()).pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {"desk/reviews/<int:pk>/": lambda: {"pk": _review()}}
