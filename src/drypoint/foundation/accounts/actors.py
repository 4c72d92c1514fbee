"""From a request to the actor that every action takes, and the door of a view."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from drypoint.foundation.accounts.capabilities import all_capabilities, capabilities_of, known
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.presenters import HeldBackPage, refused_page
from drypoint.foundation.accounts.sessions import Standing
from drypoint.foundation.core.actors import VISITOR, Actor, HeldBackError
from drypoint.foundation.look.pages import show

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# The gate asks every view of the desk for this; one without it is shut to all.
NEEDED = "needed_capability"
_UNATTENDED = "is_unattended"


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


def refuse(request: HttpRequest, capability: str = "") -> HttpResponse:
    """Answer 403 with a sentence that says what is missing and whom to ask."""
    return show(request, refused_page(capability, all_capabilities()), status=403)


def hold_back(request: HttpRequest, error: HeldBackError) -> HttpResponse:
    """Answer 409 with the sentence that says why this cannot be done to this patient now."""
    return show(request, HeldBackPage(error.sentence), status=409)


def needs(capability: str, *, hidden: bool = False) -> Callable[[View[P]], View[P]]:
    """Let only those into the view who hold the capability.

    Nobody signed in: to the sign-in page (the gate does that before). Staff without the right: 403 with a sentence,
    or 404 where even the existence of the page is not theirs to know (hidden). Raises KeyError at import for a
    capability that does not exist.
    """
    known(capability)

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if actor_of(request).may(capability):
                return view(request, *args, **kwargs)
            if hidden:
                raise Http404
            return refuse(request, capability)

        setattr(guarded, NEEDED, capability)
        return guarded

    return decorate


def unattended(when: Callable[[HttpRequest], bool]) -> Callable[[View[P]], View[P]]:
    """Say which requests for this view an open page makes by itself: they do not keep a session alive."""

    def decorate(view: View[P]) -> View[P]:
        setattr(view, _UNATTENDED, when)
        return view

    return decorate


def is_unattended(request: HttpRequest, view: Callable[..., object]) -> bool:
    """Say whether nobody need have been there for this request: an open page, the editor or the browser made it."""
    match = request.resolver_match
    if match is not None and "wagtailadmin_editing_sessions" in match.namespaces:
        return True
    # Browsers fetch ahead what somebody might open.
    if "prefetch" in f"{request.headers.get('Sec-Purpose', '')} {request.headers.get('Purpose', '')}":
        return True
    when: Callable[[HttpRequest], bool] | None = getattr(view, _UNATTENDED, None)
    return when is not None and when(request)
