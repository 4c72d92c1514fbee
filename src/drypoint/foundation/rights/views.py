"""Rights on the desk: what holds a record, complaints, what is given to others, and what patients agreed to."""

from __future__ import annotations

import json

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.accounts.step_up import confirmed, sends
from drypoint.foundation.core import clock
from drypoint.foundation.core.files import form_keys
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.sealing import DamagedFileError
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients import queries as people
from drypoint.foundation.patients.actions import look_at_person
from drypoint.foundation.patients.models import Person
from drypoint.foundation.patients.page import PersonViewing, timeline_of
from drypoint.foundation.rights import actions, presenters, queries, sealed
from drypoint.foundation.rights.forms import CloseForm, ComplaintForm, ConsentForm, LiftForm, ReleaseForm, RestraintForm
from drypoint.foundation.rights.models import Complaint, Release, Restraint
from drypoint.foundation.rights.shown import consent_lines, release_lines

_FORM = ["GET", "HEAD", "POST"]
# What a form sends that nobody typed or chose.
_NOT_SAID = frozenset({"csrfmiddlewaretoken", "key", "draft-address", "draft-page"})


def _visible(request: HttpRequest, pk: int) -> Person:
    """Return a person; to see the page is a look at them, which the trail keeps."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.visible_to(actor), pk=pk)
    return person if request.method == "POST" else look_at_person(actor=actor, person_id=pk)


def _sent(request: HttpRequest) -> str:
    """Return whom a form concerns and what it says: gone back to, and sent with other words, it is another one."""
    said = {name: values for name, values in request.POST.lists() if name not in _NOT_SAID}
    return json.dumps([request.path, said], sort_keys=True)


def _key_of(request: HttpRequest, name: str, form: Form) -> FormKey:
    """Return the key that a form sent back; one that is shown, or that was open for too long, gets a fresh one."""
    at = clock.now()
    if request.method == "POST":
        try:
            return form_keys.bound_to(form_keys.read(name, request.POST.get("key", ""), at), _sent(request))
        except form_keys.StaleKeyError:
            form.add_error(None, _("This page was open for too long. Please check it and press the button again."))
    return form_keys.make(name, at)


@needs("rights.manage")
@require_safe
def rights(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what holds or held a record, the complaints, and what was given to others; the look is audited."""
    person = _visible(request, pk)
    page = presenters.RightsPage(
        pk=person.pk,
        name=person.name,
        restraints=tuple(map(presenters.restraint_line, queries.restraints_of(person))),
        complaints=tuple(map(presenters.complaint_line, queries.complaints_of(person))),
        releases=release_lines(queries.releases_of(person)),
    )
    return show(request, page)


