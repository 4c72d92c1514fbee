"""How the server stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drypoint.foundation.accounts.actors import needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.models import HealthRound, KnownFault
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters


@needs("desk.see")
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Show what the worker's last round found."""
    found = KnownFault.objects.order_by("level", "since", "check_id")
    rounds = list(HealthRound.objects.order_by("machine"))
    return show(request, presenters.health_page(list(found), rounds, clock.now()))
