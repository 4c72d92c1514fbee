"""What staff fill in about a person."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.foundation.core import clock
from drypoint.foundation.core.text_input import LARGEST_COUNT
from drypoint.foundation.look.contact_fields import BirthYearField, PhoneField, email_field
from drypoint.foundation.look.fields import CleanLineField
from drypoint.foundation.patients.actions import Particulars
from drypoint.foundation.patients.models import Person


class PersonForm(forms.Form):
    """Who somebody is, and how they are reached. Only the name is needed."""

    name = CleanLineField(
        label=gettext_lazy("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please write the person's name.")},
    )
    born_on = forms.DateField(
        label=gettext_lazy("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Please write the date as day, month and year.")},
    )
    birth_year = BirthYearField(
        autocomplete="off", required=False, help_text=gettext_lazy("If only the year is known.")
    )
    phone = PhoneField(autocomplete="off", required=False)
    email = email_field(autocomplete="off")
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("In which the person gets pages and mails."),
    )
    other_languages = CleanLineField(
        label=gettext_lazy("Other languages that the person speaks"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    expected_version = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST_COUNT, widget=forms.HiddenInput
    )

    @classmethod
    def of(cls, person: Person) -> PersonForm:
        """Return the form filled with what is known."""
        names = ("name", "born_on", "birth_year", "phone", "email", "language", "other_languages")
        return cls(initial={name: getattr(person, name) for name in names} | {"expected_version": person.version})

    def clean(self) -> dict[str, object]:
        """Refuse a birth in the future, and a year beside a date that says another."""
        data = super().clean() or {}
        born_on, birth_year = data.get("born_on"), data.get("birth_year")
        if born_on is not None and (born_on > clock.now().date() or born_on.year < 1900):
            self.add_error("born_on", _("Nobody who is alive was born on this day. Please check the year."))
        elif born_on is not None and birth_year is not None:
            if born_on.year != birth_year:
                self.add_error("birth_year", _("The date of birth says another year. Please correct one of them."))
            data["birth_year"] = None
        return data

    def particulars(self) -> Particulars:
        """Return what was filled in, for the action."""
        names = ("name", "born_on", "birth_year", "email", "phone", "language", "other_languages")
        return Particulars(**{name: self.cleaned_data[name] for name in names})
