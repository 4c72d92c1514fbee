"""The tasks on the desk: the list, one task, what is done with it, and the colleague who is away."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.registries import Viewing
from drypoint.foundation.core.registries.line_guards import page_concerns
from drypoint.foundation.core.text_input import LARGEST_ID
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice.queries import the_practice
from drypoint.foundation.worklist import actions, opening, presenters, queries
from drypoint.foundation.worklist.forms import AwayForm, HandOverForm, NoteForm
from drypoint.foundation.worklist.kinds import UnknownKindError
from drypoint.foundation.worklist.models import Task, Urgency
from drypoint.foundation.worklist.notes import NOTE
from drypoint.foundation.worklist.plugs import lines_of

_BUTTON = re.compile(r"(take|back|done) ([0-9]{1,18}) ([0-9]{1,9})")
_LAST_MINUTE = 23 * 60 + 59
_ACTIONS = {"take": actions.take_task, "back": actions.put_back, "done": actions.finish_task}


@needs("worklist.read")
@never_cache
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks: all that are open, those that wait for whoever looks, or those that are done."""
    actor = actor_of(request)
    visible = Task.objects.visible_to(actor)
    which = request.GET.get("show", "")
    if which == "mine":
        visible = visible.waiting_for(actor.user_id)
    elif which == "done":
        visible = visible.done()
    else:
        which, visible = "", visible.open()
    found = queries.first_of(visible)
    page = presenters.TaskList(
        lines_of(Viewing(actor, clock.now()), found.rows),
        found.is_more,
        which,
        presenters.SHOWN,
        actor.may("worklist.write"),
        actor.may("worklist.manage"),
    )
    return show(request, page)


@needs("worklist.read")
@never_cache
@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one task."""
    return _task_page(request, pk)


def _task_page(request: HttpRequest, pk: int, form: HandOverForm | None = None, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    row = queries.task_with_people(actor, pk)
    if row is None:
        raise Http404
    page_concerns(actor, row.person_id)
    (line,) = lines_of(Viewing(actor, clock.now()), [row])
    if form is None and row.done_at is None and actor.may("worklist.write"):
        form = HandOverForm(initial={"version": row.version}, colleagues=_colleagues_for(row.kind))
    person = queries.persons_of(actor, [row]).get(row.person_id or 0, "")
    page = presenters.task_page(
        row, line, form, user_id=actor.user_id, person=person, may_manage=actor.may("worklist.manage")
    )
    return show(request, page, status=status)


def _colleagues_for(kind: str) -> list[tuple[str, str]]:
    try:
        return presenters.as_choices(queries.colleagues_for(kind))
    except UnknownKindError:
        return []


@needs("worklist.write")
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Take, put back or finish a task: each button says which one, and in which version it was shown."""
    pressed = _BUTTON.fullmatch(request.POST.get("do", ""))
    if pressed is None or int(pressed[2]) > LARGEST_ID:
        messages.error(request, _("That button is not known. Nothing was changed."))
        return redirect("worklist_desk:list")
    task_id, version = int(pressed[2]), int(pressed[3])
    try:
        _ACTIONS[pressed[1]](actor=actor_of(request), task_id=task_id, expected_version=version)
    except Task.DoesNotExist:
        messages.warning(request, _("This task is not there any more. Nothing was changed."))
        return redirect("worklist_desk:list")
    except _REFUSALS as refusal:
        messages.warning(request, _why(refusal))
    else:
        said = {
            "take": _("The task is yours. Nobody else can take it now."),
            "back": _("The task is put back, for whoever has time."),
            "done": _("The task is done."),
        }
        messages.success(request, said[pressed[1]])
    return _back(request, task_id)


_REFUSALS = (
    actions.TakenMeanwhileError,
    actions.DoneMeanwhileError,
    actions.TaskChangedError,
    actions.SettlesItselfError,
)


