"""Fields for how a person is reached, the same in every form that asks: what they refuse, and what they say then."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core import clock
from drypoint.foundation.core.contact_details import is_phone, phone_as_typed, year_of
from drypoint.foundation.core.mail.smtp import is_reachable
from drypoint.foundation.look.fields import CleanLineField

LONGEST_PHONE = 64  # as it may be typed
KEPT_PHONE = 32
_TIGHT = re.compile(r"(?<=[\d)]) (?=[\d(])")  # spaces inside a number


class AddressField(forms.EmailField):
    """An e-mail address that mail finds from anywhere: no localhost, no number in place of a name."""

    def clean(self, value: str | None) -> str:
        """Return the address, or "". Raises ValidationError for one that no mail from elsewhere can reach."""
        address: str = super().clean(value)
        if address and not is_reachable(address):
            raise ValidationError(
                _("No mail reaches this address from elsewhere. Please write one such as ana@example.com.")
            )
        return address


def email_field(*, autocomplete: str = "email", required: bool = False) -> AddressField:
    """Return a field for an e-mail address; autocomplete is "off" where staff write about another person."""
    return AddressField(
        label=_("E-mail"),
        required=required,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
        error_messages={"invalid": _("Please write an e-mail address such as ana@example.com.")},
    )


class PhoneField(CleanLineField):
    """A telephone number as it was typed; autocomplete is "off" where staff write about another person."""

    def __init__(self, *, autocomplete: str = "tel", **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": autocomplete, "type": "tel"})
        super().__init__(label=_("Telephone"), max_length=LONGEST_PHONE, widget=widget, **kwargs)

    def clean(self, value: object) -> str:
        """Return the number, or two. Raises ValidationError unless each has 6 to 15 digits and nothing odd."""
        phone: str = phone_as_typed(super().clean(value))
        if len(phone) > KEPT_PHONE:
            phone = _TIGHT.sub("", phone)
        if phone and (not is_phone(phone) or len(phone) > KEPT_PHONE):
            raise ValidationError(_("Please write the number in digits, such as +385 1 555 0123."))
        return phone


class BirthYearField(CleanLineField):
    """A year of birth; autocomplete is "off" where staff write about another person."""

    def __init__(self, *, autocomplete: str = "bday-year", **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": autocomplete, "inputmode": "numeric"})
        super().__init__(label=_("Year of birth"), max_length=4, widget=widget, **kwargs)

    def clean(self, value: object) -> int | None:
        """Return the year, or None. Raises ValidationError for a year in which nobody who is alive was born."""
        text: str = super().clean(value)
        if not text:
            return None
        year = year_of(text, clock.now().year)
        if year is None:
            raise ValidationError(_("Please write the year of birth in four digits, such as 1980."))
        return year


class SecondFactForm(forms.Form):
    """What opens a private link: the last four digits of a telephone number, or the year of birth."""

    fact = forms.CharField(
        label=_("Four digits"),
        max_length=64,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
