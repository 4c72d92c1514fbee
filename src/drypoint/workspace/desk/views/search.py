"""One search over what the rooms hold."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.search import MOST_OF_A_KIND, found_everywhere
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters

LONGEST_QUERY = 100
MOST_WHILE_TYPING = 6


@needs("desk.see")
@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found for the words, kind by kind, of what this member of staff may see.

    `?part=hits` is the fragment that the field in the bar shows while somebody types.
    """
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    is_typing = request.GET.get("part") == "hits"
    most = MOST_WHILE_TYPING if is_typing else MOST_OF_A_KIND
    found = found_everywhere(Viewing(actor_of(request), clock.now()), words, most)
    page = presenters.SearchPage(words, tuple(found), sum(len(group.hits) for group in found))
    return show(request, page, fragment="desk/_hits.html" if is_typing else "")
