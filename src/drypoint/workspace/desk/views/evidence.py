"""The evidence behind the website: what looks wrong in it, what could be pooled, what this practice added."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from drypoint.foundation.accounts.actors import needs
from drypoint.public.library.evidence.overview import overview


@needs("claims.review")
@never_cache
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """List flagged rows, topics with their own pools or too few trials, and rows of this practice."""
    return render(request, "desk/evidence.html", {"known": overview()})
