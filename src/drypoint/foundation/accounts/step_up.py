"""The second factor once more, before what cannot be taken back: within the last minutes, or asked for now."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from drypoint.foundation.accounts import sessions
from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _always(request: HttpRequest) -> bool:
    return request.method is not None


def sends(request: HttpRequest) -> bool:
    """Say whether something is being done, not only looked at."""
    return request.method not in {"GET", "HEAD"}


def confirmed(
    *, when: Callable[[HttpRequest], bool] = _always, back: str | None = None
) -> Callable[[View[P]], View[P]]:
    """Let only those into the view who have shown their second factor within the last minutes.

    Others are asked for it and led to the page they wanted; from a button to the page named by `back`, which takes the
    view's own arguments, or else to the view's address. What they typed there is not kept: it goes nowhere unconfirmed.
    """

    def decorate(view: View[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not when(request) or is_confirmed(request):
                return view(request, *args, **kwargs)
            if sends(request):
                messages.info(request, _("Before this step, please show once more that it is you. Then do it again."))
                page = reverse(back, kwargs=kwargs) if back else request.path
            else:
                page = request.get_full_path()
            return _ask(request, page)

        return guarded

    return decorate


def is_confirmed(request: HttpRequest) -> bool:
    """Say whether this session has shown a second factor within the last minutes, or has none to show yet."""
    user = request.user
    if not isinstance(user, User):
        return True
    at = clock.now()
    if sessions.is_fresh(request.session, at) or sessions.is_confirmed(request.session, user, at):
        return True
    return not sessions.has_second_factor(user)


def _ask(request: HttpRequest, page: str) -> HttpResponse:
    own = Authenticator.objects.filter(user_id=request.user.pk)
    by_code = own.exclude(type=Authenticator.Type.WEBAUTHN).exists()
    way = reverse("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")
    address = f"{way}?{urlencode({REDIRECT_FIELD_NAME: page})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
