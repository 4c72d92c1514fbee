"""Keep what an ended session sends, and forget what was sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib.messages import WARNING, get_messages
from django.contrib.messages.storage.base import BaseStorage
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from drypoint.foundation.accounts.gate import DESK, to_sign_in
from drypoint.foundation.accounts.models import User
from drypoint.foundation.accounts.sessions import Standing, standing_of
from drypoint.foundation.core import clock
from drypoint.foundation.drafts import actions, rules
from drypoint.foundation.drafts.models import Draft
from drypoint.foundation.drafts.rules import ADDRESS, PAGE, PlacedForm

# Whose desk this browser showed last, so that a form is known whose session is not even there any more. It opens
# nothing: with it words can be left for somebody, who alone reads them.
COOKIE = "__Secure-drypoint-writer" if settings.SESSION_COOKIE_SECURE else "drypoint-writer"
COOKIE_LASTS = timedelta(days=3)
_SALT = "drypoint.drafts.writer"
_ENDED = frozenset({Standing.OVER, Standing.ANONYMOUS, Standing.HALF})
_KEPT = "_kept_draft"


class DraftMiddleware:
    """Stand before the gate, which turns away what an ended session sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Lead to what was kept, once they have signed in; forget what was sent, and note whose desk this is."""
        response = self.get_response(request)
        if not request.path_info.startswith(DESK):
            return response
        draft: Draft | None = getattr(request, _KEPT, None)
        if draft is not None:
            return to_sign_in(request, back_to=reverse("drafts_desk:kept", args=[draft.key]))
        if getattr(request, "standing", None) is Standing.FULL and isinstance(request.user, User):
            if request.method == "POST":
                _forget_what_was_sent(request, request.user, response)
            if isinstance(response, HttpResponse) and _writer(request) != request.user.pk:
                _note_writer(response, request.user)
        return response

    @staticmethod
    def process_view(
        request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: object, _kwargs: object
    ) -> None:
        """Keep what a form sends whose session has ended. Django's token was looked at before."""
        if request.method != "POST" or not request.path_info.startswith(DESK):
            return
        standing = standing_of(request, clock.now())
        spot = _spot(request) if standing in _ENDED else None
        if spot is None:
            return
        owner_id = request.user.pk if standing is Standing.OVER else _writer(request)
        if owner_id is None or not User.objects.filter(pk=owner_id, is_active=True).exists():
            return
        try:
            is_sent = ADDRESS not in request.POST
            draft = actions.keep_draft(
                owner_id=owner_id, spot=spot, typed=rules.typed_of(request.POST), is_sent=is_sent
            )
        except actions.TooLongError:
            return
        setattr(request, _KEPT, draft)


def _spot(request: HttpRequest) -> PlacedForm | None:
    if request.path_info == reverse("drafts_desk:keep"):
        return rules.spot_of(request.POST.get(ADDRESS, ""), request.POST.get(PAGE, ""))
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" and "HX-Request" not in request.headers:
        # A script that saves by itself, as the drawing does, waits in the browser and sends again.
        return None
    return rules.spot_of(request.get_full_path(), request.headers.get("Referer", ""))


def _forget_what_was_sent(request: HttpRequest, user: User, response: HttpResponseBase) -> None:
    """Forget it only if the form led on without a warning: what was refused may be wanted again."""
    if response.status_code not in {302, 303}:
        return
    spot = rules.spot_of(request.get_full_path())
    if spot is None:
        return
    said = get_messages(request)
    was_refused = any(one.level >= WARNING for one in said)
    if isinstance(said, BaseStorage):
        said.used = False  # they were looked at, and are still to be shown
    if not was_refused:
        actions.forget_draft(owner_id=user.pk, address=spot.address)


def _writer(request: HttpRequest) -> int | None:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=COOKIE_LASTS)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def _note_writer(response: HttpResponse, user: User) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(user.pk, salt=_SALT),
        max_age=COOKIE_LASTS,
        path=DESK,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
