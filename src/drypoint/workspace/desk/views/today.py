"""The first screen: what waits."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drypoint.foundation.accounts.actors import actor_of, needs, unattended
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.today import parts_of_today, what_waits
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters


def _is_fragment(request: HttpRequest) -> bool:
    return request.GET.get("part") == "waiting"


@needs("desk.see")
@never_cache
@require_safe
@unattended(_is_fragment)
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits; `?part=waiting` is the fragment that the screen asks for every minute."""
    viewing = Viewing(actor_of(request), clock.now())
    page = presenters.Today(what_waits(viewing), parts_of_today(viewing))
    return show(request, page, fragment="desk/_waiting.html" if _is_fragment(request) else "")
