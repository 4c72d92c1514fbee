"""Two records of one person: who may be the same, side by side, merged, taken apart."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.core import clock
from drypoint.foundation.core.portions import portion_before
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients import merging, presenters, queries, seeing
from drypoint.foundation.patients.actions import ChangedMeanwhileError, look_at_person
from drypoint.foundation.patients.forms import MergeForm
from drypoint.foundation.patients.models import Merge, Person
from drypoint.foundation.patients.page import PersonViewing, seen_parts_of

SEEN_A_PAGE = 100


def _visible(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(actor_of(request)), pk=pk)


@needs("patients.merge")
@require_safe
def same(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who may be the same person, or whoever bears the name that is looked for; the look is audited."""
    actor = actor_of(request)
    person = look_at_person(actor=actor, person_id=_visible(request, pk).pk)
    words = request.GET.get("name", "").strip()[:120]
    known = queries.known_of(person)
    if words:
        found = [
            queries.compared_with(known, other) for other in queries.find(actor, words).rows if other.pk != person.pk
        ]
    else:
        found = queries.alike(actor, known, but=[person.pk])
    shown = tuple(presenters.compared(one) for one in found)
    return show(request, presenters.SamePage(person.pk, person.name, shown, words))


@needs("patients.merge")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: int, gone: int) -> HttpResponse:
    """Show two records side by side, and make one of them as it was chosen; the look at both is audited."""
    actor = actor_of(request)
    kept_row, gone_row = (Person.objects.filter(pk=one).first() for one in (pk, gone))
    for row in (kept_row, gone_row):
        if row is not None and row.merged_into_id is not None:
            return _merged_already(request, queries.survivor_of(actor, row))
    kept_row, gone_row = _visible(request, pk), _visible(request, gone)
    if kept_row == gone_row:
        return redirect("patients_desk:same", pk=pk)
    differences = presenters.differences(
        *(presenters.what_it_says(row, queries.identifiers_of(row)) for row in (kept_row, gone_row))
    )
    form = MergeForm.between(kept_row, gone_row, differences, request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge_people(
                actor=actor, kept_id=pk, gone_id=gone, from_gone=form.from_gone(), versions=form.versions()
            )
        except merging.MergedMeanwhileError as error:
            return _merged_already(request, error.survivor)
        except ChangedMeanwhileError:
            messages.warning(request, _("Somebody changed one of the two while you were choosing. Please look again."))
            form = MergeForm.between(kept_row, gone_row, differences, None)
            status = 409
        else:
            messages.success(request, _("The two records are one now."))
            return redirect("desk:person", pk=pk)
    for row in (kept_row, gone_row):
        look_at_person(actor=actor, person_id=row.pk)
    known = queries.known_of(kept_row)
    kept_side, gone_side = (
        presenters.Record(row.pk, row.name, tuple(one.value for one in queries.contacts_of(row)))
        for row in (kept_row, gone_row)
    )
    page = presenters.MergePage(
        kept=kept_side,
        gone=gone_side,
        signs=presenters.compared(queries.compared_with(known, gone_row)).signs,
        form=form,
        days=merging.UNDO_FOR.days,
    )
    return show(request, page, status=status)


@needs("patients.merge")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge apart, unless it is too late for it."""
    row = get_object_or_404(Merge, pk=pk)
    try:
        merging.undo_merge(actor=actor_of(request), merge_id=row.pk)
    except merging.PastUndoingError:
        messages.error(
            request,
            _(
                "This cannot be taken apart now: the time is over, somebody did it already, or something was merged "
                "later. What was merged last is taken apart first."
            ),
        )
        survivor = queries.survivor_of(actor_of(request), row.kept)
        return redirect("desk:person", pk=survivor.pk) if survivor else redirect("desk:people")
    messages.success(request, _("There are two records again. What was added meanwhile is with this one."))
    return redirect("desk:person", pk=row.kept_id)


@needs("audit.read")
@require_safe
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who saw a patient, in words; the asking is audited too."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.traced_by(actor), pk=pk)
    if person.merged_into_id is not None:
        return redirect("patients_desk:seen", pk=person.merged_into_id)
    seeing.look_at_trail(actor=actor, person_id=pk)
    lines = seeing.lines_about(person)
    page = portion_before(lines.select_related("user"), request.GET.get("before", ""), SEEN_A_PAGE)
    return show(
        request,
        presenters.SeenPage(
            pk=pk,
            name=person.name,
            may_open=actor.may("patients.read"),
            others=tuple(seen_parts_of(PersonViewing(actor, clock.now(), person))),
            sums=presenters.seen_sums(seeing.seen_by(lines)),
            lines=tuple(presenters.seen_line(entry) for entry in page.rows),
            older=page.older,
            is_newest=page.is_newest,
            query="",
        ),
    )


@needs("audit.read")
@require_safe
def seen_look_up(request: HttpRequest) -> HttpResponse:
    """Find the patient about whom somebody asks who saw them, by the whole name."""
    words = request.GET.get("name", "").strip()[:120]
    found = presenters.looked_up(seeing.called_exactly(actor_of(request), words))
    return show(request, presenters.SeenLookUp(words, found))


def _merged_already(request: HttpRequest, survivor: Person | None) -> HttpResponse:
    messages.warning(request, _("Somebody has merged these two already. This is the record that was kept."))
    return redirect("desk:person", pk=survivor.pk) if survivor else redirect("desk:people")