def _why(refusal: Exception) -> str:
    if isinstance(refusal, actions.TakenMeanwhileError):
        return _("%(name)s has this task in hand already. Nothing was changed.") % {"name": refusal.name}
    if isinstance(refusal, actions.DoneMeanwhileError):
        return _("This task is done already. Nothing was changed.")
    if isinstance(refusal, actions.SettlesItselfError):
        return _("This task is done as soon as what it asks for has happened. Open what it is about.")
    return _("This task was changed meanwhile. Look at it again, then choose.")


def _back(request: HttpRequest, task_id: int) -> HttpResponse:
    """Lead back to where the button stood."""
    where = request.POST.get("back", "")
    if where == "today":
        return redirect("desk:today")
    return redirect("worklist_desk:task", pk=task_id) if where == "task" else redirect("worklist_desk:list")


@needs("worklist.write")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one task to a colleague."""
    row = get_object_or_404(Task.objects.visible_to(actor_of(request)), pk=pk)
    form = HandOverForm(request.POST, colleagues=_colleagues_for(row.kind))
    if not form.is_valid():
        return _task_page(request, pk, form, status=422)
    try:
        actions.hand_over(
            actor=actor_of(request),
            task_id=pk,
            expected_version=form.cleaned_data["version"],
            to_user_id=int(form.cleaned_data["to"]),
        )
    except _REFUSALS as refusal:
        messages.warning(request, _why(refusal))
    except actions.CannotHaveItError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Handed over."))
    return redirect("worklist_desk:task", pk=pk)


@needs("worklist.write")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write down a task by hand, about a patient or not."""
    actor = actor_of(request)
    at = clock.now()
    colleagues = presenters.as_choices(queries.colleagues_for(NOTE))
    given = request.POST if request.method == "POST" else request.GET
    person = _person(request, given.get("person", ""))
    initial: dict[str, object] = {"due_on": timezone.localdate(at), "person": person.pk if person else None}
    form = NoteForm(request.POST or None, initial=initial, colleagues=colleagues)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["assigned_to"]
        wanted = actions.NewTask(
            kind=NOTE,
            level=Urgency(form.cleaned_data["level"]),
            due_at=_end_of(form.cleaned_data["due_on"]),
            person_id=person.pk if person else None,
            note=form.cleaned_data["note"],
            assigned_to_id=int(chosen) if chosen else None,
        )
        actions.open_task(actor=actor, new=wanted)
        messages.success(request, _("Written down."))
        return redirect("desk:person", pk=person.pk) if person else redirect("worklist_desk:list")
    page = presenters.NotePage(form, person.name if person else "")
    return show(request, page, status=422 if form.errors else 200)


def _person(request: HttpRequest, given: str) -> Person | None:
    if not (given.isascii() and given.isdecimal() and int(given[:20]) <= LARGEST_ID):
        return None
    person = get_object_or_404(Person.objects.visible_to(actor_of(request)), pk=int(given))
    page_concerns(actor_of(request), person.pk)
    return person


def _end_of(day: date) -> datetime:
    """Return when the practice closes on a day; the end of the day where it is closed."""
    hours = opening.hours_of(the_practice())
    closes = [closing for _opens, closing in hours(day)] if hours else []
    minute = min(max(closes, default=_LAST_MINUTE), _LAST_MINUTE)
    return datetime.combine(day, time(minute // 60, minute % 60), timezone.get_current_timezone())


@needs("worklist.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest) -> HttpResponse:
    """Hand over everything of a colleague who is away."""
    holders = presenters.as_choices(queries.holders())
    form = AwayForm(request.POST or None, holders=holders, colleagues=_colleagues_for(NOTE))
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        try:
            count = actions.hand_over_all(
                actor=actor_of(request),
                from_user_id=int(form.cleaned_data["whose"]),
                to_user_id=int(to) if to else None,
            )
        except actions.CannotHaveItError as refusal:
            form.add_error("to", str(refusal))
        else:
            said = ngettext("%(count)d task was handed over.", "%(count)d tasks were handed over.", count)
            messages.success(request, said % {"count": count})
            return redirect("worklist_desk:list")
    return show(request, presenters.AwayPage(form, bool(holders)), status=422 if form.errors else 200)
