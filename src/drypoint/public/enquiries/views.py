"""What a visitor meets: the form, the page after it, and the conversation."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from drypoint.foundation.core import clock, limits, links
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.submitting import SeeOther, Submission, fresh_submission, submission_context, submit
from drypoint.foundation.core.files.uploads import Inbox, receiving
from drypoint.foundation.core.front.cross_site import refuse_cross_site
from drypoint.foundation.core.front.private_answers import OpenedCookie, private
from drypoint.foundation.core.registries.link_targets import address_of_target
from drypoint.foundation.look.contact_fields import SecondFactForm
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice.gate import needs_practice
from drypoint.knowledge.language import FALLBACK
from drypoint.public.enquiries import actions, presenters, queries, rules
from drypoint.public.enquiries.forms import EnquiryForm, FurtherMessageForm
from drypoint.public.enquiries.mails import address_of_conversation
from drypoint.public.enquiries.models import Enquiry, Problem

OPENED = OpenedCookie("conversation", "conversation-opened", rules.OPEN_LIFETIME)


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it in."""
    if request.method != "POST":
        problem = request.GET.get("problem", "")
        initial = {"language": get_language(), "problem": problem if problem in Problem.values else ""}
        submission = fresh_submission(EnquiryForm(initial=initial), actions.ASK_FORM)
        response = _show_enquiry_form(request, submission)
        # The empty form is for everybody to find; whatever follows it is for one person.
        response["X-Robots-Tag"] = "all"
        return response

    def accept(form: EnquiryForm, inbox: Inbox, key: FormKey) -> str:
        address = limits.address_of(request)
        return actions.receive_enquiry(new=form.new_enquiry(), uploads=inbox.uploads, key=key, address=address)

    return submit(
        request,
        form_name=actions.ASK_FORM,
        make_form=EnquiryForm,
        accept=accept,
        lead=actions.sent_path,
        show=lambda submission: _show_enquiry_form(request, submission),
    )


def _show_enquiry_form(request: HttpRequest, submission: Submission[EnquiryForm]) -> HttpResponse:
    language = get_language() or FALLBACK
    consents = {purpose: text.text_in(language) for purpose, text in queries.consents_in_force().items()}
    description = _("Ask the practice in your own words, with a report from your specialist if you have one.")
    page = presenters.AskPage(
        **submission_context(submission),
        consents=consents,
        page_description=description,
        privacy_url=address_of_target("privacy", language),
    )
    return show(request, page, status=submission.status)


@private
@needs_practice
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the message has been stored, its reference, and what happens next."""
    try:
        link = links.read(actions.SENT, token, clock.now())
    except links.InvalidLinkError:
        raise Http404 from None
    enquiry = Enquiry.objects.filter(public_id=link.subject).first()
    if enquiry is None:
        raise Http404
    # Whoever is told of a mail must get one: where none was queued, the address of the conversation stands here.
    has_receipt = bool(enquiry.email) and queries.has_receipt(enquiry)
    address = None if has_receipt else address_of_conversation(enquiry)
    return show(request, presenters.SentPage(enquiry.reference, address, is_to_be_called=not enquiry.email))


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the second fact, or show the conversation to whoever has given it."""
    if request.method != "POST":
        enquiry = _opened(request, token)
        if enquiry is None:
            return _ask_for_fact(request, token)
        return _show_conversation(request, token, enquiry, _fresh_submission())
    with receiving(request) as inbox:
        fact, draft = inbox.post.get("fact", ""), inbox.post.get("text", "")
    enquiry = actions.open_conversation(token=token, fact=fact, address=limits.address_of(request))
    if enquiry is None:
        return _ask_for_fact(request, token, draft=draft, is_wrong=True, status=422)
    if draft:
        return _show_conversation(request, token, enquiry, _fresh_submission(draft))
    return _remember(SeeOther(reverse("enquiries:conversation", args=[token])), token, enquiry)


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["POST"])
def write(request: HttpRequest, token: str) -> HttpResponse:
    """Take in a further message."""
    opened = _opened(request, token)
    if opened is None:
        with receiving(request) as inbox:
            return _ask_for_fact(request, token, draft=inbox.post.get("text", ""), status=403)
    enquiry = opened
    path = reverse("enquiries:conversation", args=[token])

    def accept(form: FurtherMessageForm, inbox: Inbox, key: FormKey) -> str:
        actions.write_again(enquiry_id=enquiry.pk, text=form.cleaned_data["text"], uploads=inbox.uploads, key=key)
        return path

    return submit(
        request,
        form_name=actions.WRITE_FORM,
        make_form=FurtherMessageForm,
        accept=accept,
        lead=lambda _result: path,
        show=lambda submission: _show_conversation(request, token, enquiry, submission),
    )


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["POST"])
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Close the link for good."""
    enquiry = _opened(request, token)
    if enquiry is None:
        return _ask_for_fact(request, token, status=403)
    actions.forget_link(enquiry_id=enquiry.pk)
    response = show(request, presenters.ForgottenPage())
    return OPENED.forget(response, path=reverse("enquiries:conversation", args=[token]))


def _ask_for_fact(
    request: HttpRequest, token: str, *, draft: str = "", is_wrong: bool = False, status: int = 200
) -> HttpResponse:
    """Show the same page to everybody, whatever the link is worth."""
    page = presenters.SecondFactPage(
        form=SecondFactForm(),
        conversation_path=reverse("enquiries:conversation", args=[token]),
        draft=draft[: rules.MOST_TEXT],
        is_wrong=is_wrong,
    )
    return show(request, page, status=status)


def _fresh_submission(draft: str = "") -> Submission[FurtherMessageForm]:
    return fresh_submission(FurtherMessageForm(initial={"text": draft}), actions.WRITE_FORM)


def _show_conversation(
    request: HttpRequest, token: str, enquiry: Enquiry, submission: Submission[FurtherMessageForm]
) -> HttpResponse:
    page = presenters.ConversationPage(
        **submission_context(submission),
        reference=enquiry.reference,
        link_expires_at=enquiry.link_expires_at,
        letters=tuple(presenters.own_letter(message) for message in queries.conversation(enquiry)),
        write_path=reverse("enquiries:write", args=[token]),
        forget_path=reverse("enquiries:forget", args=[token]),
        privacy_url=address_of_target("privacy", get_language() or FALLBACK),
    )
    response = show(request, page, status=submission.status)
    return _remember(response, token, enquiry)


def _opened(request: HttpRequest, token: str) -> Enquiry | None:
    """Return the enquiry if this browser has given the second fact to this very link within the last half hour."""
    at = clock.now()
    link = links.read_or_nobody(queries.CONVERSATION, token, at)
    return queries.by_link(token, at) if OPENED.is_for(request, link, at) else None


def _remember(response: HttpResponse, token: str, enquiry: Enquiry) -> HttpResponse:
    """Let this browser into this conversation, and nowhere else, for half an hour more."""
    path = reverse("enquiries:conversation", args=[token])
    return OPENED.remember(response, subject=enquiry.public_id, version=enquiry.link_version, path=path, at=clock.now())
