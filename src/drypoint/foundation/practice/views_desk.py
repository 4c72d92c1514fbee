"""Rooms, people, services and hours on the desk: all that free times come of."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice import actions, presenters, queries
from drypoint.foundation.practice.forms_desk import HoursForm, OtherDayForm, PractitionerForm, RoomForm, ServiceForm
from drypoint.foundation.practice.hours_parts import parts_for
from drypoint.foundation.practice.models import Practitioner, Service, TreatmentRoom
from drypoint.knowledge.language import FALLBACK


@needs(actions.SCHEDULE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """Show all that free times come of and what comes of it, or add days on which the practice is closed."""
    actor, at = actor_of(request), clock.now()
    form = OtherDayForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.add_exception(actor=actor, practitioner_id=None, day=form.day())
        messages.success(request, _("Saved. Free times follow it from now on."))
        return redirect("practice_desk:hours")
    page = presenters.SchedulePage(
        parts=tuple(parts_for(Viewing(actor, at))),
        people=presenters.person_lines(queries.practitioners()),
        services=presenters.service_lines(queries.services(), get_language() or FALLBACK),
        rooms=tuple(queries.rooms()),
        closed=presenters.other_days(queries.days_of_all(at)),
        form=form,
    )
    return show(request, page, status=422 if form.errors else 200)


@needs(actions.SCHEDULE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show and change a room, or add one."""
    row = None if pk is None else get_object_or_404(TreatmentRoom, pk=pk)
    form = RoomForm(request.POST if request.method == "POST" else None, room=row)
    if form.is_bound and form.is_valid():
        actions.save_room(actor=actor_of(request), room_id=pk, values=form.cleaned_data)
        messages.success(request, _("Saved. Free times follow it from now on."))
        return redirect("practice_desk:hours")
    return show(request, presenters.RoomPage(row, form), status=422 if form.errors else 200)


@needs(actions.SCHEDULE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show and change a service, or add one."""
    row = None if pk is None else get_object_or_404(Service, pk=pk)
    form = ServiceForm(request.POST if request.method == "POST" else None, service=row)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        actions.save_service(
            actor=actor_of(request),
            service_id=pk,
            values=form.values(),
            practitioners=list(data["practitioners"]),
            rooms=list(data["rooms"]),
        )
        messages.success(request, _("Saved. Free times follow it from now on."))
        return redirect("practice_desk:hours")
    name = row.name_in(get_language()) if row else ""
    return show(request, presenters.ServicePage(name, form), status=422 if form.errors else 200)


@needs(actions.SCHEDULE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def practitioner(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show and change somebody who treats, or add somebody."""
    row = None if pk is None else get_object_or_404(Practitioner, pk=pk)
    form = PractitionerForm(request.POST if request.method == "POST" else None, practitioner=row)
    if form.is_bound and form.is_valid():
        saved = actions.save_practitioner(actor=actor_of(request), practitioner_id=pk, values=form.values())
        messages.success(request, _("Saved. Free times follow it from now on."))
        return redirect("practice_desk:practitioner", pk=saved.pk)
    return _show_practitioner(request, row, form, HoursForm(), OtherDayForm())


@needs(actions.SCHEDULE)
@require_POST
def add_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an opening to some days of the week."""
    row, form = get_object_or_404(Practitioner, pk=pk), HoursForm(request.POST)
    if not form.is_valid():
        return _show_practitioner(request, row, PractitionerForm(practitioner=row), form, OtherDayForm())
    actions.add_hours(actor=actor_of(request), practitioner_id=pk, opening=form.opening())
    messages.success(request, _("Saved. Free times follow it from now on."))
    return redirect("practice_desk:practitioner", pk=pk)


@needs(actions.SCHEDULE)
@require_POST
def add_exception(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of some days that they are other for somebody."""
    row, form = get_object_or_404(Practitioner, pk=pk), OtherDayForm(request.POST)
    if not form.is_valid():
        return _show_practitioner(request, row, PractitionerForm(practitioner=row), HoursForm(), form)
    actions.add_exception(actor=actor_of(request), practitioner_id=pk, day=form.day())
    messages.success(request, _("Saved. Free times follow it from now on."))
    return redirect("practice_desk:practitioner", pk=pk)


@needs(actions.SCHEDULE)
@require_POST
def remove_hours(request: HttpRequest, pk: int, hours_pk: int) -> HttpResponse:
    """Take an opening away."""
    actions.remove_hours(actor=actor_of(request), hours_id=hours_pk)
    messages.success(request, _("Removed. What is booked already stays."))
    return redirect("practice_desk:practitioner", pk=pk)


@needs(actions.SCHEDULE)
@require_POST
def remove_exception(request: HttpRequest, exception_pk: int) -> HttpResponse:
    """Let a day be as its weekday again."""
    actions.remove_exception(actor=actor_of(request), exception_id=exception_pk)
    messages.success(request, _("Removed. What is booked already stays."))
    whose = request.POST.get("practitioner", "")
    if whose.isascii() and whose.isdigit():
        return redirect("practice_desk:practitioner", pk=int(whose[:9]))
    return redirect("practice_desk:hours")


def _show_practitioner(
    request: HttpRequest,
    row: Practitioner | None,
    form: PractitionerForm,
    hours_form: HoursForm,
    other_day_form: OtherDayForm,
) -> HttpResponse:
    page = presenters.PractitionerPage(
        practitioner=row,
        form=form,
        hours=presenters.hours_lines(row.hours.all()) if row else (),
        hours_form=hours_form,
        other_days=presenters.other_days(queries.days_of(row, clock.now())) if row else (),
        other_day_form=other_day_form,
    )
    is_wrong = form.errors or hours_form.errors or other_day_form.errors
    return show(request, page, status=422 if is_wrong else 200)
