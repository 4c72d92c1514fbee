"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.accounts.forms import InviteForm
from drypoint.foundation.core.registries.places import About, WritingPlace, number_in, typed_in
from drypoint.foundation.patients.forms import PersonForm
from drypoint.foundation.practice.forms import PracticeForm


def _about(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(number_in(ids, "pk"))


PLACES = (
    WritingPlace("desk:person_new", 300, _("A new patient"), "desk:person_new", typed_in(PersonForm)),
    WritingPlace(
        "desk:person_change", 300, _("What is known of a patient"), "desk:person_change", typed_in(PersonForm), _about
    ),
    WritingPlace("desk:practice", 900, _("What the practice says of itself"), "desk:practice", typed_in(PracticeForm)),
    WritingPlace("desk:staff", 900, _("An invitation"), "desk:staff", typed_in(InviteForm)),
)
