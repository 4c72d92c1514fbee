"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from drypoint.care.booking.forms_desk import OverrideForm
from drypoint.care.booking.forms_now import AbsenceForm, HereNowForm
from drypoint.care.booking.models import Appointment
from drypoint.foundation.core.registries.places import About, Words, WritingPlace, number_in, typed_in


def _reason() -> Words:
    return {"reason": _("Reason, seen by staff alone")}


def _about_who_comes(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(Appointment.objects.filter(pk=number_in(ids, "pk")).values_list("person_id", flat=True).first())


def _about(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(number_in(ids, "person_pk"))


_OVERRIDE = typed_in(lambda: OverrideForm(None, people=[]))

PLACES = (
    WritingPlace(
        "booking_desk:change",
        150,
        _("Why an appointment is cancelled"),
        "booking_desk:appointment",
        _reason,
        _about_who_comes,
    ),
    WritingPlace(
        "booking_desk:move", 150, _("Another time for an appointment"), "booking_desk:move", _OVERRIDE, _about_who_comes
    ),
    WritingPlace("booking_desk:book", 150, _("An appointment"), "booking_desk:book", _OVERRIDE, _about),
    WritingPlace(
        "booking_desk:here",
        150,
        _("Somebody who is here now"),
        "booking_desk:here",
        typed_in(lambda: HereNowForm(None, person=None, services=[], people=[])),
    ),
    WritingPlace(
        "booking_desk:away", 150, _("Who is away"), "booking_desk:away", typed_in(lambda: AbsenceForm(None, people=[]))
    ),
)
