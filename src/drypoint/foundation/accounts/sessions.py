"""What a session knows of itself: when it began, when it was last used, and that the second factor was shown.

The marks lie in the server's session table, never in the cookie. A session that lacks one counts as over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from drypoint.foundation.accounts.addresses import is_on_this_machine
from drypoint.foundation.accounts.models import User

ABSOLUTE = timedelta(hours=12)
# A use is written down at most this often, so that reading the desk hardly writes.
RENEWED_EVERY = timedelta(minutes=1)
# A sign-in this fresh is proof enough for changing one's own second factor.
FRESH = timedelta(minutes=5)

_BEGAN = "drypoint_began_at"
_USED = "drypoint_used_at"
_SECOND_FACTOR = "drypoint_second_factor_of"
_CONFIRMED = "drypoint_confirmed_at"
_DAY_CODE = "drypoint_day_code"
_OWN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class Standing(Enum):
    """How far a session has come. Only FULL reaches anything of the practice's."""

    ANONYMOUS = auto()
    OVER = auto()
    ENROLLING = auto()
    HALF = auto()
    FULL = auto()


def has_second_factor(user: User) -> bool:
    """Say whether the user has set up an authenticator app or a passkey; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=_OWN_FACTORS).exists())


def begin(session: SessionBase, at: datetime) -> None:
    """Start both clocks of a session that has just been signed in to."""
    session[_BEGAN] = session[_USED] = int(at.timestamp())


def mark_second_factor(session: SessionBase, user: User) -> None:
    """Note that this user has shown a second factor in this session."""
    session[_SECOND_FACTOR] = user.pk


def confirm(session: SessionBase, user: User, at: datetime) -> None:
    """Note when this user showed a second factor last."""
    session[_CONFIRMED] = (user.pk, int(at.timestamp()))


def mark_day_code(session: SessionBase, user: User) -> None:
    """Note that a code for one day stood in for the second factor: it lets in, and confirms nothing."""
    mark_second_factor(session, user)
    session[_DAY_CODE] = True


def is_confirmed(session: SessionBase, user: User, at: datetime) -> bool:
    """Say whether this user has shown a second factor in this session within the last minutes."""
    whose, when = session.get(_CONFIRMED, (None, 0))
    return bool(whose == user.pk and 0 <= at.timestamp() - when < FRESH.total_seconds())


def unmark_second_factor(session: SessionBase) -> None:
    """Forget that a second factor was shown, because there is none left."""
    session.pop(_SECOND_FACTOR, None)


def is_over(session: SessionBase, at: datetime) -> bool:
    """Say whether the session has been idle for too long, or has lasted for 12 hours."""
    began, used = session.get(_BEGAN), session.get(_USED)
    if not isinstance(began, int) or not isinstance(used, int):
        return True
    now = int(at.timestamp())
    idle = timedelta(minutes=settings.CONFIG.idle_minutes)
    return now - used >= idle.total_seconds() or now - began >= ABSOLUTE.total_seconds()


def is_fresh(session: SessionBase, at: datetime) -> bool:
    """Say whether the sign-in is so recent, and by so much, that nothing need be asked for again."""
    began = session.get(_BEGAN)
    return not session.get(_DAY_CODE) and isinstance(began, int) and 0 <= at.timestamp() - began < FRESH.total_seconds()


def renew(session: SessionBase, at: datetime) -> None:
    """Write down that the session is in use, unless that was done within the last minute."""
    now = int(at.timestamp())
    if now - int(session[_USED]) >= RENEWED_EVERY.total_seconds():
        session[_USED] = now
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=at)


def is_demo_exception(request: HttpRequest, user: User) -> bool:
    """Say whether the demo's exception holds: a demo person, in the demo, at this very machine."""
    return bool(settings.CONFIG.demo and user.is_demo and is_on_this_machine(request))


def standing_of(request: HttpRequest, at: datetime) -> Standing:
    """Return how far the session has come; without a session cookie nothing is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return Standing.ANONYMOUS
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return Standing.ANONYMOUS
    if is_over(request.session, at):
        return Standing.OVER
    if request.session.get(_SECOND_FACTOR) == user.pk or is_demo_exception(request, user):
        return Standing.FULL
    return Standing.HALF if has_second_factor(user) else Standing.ENROLLING
