"""What staff typed: kept while they type, looked at, thrown away; and that they have a page open."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs, unattended
from drypoint.foundation.core import clock
from drypoint.foundation.drafts import actions, presenters, queries, rules
from drypoint.foundation.drafts.rules import ADDRESS, PAGE
from drypoint.foundation.look.pages import show


@needs("drafts.keep")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what somebody is typing; the answer names when it was kept."""
    spot = rules.spot_of(request.POST.get(ADDRESS, ""), request.POST.get(PAGE, ""))
    actor = actor_of(request)
    if spot is None or actor.user_id is None:
        raise Http404
    try:
        draft = actions.keep_draft(owner_id=actor.user_id, spot=spot, typed=rules.typed_of(request.POST))
    except actions.TooLongError:
        return JsonResponse({"said": _("This is too long to be kept while you type.")}, status=413)
    if draft is None:
        return JsonResponse({"said": ""})
    return JsonResponse({"said": _("Kept at %(time)s.") % {"time": time_format(timezone.localtime(draft.changed_at))}})


@needs("drafts.keep")
@unattended(lambda _request: True)
@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """Note that a page is still open, and say who else is there."""
    actor, path = actor_of(request), request.POST.get("path", "")
    if not path.startswith("/desk/") or len(path) > 200:
        raise Http404
    actions.note_presence(actor=actor, path=path, has_script=True)
    writers, readers = queries.others_on(actor, path, clock.now())
    return JsonResponse({"said": presenters.said_of_others(writers, readers)})


@needs("drafts.keep")
@never_cache
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """List what somebody typed and did not send."""
    lines = tuple(map(presenters.line_of, queries.own_drafts(actor_of(request))))
    return show(request, presenters.DraftList(lines))


@needs("drafts.keep")
@never_cache
@require_safe
def kept(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show one text that was not sent."""
    found = queries.own_draft(actor_of(request), key)
    if found is None:
        raise Http404
    return show(request, presenters.draft_page(found))


@needs("drafts.keep")
@require_POST
def drop(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Throw one text away."""
    if actions.throw_away(actor=actor_of(request), key=key):
        messages.success(request, _("Thrown away."))
    return redirect("drafts_desk:list")
