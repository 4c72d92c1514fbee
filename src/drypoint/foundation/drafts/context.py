"""What every page of the desk is given: what was typed on it and not sent, and who else has it open."""

from __future__ import annotations

import functools

from django.http import HttpRequest
from django.urls import reverse

from drypoint.foundation.accounts.actors import actor_of
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries.places import places
from drypoint.foundation.drafts import actions, presenters, queries


def drafts(request: HttpRequest) -> dict[str, object]:
    """Give templates `on_page`, worked out only by the pages that draw it."""
    return {"on_page": functools.cache(lambda: _on_page(request))}


def _on_page(request: HttpRequest) -> presenters.OnPage | None:
    actor, match = actor_of(request), request.resolver_match
    if match is None or not actor.may("drafts.keep") or len(request.path) > 200:
        return None
    if all(place.page != match.view_name and place.name != match.view_name for place in places):
        return None
    others = ""
    # A page that is about a row; two who open an empty form are in nobody's way.
    if match.kwargs:
        others = presenters.said_of_others(*queries.others_on(actor, request.path, clock.now()))
        if request.method == "GET":
            actions.note_presence(actor=actor, path=request.path, has_script=False)
    kept = queries.left_on(actor, request.path) if request.method == "GET" else []
    return presenters.OnPage(
        url=reverse("drafts_desk:keep"),
        here_url=reverse("drafts_desk:here") if match.kwargs else "",
        path=request.path,
        others=others,
        lines=tuple(map(presenters.line_of, kept)),
        filled=list(map(presenters.filled, kept)),
    )
