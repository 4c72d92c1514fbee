"""Rooms, people, services and hours on the desk: all that free times come of."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice import actions, presenters, queries
from drypoint.foundation.practice.forms_desk import (
    CredentialForm,
    HolidaysForm,
    HoursForm,
    OtherDayForm,
    PractitionerForm,
    RoomForm,
    ServiceForm,
)
from drypoint.foundation.practice.hours_parts import parts_for
from drypoint.foundation.practice.models import Credential, Practitioner, Service, TreatmentRoom
from drypoint.foundation.practice.standing import standing_on
from drypoint.knowledge.language import FALLBACK, language_of


@needs(actions.SCHEDULE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """Show all that free times come of and what comes of it, or add days on which the practice is closed."""
    actor = actor_of(request)
    form = OtherDayForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        actions.add_exception(actor=actor, practitioner_id=None, day=form.day())
        messages.success(request, _("Saved. Free times follow it from now on."))
        return redirect("practice_desk:hours")
    return _show_schedule(request, actor, form)


@needs(actions.SCHEDULE)
@never_cache
@require_POST
def holidays(request: HttpRequest) -> HttpResponse:
    """Decide on public holidays as staff chose; what stands on a closed one is shown beside it."""
    actor, at = actor_of(request), clock.now()
    year = _year_of(request.POST.get("year", ""), at)
    form = presenters.holidays_form(queries.proposed_holidays(year, at), get_language(), year, {}, request.POST)
    if form is not None and not form.is_valid():
        return _show_schedule(request, actor, OtherDayForm(), form)
    closed, opened = actions.decide_holidays(
        actor=actor,
        year=year,
        closed=form.chosen("closed") if form else (),
        opened=form.chosen("open") if form else (),
        at=at,
    )
    sentences = [
        ngettext("Closed on %(number)d holiday.", "Closed on %(number)d holidays.", closed) % {"number": closed},
        ngettext("Open on %(number)d.", "Open on %(number)d.", opened) % {"number": opened},
        _("What is booked already stays, and is shown beside the closed days."),
    ]
    messages.success(request, " ".join(sentences))
    return redirect(f"{reverse('practice_desk:hours')}?year={year}#holidays")


@needs(actions.SCHEDULE)
@require_POST
def ask_holiday(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask again about a holiday on which the practice was to be open."""
    actions.reopen_holiday_question(actor=actor_of(request), holiday_id=pk)
    messages.success(request, _("It is to be decided again."))
    return redirect(f"{reverse('practice_desk:hours')}#holidays")


def _year_of(text: str, at: datetime) -> int:
    """Return the year that is asked for: this one or the next, else this one."""
    this = timezone.localtime(at).year
    return this + 1 if text == str(this + 1) else this


def _show_schedule(
    request: HttpRequest, actor: Actor, form: OtherDayForm, filled: HolidaysForm | None = None
) -> HttpResponse:
    at, language = clock.now(), get_language()
    year = _year_of((request.POST or request.GET).get("year", ""), at)
    practice, this = queries.the_practice(), timezone.localtime(at).year
    closed, proposed = queries.days_of_all(at), queries.proposed_holidays(year, at)
    standing = standing_on(
        actor, {*(row.on for row in closed if row.from_minute is None), *(one.on for one in proposed)}
    )
    asked = filled or presenters.holidays_form(proposed, language, year, standing)
    page = presenters.SchedulePage(
        parts=tuple(parts_for(Viewing(actor, at))),
        people=presenters.person_lines(queries.practitioners()),
        services=presenters.service_lines(queries.services(), language or FALLBACK),
        rooms=tuple(queries.rooms()),
        closed=presenters.other_days(closed, language, standing),
        form=form,
        country=language_of(language).country_named(practice.country) if practice else "",
        year=year,
        years=(this, this + 1),
        holidays=presenters.holidays_asked(asked, standing),
        open_holidays=presenters.open_holiday_lines(queries.open_holidays(year, at), language),
    )
    return show(request, page, status=422 if form.errors or filled else 200)


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
    return _show_practitioner(request, row, form=form)


@needs(actions.SCHEDULE)
@require_POST
def add_hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an opening to some days of the week."""
    row, form = get_object_or_404(Practitioner, pk=pk), HoursForm(request.POST)
    if not form.is_valid():
        return _show_practitioner(request, row, hours_form=form)
    actions.add_hours(actor=actor_of(request), practitioner_id=pk, opening=form.opening())
    messages.success(request, _("Saved. Free times follow it from now on."))
    return redirect("practice_desk:practitioner", pk=pk)


@needs(actions.SCHEDULE)
@require_POST
def add_exception(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of some days that they are other for somebody."""
    row, form = get_object_or_404(Practitioner, pk=pk), OtherDayForm(request.POST)
    if not form.is_valid():
        return _show_practitioner(request, row, other_day_form=form)
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


@needs(actions.SCHEDULE)
@require_POST
def add_credential(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what somebody may do."""
    row, form = get_object_or_404(Practitioner, pk=pk), CredentialForm(request.POST)
    if not form.is_valid():
        return _show_practitioner(request, row, credential_form=form)
    actions.add_credential(actor=actor_of(request), practitioner_id=pk, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("practice_desk:practitioner", pk=pk)


@needs(actions.SCHEDULE)
@require_POST
def remove_credential(request: HttpRequest, credential_pk: int) -> HttpResponse:
    """Take back what somebody may do."""
    held = Credential.objects.filter(pk=credential_pk).first()
    actions.remove_credential(actor=actor_of(request), credential_id=credential_pk)
    messages.success(request, _("Removed."))
    if held is None:
        return redirect("practice_desk:hours")
    return redirect("practice_desk:practitioner", pk=held.practitioner_id)


def _show_practitioner(
    request: HttpRequest,
    row: Practitioner | None,
    *,
    form: PractitionerForm | None = None,
    hours_form: HoursForm | None = None,
    other_day_form: OtherDayForm | None = None,
    credential_form: CredentialForm | None = None,
) -> HttpResponse:
    at = clock.now()
    others = queries.days_of(row, at) if row else []
    closed = {one.on for one in others if one.from_minute is None}
    standing = standing_on(actor_of(request), closed, row.pk) if row else {}
    page = presenters.PractitionerPage(
        practitioner=row,
        form=form or PractitionerForm(practitioner=row),
        hours=presenters.hours_lines(row.hours.all()) if row else (),
        hours_form=hours_form or HoursForm(),
        other_days=presenters.other_days(others, get_language(), standing),
        other_day_form=other_day_form or OtherDayForm(),
        credentials=presenters.credential_lines(row.credentials.all(), timezone.localtime(at).date()) if row else (),
        credential_form=credential_form or CredentialForm(),
    )
    is_wrong = page.form.errors or page.hours_form.errors or page.other_day_form.errors or page.credential_form.errors
    return show(request, page, status=422 if is_wrong else 200)
