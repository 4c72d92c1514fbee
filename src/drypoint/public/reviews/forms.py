"""The forms of reviews: what somebody says, whom the desk asks, what is decided and answered."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.foundation.core import clock
from drypoint.foundation.look.contact_fields import email_field
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.public.reviews import rules
from drypoint.public.reviews.models import Review

_STARS = [
    ("5", gettext_lazy("5 of 5: very good")),
    ("4", gettext_lazy("4 of 5: good")),
    ("3", gettext_lazy("3 of 5: neither good nor bad")),
    ("2", gettext_lazy("2 of 5: bad")),
    ("1", gettext_lazy("1 of 5: very bad")),
]


class WriteForm(forms.Form):
    """What somebody thinks of the practice."""

    stars = forms.ChoiceField(
        label=gettext_lazy("How was it?"),
        choices=_STARS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose how it was.")},
    )
    text = CleanTextField(
        label=gettext_lazy("In your words"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "Everybody can read it. Please write nothing about your health that others should not know."
        ),
    )
    shown_name = CleanLineField(
        label=gettext_lazy("Name that is shown"),
        max_length=60,
        help_text=gettext_lazy("As you like it, such as Ana or A. B."),
        error_messages={"required": gettext_lazy("Please write a name, such as Ana or A. B.")},
    )
    consent = forms.BooleanField(
        label=gettext_lazy("The practice may show this on its website, with this name, until I take it back."),
        error_messages={"required": gettext_lazy("Without this it cannot be shown. Please tick it.")},
    )


class AskForm(forms.Form):
    """Whom to ask."""

    email = email_field(autocomplete="off", required=True)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)


class RefuseForm(forms.Form):
    """Why a review is not shown."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", "–"), *Review.Refusal.choices],
        error_messages={"required": gettext_lazy("Please choose the reason. That a review is bad is none.")},
    )


class ReplyForm(forms.Form):
    """What the practice answers in public."""

    text = CleanTextField(
        label=gettext_lazy("Answer"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            "Everybody can read it. Say nothing that tells whether somebody was a patient, and nothing about health."
        ),
    )

    def clean_text(self) -> str:
        """Refuse what tells who was a patient or names facts of health, with the words that do."""
        text: str = self.cleaned_data["text"]
        findings = rules.faults_of_reply(text)
        said = {
            rules.ReplyFaultKind.CONFIRMS: _(
                "“%(words)s” tells that somebody was a patient here. Write it so that it could be said to anybody."
            ),
            rules.ReplyFaultKind.HEALTH: _("“%(words)s” names something about health. Please leave it out."),
            rules.ReplyFaultKind.MIXED: _(
                "“%(words)s” mixes letters of different alphabets. Please type it again in one of them."
            ),
        }
        errors = [ValidationError(said[one.kind] % {"words": one.words}) for one in findings]
        if errors:
            raise ValidationError(errors)
        return text


class GoogleForm(forms.Form):
    """What the practice says of its place at Google."""

    place_id = CleanLineField(
        label=gettext_lazy("Id of the place"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "With it and a key in DRYPOINT_GOOGLE_PLACES_KEY visitors can have Google’s reviews shown."
        ),
    )
    link = forms.URLField(
        label=gettext_lazy("Link to the place at Google"), max_length=500, required=False, assume_scheme="https"
    )
    stars = forms.DecimalField(
        label=gettext_lazy("Stars that you read there"), min_value=1, max_value=5, decimal_places=1, required=False
    )
    count = forms.IntegerField(
        label=gettext_lazy("Number of reviews"), min_value=1, max_value=1_000_000, required=False
    )
    read_on = forms.DateField(
        label=gettext_lazy("Read on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_link(self) -> str:
        """Take a link to Google alone."""
        link: str = self.cleaned_data["link"]
        host = urlsplit(link).hostname or ""
        if link and not (host.endswith((".google.com", ".goo.gl")) or host in {"google.com", "goo.gl", "g.page"}):
            raise ValidationError(_("Please paste the link that Google gives to share the place."))
        return link

    def clean(self) -> dict[str, object]:
        """Ask for all of the dated line or nothing of it."""
        data = super().clean() or self.cleaned_data
        line = [data.get(name) for name in ("stars", "count", "read_on")]
        if any(line) and not (all(line) and data.get("link")):
            raise ValidationError(_("Please write stars, number, day and link, or none of them."))
        day = data.get("read_on")
        if day and day > clock.now().date():
            self.add_error("read_on", _("This day is still to come."))
        return data
