"""The editor's form of a claim."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput

from drypoint.foundation.accounts.actors import actor_of_user
from drypoint.foundation.core import clock
from drypoint.knowledge.language import language_of, languages
from drypoint.public.claims import actions
from drypoint.public.claims.editions import in_use
from drypoint.public.claims.models import Claim
from drypoint.public.claims.topics import topic_choices

# The fields of a claim's form for its words in a language.
TEXT_FIELDS = {f"text_{code}": code for code in languages()}
REASON_FIELDS = {f"reason_{code}": code for code in languages()}


class ClaimForm(WagtailAdminModelForm):
    """Edit a claim; whoever may review can sign for it in the same step."""

    sign = forms.BooleanField(
        label=_("I have checked this claim against its sources today"),
        help_text=_("Your name and the date will stand below it on the page. Any later change asks for a new review."),
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for words, names in ((self.instance.texts, TEXT_FIELDS), (self.instance.reasons, REASON_FIELDS)):
            for name, code in names.items():
                self.initial[name] = words.get(code, "")
        if "topic" in self.fields:
            self.fields["topic"] = self._topic_field(self.fields["topic"])
        if not self._actor_may_review():
            self.fields.pop("sign", None)

    def clean(self) -> dict[str, str]:
        """Put the words of each language with the claim; those in a language that is gone stay."""
        cleaned: dict[str, str] = super().clean()
        for words, names in ((self.instance.texts, TEXT_FIELDS), (self.instance.reasons, REASON_FIELDS)):
            for name, code in names.items():
                words[code] = cleaned.get(name, "")
        return cleaned

    def _topic_field(self, plain: forms.Field) -> forms.Field:
        """Return the field as a choice of what the evidence in use answers; a topic that is gone can be kept."""
        choices = topic_choices(in_use().answers, self.instance.topic)
        return forms.ChoiceField(choices=choices, required=False, label=plain.label, help_text=plain.help_text)

    def _actor_may_review(self) -> bool:
        return self.for_user is not None and actor_of_user(self.for_user).may("claims.review")

    def save(self, commit: bool = True) -> Claim:  # noqa: FBT001, FBT002 (Django's signature)
        """Save, and sign if the box was ticked."""
        claim: Claim = super().save(commit=commit)
        if commit and self.cleaned_data.get("sign"):
            actions.sign_review(actor=actor_of_user(self.for_user), claim=claim, on=timezone.localdate(clock.now()))
        return claim

    def is_valid(self) -> bool:
        """Refuse a signature under a claim that lacks something, sources in the form below included."""
        if not super().is_valid():
            return False
        if self.cleaned_data.get("sign"):
            for fault in actions.lacking_for_review(self.instance):
                self.add_error("sign", fault)
        return not self.errors


def _words_field(label: Promise, code: str, *, is_required: bool) -> forms.CharField:
    widget = AdminAutoHeightTextInput(attrs={"lang": code})
    return forms.CharField(
        label=format_lazy("{label} ({language})", label=label, language=language_of(code).name),
        required=is_required,
        widget=widget,
    )


# A form class has its fields as attributes; these are as many as there are languages.
ClaimForm.declared_fields |= {
    **{name: _words_field(_("Text"), code, is_required=True) for name, code in TEXT_FIELDS.items()},
    **{name: _words_field(_("Why this certainty"), code, is_required=False) for name, code in REASON_FIELDS.items()},
}
