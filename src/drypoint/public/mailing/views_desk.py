"""The list on the desk: who is on it, and what somebody agreed to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.look.pages import show
from drypoint.knowledge.language import FALLBACK
from drypoint.public.mailing import actions, presenters, queries
from drypoint.public.mailing.models import Subscriber


@needs("mailing.read")
@never_cache
@require_safe
def subscribers(request: HttpRequest) -> HttpResponse:
    """List who is on the list, the latest first; an address that is named leads straight to its own page."""
    actor = actor_of(request)
    visible = Subscriber.objects.visible_to(actor)
    words = request.GET.get("email", "").strip()[:254]
    found = visible.filter(digest=queries.digest_of(words)).first() if words else None
    if found is not None:
        return redirect("mailing_desk:subscriber", pk=found.pk)
    state = request.GET.get("state", "")
    if state in Subscriber.State.values:
        visible = visible.filter(state=state)
    page = queries.page_of(visible, request.GET.get("before", ""))
    counts = presenters.state_counts(queries.counts(actor))
    return show(request, presenters.SubscriberList(page, counts, state, words))


@needs("mailing.read")
@never_cache
@require_safe
def subscriber(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how somebody stands to the list, with the ledger."""
    actor = actor_of(request)
    row = get_object_or_404(Subscriber.objects.visible_to(actor), pk=pk)
    lines = presenters.ledger(queries.ledger_of(row.digest), get_language() or FALLBACK)
    return show(request, presenters.SubscriberPage(row, lines, actor.may("mailing.manage")))


@needs("mailing.manage")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list, or erase the address."""
    actor = actor_of(request)
    get_object_or_404(Subscriber.objects.visible_to(actor), pk=pk)
    if "erase" in request.POST:
        actions.erase(actor=actor, subscriber_id=pk)
        messages.success(request, _("The address is erased. The ledger keeps that somebody agreed, and not who."))
        return redirect("mailing_desk:list")
    actions.take_off(actor=actor, subscriber_id=pk)
    messages.success(request, _("Taken off the list."))
    return redirect("mailing_desk:subscriber", pk=pk)
