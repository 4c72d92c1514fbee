"""What visitors meet: all reviews, the form behind a link, Google's reviews when somebody asks for them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.front.cross_site import refuse_cross_site
from drypoint.foundation.core.front.private_answers import private
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice.gate import needs_practice
from drypoint.knowledge.language import FALLBACK
from drypoint.public.reviews import actions, google, presenters, queries
from drypoint.public.reviews.actions import Opinion
from drypoint.public.reviews.forms import WriteForm

_STATUS = {"over": 410, "unknown": 404}


@never_cache
@needs_practice
@require_safe
def all_reviews(request: HttpRequest) -> HttpResponse:
    """Show all reviews, with their number and spread."""
    shown = presenters.all_shown(
        queries.published(queries.ON_ITS_OWN_PAGE), has_key=bool(settings.CONFIG.google_places_key)
    )
    return show(request, presenters.ReviewsPage(shown, reverse("reviews:google")))


@refuse_cross_site
@private
@needs_practice
@require_POST
def from_google(request: HttpRequest) -> HttpResponse:
    """Ask Google now, because a visitor pressed the button; the answer is kept nowhere."""
    place = queries.google_place()
    at = clock.now()
    answer = None
    try:
        if place is not None and google.may_ask(limits.address_of(request), at):
            answer = google.fetch(place.place_id, get_language() or FALLBACK, at)
    except google.NothingToShowError:
        answer = None
    return show(request, presenters.GooglePage(answer, place.link if place else ""))


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form behind a link, or keep what somebody says, once."""
    link = queries.behind(token, clock.now())
    if link.review is not None:
        return _say(request, "done", token, review=presenters.shown(link.review))
    if link.request is None or link.is_over:
        return _say(request, "unknown" if link.request is None else "over", token)
    if request.method != "POST":
        return _say(request, "ready", token, form=WriteForm())
    form = WriteForm(request.POST)
    if not form.is_valid():
        return _say(request, "ready", token, form=form, status=422)
    data = form.cleaned_data
    written = Opinion(int(data["stars"]), data["text"], data["shown_name"], link.request.language)
    actions.write(token=token, written=written, address=limits.address_of(request))
    kept = queries.behind(token, clock.now()).review
    return _say(request, "done" if kept else "over", token, review=presenters.shown(kept) if kept else None)


@refuse_cross_site
@private
@needs_practice
@require_POST
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """Erase what somebody said, who holds the link."""
    return _say(request, "taken_back" if actions.take_back(token=token) else "unknown", token)


def _say(
    request: HttpRequest,
    outcome: str,
    token: str,
    *,
    form: WriteForm | None = None,
    review: presenters.ShownReview | None = None,
    status: int = 200,
) -> HttpResponse:
    page = presenters.WritePage(outcome, token, form, review)
    return show(request, page, status=_STATUS.get(outcome, status))
