"""What a visitor meets: what, when, who, the code from the mail, and the page of one's own appointment."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from drypoint.care.booking import actions, choosing, life, presenters, queries
from drypoint.care.booking.actions import Confirmed, HoldOutcome, TooLateError, Wish
from drypoint.care.booking.forms import BookingForm
from drypoint.care.booking.models import Appointment
from drypoint.care.booking.placing import TimeTakenError
from drypoint.care.booking.rules import Slot
from drypoint.care.booking.saying import moment_said, time_said
from drypoint.foundation.core import clock, limits
from drypoint.foundation.core.files.form_keys import FormKey
from drypoint.foundation.core.files.submitting import SeeOther, Submission, fresh_submission, submit
from drypoint.foundation.core.files.uploads import Inbox
from drypoint.foundation.core.front.cross_site import refuse_cross_site
from drypoint.foundation.core.front.private_answers import private
from drypoint.foundation.core.registries.link_targets import address_of_target
from drypoint.foundation.look.pages import show
from drypoint.foundation.practice.gate import needs_practice
from drypoint.foundation.practice.models import Practitioner, Service
from drypoint.foundation.practice.queries import bookable_services, who_offers
from drypoint.knowledge.language import FALLBACK

_STATUS = {
    HoldOutcome.ENDED: 410,
    HoldOutcome.UNKNOWN: 404,
    HoldOutcome.WRONG_CODE: 422,
    HoldOutcome.NOT_FOR_NEW: 409,
}
_OTHERS = 8
_TAKEN = 409


@private
@needs_practice
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """List what can be booked."""
    language = get_language()
    found = tuple(presenters.offered(service, language) for service in bookable_services())
    response = show(request, presenters.ServicesPage(found))
    response["X-Robots-Tag"] = "all"
    return response


@private
@needs_practice
@require_safe
def times(request: HttpRequest, service_pk: int) -> HttpResponse:
    """Show when a service is free, with anybody or with one."""
    service = _offered_service(service_pk)
    people = who_offers(service)
    chosen = _chosen(people, request.GET.get("with", ""))
    page = presenters.TimesPage(
        service=presenters.offered(service, get_language()),
        choices=_choices(people, chosen),
        chosen="" if chosen is None else str(chosen),
        shown=presenters.days_from(
            choosing.by_day(_free(service, people, chosen)), choosing.day_of(request.GET.get("from", ""))
        ),
    )
    return show(request, page)


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest, service_pk: int, when: str) -> HttpResponse:
    """Ask who books, and hold the time. A button of another time sends the same form for that one."""
    service = _offered_service(service_pk)
    people = who_offers(service)
    chosen = _chosen(people, request.GET.get("with", ""))
    sent: list[tuple[BookingForm, FormKey, datetime]] = []

    def accept(form: BookingForm, inbox: Inbox, key: FormKey) -> str:
        start = _instant(inbox.post.get("when", "") or when)
        sent.append((form, key, start))
        contact = form.contact(get_language() or FALLBACK)
        wish = Wish(service.pk, start, chosen)
        token = actions.hold(wish=wish, contact=contact, key=key, address=limits.address_of(request))
        return reverse("booking:held", args=[token])

    def answer(submission: Submission[BookingForm], start: datetime, *, is_taken: bool = False) -> HttpResponse:
        page = presenters.DetailsPage(
            service=presenters.offered(service, get_language()),
            start=moment_said(start),
            when=choosing.when_of(start),
            who=next((one.name for one in people if one.pk == chosen), ""),
            chosen="" if chosen is None else str(chosen),
            submission=submission,
            form=submission.form,
            others=_near(_free(service, people, chosen), start) if is_taken else (),
            privacy_url=address_of_target("privacy", get_language() or FALLBACK),
        )
        return show(request, page, status=submission.status)

    start = _instant(when)
    if request.method != "POST":
        if not any(slot.start == start for slot in _free(service, people, chosen)):
            submission = fresh_submission(BookingForm(), actions.HOLD_FORM)
            submission.status = _TAKEN
            submission.problems.append(_("This time is not free. Please choose another."))
            return answer(submission, start, is_taken=True)
        return answer(fresh_submission(BookingForm(), actions.HOLD_FORM), start)
    try:
        return submit(
            request,
            form_name=actions.HOLD_FORM,
            make_form=BookingForm,
            accept=accept,
            lead=_held_path,
            show=lambda submission: answer(submission, start),
        )
    except TimeTakenError:
        form, key, wanted = sent[0]
        sentence = _("This time is not free any more. Nothing of what you wrote is lost: please choose another time.")
        return answer(Submission(form, key, problems=[sentence], status=_TAKEN), wanted, is_taken=True)


def _held_path(result: str) -> str:
    return reverse("booking:held", args=[actions.hold_token(result)])


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, token: str) -> HttpResponse:
    """Say until when a time is kept, and take the code from the mail."""
    outcome = ""
    if request.method == "POST":
        code = "".join(request.POST.get("code", "").split())[:64]
        confirmed = actions.confirm_by_code(token=token, code=code, address=limits.address_of(request))
        if confirmed.own_token:
            return _to_own(confirmed)
        outcome = confirmed.outcome
        if outcome is not HoldOutcome.WRONG_CODE:
            return _show_confirm(request, confirmed, token)
    appointment = queries.behind_link(queries.HOLD, token, clock.now())
    if appointment is None:
        return _show_confirm(request, Confirmed(actions.why_gone(token)), token)
    standing = actions.standing(appointment, clock.now())
    if appointment.held_until is None or standing is not HoldOutcome.READY:
        # Whoever has this page open has not shown that the mailbox is theirs: it is said, and lets nobody in.
        return _show_confirm(request, Confirmed(standing), token)
    page = presenters.HeldPage(
        token=token,
        start=moment_said(appointment.starts_at),
        held_until=time_said(appointment.held_until),
        email=appointment.email,
        outcome=outcome,
    )
    return show(request, page, status=422 if outcome else 200)


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link from the mail is worth, or confirm. Reading it confirms nothing: mail scanners read links."""
    if request.method == "POST":
        confirmed = actions.confirm(token=token)
        return _to_own(confirmed) if confirmed.own_token else _show_confirm(request, confirmed, token)
    at = clock.now()
    link = queries.behind_confirm_link(token, at)
    if link.appointment is None:
        return _show_confirm(request, Confirmed(actions.why_gone(token)), token)
    told = actions.told(link.appointment, at, is_in_time=link.is_in_time)
    return _show_confirm(request, told, token, moment_said(link.appointment.starts_at))


