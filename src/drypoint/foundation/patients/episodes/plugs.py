"""What is shown of problems on a patient's page."""

from __future__ import annotations

from django.utils import timezone

from drypoint.foundation.core.registries import PagePart
from drypoint.foundation.patients.episodes import presenters, queries
from drypoint.foundation.patients.page import PersonViewing


def episodes_of_person(viewing: PersonViewing) -> PagePart | None:
    """Show what somebody is treated for, to those who may read it, and the way to a new problem."""
    actor = viewing.actor
    if not actor.may("patients.read_episodes"):
        return None
    return presenters.of_person(
        viewing.person.pk,
        queries.of_person(actor, viewing.person),
        timezone.localdate(viewing.at),
        may_write=actor.may("patients.write_episodes"),
    )


def referrals_that_run_out(viewing: PersonViewing) -> PagePart | None:
    """Say of referrals that run out or are not valid any more, by their number alone."""
    today = timezone.localdate(viewing.at)
    return presenters.referrals_that_run_out(queries.referrals_of(viewing.person), today)
