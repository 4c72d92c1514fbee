"""What the room holds about a patient, field by field."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from drypoint.foundation.patients.export_fields import Field, codes
from drypoint.public.reviews.models import Review

FIELDS = (
    Field("asked_at", pgettext_lazy("record", "Asked"), "moment"),
    Field("email", pgettext_lazy("record", "E-mail")),
    Field(
        "reviews",
        pgettext_lazy("record", "Review"),
        is_list=True,
        fields=(
            Field("stars", pgettext_lazy("record", "Stars"), "number"),
            Field("text", pgettext_lazy("record", "Text")),
            Field("shown_name", pgettext_lazy("record", "Name shown")),
            Field("state", pgettext_lazy("record", "State"), codes=codes(Review.State.choices)),
            Field("refusal", pgettext_lazy("record", "Why it is not shown"), codes=codes(Review.Refusal.choices)),
            Field("written_at", pgettext_lazy("record", "Written"), "moment"),
            Field("reply", pgettext_lazy("record", "Answer of the practice")),
        ),
    ),
)