def _to_own(confirmed: Confirmed) -> HttpResponse:
    return SeeOther(reverse("booking:own", args=[confirmed.own_token]))


def _show_confirm(request: HttpRequest, confirmed: Confirmed, token: str, start: str = "") -> HttpResponse:
    page = presenters.ConfirmPage(confirmed.outcome.value, token, start, confirmed.own_token)
    return show(request, page, status=_STATUS.get(confirmed.outcome, 200))


@private
@needs_practice
@require_safe
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show one's own appointment."""
    return _show_own(request, _own(token), token)


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Cancel one's own appointment; reading the address leads to it."""
    appointment = _own(token)
    if request.method != "POST":
        return SeeOther(reverse("booking:own", args=[token]))
    try:
        actions.cancel_own(token=token)
    except TooLateError:
        return _show_own(request, appointment, token, status=409)
    return SeeOther(reverse("booking:own", args=[token]))


@refuse_cross_site
@private
@needs_practice
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, token: str) -> HttpResponse:
    """Show where one's own appointment can be moved to, and move it."""
    appointment, at = _own(token), clock.now()
    if not _may_change(appointment, at):
        return _show_own(request, appointment, token, status=409)
    is_taken = False
    if request.method == "POST":
        wanted = _instant(request.POST.get("when", ""))
        try:
            actions.move_own(token=token, starts_at=wanted)
            return SeeOther(reverse("booking:own", args=[token]))
        except TimeTakenError:
            is_taken = True
        except TooLateError:
            return _show_own(request, _own(token), token, status=409)
    people = who_offers(appointment.service)
    free = queries.free_slots(
        appointment.service, people, *queries.whole_horizon(appointment.service, at), at, leaving_out=appointment.pk
    )
    chosen = choosing.instant_of(request.GET.get("to", "")) if not is_taken else None
    page = presenters.MovePage(
        token=token,
        start=moment_said(appointment.starts_at),
        shown=presenters.days_from(choosing.by_day(free), choosing.day_of(request.GET.get("from", ""))),
        wanted=next((presenters.time_of(slot.start) for slot in free if slot.start == chosen), None),
        is_taken=is_taken,
    )
    return show(request, page, status=_TAKEN if is_taken else 200)


def _own(token: str) -> Appointment:
    appointment = queries.behind_link(queries.OWN, token, clock.now())
    if appointment is None or appointment.state == life.Stage.HELD:
        raise Http404
    return appointment


def _may_change(appointment: Appointment, at: datetime) -> bool:
    return life.may_patient_change(appointment.stands, appointment.starts_at, appointment.change_minutes, at)


def _show_own(request: HttpRequest, appointment: Appointment, token: str, *, status: int = 200) -> HttpResponse:
    at = clock.now()
    page = presenters.own(appointment, token, get_language(), may_change=_may_change(appointment, at), at=at)
    return show(request, page, status=status)


def _offered_service(pk: int) -> Service:
    return get_object_or_404(Service, pk=pk, is_offered=True)


def _chosen(people: list[Practitioner], text: str) -> int | None:
    """Return whom the address names; 404 for somebody who does not offer the service."""
    if not text:
        return None
    number = choosing.number_of(text)
    if number not in {one.pk for one in people}:
        raise Http404
    return number


def _choices(people: list[Practitioner], chosen: int | None) -> tuple[presenters.Choice, ...]:
    language = get_language() or FALLBACK
    return presenters.choices(
        people, chosen, language, {code: str(name) for code, name in settings.LANGUAGES}, _("anybody")
    )


def _instant(when: str) -> datetime:
    start = choosing.instant_of(when)
    if start is None:
        raise Http404
    return start


def _free(service: Service, people: list[Practitioner], chosen: int | None) -> list[Slot]:
    at = clock.now()
    who = [one for one in people if chosen in {None, one.pk}]
    return queries.free_slots(service, who, *queries.whole_horizon(service, at), at)


def _near(slots: list[Slot], start: datetime) -> tuple[presenters.Time, ...]:
    """Return the free times that lie nearest, in order."""
    starts = sorted({slot.start for slot in slots}, key=lambda one: abs(one - start))[:_OTHERS]
    return tuple(presenters.time_of(one) for one in sorted(starts))
