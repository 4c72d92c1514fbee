"""The list on the desk: who is on it, and what somebody agreed to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.look.pages import show
from drypoint.knowledge.language import FALLBACK
from drypoint.public.mailing import actions, moving, presenters, queries
from drypoint.public.mailing.forms import ImportForm, TopicForm
from drypoint.public.mailing.importing import UnreadableTableError
from drypoint.public.mailing.models import Subscriber, Suppression, Topic


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
    return show(request, presenters.SubscriberList(page, counts, state, words, actor.may("mailing.manage")))


@needs("mailing.read")
@never_cache
@require_safe
def subscriber(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how somebody stands to the list, with the ledger."""
    actor = actor_of(request)
    row = get_object_or_404(Subscriber.objects.visible_to(actor), pk=pk)
    lines = presenters.ledger(queries.ledger_of(row.digest), get_language() or FALLBACK)
    return show(
        request,
        presenters.SubscriberPage(
            row,
            lines,
            actor.may("mailing.manage"),
            queries.suppression_of(row),
            tuple(row.bounces.order_by("-pk")),
        ),
    )


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


@needs("mailing.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """Look at a table of people, and take them over once that is pressed."""
    if request.method != "POST":
        return show(request, presenters.import_page(ImportForm(initial={"language": get_language()}), "", []))
    form = ImportForm(request.POST)
    if not form.is_valid():
        return show(request, presenters.import_page(form, "", []), status=422)
    is_trial = request.POST.get("do") != "import"
    try:
        reports = list(
            moving.take_over(
                actor=actor_of(request),
                text=form.cleaned_data["table"].splitlines(keepends=True),
                language=form.cleaned_data["language"],
                is_trial=is_trial,
            )
        )
    except UnreadableTableError as error:
        words = {"columns": ", ".join(error.columns)}
        form.add_error("table", _("The first line must name the columns. Missing: %(columns)s.") % words)
        return show(request, presenters.import_page(form, "", []), status=422)
    return show(request, presenters.import_page(form, "looked" if is_trial else "taken", reports))


@needs("mailing.manage")
@require_POST
def hand_out(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the list out as CSV; the trail keeps that it was."""
    rows = moving.hand_out(actor=actor_of(request))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="list.csv"'
    response["Cache-Control"] = "no-store"
    return response


@needs("mailing.read")
@never_cache
@require_safe
def bounces(request: HttpRequest) -> HttpResponse:
    """Show the latest reports about letters, and how many addresses are written to no more."""
    counts = queries.suppressions()
    suppressed = tuple(
        presenters.LineCount(reason.label, counts[reason.value])
        for reason in Suppression.Reason
        if reason.value in counts
    )
    return show(request, presenters.BounceList(tuple(queries.latest_bounces(actor_of(request))), suppressed))


@needs("mailing.read")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def topics(request: HttpRequest) -> HttpResponse:
    """Show the topics, or offer one more."""
    form = TopicForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.add_topic(actor=actor_of(request), names=form.names())
        return redirect("mailing_desk:topics")
    return _topics(request, form, 422 if request.method == "POST" else 200)


def _topics(
    request: HttpRequest, form: TopicForm, status: int, changed: TopicForm | None = None, pk: int = 0
) -> HttpResponse:
    shown = get_language() or FALLBACK
    entries = tuple(
        presenters.TopicEntry(
            row.pk,
            row.name_in(shown),
            row.is_offered,
            changed if changed is not None and row.pk == pk else TopicForm(topic=row, prefix=f"topic{row.pk}"),
        )
        for row in Topic.objects.order_by("pk")
    )
    page = presenters.TopicsPage(entries, form, actor_of(request).may("mailing.send"))
    return show(request, page, status=status)


@needs("mailing.send")
@require_POST
def topic(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a topic, or offer it no more."""
    row = get_object_or_404(Topic, pk=pk)
    form = TopicForm(request.POST, topic=row, prefix=f"topic{pk}")
    if not form.is_valid():
        return _topics(request, TopicForm(), 422, form, pk)
    offered = bool(form.cleaned_data["is_offered"])
    actions.change_topic(actor=actor_of(request), topic_id=pk, names=form.names(), is_offered=offered)
    return redirect("mailing_desk:topics")
