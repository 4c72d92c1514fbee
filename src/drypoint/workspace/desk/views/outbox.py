"""Mail that went out, waits or was given up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import audit
from drypoint.foundation.core.mail.sending import send_again
from drypoint.foundation.core.models import OutboxMail
from drypoint.foundation.core.portions import portion_before
from drypoint.foundation.core.writing import durable
from drypoint.foundation.look.pages import show
from drypoint.workspace.desk import presenters

PAGE_SIZE = 50


@needs("outbox.read")
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """List the mails, the newest first; addresses only to who may read enquiries."""
    may_read = actor_of(request).may("enquiries.read")
    mails = OutboxMail.objects.listed_to(actor_of(request)).defer("text")
    state = request.GET.get("state", "")
    if state in OutboxMail.State.values:
        mails = mails.filter(state=state)
    page = portion_before(mails, request.GET.get("before", ""), PAGE_SIZE)
    mails_shown = tuple(presenters.mail_line(mail, may_read=may_read) for mail in page.rows)
    query = f"state={state}&" if state else ""
    return show(
        request, presenters.Outbox(mails_shown, page.older, page.is_newest, query, state, OutboxMail.State.choices)
    )


@needs("enquiries.read")
@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as it was, or will be, sent. The look is audited; the secret part of a link stays hidden."""
    found = get_object_or_404(OutboxMail.objects.visible_to(actor_of(request)), pk=pk)
    with durable():
        audit.record(actor_of(request), "outbox.read", found)
    may_send_again = actor_of(request).may("practice.change")
    return show(request, presenters.mail_page(found, may_send_again=may_send_again))


@needs("practice.change")
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a mail that was given up back in line."""
    if send_again(actor=actor_of(request), mail_id=pk):
        messages.success(request, _("The mail is in line again."))
    else:
        messages.error(request, _("This mail was not given up, so it was left as it is."))
    return redirect("desk:mail", pk=pk)
