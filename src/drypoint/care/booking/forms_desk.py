"""What staff fill in about an appointment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from drypoint.care.booking import queries
from drypoint.foundation.look.fields import CleanLineField
from drypoint.foundation.practice.fields import ClockField, day_field
from drypoint.foundation.practice.models import Practitioner

LONGEST_REASON = 200


class OverrideForm(forms.Form):
    """A time that is not offered: over others, or off hours. Only with a reason."""

    on = day_field(gettext_lazy("Day"), required=True)
    at = ClockField(label=gettext_lazy("Time"))
    practitioner = forms.ChoiceField(label=gettext_lazy("With whom"))
    reason = CleanLineField(
        label=gettext_lazy("Why outside the free times"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("It stands in the audit trail and beside the appointment."),
    )

    def __init__(self, data: QueryDict | None = None, *, people: Sequence[Practitioner]) -> None:
        super().__init__(data)
        field = self.fields["practitioner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type checker)
        field.choices = [(str(one.pk), one.name) for one in people]

    def starts_at(self) -> datetime:
        """Return the moment; a time that the change of clocks skips or repeats is the first one."""
        day, minute = self.cleaned_data["on"], self.cleaned_data["at"]
        local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=queries.zone())
        return local.astimezone(UTC)
