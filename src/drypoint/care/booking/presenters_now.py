"""What the pages of the week as it is show: somebody is here now, somebody who treats is away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from drypoint.care.booking.absences import Becoming
from drypoint.care.booking.forms_now import AbsenceForm, HereNowForm
from drypoint.care.booking.saying import moment_said
from drypoint.foundation.patients.presenters import WhoMayBeTheSame


@dataclass(frozen=True, slots=True)
class HereNowPage:
    """Who is here; name is that of a patient who is known, alike asks whether somebody new is one of the known."""

    template: ClassVar = "booking/desk/here.html"
    person_pk: int | None
    name: str
    form: HereNowForm
    alike: WhoMayBeTheSame | None
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class BecomingLine:
    """What becomes of one appointment; colleague is "" where it is cancelled, or stays because of held_back."""

    pk: int
    moment: str
    name: str
    service: str
    colleague: str
    held_back: str
    is_mailed: bool
    phone: str


@dataclass(frozen=True, slots=True)
class AwayPlan:
    """What becomes of all that is booked on those days; digest is what confirms exactly this."""

    lines: tuple[BecomingLine, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class AbsencePage:
    """Who is away when, and once that is known what becomes of the appointments.

    form is None for who treats nobody here and may note nobody else's absence.
    """

    template: ClassVar = "booking/desk/away.html"
    form: AbsenceForm | None
    plan: AwayPlan | None
    is_changed: bool


def away_plan(plan: Sequence[Becoming], digest: str, language: str | None) -> AwayPlan:
    """Return the look beforehand, by time."""
    return AwayPlan(
        tuple(
            BecomingLine(
                one.appointment.pk,
                moment_said(one.appointment.starts_at),
                one.appointment.for_whom,
                one.appointment.service.name_in(language),
                one.colleague.name if one.colleague else "",
                one.held_back,
                one.is_mailed,
                one.appointment.phone,
            )
            for one in plan
        ),
        digest,
    )
