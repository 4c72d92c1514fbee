"""The patients: the list, one person with what the practice holds, and how they are added, changed and erased."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.accounts.step_up import confirmed
from drypoint.foundation.core import clock
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients import actions, queries
from drypoint.foundation.patients import presenters as people_presenters
from drypoint.foundation.patients.episodes.presenters import title_of
from drypoint.foundation.patients.export_fields import schema_of
from drypoint.foundation.patients.exporting.paper import as_pdf, paper_of
from drypoint.foundation.patients.exporting.whole import parts
from drypoint.foundation.patients.forms import NameSplitForm, PersonForm, not_these
from drypoint.foundation.patients.holdings import KeptError, reasons_to_keep
from drypoint.foundation.patients.models import Episode, Person
from drypoint.foundation.patients.page import PersonViewing, banners_of, sections_of, timeline_of
from drypoint.knowledge.language import languages
from drypoint.workspace.desk import presenters
from drypoint.workspace.desk.timeline import timeline


def _form_of(person: Person, typed: Mapping[str, str] | None = None) -> PersonForm:
    return PersonForm.of(person, queries.contacts_of(person), queries.identifiers_of(person), typed)


def _visible(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(actor_of(request)), pk=pk)


@needs("patients.read")
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """List the patients by name, all or those in whose name the words stand."""
    words = request.GET.get("name", "").strip()[:120]
    actor = actor_of(request)
    found = queries.find(actor, words)
    page = presenters.People(presenters.lines_of(found.rows), found.is_more, words, actor.may("patients.write"))
    return show(request, page)


@needs("patients.write")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a person by hand, after asking whether it is somebody who is here already."""
    form = PersonForm(request.POST or None, initial={"language": get_language()})
    status = 422 if form.errors else 200
    alike = None
    if request.method == "POST" and form.is_valid():
        particulars = form.particulars()
        try:
            person = actions.add_person(
                actor=actor_of(request), particulars=particulars, not_these=not_these(request.POST)
            )
        except actions.SomebodyAlikeError as error:
            alike, status = people_presenters.who_may_be_the_same(particulars, error.found), 409
        else:
            return redirect("desk:person", pk=person.pk)
    return show(request, presenters.PersonFormPage(form, alike=alike), status=status)


@needs("patients.read")
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person with what the rooms hold, the timeline as narrow as the address says; the look is audited."""
    actor = actor_of(request)
    merged = Person.objects.merged().filter(pk=pk).first()
    if merged is not None and (survivor := queries.survivor_of(actor, merged)) is not None:
        return redirect("desk:person", pk=survivor.pk)
    _visible(request, pk)
    row = actions.look_at_person(actor=actor, person_id=pk)
    viewing = PersonViewing(actor, clock.now(), row)
    page = presenters.person_page(
        presenters.particulars(
            row, timezone.localdate(viewing.at), queries.contacts_of(row), queries.identifiers_of(row)
        ),
        banners=banners_of(viewing),
        sections=sections_of(viewing),
        timeline=timeline(
            timeline_of(viewing),
            [(one.pk, title_of(one)) for one in Episode.objects.visible_to(actor).filter(person=row).in_order()],
            address=request.path,
            kind=request.GET.get("kind", ""),
            episode=request.GET.get("episode", ""),
        ),
        may=actor.may,
    )
    return show(request, page)


@needs("patients.write")
@require_POST
def confirm_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the parts of a name that somebody looked at, unless the name was changed meanwhile."""
    row = _visible(request, pk)
    form = NameSplitForm(request.POST)
    if not form.is_valid():
        return redirect("desk:person_change", pk=row.pk)
    try:
        actions.confirm_name(actor=actor_of(request), person_id=row.pk, **form.cleaned_data)
    except (actions.ChangedMeanwhileError, ValueError):
        messages.warning(request, _("Somebody changed this person meanwhile. Look at the name again."))
    else:
        messages.success(request, _("Saved."))
    return redirect("desk:person", pk=row.pk)


@needs("patients.write")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a person, unless somebody did meanwhile: then say so and keep what was typed.

    The form holds all that is known, so that opening it is audited as a look.
    """
    row = _visible(request, pk)
    if request.method != "POST":
        row = actions.look_at_person(actor=actor_of(request), person_id=pk)
        return show(request, presenters.PersonFormPage(_form_of(row), presenters.person_line(row)))
    form = _form_of(row, request.POST)
    status = 422
    if form.is_valid():
        try:
            actions.change_person(
                actor=actor_of(request),
                person_id=row.pk,
                particulars=form.particulars(),
                expected_version=form.cleaned_data["expected_version"] or 0,
            )
        except actions.ChangedMeanwhileError:
            row.refresh_from_db()
            form = _form_of(row, request.POST.dict() | {"expected_version": str(row.version)})
            form.add_error(None, _("Somebody changed this person while you were writing. Look again, then save."))
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:person", pk=row.pk)
    return show(request, presenters.PersonFormPage(form, presenters.person_line(row)), status=status)


@needs("patients.export")
@confirmed(back="desk:person")
@require_POST
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out all that is held about a person: to be read as a PDF, or as data."""
    row = _visible(request, pk)
    held = actions.export_person(actor=actor_of(request), person_id=row.pk)
    if request.POST.get("as") == "paper":
        with override(row.language if row.language in languages() else get_language()):
            made = as_pdf(paper_of(row, held, clock.now()))
        response = HttpResponse(made, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="patient-{row.pk}.pdf"'
        return response
    response = HttpResponse(
        json.dumps(held, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="patient-{row.pk}.json"'
    return response


@needs("patients.export")
@require_safe
def export_schema(_request: HttpRequest) -> HttpResponse:
    """Say what stands in the data of an export (JSON Schema)."""
    text = json.dumps(schema_of(parts()), ensure_ascii=False, indent=1)
    return HttpResponse(text, content_type="application/schema+json; charset=utf-8")


@needs("patients.erase")
@confirmed()
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then erase the person with all that is held."""
    row = _visible(request, pk)
    if request.method == "POST":
        try:
            actions.erase_person(actor=actor_of(request), person_id=row.pk)
        except KeptError as error:
            page = presenters.PersonErasePage(presenters.person_line(row), error.reasons)
            return show(request, page, status=409)
        messages.success(request, _("Erased. Copies in backups go when the backups go."))
        return redirect("desk:people")
    page = presenters.PersonErasePage(presenters.person_line(row), tuple(reasons_to_keep(row)))
    return show(request, page)
