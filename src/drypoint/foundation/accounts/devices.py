"""Browsers in which somebody signed in before: wrong passwords from elsewhere do not count against them.

A signed cookie names the browser, and by keyed digest whose accounts were opened in it. It opens nothing: it only says
in which bucket wrong tries are counted, so that strangers who guess at an account shut nobody out who works here.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from drypoint.foundation.core import limits

_SALT = "drypoint.device"
_AGE_SECONDS = 400 * 24 * 60 * 60
_MOST_ACCOUNTS = 12


def _cookie_name() -> str:
    return "__Secure-drypoint-device" if settings.SESSION_COOKIE_SECURE else "drypoint-device"


def _mark_of(email: str) -> str:
    return limits.digest_of("device", email.strip().lower())[:24]


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        name, marks = signing.loads(request.COOKIES.get(_cookie_name(), ""), salt=_SALT, max_age=_AGE_SECONDS)
    except (signing.BadSignature, ValueError):
        return "", []
    return str(name), list(marks)


def known_device(request: HttpRequest, email: str) -> str | None:
    """Return the browser's name if this account was opened in it before. Nothing is looked up."""
    name, marks = _read(request)
    return name if _mark_of(email) in marks else None


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Note in the browser that this account was opened in it; the latest dozen accounts are kept."""
    name, marks = _read(request)
    mark = _mark_of(email)
    kept = [mark, *(other for other in marks if other != mark)][:_MOST_ACCOUNTS]
    response.set_cookie(
        _cookie_name(),
        signing.dumps((name or secrets.token_urlsafe(12), kept), salt=_SALT),
        max_age=_AGE_SECONDS,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
