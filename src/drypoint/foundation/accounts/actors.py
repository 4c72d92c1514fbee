"""From a request to the actor that every action takes."""

from __future__ import annotations

from django.http import HttpRequest

from drypoint.foundation.accounts.capabilities import capabilities_of
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.sessions import Standing
from drypoint.foundation.core.actors import VISITOR, Actor


def actor_of_user(user: User) -> Actor:
    """Return the member of staff as an actor, with what the role may do."""
    return Actor("staff", user.pk, capabilities_of(user.role) if user.is_active else frozenset())


def actor_of(request: HttpRequest) -> Actor:
    """Return who makes the request: a member of staff only if the gate has let the session through, else a visitor."""
    user = request.user
    # The user first: on a public page the standing is found out only when somebody asks for the user.
    if isinstance(user, User) and getattr(request, "standing", None) is Standing.FULL:
        return actor_of_user(user)
    return VISITOR
