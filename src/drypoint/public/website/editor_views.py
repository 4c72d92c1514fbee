"""Screens of ours inside Wagtail's editor."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.models import Page

from drypoint.foundation.accounts.actors import actor_of
from drypoint.foundation.look.pages import show
from drypoint.public.claims import actions
from drypoint.public.claims.models import AllowedWord
from drypoint.public.website import gate
from drypoint.public.website.forms import AllowWordForm
from drypoint.public.website.models import SitePage
from drypoint.public.website.presenters import WordsPage


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the words in the way of a page and those allowed on it; the owner may allow one with a reason."""
    actor = actor_of(request)
    if not actor.may("website.allow_word"):
        raise PermissionDenied
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, SitePage):
        raise PermissionDenied
    form = AllowWordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.allow_word(actor=actor, page=page, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("reason", error)
        else:
            messages.success(request, _("“%(word)s” may stand on this page.") % {"word": form.cleaned_data["word"]})
            return redirect("website_words", page_id=page_id)
    draft = page.get_latest_revision_as_object()
    found = {fault.word.casefold(): fault for fault in gate.faults_of(draft) if fault.word}
    return show(
        request,
        WordsPage(
            page_id=page.pk,
            page_title=page.title,
            faults=tuple(
                (
                    fault,
                    form
                    if form.is_bound and form.data.get("word") == fault.word
                    else AllowWordForm(initial={"word": fault.word}),
                )
                for fault in found.values()
            ),
            allowed=tuple(AllowedWord.objects.filter(page_id=page.pk).select_related("allowed_by")),
        ),
    )
