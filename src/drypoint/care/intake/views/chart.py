"""What a clinician reads: the drawing beside what the atlas suggests, and what the practice has confirmed so far."""

from __future__ import annotations

import csv
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from drypoint.care.intake import actions, charting, presenters, queries
from drypoint.care.intake.forms import OtherMusclesForm, blank_picker
from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.care.intake.ranking import ranking_of
from drypoint.care.intake.rules import as_rows
from drypoint.care.intake.views.sheet import chosen_episode, language
from drypoint.foundation.accounts.actors import actor_of, needs
from drypoint.foundation.look.pages import show
from drypoint.foundation.patients.episodes.presenters import choices_of, title_of
from drypoint.foundation.practice.queries import the_practice
from drypoint.knowledge.atlas import load
from drypoint.knowledge.bodymap.regions import Side


def _counts() -> dict[str, tuple[int, int]] | None:
    practice = the_practice()
    return queries.practice_counts() if practice is not None and practice.uses_own_counts else None


@needs("intake.read")
@require_safe
def drawing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a drawing with its ranking; `?show=muscle:side` marks that muscle's zone on the map. The look is audited."""
    actor = actor_of(request)
    get_object_or_404(PainDrawing.objects.visible_to(actor), pk=pk)
    row = actions.look_at_drawing(actor=actor, drawing_id=pk)
    if row.finished_at is None:
        return show(request, presenters.unfinished_page(row, may_draw=actor.may("intake.draw")))
    muscle, _colon, side = request.GET.get("show", "").partition(":")
    shown = (muscle, cast("Side", side)) if muscle in load().muscles and side in Judgement.Side.values else None
    counts = _counts()
    chart = charting.chart_of(
        row,
        language(),
        siblings=queries.newest_beside(row, actor),
        earlier=queries.before(row, actor),
        judgements=queries.judgements_of(row),
        reader_id=actor.user_id,
        shown=shown,
        counts=counts,
        known=charting.known_of(row),
    )
    page = presenters.DrawingPage(
        chart=chart,
        picker=blank_picker(language()),
        may_judge=actor.may("intake.judge"),
        judge_url=reverse("intake_desk:judge", args=[row.pk]),
        uses_own_counts=counts is not None,
        episode_pk=row.episode_id,
        episode=title_of(row.episode) if row.episode and actor.may("patients.read_episodes") else "",
        episodes=choices_of(queries.episodes_for(row, actor)),
    )
    return show(request, page)


@needs("intake.judge")
@require_POST
def set_episode(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which problem a drawing tells of."""
    row = get_object_or_404(PainDrawing.objects.visible_to(actor_of(request)), pk=pk)
    episode = chosen_episode(request, row.person_id)
    actions.set_episode(actor=actor_of(request), drawing_id=row.pk, episode_id=episode)
    messages.success(request, _("Saved."))
    return redirect("intake_desk:drawing", pk=row.pk)


@needs("intake.judge")
@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a verdict on one candidate, or take it back; rank and probability are what the atlas says now."""
    actor = actor_of(request)
    row = get_object_or_404(PainDrawing.objects.visible_to(actor), pk=pk)
    muscle, _colon, side = request.POST.get("candidate", "").partition(":")
    verdict = request.POST.get("verdict", "")
    try:
        if verdict == "withdraw":
            actions.withdraw_judgement(actor=actor, drawing_id=row.pk, muscle=muscle, side=side)
        else:
            rank, probability = charting.place_of(ranking_of(row.drawing, _counts()), muscle, side)
            actions.judge(
                actor=actor,
                drawing_id=row.pk,
                muscle=muscle,
                side=side,
                verdict=verdict,
                rank=rank,
                probability=probability,
            )
    except ValueError:
        messages.error(request, _("That button is not known. Nothing was changed."))
        return redirect("intake_desk:drawing", pk=row.pk)
    return redirect(f"{reverse('intake_desk:drawing', args=[row.pk])}#{muscle}-{side}")


@needs("intake.judge")
@require_POST
def judge_others(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep muscles that the clinician found and chose from the map or the list."""
    actor = actor_of(request)
    row = get_object_or_404(PainDrawing.objects.visible_to(actor), pk=pk)
    form = OtherMusclesForm({"muscles": request.POST.getlist("muscles")})
    if not form.is_valid() or row.finished_at is None:
        messages.error(request, _("Please choose at least one muscle."))
        return redirect("intake_desk:drawing", pk=row.pk)
    ranking = ranking_of(row.drawing, _counts()) if row.drawing.marks else None
    for muscle, side in form.cleaned_data["muscles"]:
        rank, probability = charting.place_of(ranking, muscle, side) if ranking else (0, None)
        actions.judge(
            actor=actor,
            drawing_id=row.pk,
            muscle=muscle,
            side=side,
            verdict=Judgement.Verdict.CONFIRMED,
            rank=rank,
            probability=probability,
        )
    messages.success(request, _("Kept."))
    return redirect("intake_desk:drawing", pk=row.pk)


@needs("intake.counts")
@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    """Show how often each muscle was confirmed and rejected here."""
    muscles, practice = load().muscles, the_practice()

    def name_of(muscle: str) -> str:
        return muscles[muscle].name.in_(language()) if muscle in muscles else muscle

    page = presenters.CountsPage(
        rows=presenters.count_lines(queries.practice_counts(), name_of),
        is_used=practice is not None and practice.uses_own_counts,
        may_change=actor_of(request).may("practice.change"),
    )
    return show(request, page)


@needs("intake.counts")
@require_safe
def counts_file(request: HttpRequest, suffix: str) -> HttpResponse:
    """Hand out the counts as CSV or JSON; they name nobody."""
    if suffix not in {"csv", "json"}:
        raise Http404
    rows = as_rows(queries.practice_counts())
    if suffix == "json":
        response: HttpResponse = JsonResponse({row["muscle"]: [row["confirmed"], row["rejected"]] for row in rows})
    else:
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        writer = csv.DictWriter(response, ["muscle", "confirmed", "rejected"])
        writer.writeheader()
        writer.writerows(rows)
    response["Content-Disposition"] = f'attachment; filename="muscle-counts.{suffix}"'
    return response
