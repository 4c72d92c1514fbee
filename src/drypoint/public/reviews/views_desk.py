"""Reviews on the desk: ask, decide, answer, and what the practice says of its place at Google."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.look.pages import show
from drypoint.public.reviews import actions, presenters, queries
from drypoint.public.reviews.actions import Place
from drypoint.public.reviews.forms import AskForm, GoogleForm, RefuseForm, ReplyForm
from drypoint.public.reviews.models import Review
from drypoint.public.reviews.rules import Refusal


@needs("reviews.read")
@never_cache
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """List reviews, the latest first, with the form that asks for one."""
    return _list(request, AskForm(initial={"language": get_language()}))


def _list(request: HttpRequest, form: AskForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    state = request.GET.get("state", "")
    page = presenters.ReviewList(
        reviews=tuple(queries.on_desk(actor, state)),
        tabs=presenters.tabs(queries.counts(actor)),
        state=state,
        asked=queries.open_requests(actor, clock.now()),
        ask=form,
        may_ask=actor.may("reviews.ask"),
        may_decide=actor.may("reviews.decide"),
    )
    return show(request, page, status=status)


@needs("reviews.ask")
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody by mail."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    try:
        actions.ask(actor=actor_of(request), email=form.cleaned_data["email"], language=form.cleaned_data["language"])
        messages.success(request, _("Asked. The mail is on its way."))
    except actions.AskedAlreadyError:
        form.add_error("email", _("This address was asked within the last half year. Nobody is asked more often."))
        return _list(request, form, 422)
    return redirect("reviews_desk:list")


@needs("reviews.read")
@never_cache
@require_safe
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one review."""
    row = get_object_or_404(Review.objects.visible_to(actor_of(request)), pk=pk)
    return _review(request, row, RefuseForm(), ReplyForm(initial={"text": row.reply}))


def _review(request: HttpRequest, row: Review, refuse: RefuseForm, reply: ReplyForm, status: int = 200) -> HttpResponse:
    page = presenters.ReviewDesk(row, refuse, reply, actor_of(request).may("reviews.decide"))
    return show(request, page, status=status)


@needs("reviews.decide")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a review, or do not, for a stated reason; or answer it."""
    actor = actor_of(request)
    row = get_object_or_404(Review.objects.visible_to(actor), pk=pk)
    wish = request.POST.get("do", "")
    if wish == "show":
        actions.show(actor=actor, review_id=pk)
        messages.success(request, _("It is shown now."))
    elif wish == "refuse":
        refusal = RefuseForm(request.POST)
        if not refusal.is_valid():
            return _review(request, row, refusal, ReplyForm(initial={"text": row.reply}), 422)
        actions.refuse(actor=actor, review_id=pk, reason=Refusal(refusal.cleaned_data["reason"]))
        messages.success(request, _("It is not shown. The reason is counted in public."))
    elif wish == "reply":
        form = ReplyForm(request.POST)
        if not form.is_valid():
            return _review(request, row, RefuseForm(), form, 422)
        actions.reply(actor=actor, review_id=pk, text=form.cleaned_data["text"])
        messages.success(request, _("Kept."))
    return redirect("reviews_desk:review", pk=pk)


@needs("reviews.decide")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def google(request: HttpRequest) -> HttpResponse:
    """Show or keep what the practice says of its place at Google."""
    has_key = bool(settings.CONFIG.google_places_key)
    if request.method != "POST":
        form = GoogleForm(initial=presenters.initial_of(queries.google_place()))
        return show(request, presenters.GoogleDesk(form, has_key))
    form = GoogleForm(request.POST)
    if not form.is_valid():
        return show(request, presenters.GoogleDesk(form, has_key), status=422)
    data = form.cleaned_data
    place = Place(data["place_id"], data["link"], data["stars"], data["count"], data["read_on"])
    actions.set_google(actor=actor_of(request), place=place)
    messages.success(request, _("Kept."))
    return redirect("reviews_desk:google")
