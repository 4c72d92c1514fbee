"""What enquiries hold about a patient, field by field."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from drypoint.foundation.patients.export_fields import Field, codes
from drypoint.public.enquiries.models import Message, Problem

FIELDS = (
    Field("reference", pgettext_lazy("record", "Reference")),
    Field("received_at", pgettext_lazy("record", "Received"), "moment"),
    Field("name", pgettext_lazy("record", "Name")),
    Field("email", pgettext_lazy("record", "E-mail")),
    Field("phone", pgettext_lazy("record", "Telephone")),
    Field("problem", pgettext_lazy("record", "About"), codes=codes(Problem.choices)),
    Field(
        "messages",
        pgettext_lazy("record", "Conversation"),
        is_list=True,
        fields=(
            Field("author", pgettext_lazy("record", "From"), codes=codes(Message.Author.choices)),
            Field("written_at", pgettext_lazy("record", "Written"), "moment"),
            Field("text", pgettext_lazy("record", "Text")),
            Field(
                "files",
                pgettext_lazy("record", "Files"),
                is_list=True,
                fields=(
                    Field("name", pgettext_lazy("record", "File")),
                    Field("media_type", pgettext_lazy("record", "Kind of file"), is_for_machines=True),
                ),
            ),
        ),
    ),
)
