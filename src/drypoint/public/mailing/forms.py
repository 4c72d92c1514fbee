"""The forms of the list: sign-up, topics and language, and those of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from drypoint.foundation.look.contact_fields import email_field
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.knowledge.language import FALLBACK
from drypoint.public.mailing.models import Topic

MOST_LINES = 5_000


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


class PreferencesForm(forms.Form):
    """In which language and about what somebody wants letters."""

    language = forms.ChoiceField(label=gettext_lazy("Language of the e-mails"), choices=settings.LANGUAGES)

    def __init__(
        self, data: QueryDict | None = None, *, topics: Sequence[Topic], initial: dict[str, object] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self._topics = topics
        shown = get_language() or FALLBACK
        if topics:
            self.fields["topics"] = forms.MultipleChoiceField(
                label=_("Topics"),
                choices=[(str(topic.pk), topic.name_in(shown)) for topic in topics],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def declined(self) -> list[Topic]:
        """Return the topics that were not ticked."""
        chosen = self.cleaned_data.get("topics", [])
        return [topic for topic in self._topics if str(topic.pk) not in chosen]


class TopicForm(forms.Form):
    """What a topic is called, in each language of the site."""

    def __init__(self, data: QueryDict | None = None, *, topic: Topic | None = None, prefix: str = "") -> None:
        names: dict[str, str] = topic.names if topic else {}
        initial = {f"name_{language}": name for language, name in names.items()}
        super().__init__(data, initial=initial, prefix=prefix or None)
        for language, title in settings.LANGUAGES:
            self.fields[f"name_{language}"] = CleanLineField(
                label=_("Name (%(language)s)") % {"language": str(title)},
                max_length=60,
                error_messages={"required": _("Please write the name in each language.")},
            )
        if topic is not None:
            self.fields["is_offered"] = forms.BooleanField(
                label=_("People can choose it"), required=False, initial=topic.is_offered
            )

    def names(self) -> dict[str, str]:
        """Return the name by language."""
        return {language: self.cleaned_data[f"name_{language}"] for language, _title in settings.LANGUAGES}


class ImportForm(forms.Form):
    """A table of people, as it is copied from a spreadsheet."""

    table = CleanTextField(
        label=gettext_lazy("Table"),
        max_length=800_000,
        help_text=gettext_lazy(
            "Copy it from a spreadsheet or a CSV file, with the heading: email, consent (how, where and when they "
            "agreed) and, if you like, language. For more than 5,000 lines use drypoint mailing import."
        ),
        error_messages={"required": gettext_lazy("Please paste the table.")},
        widget=forms.Textarea(attrs={"rows": 12, "class": "mono"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of those who have none in the table"), choices=settings.LANGUAGES
    )

    def clean_table(self) -> str:
        """Refuse what is too long for one page."""
        table: str = self.cleaned_data["table"]
        if table.count("\n") > MOST_LINES:
            raise ValidationError(_("These are more than 5,000 lines. Please use drypoint mailing import."))
        return table
