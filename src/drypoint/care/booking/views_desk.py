"""Appointments on the desk: the day, one appointment, and booking for a patient."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.care.booking import actions, choosing, life, mails, presenters, queries, weeks
from drypoint.care.booking.actions import Wish
from drypoint.care.booking.changing import AppointmentChangedError, Booker
from drypoint.care.booking.forms_desk import LONGEST_REASON, OverrideForm
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.placing import TimeTakenError
from drypoint.care.booking.saying import moment_said
from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import Actor
from drypoint.foundation.core.registries.line_guards import page_concerns
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients.episodes.presenters import title_of
from drypoint.foundation.patients.models import Episode, Person
from drypoint.foundation.practice.models import Service
from drypoint.foundation.practice.queries import bookable_services, who_offers
from drypoint.foundation.rights.queries import restricted_among

_MARKS = {event.value: event for event in life.MARKS}


@needs("booking.read")
@never_cache
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Show a day of everybody who treats, and what waits for approval."""
    actor = actor_of(request)
    shown, today = _shown_day(request)
    rows, requests = queries.of_day(actor, shown), queries.requests(actor)
    page = presenters.day_page(
        shown,
        today,
        rows,
        requests,
        get_language(),
        clock.now(),
        may_manage=actor.may("booking.manage"),
        restricted=restricted_among(row.person_id for row in (*rows, *requests) if row.person_id is not None),
    )
    return show(request, page)


@needs("booking.read")
@never_cache
@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """Show a week of everybody who treats and of every room."""
    shown, today = _shown_day(request)
    read = weeks.read_week(actor_of(request), weeks.monday_of(shown), get_language(), clock.now())
    return show(request, weeks.week_page(read, today))


def _shown_day(request: HttpRequest) -> tuple[date, date]:
    """Return the day that the address names, at most ten years away, or else today; and today."""
    today = queries.local_date(clock.now())
    shown = choosing.day_of(request.GET.get("on", "")) or today
    return min(max(shown, today - timedelta(days=3660)), today + timedelta(days=3660)), today


@needs("booking.read")
@never_cache
@require_safe
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one appointment with what can be done about it; the look is audited."""
    actor = actor_of(request)
    get_object_or_404(Appointment.objects.visible_to(actor), pk=pk)
    row = actions.look_at_appointment(actor=actor, appointment_id=pk)
    may_read = row.episode is not None and actor.may("patients.read_episodes")
    page = presenters.appointment_page(
        row,
        get_language(),
        may_manage=actor.may("booking.manage"),
        episode=title_of(row.episode) if may_read and row.episode else "",
    )
    return show(request, page)


@needs("booking.manage")
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve, cancel, or note who came."""
    actor = actor_of(request)
    row = get_object_or_404(Appointment.objects.visible_to(actor), pk=pk)
    version = choosing.number_of(request.POST.get("version", "")) or 0
    what = request.POST.get("do", "")
    try:
        if what == "approve":
            actions.approve(actor=actor, appointment_id=pk, expected_version=version)
            messages.success(request, _("Approved.") + _told(row, mails.BOOKED))
        elif what == "cancel":
            reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
            actions.cancel(actor=actor, appointment_id=pk, expected_version=version, reason=reason)
            messages.success(request, _("Cancelled.") + _told(row, mails.CANCELLED))
        elif what in _MARKS:
            actions.mark(actor=actor, appointment_id=pk, expected_version=version, event=_MARKS[what])
            messages.success(request, _("Noted."))
    except actions.StillHeldError:
        sentence = _("Nobody has confirmed this time yet. It becomes free by itself ten minutes after it was chosen.")
        messages.error(request, sentence)
    except (AppointmentChangedError, life.NotPossibleError):
        messages.error(request, _("Somebody else has changed this appointment meanwhile. This is how it is now."))
    return redirect("booking_desk:appointment", pk=pk)


