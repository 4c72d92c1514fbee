"""Letters to the list on the desk: write, look, try, send, watch."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs, unattended
from drypoint.foundation.look.pages import show
from drypoint.public.mailing.campaigns import actions, letter, presenters, queries
from drypoint.public.mailing.campaigns.forms import CampaignForm, ScheduleForm
from drypoint.public.mailing.campaigns.rules import WrongStateError
from drypoint.public.mailing.models import Campaign, Delivery

# A mail brings its styles with it; here it may do nothing else.
_MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_TRIALS_SHOWN = 6

_DO: dict[str, tuple[Callable[..., object], str | Promise]] = {
    "start": (actions.send_now, gettext_lazy("The letter goes out now.")),
    "take_back": (actions.take_back, gettext_lazy("The letter is a draft again.")),
    "pause": (actions.pause, gettext_lazy("Paused. No further copy goes out until you resume.")),
    "resume": (actions.resume, gettext_lazy("It goes on.")),
    "stop": (actions.stop, gettext_lazy("Stopped. Whoever had not got the letter gets none.")),
    "trial": (actions.send_trial, gettext_lazy("A trial letter is on its way to you.")),
}


def _is_of_page(request: HttpRequest) -> bool:
    return request.GET.get("part") == "progress"


def _visible(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(actor_of(request)), pk=pk)


@needs("mailing.read")
@never_cache
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """List the letters, the latest first."""
    actor = actor_of(request)
    return show(request, presenters.CampaignList(tuple(queries.latest(actor)), actor.may("mailing.send")))


@needs("mailing.send")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write a new letter."""
    form = CampaignForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return show(request, presenters.CampaignEdit(None, form), status=status)
    made = actions.add_campaign(
        actor=actor_of(request),
        name=form.cleaned_data["name"],
        texts=form.texts(),
        topic=form.cleaned_data["topic"],
    )
    return redirect("mailing_desk:campaign", pk=made.pk)


@needs("mailing.send")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    row = _visible(request, pk)
    form = CampaignForm(request.POST) if request.method == "POST" else CampaignForm.of(row)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return show(request, presenters.CampaignEdit(row, form), status=status)
    try:
        actions.change_campaign(
            actor=actor_of(request),
            campaign_id=pk,
            name=form.cleaned_data["name"],
            texts=form.texts(),
            topic=form.cleaned_data["topic"],
        )
    except WrongStateError:
        messages.error(request, _("This letter is on its way or scheduled, so that nothing was changed."))
    return redirect("mailing_desk:campaign", pk=pk)


@needs("mailing.read")
@never_cache
@require_safe
@unattended(_is_of_page)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a letter, or only how far it is."""
    row = _visible(request, pk)
    if _is_of_page(request):
        return show(request, _page(request, row, ScheduleForm()), fragment="mailing/desk/_progress.html")
    return show(request, _page(request, row, ScheduleForm()))


def _page(request: HttpRequest, row: Campaign, schedule: ScheduleForm) -> presenters.CampaignPage:
    actor = actor_of(request)
    readers = queries.readers_by_language(actor, row.topic_id)
    previews = presenters.previews_of(row, readers)
    return presenters.CampaignPage(
        campaign=row,
        progress=presenters.progress_of(row, queries.counts_of(row)),
        previews=previews,
        without_text=sum(readers.values()) - sum(preview.readers for preview in previews),
        doubts=presenters.doubts_of(queries.in_doubt(row)),
        refused=presenters.doubts_of(queries.failed(row)),
        trials=presenters.trials_of(row.trials.select_related("user").order_by("-pk")[:_TRIALS_SHOWN]),
        schedule=schedule,
        may=presenters.possible(row, may_send=actor.may("mailing.send"), has_texts=bool(previews)),
    )


@needs("mailing.read")
@never_cache
@require_safe
def as_html(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """Show the mail itself, as a mail program would: under a policy of its own, in which nothing runs."""
    text = _visible(request, pk).texts.filter(language=language).first()
    if text is None:
        raise Http404
    response = HttpResponse(letter.shown(text.subject, text.body, language).html)
    response["Content-Security-Policy"] = _MAIL_POLICY
    return response


@needs("mailing.send")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Send, pause, resume, stop, try, take back or erase a letter."""
    row = _visible(request, pk)
    wish = request.POST.get("do", "")
    actor = actor_of(request)
    try:
        if wish == "erase":
            actions.erase_draft(actor=actor, campaign_id=pk)
            messages.success(request, _("The draft is erased."))
            return redirect("mailing_desk:campaigns")
        if wish == "schedule":
            form = ScheduleForm(request.POST)
            if not form.is_valid():
                return show(request, _page(request, row, form), status=422)
            actions.schedule(actor=actor, campaign_id=pk, starts_at=form.cleaned_data["starts_at"])
            messages.success(request, _("Scheduled. Until then you can take it back."))
        elif wish in _DO:
            act, said = _DO[wish]
            act(actor=actor, campaign_id=pk)
            messages.success(request, str(said))
    except WrongStateError:
        messages.error(request, _("That cannot be done any more: the letter is further on. This is how it stands now."))
    return redirect("mailing_desk:campaign", pk=pk)


@needs("mailing.send")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a copy in doubt again, or let it be."""
    row = get_object_or_404(Delivery, pk=pk)
    act = actions.send_doubtful_again if request.POST.get("do") == "again" else actions.let_doubtful_be
    try:
        act(actor=actor_of(request), delivery_id=pk)
        messages.success(request, _("Noted."))
    except WrongStateError:
        messages.error(request, _("Somebody decided that already, or the letter was stopped."))
    return redirect("mailing_desk:campaign", pk=row.campaign_id)
