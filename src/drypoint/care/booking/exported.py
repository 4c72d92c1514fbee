"""What bookings hold about a patient, field by field."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from drypoint.care.booking.models import Appointment
from drypoint.foundation.patients.export_fields import Field, codes

_BY = {
    "patient": pgettext_lazy("cancelled by", "the patient"),
    "practice": pgettext_lazy("cancelled by", "the practice"),
}

FIELDS = (
    Field("starts_at", pgettext_lazy("record", "Begins"), "moment"),
    Field("ends_at", pgettext_lazy("record", "Ends"), "moment"),
    Field("service", pgettext_lazy("record", "Service"), "texts"),
    Field("with", pgettext_lazy("record", "With")),
    Field("state", pgettext_lazy("record", "State"), codes=codes(Appointment.State.choices)),
    Field("episode", pgettext_lazy("record", "Number of the problem"), is_for_machines=True),
    Field("made_at", pgettext_lazy("record", "Booked"), "moment"),
    Field(
        "booked_by",
        pgettext_lazy("record", "Booked by"),
        fields=(
            Field("name", pgettext_lazy("record", "Name")),
            Field("email", pgettext_lazy("record", "E-mail")),
            Field("phone", pgettext_lazy("record", "Telephone")),
        ),
    ),
    Field("for", pgettext_lazy("record", "For")),
    Field("note", pgettext_lazy("record", "Note")),
    Field("price_cents", pgettext_lazy("record", "Price"), "cents"),
    Field("currency", pgettext_lazy("record", "Currency")),
    Field("cancelled_by", pgettext_lazy("record", "Cancelled by"), codes=codes(_BY)),
    Field("cancel_reason", pgettext_lazy("record", "Reason of the cancellation")),
)
