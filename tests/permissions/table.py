"""Who reaches what: each room brings its lines, in `permissions.py` of the tests' folder that is called like the room.

To add an address: write its pattern as it stands in the URLconf (the failing test prints it) and who gets which answer.
The longest line that fits counts. If the address needs a row that exists, add a function to the room's IDS that makes
one; the key is a pattern of the URLconf, or the beginning of some, and the function is called inside the test's
transaction.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from django.apps import apps

from drypoint.foundation.core.rooms import RoomConfig
from tests.permissions.lines import PERSONS, Answer, Line, Person, everybody

__all__ = ["IDS", "LINES", "PERSONS", "REGEXES", "Answer", "Line", "Person"]


def _of_rooms() -> Iterator[ModuleType]:
    for room in apps.get_app_configs():
        if isinstance(room, RoomConfig) and room.addresses:
            yield importlib.import_module(f"tests.{room.label}.permissions")


# The tests ask from this machine itself, which may be told more; tests/ops/test_watching.py asks from elsewhere.
LINES: tuple[Line, ...] = (
    *(everybody(watched) for watched in ("healthz", "readyz", "metrics")),
    *(line for room in _of_rooms() for line in room.LINES),
)
IDS: dict[str, Callable[[], dict[str, Any]]] = {
    beginning: make for room in _of_rooms() for beginning, make in getattr(room, "IDS", {}).items()
}

REGEXES: dict[str, str] = {
    r"^.*/$": "nothing-there/",
    r"^((?:[\w\-]+/)*)$": "",
    r"^edit/login(?:/.*)?$": "edit/login/",
    r"^edit/logout(?:/.*)?$": "edit/logout/",
    r"^edit/account(?:/.*)?$": "edit/account/",
    r"^edit/(?:password_reset|users|groups|api-tokens)(?:/.*)?$": "edit/users/",
    r"^edit/bulk/(?:accounts|auth|wagtailusers)(?:/.*)?$": "edit/bulk/accounts/user/delete/",
    r"^_util/authenticate_with_password(?:/.*)?$": "_util/authenticate_with_password/1/1/",
    r"^(?P<pk>\d+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$": (
        "2/revisions/compare/live...latest/"
    ),
}
