"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from drypoint.care.intake.forms import SheetForm
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.core.registries.places import About, Words, WritingPlace, number_in


def _note() -> Words:
    return {"note": SheetForm.base_fields["note"].label or ""}


def _about(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    return About(PainDrawing.objects.filter(pk=number_in(ids, "pk")).values_list("person_id", flat=True).first())


PLACES = (
    WritingPlace(
        "intake_desk:draw_together",
        400,
        _("A pain drawing"),
        "intake_desk:draw_together",
        _note,
        _about,
        is_more_than_words=True,
    ),
)
