"""What this room shows in others: a section of a patient's page, and what happened in the timeline."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from drypoint.care.intake import presenters, queries
from drypoint.foundation.core.registries import PagePart
from drypoint.foundation.patients.episodes.presenters import choices_of
from drypoint.foundation.patients.episodes.queries import choices_for
from drypoint.foundation.patients.page import PersonViewing, TimelineEntry


def drawings_of_person(viewing: PersonViewing) -> PagePart:
    """Show the drawings of a person, to those alone who may read drawings, and the ways to a new one."""
    actor, person = viewing.actor, viewing.person
    return presenters.drawings_of_person(
        person.pk,
        unfinished=queries.unfinished_of(actor, person),
        finished=queries.drawings_of(actor, person),
        episodes=choices_of(choices_for(actor, person.pk)),
        may=actor.may,
    )


def what_was_drawn(viewing: PersonViewing) -> Iterable[TimelineEntry]:
    """Tell of each drawing that was handed in."""
    for drawing in queries.drawings_of(viewing.actor, viewing.person):
        if drawing.finished_at is not None:
            yield TimelineEntry(
                drawing.finished_at,
                _("Pain drawing handed in"),
                reverse("intake_desk:drawing", args=[drawing.pk]),
                drawing.episode_id,
            )
