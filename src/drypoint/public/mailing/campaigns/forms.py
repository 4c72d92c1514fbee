"""The forms of a letter to the list."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from drypoint.foundation.core import clock
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.knowledge.language import FALLBACK
from drypoint.public.mailing.campaigns.actions import Written
from drypoint.public.mailing.models import Campaign, Topic

_LONGEST = 50_000


class CampaignForm(forms.Form):
    """A letter: a name for the desk, and subject and text in one language or more."""

    name = CleanLineField(
        label=pgettext_lazy("campaign", "Name"),
        max_length=120,
        help_text=gettext_lazy("For the desk only; readers never see it."),
    )

    topic = forms.ModelChoiceField(
        label=gettext_lazy("Topic"),
        queryset=Topic.objects.filter(is_offered=True).order_by("pk"),
        required=False,
        empty_label=gettext_lazy("none: everybody gets it"),
        help_text=gettext_lazy("Whoever does not want the topic gets no letter."),
    )

    def __init__(self, data: QueryDict | None = None, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        shown = get_language() or FALLBACK
        self.fields["topic"].label_from_instance = lambda topic: topic.name_in(shown)  # type: ignore[attr-defined]
        for language, title in settings.LANGUAGES:
            words = {"language": str(title)}
            self.fields[f"subject_{language}"] = CleanLineField(
                label=_("Subject (%(language)s)") % words, max_length=150, required=False
            )
            self.fields[f"body_{language}"] = CleanTextField(
                label=_("Text (%(language)s)") % words,
                max_length=_LONGEST,
                required=False,
                help_text=_("Markdown: # heading, **bold**, - list, [words](https://…). A link alone is a button."),
                widget=forms.Textarea(attrs={"rows": 14}),
            )

    @classmethod
    def of(cls, campaign: Campaign) -> CampaignForm:
        """Return the form filled with a draft."""
        initial = {"name": campaign.name, "topic": str(campaign.topic_id or "")}
        for text in campaign.texts.all():
            initial[f"subject_{text.language}"] = text.subject
            initial[f"body_{text.language}"] = text.body
        return cls(initial=initial)

    def clean(self) -> dict[str, object]:
        """Ask for both, subject and text, in a language, and for one language at least."""
        data = super().clean() or self.cleaned_data
        for language, _title in settings.LANGUAGES:
            has_subject, has_body = bool(data.get(f"subject_{language}")), bool(data.get(f"body_{language}"))
            if has_subject and not has_body:
                self.add_error(f"body_{language}", _("Please write the text as well, or empty the subject."))
            if has_body and not has_subject:
                self.add_error(f"subject_{language}", _("Please write the subject as well, or empty the text."))
        if not self.errors and not self.texts():
            raise ValidationError(_("Please write the letter in one language at least."))
        return data

    def texts(self) -> dict[str, Written]:
        """Return what was written, by language."""
        data = self.cleaned_data
        return {
            language: Written(data[f"subject_{language}"], data[f"body_{language}"])
            for language, _title in settings.LANGUAGES
            if data.get(f"subject_{language}") and data.get(f"body_{language}")
        }


class ScheduleForm(forms.Form):
    """When a letter begins by itself."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("Begin on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": gettext_lazy("Please say on which day and at what time.")},
    )

    def clean_starts_at(self) -> datetime:
        """Refuse what has gone by."""
        found: datetime = self.cleaned_data["starts_at"]
        if found <= clock.now():
            raise ValidationError(_("This moment has gone by. Please choose a later one, or send now."))
        return found