@needs("patients.write")
@require_http_methods(_FORM)
def consents(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a patient said of being written to or rung up, which is a look at them, and note it."""
    person = _visible(request, pk)
    contacts = people.contacts_of(person)
    if not contacts:
        messages.info(request, _("Note an e-mail address or a telephone number of the patient first."))
        return redirect("desk:person", pk=person.pk)
    form = ConsentForm(request.POST if request.method == "POST" else None, contacts=contacts)
    if request.method == "POST" and form.is_valid():
        actions.note_consent(actor=actor_of(request), person_id=person.pk, said=form.said())
        messages.success(request, _("Noted."))
        return redirect("desk:person", pk=person.pk)
    page = presenters.ConsentsPage(person.pk, person.name, consent_lines(person), form)
    return show(request, page, status=422 if form.errors else 200)


@needs("rights.manage")
@require_http_methods(_FORM)
def restrain(request: HttpRequest, pk: int) -> HttpResponse:
    """Restrict a record, or put it under a legal hold."""
    person = _visible(request, pk)
    form = RestraintForm(request.POST if request.method == "POST" else None)
    key = _key_of(request, actions.RESTRAINT_FORM, form)
    if request.method == "POST" and form.is_valid():
        actions.set_restraint(actor=actor_of(request), person_id=person.pk, key=key, **form.cleaned_data)
        messages.success(request, _("It holds from now on."))
        return redirect("rights_desk:rights", pk=person.pk)
    page = presenters.RightsFormPage(
        form,
        _("Restrict, or put under a legal hold"),
        _("Either holds until you lift it. Who set it, when and why stays readable."),
        _("Set it"),
        person.pk,
        person.name,
        key.token,
    )
    return show(request, page, status=422 if form.errors else 200)


@needs("rights.manage")
@confirmed(when=sends)
@require_http_methods(_FORM)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a restriction or a legal hold, with the reason."""
    row = get_object_or_404(Restraint.objects.visible_to(actor_of(request)), pk=pk)
    person = _visible(request, row.person_id)
    if row.lifted_at is not None:
        messages.info(request, _("It was lifted already. Nothing was changed."))
        return redirect("rights_desk:rights", pk=person.pk)
    form = LiftForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.lift_restraint(actor=actor_of(request), restraint_id=row.pk, because=form.cleaned_data["because"])
        messages.success(request, _("It holds no more."))
        return redirect("rights_desk:rights", pk=person.pk)
    title = _("Lift: %(kind)s") % {"kind": row.get_kind_display()}
    page = presenters.RightsFormPage(form, title, row.reason, _("Lift it"), person.pk, person.name)
    return show(request, page, status=422 if form.errors else 200)


@needs("rights.manage")
@require_http_methods(_FORM)
def complain(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a complaint down, about an entry of the timeline or the whole."""
    person = _visible(request, pk)
    actor, at = actor_of(request), clock.now()
    happened = timeline_of(PersonViewing(actor, at, person))
    form = ComplaintForm(
        request.POST if request.method == "POST" else None, happened=happened, today=timezone.localdate(at)
    )
    key = _key_of(request, actions.COMPLAINT_FORM, form)
    if request.method == "POST" and form.is_valid():
        row = actions.open_complaint(actor=actor, person_id=person.pk, new=form.new(), key=key)
        return redirect("rights_desk:complaint", pk=row.pk)
    page = presenters.RightsFormPage(
        form,
        _("A complaint"),
        _("It becomes a task of the owner, and until it is closed nothing of this record is erased."),
        _("Write it down"),
        person.pk,
        person.name,
        key.token,
    )
    return show(request, page, status=422 if form.errors else 200)


@needs("rights.manage")
@require_http_methods(_FORM)
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a complaint, which is audited, and close it."""
    actor = actor_of(request)
    get_object_or_404(Complaint.objects.visible_to(actor), pk=pk)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.close_complaint(actor=actor, complaint_id=pk, outcome=form.cleaned_data["outcome"])
        messages.success(request, _("The complaint is closed."))
        return redirect("rights_desk:complaint", pk=pk)
    row = actions.look_at_complaint(actor=actor, complaint_id=pk)
    try:
        words: str | None = sealed.text_of(row)
    except DamagedFileError:
        words = None
    page = presenters.ComplaintPage(
        row.person_id,
        row.person.name,
        presenters.complaint_line(row),
        row.about_url,
        words,
        row.outcome,
        form if row.closed_at is None else None,
    )
    return show(request, page, status=422 if form.errors else 200)


@needs("rights.manage")
@confirmed(when=sends)
@require_http_methods(_FORM)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Put together what somebody outside is given; the file is taken out afterwards."""
    person = _visible(request, pk)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    key = _key_of(request, actions.RELEASE_FORM, form)
    if request.method == "POST" and form.is_valid():
        actions.make_release(actor=actor_of(request), person_id=person.pk, new=form.new(), key=key)
        messages.success(request, _("It is put together and kept as it is. Take the file out below."))
        return redirect("rights_desk:rights", pk=person.pk)
    page = presenters.RightsFormPage(
        form,
        _("Give parts of the record to somebody"),
        _("What is given is kept as it was, and stands beside who saw this patient."),
        _("Put it together"),
        person.pk,
        person.name,
        key.token,
    )
    return show(request, page, status=422 if form.errors else 200)


@needs("rights.manage")
@require_safe
def release_kept(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the page on which a release stands, as one comes back to it by its own number."""
    kept = Release.objects.visible_to(actor_of(request)).defer("sealed")
    return redirect("rights_desk:rights", pk=get_object_or_404(kept, pk=pk).person_id)


@needs("rights.manage")
@confirmed(back="rights_desk:release_kept")
@require_POST
def release_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out what was given, as it was given; taking it out is audited."""
    actor = actor_of(request)
    get_object_or_404(Release.objects.visible_to(actor), pk=pk)
    row = actions.look_at_release(actor=actor, release_id=pk)
    try:
        text = sealed.text_of(row)
    except DamagedFileError:
        messages.error(request, _("This cannot be read: it was changed, or sealed with a key that is gone."))
        return redirect("rights_desk:rights", pk=row.person_id)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="given-{row.pk}.json"'
    return response
