"""Fields for times of day, minutes in whole cells, days and money, for every form of a schedule."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from drypoint.foundation.look.fields import CleanLineField
from drypoint.foundation.practice import rules
from drypoint.foundation.practice.models import CELL_MINUTES, MINUTES_A_DAY

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class CellsField(forms.IntegerField):
    """Minutes that fill whole cells."""

    def __init__(self, *, label: str | _StrPromise, least: int, most: int, hint: str | _StrPromise = "") -> None:
        super().__init__(label=label, min_value=least, max_value=most, help_text=hint)
        self.widget.attrs["step"] = CELL_MINUTES

    def clean(self, value: object) -> int:
        """Return the minutes. Raises ValidationError for what is no multiple of a cell."""
        minutes: int = super().clean(value)
        if minutes % CELL_MINUTES:
            raise ValidationError(_("Please give a multiple of 5 minutes, such as 30 or 45."))
        return minutes


class ClockField(forms.TimeField):
    """A time of day in whole cells; is_end takes midnight as the end of the day."""

    def __init__(self, *, label: str | _StrPromise, is_end: bool = False, required: bool = True) -> None:
        super().__init__(
            label=label, required=required, widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M")
        )
        self._is_end = is_end

    def clean(self, value: object) -> int | None:
        """Return minutes after midnight. Raises ValidationError for a time between two cells."""
        given: time | None = super().clean(value)
        if given is None:
            return None
        if given.minute % CELL_MINUTES or given.second or given.microsecond:
            raise ValidationError(_("Please give a time in steps of 5 minutes, such as 08:30."))
        minute = given.hour * 60 + given.minute
        return MINUTES_A_DAY if self._is_end and minute == 0 else minute


def day_field(label: str | _StrPromise, *, required: bool) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class MoneyField(CleanLineField):
    """An amount, as people type it; cents come out."""

    def clean(self, value: object) -> int | None:
        """Return cents. Raises ValidationError for what is no amount."""
        typed: str = super().clean(value)
        if not typed:
            return None
        cents = rules.cents_of(typed)
        if cents is None:
            raise ValidationError(_("Please write an amount in digits, such as 60 or 60.50."))
        return cents
