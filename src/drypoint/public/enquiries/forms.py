"""The two forms that a visitor fills in. Every refusal says what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.foundation.core.text_input import LARGEST_ID
from drypoint.foundation.look.contact_fields import BirthYearField, PhoneField, email_field
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.public.enquiries import rules
from drypoint.public.enquiries.actions import NewEnquiry
from drypoint.public.enquiries.models import Problem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _text_field(label: _StrPromise) -> CleanTextField:
    return CleanTextField(
        label=label,
        max_length=rules.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": gettext_lazy("Please write what you would like to ask or tell."),
            "max_length": gettext_lazy(
                "This is %(show_value)s characters long. Please shorten it to %(limit_value)s, or attach it as a file."
            ),
        },
    )


class EnquiryForm(forms.Form):
    """A first message to the practice."""

    name = CleanLineField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Please write your name.")},
    )
    email = email_field()
    phone = PhoneField(required=False)
    birth_year = BirthYearField(
        required=False,
        help_text=gettext_lazy(
            "Needed only if you give no telephone number. Your answer opens with it, so that nobody else can read it."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Please answer in"), choices=settings.LANGUAGES)
    problem = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=[("", gettext_lazy("Please choose")), *Problem.choices],
        error_messages={"required": gettext_lazy("Please choose what it is about. “Not sure” is an answer too.")},
    )
    text = _text_field(gettext_lazy("Your question"))
    contact_consent = forms.BooleanField(
        label=gettext_lazy("Consent to be contacted"),
        error_messages={"required": gettext_lazy("Without this the practice may not answer you. Please tick it.")},
    )
    health_consent = forms.BooleanField(label=gettext_lazy("Consent to the use of health data"), required=False)
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, has_documents: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_documents = has_documents

    def clean_website(self) -> str:
        """Refuse what only a machine fills in; a person whose browser did it can empty the field."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("Please empty this field; it is there to tell machines from people."))
        return ""

    def clean(self) -> dict[str, object]:
        """Ask for a way to answer, a second fact, and the consent that what is sent needs."""
        data = super().clean() or {}
        has_email, has_phone = bool(data.get("email")), bool(data.get("phone"))
        if not has_email and not has_phone and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Please give an e-mail address or a telephone number, so that we can answer."))
        if not has_phone and data.get("birth_year") is None and not {"phone", "birth_year"} & set(self.errors):
            self.add_error(
                "birth_year", _("Please write your year of birth (or a telephone number): it opens our answer.")
            )
        needs_consent = rules.needs_health_consent(data.get("problem", ""), has_documents=self._has_documents)
        if "problem" in data and needs_consent and not data.get("health_consent"):
            self.add_error(
                "health_consent",
                _(
                    "What you send says something about your health. Please tick this, or choose “A general question” "
                    "and send no file."
                ),
            )
        return data

    def new_enquiry(self) -> NewEnquiry:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        return NewEnquiry(
            name=data["name"],
            email=data["email"],
            phone=data["phone"],
            birth_year=data["birth_year"],
            language=data["language"],
            problem=data["problem"],
            text=data["text"],
            has_health_consent=data["health_consent"],
        )


class FurtherMessageForm(forms.Form):
    """Some more words in a conversation."""

    text = _text_field(gettext_lazy("Your message"))

    def __init__(self, *args: Any, has_documents: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Whoever attaches something need not write besides.
        self.fields["text"].required = not has_documents


class AnswerForm(forms.Form):
    """The practice's answer, with the last message that its writer has seen."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=rules.MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("The person reads it behind their link. The mail only says that there is news."),
    )
    expected_message_id = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST_ID)
