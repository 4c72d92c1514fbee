"""Where staff write in this room, so that what they type is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.registries.places import About, WritingPlace, number_in, row_of, typed_in
from drypoint.public.enquiries.forms import AnswerForm
from drypoint.public.enquiries.models import Enquiry


def _about(ids: Mapping[str, object], _typed: Mapping[str, str]) -> About:
    pk = number_in(ids, "pk")
    person_id = Enquiry.objects.filter(pk=pk).values_list("person_id", flat=True).first()
    return About(person_id, row_of(Enquiry, pk))


PLACES = (
    WritingPlace(
        "enquiries_desk:answer",
        200,
        _("An answer to an enquiry"),
        "enquiries_desk:enquiry",
        typed_in(AnswerForm),
        _about,
    ),
)
