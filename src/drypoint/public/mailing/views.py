"""What a visitor meets: the form of the list, the page behind the link, the way off the list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.core import clock, limits, links
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.submitting import SeeOther, Submission, fresh_submission, submit
from drypoint.foundation.core.files.uploads import Inbox
from drypoint.foundation.core.front.cross_site import refuse_cross_site
from drypoint.foundation.core.front.private_answers import private
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice.gate import needs_practice
from drypoint.knowledge.language import FALLBACK
from drypoint.public.mailing import actions, presenters, queries, rules
from drypoint.public.mailing.actions import Origin
from drypoint.public.mailing.forms import PreferencesForm, SignUpForm


def _origin(request: HttpRequest, way: str) -> Origin:
    return Origin(way, limits.address_of(request), request.headers.get("User-Agent", ""))


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it in."""
    if request.method != "POST":
        form = SignUpForm(initial={"language": get_language()})
        response = _show_form(request, fresh_submission(form, actions.SIGN_UP_FORM))
        response["X-Robots-Tag"] = "all"
        return response

    def accept(form: SignUpForm, _inbox: Inbox, key: FormKey) -> str:
        data = form.cleaned_data
        actions.sign_up(email=data["email"], language=data["language"], origin=_origin(request, "form"), key=key)
        return reverse("mailing:sent")

    return submit(
        request,
        form_name=actions.SIGN_UP_FORM,
        make_form=SignUpForm,
        accept=accept,
        lead=lambda _result: reverse("mailing:sent"),
        show=lambda submission: _show_form(request, submission),
    )


def _show_form(request: HttpRequest, submission: Submission[SignUpForm]) -> HttpResponse:
    consent = queries.consent_in_force().text_in(get_language() or FALLBACK)
    page = presenters.SignUpPage(submission, submission.form, consent)
    return show(request, page, status=submission.status)


@private
@needs_practice
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say to look into the mail: the same to everybody."""
    return show(request, presenters.LookIntoMailPage(rules.CONFIRM_LIFETIME.days))


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link is worth, or confirm. Reading it confirms nothing: mail scanners read links."""
    if request.method == "POST":
        outcome = actions.confirm(token=token, origin=_origin(request, "link"))
    else:
        outcome = queries.behind_confirm_link(token, clock.now()).outcome
    page = presenters.LinkPage(outcome.value, token)
    return show(request, page, status=presenters.STATUS.get(outcome, 200))


@refuse_cross_site
@private
@needs_practice
@require_POST
def again(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link in place of one that has ended."""
    actions.send_again(token=token, origin=_origin(request, "link"))
    return SeeOther(reverse("mailing:sent"))


@csrf_exempt
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to leave, or take off the list.

    The link itself is the permission, whoever sends it: a mail program presses it without cookie, page or origin
    (RFC 8058), so that no guard against other sites stands here.
    """
    if request.method == "POST":
        is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        origin = _origin(request, "one_click" if is_one_click else "link")
        outcome = "left" if actions.leave(token=token, origin=origin) else "unknown"
    else:
        outcome = "ready" if _is_ours(token) else "unknown"
    return show(request, presenters.LeavePage(outcome, token), status=404 if outcome == "unknown" else 200)


def _is_ours(token: str) -> bool:
    try:
        links.read(queries.LEAVE, token, clock.now())
    except links.InvalidLinkError:
        return False
    return True


@refuse_cross_site
@private
@needs_practice
@require_POST
def back(request: HttpRequest, token: str) -> HttpResponse:
    """Ask somebody who left to confirm again, by mail."""
    actions.come_back(token=token, origin=_origin(request, "link"))
    return SeeOther(reverse("mailing:sent"))


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Show topics and language of whoever holds the link, or keep what they chose."""
    if not _is_ours(token):
        return show(request, presenters.MinePage("unknown", token, None), status=404)
    subscriber = queries.on_list_behind(token, clock.now())
    if subscriber is None:
        return show(request, presenters.MinePage("off", token, None))
    topics = queries.topics_offered()
    if request.method == "POST":
        form = PreferencesForm(request.POST, topics=topics)
        if not form.is_valid():
            return show(request, presenters.MinePage("ready", token, form), status=422)
        language = form.cleaned_data["language"]
        kept = actions.prefer(token=token, language=language, declined=form.declined())
        return show(request, presenters.MinePage("saved" if kept else "off", token, form))
    form = PreferencesForm(topics=topics, initial=queries.preferences_of(subscriber, topics))
    return show(request, presenters.MinePage("ready", token, form))
