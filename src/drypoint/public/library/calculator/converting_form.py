"""What a conversion asks, as a form: numbers as papers print them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django import forms

from drypoint.knowledge.evidence.cells import NUMBER, tidy
from drypoint.knowledge.evidence.conversion_text import doubts
from drypoint.knowledge.evidence.conversion_types import Conversion
from drypoint.public.library.calculator.answering import said
from drypoint.public.library.calculator.words import plot_words

_MOST_PEOPLE: Final = 10_000_000


class NumberField(forms.FloatField):
    """A number as papers print it: with a decimal point or comma, and any minus."""

    def clean(self, value: str | None) -> float | None:
        """Return the number, None for a blank. Raises ValidationError for what is none."""
        typed = tidy(value or "")
        if typed and not NUMBER.fullmatch(typed):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        found: float | None = super().clean(typed.replace(",", "."))
        return found


class ConversionForm(forms.Form):
    """The numbers that a conversion asks."""

    def __init__(self, conversion: Conversion, data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._conversion = conversion
        for one in conversion.asked:
            label, needed = said(one.label), not one.is_optional
            self.fields[one.name] = (
                forms.IntegerField(label=label, required=needed, min_value=0, max_value=_MOST_PEOPLE)
                if one.is_whole
                else NumberField(label=label, required=needed, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
            )

    def clean(self) -> None:
        """Ask about a number whose sign could set thousands apart, in place of any other mistake in it."""
        super().clean()
        for name, question in doubts(self.data, self._conversion, plot_words().decimal).items():
            self.errors.pop(name, None)
            self.add_error(name, said(question))

    def numbers(self) -> dict[str, float]:
        """Return what was given."""
        return {name: float(value) for name, value in self.cleaned_data.items() if value is not None}
