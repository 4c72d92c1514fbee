"""The enquiries on the desk: the list, and one conversation."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.accounts.step_up import confirmed
from drypoint.foundation.core import clock
from drypoint.foundation.core.files.kinds import UnfitFileError
from drypoint.foundation.core.files.opening import BusyError
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients.actions import SomebodyAlikeError
from drypoint.foundation.patients.forms import not_these
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.presenters import who_may_be_the_same
from drypoint.public.enquiries import actions, presenters, queries
from drypoint.public.enquiries.forms import AnswerForm
from drypoint.public.enquiries.models import Enquiry, State
from drypoint.public.enquiries.persons import add_person_from_enquiry, join_enquiry, particulars_of

STATE_ACTIONS = {
    "close": actions.close_enquiry,
    "reopen": actions.reopen_enquiry,
    "called": actions.mark_called,
    "revoke": actions.revoke_link,
    "renew": actions.renew_link,
}


def _visible(request: HttpRequest, pk: int) -> Enquiry:
    return get_object_or_404(Enquiry.objects.visible_to(actor_of(request)), pk=pk)


@needs("enquiries.read")
@never_cache
@require_safe
def enquiries(request: HttpRequest) -> HttpResponse:
    """List enquiries, the latest first, all or one state; a reference that is read out leads straight to its own."""
    actor = actor_of(request)
    words = request.GET.get("reference", "").strip()
    found = queries.by_reference(actor, words) if words else None
    if found is not None:
        return redirect("enquiries_desk:enquiry", pk=found.pk)
    visible = Enquiry.objects.visible_to(actor)
    state = request.GET.get("state", "")
    if state in State.values:
        visible = visible.filter(state=state)
    try:
        page = queries.page_of(visible, after=request.GET.get("after"), before=request.GET.get("before"))
    except queries.WrongCursorError:
        return redirect("enquiries_desk:list")
    return show(request, presenters.EnquiryList(page, state, State.choices, words))


@needs("enquiries.read")
@never_cache
@require_safe
def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one conversation; the look is audited before it is shown."""
    row = _visible(request, pk)
    actions.mark_read(actor=actor_of(request), enquiry_id=row.pk)
    return _conversation(request, row, AnswerForm(initial={"expected_message_id": row.last_message_id}))


def _conversation(request: HttpRequest, row: Enquiry, form: AnswerForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    at = clock.now()
    letters = queries.conversation(row)
    page = presenters.desk_conversation(
        row,
        letters,
        form,
        at=at,
        person_pk=row.person_id,
        may=actor.may,
        language=get_language(),
        wrong_facts=queries.wrong_facts(row, at),
        twins=queries.sent_again_as(actor, row, letters),
    )
    return show(request, page, status=status)


@needs("enquiries.answer")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the practice's answer, unless somebody wrote meanwhile: then show that first and keep what was typed."""
    row = _visible(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _conversation(request, row, form, status=422)
    try:
        actions.answer_enquiry(
            actor=actor_of(request),
            enquiry_id=row.pk,
            text=form.cleaned_data["text"],
            expected_message_id=form.cleaned_data["expected_message_id"],
        )
    except actions.AnsweredMeanwhileError:
        row.refresh_from_db()
        form = AnswerForm(initial={"text": form.cleaned_data["text"], "expected_message_id": row.last_message_id})
        messages.warning(
            request, _("Somebody wrote here while you were writing. Read it above, then send your answer again.")
        )
        return _conversation(request, row, form, status=409)
    except actions.LinkClosedError:
        form.add_error(None, _("The link of this person is closed, so nobody could read it. Renew the link, or call."))
        return _conversation(request, row, form, status=409)
    messages.success(request, _("Your answer is kept. The person is told that there is news."))
    return redirect("enquiries_desk:enquiry", pk=row.pk)


@needs("enquiries.answer")
@require_POST
def change_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Close, reopen, note a call, withdraw or renew the link: one button each."""
    row = _visible(request, pk)
    action = STATE_ACTIONS.get(request.POST.get("do", ""))
    if action is None:
        messages.error(request, _("That button is not known. Nothing was changed."))
        return redirect("enquiries_desk:enquiry", pk=row.pk)
    action(actor=actor_of(request), enquiry_id=row.pk)
    messages.success(request, _("Done."))
    return redirect("enquiries_desk:enquiry", pk=row.pk)


@needs("enquiries.erase")
@confirmed()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then erase the conversation with its documents; the audit trail keeps that it was done."""
    row = _visible(request, pk)
    if request.method == "POST":
        actions.erase_enquiry(actor=actor_of(request), enquiry_id=row.pk)
        messages.success(request, _("Erased. Copies in backups go when the backups go."))
        return redirect("enquiries_desk:list")
    return show(request, presenters.ErasePage(row.pk, row.reference, row.name))


@needs("enquiries.documents")
@require_safe
def document(request: HttpRequest, pk: int, number: int) -> FileResponse | HttpResponse:
    """Hand out one document as a download under a neutral name, or say why it cannot be; both are audited."""
    row = _visible(request, pk)
    get_object_or_404(row.attachments, number=number)
    try:
        return actions.open_document(actor=actor_of(request), enquiry_id=row.pk, number=number)
    except actions.UnreadableDocumentError as error:
        page = presenters.UnreadableDocument(row.pk, row.name, number, error.fault, row.received_at)
        return show(request, page, status=presenters.UNREADABLE_STATUS[error.fault])


@needs("enquiries.documents")
@never_cache
@require_safe
def document_text(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show what stands in one document, with what matters for needling marked; the look is audited first."""
    row = _visible(request, pk)
    get_object_or_404(row.attachments, number=number)
    pages: list[str] | None = None
    is_busy = False
    try:
        pages = actions.read_document(actor=actor_of(request), enquiry_id=row.pk, number=number)
    except actions.UnreadableDocumentError as error:
        page = presenters.UnreadableDocument(row.pk, row.name, number, error.fault, row.received_at)
        return show(request, page, status=presenters.UNREADABLE_STATUS[error.fault])
    except BusyError:
        is_busy = True
    except UnfitFileError:
        pass
    shown = presenters.report_page(row.pk, row.name, number, pages, get_language(), is_busy=is_busy)
    return show(request, shown, status=503 if is_busy else 200)


@needs("patients.write")
@require_POST
def to_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a person from an enquiry once, or join it to one who is here; ask first whether it may be the same."""
    row = _visible(request, pk)
    actor = actor_of(request)
    chosen = request.POST.get("person", "")
    try:
        if chosen:
            known = get_object_or_404(Person.objects.visible_to(actor), pk=chosen if chosen.isdecimal() else 0)
            person = join_enquiry(actor=actor, enquiry_id=row.pk, person_id=known.pk)
        else:
            person = add_person_from_enquiry(actor=actor, enquiry_id=row.pk, not_these=not_these(request.POST))
    except SomebodyAlikeError as error:
        alike = who_may_be_the_same(particulars_of(row), error.found)
        return show(request, presenters.SamePersonPage(row.pk, row.name, alike), status=409)
    return redirect("desk:person", pk=person.pk)
