"""The week as it is, on the desk: somebody is here now, somebody who treats is away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from drypoint.care.booking import absences, choosing, presenters_now
from drypoint.care.booking.forms_now import AbsenceForm, HereNowForm
from drypoint.care.booking.placing import TimeTakenError
from drypoint.care.booking.walk_ins import NeedsReasonError, treat_now
from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.actors import HeldBackError
from drypoint.foundation.core.registries.line_guards import page_concerns
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients import presenters as people_presenters
from drypoint.foundation.patients.actions import SomebodyAlikeError
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.queries import bookable_services, practitioners


@needs("booking.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest) -> HttpResponse:
    """Take in somebody who is here without an appointment: the person, the appointment and the room in one step."""
    actor = actor_of(request)
    number = choosing.number_of(request.GET.get("person", ""))
    person = None if number is None else get_object_or_404(Person.objects.visible_to(actor), pk=number)
    page_concerns(actor, person.pk if person else None)
    people = [one for one in practitioners() if one.is_active]
    data = request.POST if request.method == "POST" else None
    form = HereNowForm(data, person=person, services=bookable_services(), people=people)
    status, alike, needs_reason = 200, None, False
    if form.is_bound:
        status = 422
    if form.is_bound and form.is_valid():
        walk_in = form.walk_in()
        try:
            row = treat_now(actor=actor, walk_in=walk_in)
        except NeedsReasonError:
            needs_reason, status = True, 409
        except TimeTakenError:
            messages.error(request, _("Somebody has just taken this time. Please try again."))
            status = 409
        except SomebodyAlikeError as error:
            written = walk_in.newcomer
            alike = people_presenters.who_may_be_the_same(written, error.found) if written else None
            status = 409
        else:
            messages.success(request, _("Noted: here now, and in the room."))
            return redirect("booking_desk:appointment", pk=row.pk)
    page = presenters_now.HereNowPage(
        person.pk if person else None, person.name if person else "", form, alike, needs_reason
    )
    return show(request, page, status=status)


@needs("booking.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Show what becomes of all that is booked with somebody who is away, and do exactly that once it is confirmed."""
    actor = actor_of(request)
    people = absences.whose_absence(actor)
    if not people:
        return show(request, presenters_now.AbsencePage(None, None, is_changed=False))
    form = AbsenceForm(request.POST if request.method == "POST" else None, people=people)
    plan, is_changed = None, False
    if form.is_bound and form.is_valid():
        absence, seen = form.absence(), request.POST.get("seen", "")
        if seen:
            try:
                done = absences.carry_out(actor=actor, absence=absence, seen=seen)
            except (absences.PlanChangedError, TimeTakenError, HeldBackError):
                is_changed = True
            else:
                _say_done(request, done)
                return redirect("booking_desk:day")
        found = absences.plan_of(actor, absence, clock.now())
        plan = presenters_now.away_plan(found, absences.digest_of(absence, found), get_language())
    page = presenters_now.AbsencePage(form, plan, is_changed)
    return show(request, page, status=409 if is_changed else 422 if form.errors else 200)


def _say_done(request: HttpRequest, done: list[absences.Becoming]) -> None:
    moved = sum(one.colleague is not None for one in done)
    left = sum(bool(one.held_back) for one in done)
    to_call = sum(not one.is_mailed for one in done)
    cancelled = len(done) - moved - left
    sentences = [
        _("The days are closed for this person."),
        ngettext("%(count)d appointment went to a colleague.", "%(count)d appointments went to a colleague.", moved)
        % {"count": moved},
        ngettext("%(count)d was cancelled.", "%(count)d were cancelled.", cancelled) % {"count": cancelled},
    ]
    if left:
        sentences.append(
            ngettext(
                "%(count)d stands as it was, because nothing in its record may be changed.",
                "%(count)d stand as they were, because nothing in their records may be changed.",
                left,
            )
            % {"count": left}
        )
    if to_call:
        sentences.append(
            ngettext(
                "%(count)d gets no mail: a task says whom to call.",
                "%(count)d get no mail: tasks say whom to call.",
                to_call,
            )
            % {"count": to_call}
        )
    messages.success(request, " ".join(sentences))
