"""The form of the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.foundation.look.contact_fields import email_field


class SignUpForm(forms.Form):
    """A wish to be on the list."""

    email = email_field(required=True)
    language = forms.ChoiceField(label=gettext_lazy("Language of the e-mails"), choices=settings.LANGUAGES)
    consent = forms.BooleanField(
        label=gettext_lazy("Consent to e-mails"),
        error_messages={"required": gettext_lazy("Without this the practice may not write to you. Please tick it.")},
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


class FindForm(forms.Form):
    """An address that somebody named on the telephone."""

    email = forms.CharField(label=gettext_lazy("E-mail address"), required=False, max_length=254)
