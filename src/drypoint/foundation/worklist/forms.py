"""What staff fill in about a task."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.core.text_input import LARGEST_COUNT
from drypoint.foundation.look.fields import CleanLineField
from drypoint.foundation.worklist.models import Urgency

Choices = Sequence[tuple[str, str | Promise]]
Initial = dict[str, object] | None
ALL = ""


class NoteForm(forms.Form):
    """A task in one's own words."""

    note = CleanLineField(
        label=_("What is to be done"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please write what is to be done.")},
    )
    due_on = forms.DateField(
        label=_("By when"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("It is due when the practice closes on that day."),
        error_messages={
            "required": _("Please choose a day."),
            "invalid": _("Please write the date as day, month and year."),
        },
    )
    level = forms.TypedChoiceField(
        label=_("How pressing"), choices=Urgency.choices, coerce=int, initial=Urgency.ROUTINE
    )
    person = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_COUNT, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, colleagues: Choices, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        choices = [(ALL, _("whoever has time")), *colleagues]
        self.fields["assigned_to"] = forms.ChoiceField(label=_("For whom"), required=False, choices=choices)


class HandOverForm(forms.Form):
    """The colleague who gets a task."""

    version = forms.IntegerField(min_value=0, max_value=LARGEST_COUNT, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, colleagues: Choices, initial: Initial = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"] = forms.ChoiceField(
            label=_("Hand over to"),
            choices=[("", _("Choose a colleague")), *colleagues],
            error_messages={"required": _("Please choose a colleague.")},
        )


class AwayForm(forms.Form):
    """Whose tasks go to whom."""

    def __init__(self, data: QueryDict | None = None, *, holders: Choices, colleagues: Choices) -> None:
        super().__init__(data)
        self.fields["whose"] = forms.ChoiceField(
            label=_("Who is away"),
            choices=[("", _("Choose a colleague")), *holders],
            error_messages={"required": _("Please choose who is away.")},
        )
        self.fields["to"] = forms.ChoiceField(
            label=_("Who takes over"), required=False, choices=[(ALL, _("everybody who may")), *colleagues]
        )
