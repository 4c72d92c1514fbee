"""What a visitor is told when a request fails: whether to come back in a moment, or that we are at fault."""

from __future__ import annotations

import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.views.defaults import server_error

RETRY_AFTER_SECONDS = 30
_AWAY = {
    *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL),
}
# PostgreSQL: the connection broke, too few resources, somebody stops the server, a system error.
_AWAY_CLASSES = ("08", "53", "57", "58")


def is_away(error: BaseException | None) -> bool:
    """Say whether an error means that the database cannot be reached or written to now, not that the code is wrong."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _AWAY
    state = getattr(cause, "sqlstate", None)
    # An error without a state never came from a server: there was none to ask.
    return not state or str(state).startswith(_AWAY_CLASSES)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away, and 500 to everything else; neither page asks the database."""
    if not is_away(sys.exc_info()[1]):
        return server_error(request)
    response = HttpResponse(get_template("503.html").render(), status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
