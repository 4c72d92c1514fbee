"""One search over what the rooms hold."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.search import found_everywhere
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters

LONGEST_QUERY = 100


@needs("desk.see")
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found for the words, kind by kind, of what this member of staff may see."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    found = found_everywhere(Viewing(actor_of(request), clock.now()), words)
    return show(request, presenters.SearchPage(words, tuple(found)))
