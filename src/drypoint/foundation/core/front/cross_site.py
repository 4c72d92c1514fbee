"""Guard forms that strangers send, without a cookie.

Django's own CSRF token needs a cookie; a page for everybody sets none. A request of another site is told apart by what
a browser itself says of it and no script can change:

1. Sec-Fetch-Site (every browser since 2023) must be "same-origin", or "none" (the person repeated the request by hand).
2. Origin, where sent, must be this site's. "null" says nothing, since pages under `Referrer-Policy: no-referrer` send
   it for their own forms too; then Sec-Fetch-Site decides.
3. Very old clients send neither, or "null" alone. They are let through: there is nothing of theirs to misuse.
   These forms act for whoever fills them in, the once key in the form is needed besides, and the one cookie in this
   neighbourhood (an opened conversation) is SameSite=Strict, so that another site's form arrives without it.

Views that write in the name of a signed-in person keep Django's token and are not guarded by this.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def is_foreign(request: HttpRequest) -> bool:
    """Say whether a browser tells that another site made this request."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site not in {"", "same-origin", "none"}:
        return True
    origin = request.headers.get("Origin", "")
    if origin in {"", "null"}:
        return False
    own = f"{request.scheme}://{request.get_host()}"
    return origin != own and origin not in settings.CSRF_TRUSTED_ORIGINS


def refuse_cross_site(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Exempt a public form from Django's token and refuse other sites' requests with 403 instead."""

    @wraps(view)
    def guard(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in SAFE_METHODS and is_foreign(request):
            raise PermissionDenied(_("This form was sent from another site. Please open it here and send it again."))
        return view(request, *args, **kwargs)

    return csrf_exempt(guard)
