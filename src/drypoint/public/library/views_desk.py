"""On the desk: the claims that wait for a clinician, the signature, and what looks wrong in the evidence."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.look.pages import show
from drypoint.knowledge.language import FALLBACK
from drypoint.public.claims import actions, queries
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.models import Claim
from drypoint.public.claims.topics import topic_name
from drypoint.public.library import presenters
from drypoint.public.library.evidence.overview import overview
from drypoint.public.library.evidence.rendering import topic_url
from drypoint.public.website.queries import pages_waiting


@needs("claims.review")
@never_cache
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims that somebody must look at, and the pages that wait for them."""
    today = timezone.localdate(clock.now())
    language = get_language() or FALLBACK
    return show(
        request,
        presenters.ClaimsPage(
            claims=tuple(presenters.claim_line(due, language) for due in queries.claims_due(today)),
            pages=tuple(presenters.waiting_line(waiting) for waiting in pages_waiting(today)),
        ),
    )


@needs("claims.review")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one claim with its sources; the button signs for it as it stands."""
    row = get_object_or_404(Claim, pk=pk)
    today = timezone.localdate(clock.now())
    if request.method == "POST":
        if request.POST.get("digest") != row.digest():
            messages.error(request, _("The claim was changed while you were reading. Read it again, then sign."))
            return redirect("library_desk:claim", pk=row.pk)
        try:
            if request.POST.get("do") == "withdraw":
                actions.withdraw_review(actor=actor_of(request), claim_id=row.pk)
            else:
                actions.review_claim(actor=actor_of(request), claim_id=row.pk, on=today)
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
            return redirect("library_desk:claim", pk=row.pk)
        messages.success(request, _("Done."))
        return redirect("library_desk:claims")
    page = presenters.claim_page(
        row,
        state=row.state(today, in_use().answers),
        pages=queries.live_pages_with(row),
        topic=topic_name(row.topic),
        topic_url=topic_url(row.topic, get_language() or FALLBACK),
    )
    return show(request, page)


@needs("claims.review")
@never_cache
@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """List flagged rows, topics with their own pools or too few trials, and rows of this practice."""
    return show(request, presenters.EvidenceScreen(overview()))
