"""Named reads about staff and their sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.rules import device_of
from drypoint.foundation.core.actors import Actor
from drypoint.knowledge.language import sort_key


@dataclass(frozen=True)
class SignedIn:
    """One session as its owner sees it."""

    id: int
    device: str
    address: str
    began_at: datetime
    last_seen_at: datetime
    is_current: bool


def staff(actor: Actor) -> QuerySet[User]:
    """Return all members of staff with `has_second_factor`.

    Raises NotAllowedError without staff.manage.
    """
    actor.require("staff.manage")
    factors = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=(Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    )
    return User.objects.annotate(has_second_factor=Exists(factors))


def staff_in_order(actor: Actor) -> list[User]:
    """Return the same, the active ones first, by the alphabet of the reader. Raises what `staff` raises."""
    return sorted(staff(actor), key=lambda one: (not one.is_active, sort_key(one.name, get_language()), one.email))


def sessions_of(user: User, current_key: str | None, at: datetime) -> list[SignedIn]:
    """Return the user's living sessions, the latest used first."""
    rows = UserSession.objects.filter(user=user).order_by("-last_seen_at")
    alive = set(
        Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=at).values_list(
            "session_key", flat=True
        )
    )
    return [
        SignedIn(
            id=row.pk,
            device=device_of(row.user_agent),
            address=row.ip,
            began_at=row.created_at,
            last_seen_at=row.last_seen_at,
            is_current=row.session_key == current_key,
        )
        for row in rows
        if row.session_key in alive
    ]
