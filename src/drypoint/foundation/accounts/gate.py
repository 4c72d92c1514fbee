"""The one gate: whatever is not public by the list is shut until the session has shown its second factor."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from drypoint.foundation.accounts import sessions
from drypoint.foundation.accounts.actors import NEEDED, actor_of, actor_of_user, hold_back, is_unattended, refuse
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.sessions import Standing
from drypoint.foundation.core import audit, clock
from drypoint.foundation.core.actors import HeldBackError, NotAllowedError

logger = logging.getLogger(__name__)

# Pages that somebody must reach to become signed in at all.
ENTRANCE = frozenset(
    {"account_login", "account_logout", "account_invitation", "mfa_authenticate", "mfa_login_webauthn"}
)
# What a member of staff who has no second factor yet may do: set one up, or leave.
ENROLMENT = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
)
EDITOR = "/edit/"
# Screens that Wagtail shows to whoever comes into its editor, and what they need here. Clinicians come for claims only.
OF_THE_EDITOR = {"/edit/reports/": "website.edit", "/edit/workflows/": "website.edit"}
DESK = "/desk/"


def is_public(path: str) -> bool:
    """Say whether the path is open to everybody: one on the list in the settings, or a page under a language."""
    languages = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
    return path in settings.PUBLIC_PATHS or path.startswith((*settings.PUBLIC_PREFIXES, *languages))


class GatedRequest(HttpRequest):
    """A request with how far its session has come, which the gate alone writes down."""

    standing: Standing | None


def _gated(request: HttpRequest) -> GatedRequest:
    return cast("GatedRequest", request)


class GateMiddleware:
    """Stand behind AuthenticationMiddleware and decide for each view whether the session may reach it.

    Nothing is let through by default: a path that is neither public nor part of the entrance needs a full session, a
    view of the desk must also name the capability it needs, and the editor one that leads there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hide a session that is not full from everything behind the gate."""
        _gated(request).standing = None
        if is_public(request.path_info):
            known = request.user
            # Lazy, because a public page that never asks for the user must not vary by cookie.
            lazy: object = SimpleLazyObject(lambda: self._seen_in_public(request, known))
            request.user = cast("AnonymousUser", lazy)
            return self.get_response(request)
        response = self.get_response(request)
        # Here and not in each view, where one is forgotten: a shared computer's Back button must show nothing.
        # Wagtail says so of its own screens, and lets the browser keep their drawings.
        if not request.path_info.startswith(EDITOR):
            patch_cache_control(response, no_store=True, private=True)
        return response

    @staticmethod
    def _seen_in_public(request: HttpRequest, known: User | AnonymousUser) -> User | AnonymousUser:
        request.user = known
        standing = sessions.standing_of(request, clock.now())
        _gated(request).standing = standing
        if standing is not Standing.FULL:
            request.user = AnonymousUser()
        return request.user

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[object, ...],
        _kwargs: dict[str, object],
    ) -> HttpResponseBase | None:
        """Return an answer instead of the view's unless the session may reach it."""
        if is_public(request.path_info):
            return None
        name = request.resolver_match.url_name if request.resolver_match else None
        standing = sessions.standing_of(request, clock.now())
        _gated(request).standing = standing
        if standing is Standing.FULL:
            return self._inside(request, view)
        if standing is Standing.ENROLLING:
            self._greet(request)
            return None if name in ENROLMENT else HttpResponseRedirect(reverse("mfa_index"))
        if standing is not Standing.ANONYMOUS:
            if standing is Standing.OVER and isinstance(request.user, User):
                audit.record(actor_of_user(request.user), "session.expire", request.user)
            logout(request)
            _gated(request).standing = Standing.ANONYMOUS
        return None if name in ENTRANCE else to_sign_in(request)

    def _inside(self, request: HttpRequest, view: Callable[..., HttpResponseBase]) -> HttpResponseBase | None:
        if not is_unattended(request, view):
            sessions.renew(request.session, clock.now())
        self._greet(request)
        if request.path_info.startswith(EDITOR) and not request.user.has_perm("wagtailadmin.access_admin"):
            return refuse(request, "website.edit")
        for place, capability in OF_THE_EDITOR.items():
            if request.path_info.startswith(place) and not actor_of(request).may(capability):
                return refuse(request, capability)
        if request.path_info.startswith(DESK) and not hasattr(view, NEEDED):
            logger.error("A view of the desk names no capability: %s", request.resolver_match)
            return refuse(request)
        return None

    @staticmethod
    def _greet(request: HttpRequest) -> None:
        """Speak the language that the member of staff has chosen."""
        if isinstance(request.user, User) and translation.check_for_language(request.user.language):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn an action's refusal into the page that says so; a visitor learns nothing."""
        if not isinstance(exception, NotAllowedError):
            return None
        if actor_of(request).kind == "staff":
            return hold_back(request, exception) if isinstance(exception, HeldBackError) else refuse(request)
        return to_sign_in(request)


def to_sign_in(request: HttpRequest, back_to: str = "") -> HttpResponse:
    """Send to the sign-in page and back afterwards; HTMX is told to leave the page rather than swap the form in."""
    back_to = back_to or (request.get_full_path() if request.method == "GET" else "")
    query = urlencode({REDIRECT_FIELD_NAME: back_to}) if back_to else ""
    address = reverse("account_login") + (f"?{query}" if query else "")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
