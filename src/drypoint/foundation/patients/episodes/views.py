"""Problems on the desk: opened, changed, put on hold and ended, with the referrals they came with."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries.line_guards import page_concerns
from drypoint.foundation.core.text_input import LARGEST_COUNT
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients.actions import ChangedMeanwhileError
from drypoint.foundation.patients.episodes import actions, presenters
from drypoint.foundation.patients.episodes.forms import EpisodeForm, ReferralForm
from drypoint.foundation.patients.models import Episode, Person, Referral
from drypoint.foundation.patients.page import PersonViewing, episode_actions, timeline_of

_FORM = ["GET", "HEAD", "POST"]


def _episode(request: HttpRequest, pk: int) -> Episode:
    visible = Episode.objects.visible_to(actor_of(request)).select_related("person", "responsible")
    row = get_object_or_404(visible, pk=pk)
    page_concerns(actor_of(request), row.person_id)
    return row


def _referral(request: HttpRequest, pk: int) -> Referral:
    visible = Referral.objects.filter(episode__in=Episode.objects.visible_to(actor_of(request)))
    row = get_object_or_404(visible.select_related("episode"), pk=pk)
    page_concerns(actor_of(request), row.episode.person_id)
    return row


def _version_in(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    is_number = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST_COUNT))
    return int(typed) if is_number else 0


@needs("patients.write_episodes")
@require_http_methods(_FORM)
def new(request: HttpRequest, person_pk: int) -> HttpResponse:
    """Open a problem of a patient."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.visible_to(actor), pk=person_pk)
    form = EpisodeForm(request.POST if request.method == "POST" else None, person=person, episode=None)
    if request.method == "POST" and form.is_valid():
        episode = actions.open_episode(
            actor=actor, person_id=person.pk, facts=form.facts(), is_planned=form.cleaned_data["is_planned"]
        )
        return redirect("patients_desk:episode", pk=episode.pk)
    page = presenters.EpisodeFormPage(form, _("Open a problem"), person.pk, person.name)
    return show(request, page, status=422 if form.errors else 200)


@needs("patients.read_episodes")
@require_safe
def episode(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one problem with its referrals and what happened about it; the look is audited."""
    actor = actor_of(request)
    row = actions.look_at_episode(actor=actor, episode_id=_episode(request, pk).pk)
    viewing = PersonViewing(actor, clock.now(), row.person)
    page = presenters.episode_page(
        row,
        timeline_of(viewing, episode=row.pk),
        timezone.localdate(viewing.at),
        offered=[one for one in episode_actions if actor.may(one.capability)],
        may_write=actor.may("patients.write_episodes"),
    )
    return show(request, page)


@needs("patients.write_episodes")
@require_http_methods(_FORM)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is told of a problem, unless somebody did meanwhile: then say so and keep what was typed."""
    row = _episode(request, pk)
    if request.method != "POST":
        row = actions.look_at_episode(actor=actor_of(request), episode_id=pk)
        return _form_page(request, EpisodeForm(None, person=row.person, episode=row), row)
    form = EpisodeForm(request.POST, person=row.person, episode=row)
    if not form.is_valid():
        return _form_page(request, form, row, 422)
    try:
        actions.change_episode(
            actor=actor_of(request),
            episode_id=row.pk,
            facts=form.facts(),
            expected_version=form.cleaned_data["expected_version"] or 0,
        )
    except ChangedMeanwhileError:
        row.refresh_from_db()
        typed = request.POST.dict() | {"expected_version": str(row.version)}
        form = EpisodeForm(typed, person=row.person, episode=row)
        form.add_error(None, _("Somebody changed this problem while you were writing. Look again, then save."))
        return _form_page(request, form, row, 409)
    messages.success(request, _("Saved."))
    return redirect("patients_desk:episode", pk=row.pk)


def _form_page(request: HttpRequest, form: EpisodeForm, row: Episode, status: int = 200) -> HttpResponse:
    page = presenters.EpisodeFormPage(form, presenters.title_of(row), row.person_id, row.person.name)
    return show(request, page, status=status)


@needs("patients.write_episodes")
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a problem on hold, end it, or take it up again."""
    row = _episode(request, pk)
    try:
        actions.set_state(
            actor=actor_of(request),
            episode_id=row.pk,
            state=request.POST.get("state", ""),
            expected_version=_version_in(request),
        )
    except (ChangedMeanwhileError, actions.NoSuchStepError):
        messages.warning(request, _("Somebody else changed this problem meanwhile. This is how it is now."))
    return redirect("patients_desk:episode", pk=row.pk)


@needs("patients.write_episodes")
@require_http_methods(_FORM)
def new_referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a referral for a problem; the one before stays below it."""
    row = _episode(request, pk)
    form = ReferralForm(request.POST if request.method == "POST" else None, referral=None)
    if request.method == "POST" and form.is_valid():
        actions.add_referral(actor=actor_of(request), episode_id=row.pk, sent=form.sent())
        messages.success(request, _("Saved."))
        return redirect("patients_desk:episode", pk=row.pk)
    return _referral_page(request, form, row, 422 if form.errors else 200)


@needs("patients.write_episodes")
@require_http_methods(_FORM)
def change_referral(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a referral, unless somebody did meanwhile; the form shows it all, so that opening it is a look."""
    row = _referral(request, pk)
    if request.method != "POST":
        actions.look_at_episode(actor=actor_of(request), episode_id=row.episode_id)
        return _referral_page(request, ReferralForm(None, referral=row), row.episode)
    form = ReferralForm(request.POST, referral=row)
    if not form.is_valid():
        return _referral_page(request, form, row.episode, 422)
    try:
        actions.change_referral(
            actor=actor_of(request),
            referral_id=row.pk,
            sent=form.sent(),
            expected_version=form.cleaned_data["expected_version"] or 0,
        )
    except ChangedMeanwhileError:
        row.refresh_from_db()
        form = ReferralForm(request.POST.dict() | {"expected_version": str(row.version)}, referral=row)
        form.add_error(None, _("Somebody changed this referral while you were writing. Look again, then save."))
        return _referral_page(request, form, row.episode, 409)
    messages.success(request, _("Saved."))
    return redirect("patients_desk:episode", pk=row.episode_id)


def _referral_page(request: HttpRequest, form: ReferralForm, row: Episode, status: int = 200) -> HttpResponse:
    return show(request, presenters.ReferralFormPage(form, row.pk, presenters.title_of(row)), status=status)


@needs("patients.write_episodes")
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Count a session against a referral, or take one back; a double click counts once."""
    row = _referral(request, pk)
    try:
        actions.count_session(
            actor=actor_of(request),
            referral_id=row.pk,
            expected_version=_version_in(request),
            is_taken_back=request.POST.get("do") == "back",
        )
    except (ChangedMeanwhileError, actions.NoSessionLeftError):
        messages.warning(request, _("Nothing was counted: it was counted meanwhile. This is how it is now."))
    return redirect("patients_desk:episode", pk=row.episode_id)
