"""The atlas for clinicians: every muscle with all that is known of needling it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drypoint.foundation.accounts.actors import needs
from drypoint.foundation.look.pages import show
from drypoint.knowledge.language import FALLBACK
from drypoint.workspace.desk import atlas, presenters

LONGEST_QUERY = 100


@needs("atlas.clinical")
@never_cache
@require_safe
def muscles(request: HttpRequest) -> HttpResponse:
    """List the muscles, or those whose names, places or hazards hold what is asked for."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    return show(request, presenters.AtlasList(words, atlas.rows(words, get_language() or FALLBACK)))


@needs("atlas.clinical")
@never_cache
@require_safe
def muscle(request: HttpRequest, muscle_id: str) -> HttpResponse:
    """Show one muscle in full."""
    found = atlas.sheet(muscle_id, get_language() or FALLBACK)
    if found is None:
        raise Http404
    return show(request, presenters.AtlasMuscle(found))
