"""What the room holds about a patient, field by field."""

from __future__ import annotations

from typing import cast

from django.utils.translation import pgettext_lazy

from drypoint.foundation.patients.export_fields import Field, codes
from drypoint.foundation.rights.forms import called
from drypoint.foundation.rights.models import Consent, Release, Restraint


def _parts_in_words(parts: object) -> list[str]:
    return [called(part) for part in cast("list[str]", parts)]


FIELDS = (
    Field(
        "restraints",
        pgettext_lazy("record", "Restrictions and holds"),
        is_list=True,
        fields=(
            Field("kind", pgettext_lazy("record", "What it is"), codes=codes(Restraint.Kind.choices)),
            Field("reason", pgettext_lazy("record", "Reason")),
            Field("set_at", pgettext_lazy("record", "Since"), "moment"),
            Field("lifted_at", pgettext_lazy("record", "Lifted"), "moment"),
            Field("lifted_because", pgettext_lazy("record", "Lifted because")),
        ),
    ),
    Field(
        "consents",
        pgettext_lazy("record", "What was said of being written to"),
        is_list=True,
        fields=(
            Field("contact", pgettext_lazy("record", "Contact")),
            Field("purpose", pgettext_lazy("record", "About"), codes=codes(Consent.Purpose.choices)),
            Field("is_given", pgettext_lazy("record", "Agreed"), "yes_no"),
            Field("said_on", pgettext_lazy("record", "Said on"), "day"),
            Field("how", pgettext_lazy("record", "How")),
        ),
    ),
    Field(
        "complaints",
        pgettext_lazy("record", "Complaints"),
        is_list=True,
        fields=(
            Field("about", pgettext_lazy("record", "About")),
            Field("received_on", pgettext_lazy("record", "Received"), "day"),
            Field("closed_at", pgettext_lazy("record", "Closed"), "moment"),
            Field("words", pgettext_lazy("record", "Words"), is_optional=True),
            Field("outcome", pgettext_lazy("record", "Outcome"), is_optional=True),
        ),
    ),
    Field(
        "given_to_others",
        pgettext_lazy("record", "Given to others"),
        is_list=True,
        fields=(
            Field("recipient_kind", pgettext_lazy("record", "To whom"), codes=codes(Release.Recipient.choices)),
            Field("recipient", pgettext_lazy("record", "Name")),
            Field("authority", pgettext_lazy("record", "By what right")),
            Field("parts", pgettext_lazy("record", "Parts"), is_list=True, in_words=_parts_in_words),
            Field("made_at", pgettext_lazy("record", "When"), "moment"),
        ),
    ),
)
