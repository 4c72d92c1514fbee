"""Who reaches the e-mail list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drypoint.foundation.core import clock
from drypoint.public.mailing import queries
from drypoint.public.mailing.models import Subscriber
from tests.permissions.lines import OWNER, RECEPTION, Answer, Line, everybody, staff

LINES: tuple[Line, ...] = (
    staff("desk/list/", OWNER, RECEPTION),
    staff("desk/list/<int:pk>/", OWNER, RECEPTION),
    staff("desk/list/<int:pk>/change/", OWNER, RECEPTION),
    everybody("en/list/"),
    everybody("en/list/sent/"),
    everybody("en/list/again/<str:token>/"),
    everybody("en/list/confirm/<str:token>/", Answer.HIDDEN),
    everybody("en/list/leave/<str:token>/", Answer.HIDDEN),
)


def _subscriber() -> int:
    email = "reader@example.com"
    row = Subscriber.objects.create(digest=queries.digest_of(email), email=email, language="en", asked_at=clock.now())
    return int(row.pk)


IDS: dict[str, Callable[[], dict[str, Any]]] = {
    "desk/list/<int:pk>/": lambda: {"pk": _subscriber()},
}
