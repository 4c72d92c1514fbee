"""The sheet: drawn by the patient on a device that was handed over, or by staff together with the patient."""

from __future__ import annotations

import secrets
from typing import Protocol, TypedDict, cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.care.intake import actions, presenters, queries
from drypoint.care.intake.actions import SheetContents
from drypoint.care.intake.forms import SheetForm
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.body.maps import bare_map
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import VISITOR, Actor
from drypoint.foundation.core.front.cross_site import refuse_cross_site
from drypoint.foundation.core.front.private_answers import private
from drypoint.foundation.core.text_input import LARGEST_ID
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients.models import Episode, Figure, Person
from drypoint.foundation.practice.gate import needs_practice
from drypoint.knowledge.bodymap.outlines import VIEWS, Sex
from drypoint.knowledge.language import FALLBACK


class MakePage(Protocol):
    """Makes the page of a sheet: for the patient, or for staff."""

    def __call__(
        self, drawing: PainDrawing, form: SheetForm, language: str, *, is_changed: bool = False
    ) -> presenters.PatientSheet:
        """Return the page."""


def language() -> str:
    """Return the language of the page."""
    return get_language() or FALLBACK


def chosen_episode(request: HttpRequest, person_pk: int) -> int | None:
    """Return the problem that was chosen, None for none; what is none of this patient's answers 404."""
    typed = request.POST.get("episode", "")
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= len(str(LARGEST_ID))):
        raise Http404
    visible = Episode.objects.visible_to(actor_of(request))
    return get_object_or_404(visible, pk=min(int(typed), LARGEST_ID), person_id=person_pk).pk


@require_safe
@cache_control(public=True, max_age=300)
def figure(_request: HttpRequest, sex: str, view: str) -> HttpResponse:
    """Hand out one view of a figure as SVG; there is nothing of anybody in it."""
    if sex not in Figure.values or view not in VIEWS:
        raise Http404
    response = HttpResponse(bare_map(cast("Sex", sex), (view,), language()), content_type="image/svg+xml")
    response["X-Robots-Tag"] = "noindex"
    return response


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sheet to whoever holds the device that was handed over, or take it in. The link itself lets them in."""
    drawing = queries.by_link(token, clock.now())
    if drawing is None:
        # The second click of a double click comes after the first has handed the sheet in.
        is_again = request.method == "POST" and queries.is_handed_in(
            token, request.POST.get("save_key", ""), clock.now()
        )
        return redirect("intake:done") if is_again else _closed(request)
    return _sheet(request, drawing, VISITOR, presenters.patient_sheet, reverse("intake:done"))


@private
@needs_practice
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Thank, and ask for the device back. The page knows of nobody."""
    return show(request, presenters.DonePage())


@needs("intake.draw")
@require_http_methods(["GET", "HEAD", "POST"])
def draw_together(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet to a member of staff who draws with the patient, or take it in."""
    actor = actor_of(request)
    visible = PainDrawing.objects.visible_to(actor).select_related("person")
    drawing = get_object_or_404(visible, pk=pk)
    if drawing.finished_at is not None and request.method != "POST":
        return redirect("intake_desk:drawing", pk=drawing.pk)
    return _sheet(request, drawing, actor, presenters.staff_sheet, reverse("intake_desk:drawing", args=[drawing.pk]))


@needs("intake.hand_over")
@require_POST
def hand_over(request: HttpRequest, person_pk: int) -> HttpResponse:
    """Open a sheet for the patient's own hand on this device, and sign the member of staff out of it first."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.visible_to(actor), pk=person_pk)
    episode = chosen_episode(request, person.pk)
    drawing = actions.open_drawing(actor=actor, person_id=person.pk, hand="patient", episode_id=episode)
    logout(request)
    with override(person.language):
        return redirect("intake:draw", token=queries.link_of(drawing))


@needs("intake.draw")
@require_POST
def begin_together(request: HttpRequest, person_pk: int) -> HttpResponse:
    """Open a sheet to draw on together."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.visible_to(actor), pk=person_pk)
    episode = chosen_episode(request, person.pk)
    drawing = actions.open_drawing(actor=actor, person_id=person.pk, hand="together", episode_id=episode)
    return redirect("intake_desk:draw_together", pk=drawing.pk)


@needs("intake.draw")
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a sheet that was never handed in."""
    actor = actor_of(request)
    drawing = get_object_or_404(PainDrawing.objects.visible_to(actor), pk=pk)
    try:
        actions.discard_drawing(actor=actor, drawing_id=drawing.pk)
    except actions.ClosedError:
        messages.error(request, _("This drawing was handed in meanwhile, so it stays."))
    else:
        messages.success(request, _("The unfinished drawing is gone."))
    return redirect("desk:person", pk=drawing.person_id)


def _sheet(request: HttpRequest, drawing: PainDrawing, actor: Actor, make_page: MakePage, lead_to: str) -> HttpResponse:
    """Show the sheet, or do what the button says: keep, autosave, tick, untick, hand in."""
    if request.method != "POST":
        return show(request, make_page(drawing, SheetForm.of(drawing, _fresh_key()), language()))
    do = request.POST.get("do", "keep")
    is_script = do == "autosave"
    form = SheetForm(request.POST, drawing=drawing)
    if not form.is_valid():
        if is_script:
            return JsonResponse({"errors": sorted(form.errors)}, status=422)
        return show(request, make_page(drawing, form, language()), status=422)
    try:
        revision = _carry_out(form, drawing, actor, do, request.POST.get("untick", ""))
    except actions.SavedElsewhereError as elsewhere:
        drawing.refresh_from_db()
        if is_script:
            return JsonResponse({"revision": elsewhere.revision, "last_save": drawing.last_save}, status=409)
        fresh = SheetForm.of(drawing, _fresh_key(), note=form.cleaned_data["note"])
        return show(request, make_page(drawing, fresh, language(), is_changed=True), status=409)
    except actions.ClosedError:
        return JsonResponse({}, status=410) if is_script else _closed(request)
    except actions.NothingMarkedError:
        form.add_error(None, _("Nothing is marked on the figure yet. Mark where it hurts, or tick “Nothing hurts”."))
    if form.errors:
        return show(request, make_page(drawing, form, language()), status=422)
    if is_script:
        return JsonResponse({"revision": revision})
    return redirect(lead_to if do == "hand_in" else request.path)


class _Saving(TypedDict):
    actor: Actor
    drawing_id: int
    sheet: SheetContents
    expected_revision: int
    save_key: str


def _carry_out(form: SheetForm, drawing: PainDrawing, actor: Actor, do: str, untick: str) -> int:
    sheet = form.sheet(do=do, untick=untick)
    facts: _Saving = {
        "actor": actor,
        "drawing_id": drawing.pk,
        "sheet": sheet,
        "expected_revision": form.cleaned_data["revision"],
        "save_key": form.cleaned_data["save_key"],
    }
    if do != "hand_in":
        return actions.save_sheet(**facts)
    return actions.hand_in(**facts).revision if form.check_nothing_hurts(sheet) else drawing.revision


def _fresh_key() -> str:
    return secrets.token_hex(16)


def _closed(request: HttpRequest) -> HttpResponse:
    return show(request, presenters.ClosedPage(), status=410)
