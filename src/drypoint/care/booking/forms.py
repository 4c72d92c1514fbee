"""What a visitor fills in to book."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.care.booking.changing import Booker
from drypoint.foundation.look.contact_fields import PhoneField, email_field
from drypoint.foundation.look.fields import CleanLineField, CleanTextField

LONGEST_NOTE = 600


class BookingForm(forms.Form):
    """Who books, and for whom."""

    name = CleanLineField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = email_field(required=True)
    phone = PhoneField()
    patient_name = CleanLineField(
        label=gettext_lazy("Name of the patient, if it is for somebody else"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = CleanTextField(
        label=gettext_lazy("What we should know to receive you"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=gettext_lazy("Steps, a wheelchair, an interpreter. Please write nothing about your illness here."),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, has_documents: bool = False, **kwargs: Any) -> None:  # noqa: ARG002 (submit's contract)
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _("Please write your e-mail address.")

    def clean_website(self) -> str:
        """Refuse what only a machine fills in; a person whose browser did it can empty the field."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please empty this field; it is there to tell machines from people."))
        return ""

    def contact(self, language: str) -> Booker:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        return Booker(data["name"], data["email"], data["phone"], language, data["patient_name"], data["note"])
