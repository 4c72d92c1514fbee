"""Who reaches the bookings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.permissions.lines import Answer, Line, everybody

LINES: tuple[Line, ...] = (
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
IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "en/book/<int:service_pk>/<str:when>/": lambda: {"when": "20270504T0600Z"},
}
