"""What the list holds about a patient, field by field."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from drypoint.foundation.patients.export_fields import Field, codes
from drypoint.public.mailing.models import BookedBounce, Delivery, Subscriber, Suppression
from drypoint.public.mailing.presenters import KINDS, WAYS

FIELDS = (
    Field(
        "subscriptions",
        pgettext_lazy("record", "On the list as"),
        is_list=True,
        fields=(
            Field("email", pgettext_lazy("record", "E-mail")),
            Field("state", pgettext_lazy("record", "State"), codes=codes(Subscriber.State.choices)),
            Field("language", pgettext_lazy("record", "Language"), "language"),
            Field("asked_at", pgettext_lazy("record", "Signed up"), "moment"),
        ),
    ),
    Field(
        "consents",
        pgettext_lazy("record", "What was agreed to and taken back"),
        is_list=True,
        fields=(
            Field("kind", pgettext_lazy("record", "What happened"), codes=codes(KINDS)),
            Field("at", pgettext_lazy("record", "When"), "moment"),
            Field("text", pgettext_lazy("record", "Words that were agreed to"), "texts"),
            Field("way", pgettext_lazy("record", "Way"), codes=codes(WAYS)),
            Field("network", pgettext_lazy("record", "Network")),
            Field("browser", pgettext_lazy("record", "Browser")),
            Field("proof", pgettext_lazy("record", "Proof")),
        ),
    ),
    Field(
        "letters",
        pgettext_lazy("record", "Letters"),
        is_list=True,
        fields=(
            Field("name", pgettext_lazy("record", "Letter")),
            Field("state", pgettext_lazy("record", "State"), codes=codes(Delivery.State.choices)),
            Field("at", pgettext_lazy("record", "When"), "moment"),
        ),
    ),
    Field("topics_not_wanted", pgettext_lazy("record", "Topics not wanted"), "texts", is_list=True),
    Field(
        "reports",
        pgettext_lazy("record", "What mail servers reported"),
        is_list=True,
        fields=(
            Field("verdict", pgettext_lazy("record", "Report"), codes=codes(BookedBounce.Verdict.choices)),
            Field("status", pgettext_lazy("record", "Status")),
            Field("reason", pgettext_lazy("record", "Reason")),
            Field("report", pgettext_lazy("record", "The report itself"), is_for_machines=True),
        ),
    ),
    Field(
        "not_written_to_because",
        pgettext_lazy("record", "Not written to because"),
        codes=codes(Suppression.Reason.choices),
        is_list=True,
    ),
)