@needs("booking.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where an appointment can be moved to, and move it; the look is audited."""
    actor, at = actor_of(request), clock.now()
    row = get_object_or_404(queries.whole(actor), pk=pk)
    page_concerns(actor, row.person_id)
    if request.method != "POST":
        actions.look_at_appointment(actor=actor, appointment_id=pk)
    people = who_offers(row.service)
    form = OverrideForm(request.POST if "reason" in request.POST else None, people=people)
    wish, reason = _wanted(request, form, row.service)
    if wish is not None:
        version = choosing.number_of(request.POST.get("version", "")) or 0
        try:
            moved = actions.move(
                actor=actor, appointment_id=pk, expected_version=version, wish=wish, override_reason=reason
            )
        except TimeTakenError:
            messages.error(request, _("This time is not free. The appointment is as it was."))
            return redirect("booking_desk:move", pk=pk)
        except (AppointmentChangedError, life.NotPossibleError):
            messages.error(request, _("Somebody else has changed this appointment meanwhile. This is how it is now."))
        else:
            _say_moved(request, moved, is_with_another=moved.practitioner_id != row.practitioner_id)
        return redirect("booking_desk:appointment", pk=pk)
    free = queries.free_slots(row.service, people, *queries.whole_horizon(row.service, at), at, leaving_out=row.pk)
    page = presenters.DeskMovePage(
        pk=row.pk,
        version=row.version,
        name=row.for_whom,
        start=moment_said(row.starts_at),
        shown=presenters.days_from(choosing.by_day(free), choosing.day_of(request.GET.get("from", ""))),
        form=form,
        may_override=actor.may("booking.override"),
    )
    return show(request, page, status=422 if form.errors else 200)


@needs("booking.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, person_pk: int) -> HttpResponse:
    """Book for a patient: a service, then a free time, or another with a reason."""
    actor, at = actor_of(request), clock.now()
    person = get_object_or_404(Person.objects.visible_to(actor), pk=person_pk)
    episode = _booked_from(request, actor, person)
    services = bookable_services()
    chosen = choosing.number_of(request.GET.get("service", ""))
    service = next((one for one in services if one.pk == chosen), None)
    people = who_offers(service) if service else []
    form = OverrideForm(request.POST if "reason" in request.POST else None, people=people)
    wish, reason = _wanted(request, form, service)
    if wish is not None:
        return _book(request, actor, person, wish, reason, episode)
    free = queries.free_slots(service, people, *queries.whole_horizon(service, at), at) if service else []
    page = presenters.DeskBookPage(
        person_pk=person.pk,
        name=person.name,
        episode_pk=episode.pk if episode else None,
        episode=title_of(episode) if episode else "",
        services=tuple(presenters.offered(one, get_language()) for one in services),
        service=None if service is None else presenters.offered(service, get_language()),
        kept="".join(f"&{name}={row.pk}" for name, row in (("service", service), ("problem", episode)) if row),
        shown=presenters.days_from(choosing.by_day(free), choosing.day_of(request.GET.get("from", ""))),
        form=form,
        may_override=actor.may("booking.override"),
    )
    return show(request, page, status=422 if form.errors else 200)


def _booked_from(request: HttpRequest, actor: Actor, person: Person) -> Episode | None:
    """Return the problem that the address names, if it is one of this patient's and may be read."""
    number = choosing.number_of(request.GET.get("problem", ""))
    return Episode.objects.visible_to(actor).filter(pk=number, person=person).first() if number else None


def _book(
    request: HttpRequest, actor: Actor, person: Person, wish: Wish, reason: str, episode: Episode | None
) -> HttpResponse:
    booker = Booker(person.name, person.email, person.phone, person.language)
    try:
        row = actions.book(
            actor=actor,
            wish=wish,
            contact=booker,
            person_id=person.pk,
            override_reason=reason,
            episode_id=episode.pk if episode else None,
        )
    except TimeTakenError:
        messages.error(request, _("This time is not free any more. Please choose another."))
        kept = f"&problem={episode.pk}" if episode else ""
        return redirect(f"{request.path}?service={wish.service_id}{kept}")
    messages.success(request, _("Booked.") + _told(row, mails.BOOKED))
    _warn_of_shared_room(request, row)
    return redirect("booking_desk:appointment", pk=row.pk)


def _told(row: Appointment, kind: str) -> str:
    """Return the sentence that says whether a mail tells the patient, or staff have to call."""
    return " " + (
        _("A mail goes out.") if mails.reaches(row, kind) else _("No mail goes out: please call the patient.")
    )


def _say_moved(request: HttpRequest, moved: Appointment, *, is_with_another: bool) -> None:
    if is_with_another:
        sentence = _("Moved, and now with another person: %(name)s.") % {"name": moved.practitioner.name}
    else:
        sentence = _("Moved.")
    messages.success(request, sentence + _told(moved, mails.CHANGED))
    _warn_of_shared_room(request, moved)


def _warn_of_shared_room(request: HttpRequest, row: Appointment) -> None:
    """Only what was put over others or off hours can be where another appointment is."""
    if row.override_reason and row.room is not None and queries.shares_its_room(row, clock.now()):
        sentence = _(
            "No room was free at that time: %(room)s now has more than one appointment. "
            "Please see which of them can be moved."
        )
        messages.warning(request, sentence % {"room": row.room.name})


def _wanted(request: HttpRequest, form: OverrideForm, service: Service | None) -> tuple[Wish | None, str]:
    """Return the time that was chosen, and the reason if it is none of the free ones."""
    if request.method != "POST" or service is None:
        return None, ""
    if form.is_bound:
        if not form.is_valid():
            return None, ""
        data = form.cleaned_data
        return Wish(service.pk, form.starts_at(), int(data["practitioner"])), data["reason"]
    start = choosing.instant_of(request.POST.get("when", ""))
    return (None if start is None else Wish(service.pk, start)), ""
