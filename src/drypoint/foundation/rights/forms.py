"""What the owner fills in about rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from drypoint.foundation.core import clock
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.foundation.patients.holdings import holdings
from drypoint.foundation.patients.models import Contact
from drypoint.foundation.patients.page import Happened
from drypoint.foundation.practice.fields import day_field
from drypoint.foundation.rights.actions import OF_THE_PERSON, NewComplaint, NewRelease, Said
from drypoint.foundation.rights.models import Consent, Release, Restraint

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST = 4000
_LATE = time(23, 59)
_LONGEST_WAIT = timedelta(days=366)


def called(part: str) -> str:
    """Return what a part of the record is called; its name where its room is gone."""
    if part == OF_THE_PERSON:
        return _("Name, birth, address and contacts")
    return next((str(one.title) for one in holdings() if one.name == part), part)


def _words(label: _StrPromise, hint: str | _StrPromise = "", rows: int = 4) -> CleanTextField:
    return CleanTextField(label=label, max_length=LONGEST, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


def _offer(field: forms.Field, choices: Iterable[tuple[str, str | Promise]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class RestraintForm(forms.Form):
    """A restriction or a legal hold."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is set"),
        choices=[
            (
                Restraint.Kind.RESTRICTION.value,
                gettext_lazy("Restriction: the record is read-only, and no mails go to the patient"),
            ),
            (Restraint.Kind.LEGAL_HOLD.value, gettext_lazy("Legal hold: nothing is erased, all else goes on")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the two.")},
    )
    reason = _words(
        gettext_lazy("Reason"),
        gettext_lazy("A restriction shows it on every page about the patient, to all who may see patients."),
    )


class LiftForm(forms.Form):
    """Why a restriction or a legal hold holds no more."""

    because = _words(gettext_lazy("Why it is lifted"))


class ComplaintForm(forms.Form):
    """What somebody complained of."""

    words = _words(gettext_lazy("What the complaint is"), gettext_lazy("Only the owner reads it."), rows=6)
    about = forms.ChoiceField(label=gettext_lazy("What it is about"), required=False)
    received_on = day_field(gettext_lazy("Received on"), required=True)
    due_on = day_field(gettext_lazy("To be answered by"), required=True)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, happened: Sequence[Happened], today: date | None
    ) -> None:
        super().__init__(data, initial={"received_on": today})
        self._today = today
        self._happened = {one.entry.url: self._called(one) for one in happened}
        whole: tuple[str, str | Promise] = ("", pgettext_lazy("complaint", "The treatment as a whole"))
        _offer(self.fields["about"], [whole, *self._happened.items()])

    @staticmethod
    def _called(one: Happened) -> str:
        day = timezone.localdate(one.entry.at).isoformat()
        return f"{day} · {one.kind_title}: {one.entry.title}"[:200]

    def clean(self) -> dict[str, object]:
        """Refuse a complaint that is still to come, and an answer that is due before it came or years later."""
        data = super().clean() or self.cleaned_data
        received, due = data.get("received_on"), data.get("due_on")
        if received and self._today and received > self._today:
            raise ValidationError({"received_on": _("This day is still to come.")})
        if received and due and due < received:
            raise ValidationError({"due_on": _("The answer is due on the day it was received, or later.")})
        if due and self._today and due > self._today + _LONGEST_WAIT:
            raise ValidationError({"due_on": _("The answer is due within a year.")})
        return data

    def new(self) -> NewComplaint:
        """Return what was filled in, for the action; the answer is due at the end of its day."""
        data = self.cleaned_data
        due_at = datetime.combine(data["due_on"], _LATE, timezone.get_current_timezone())
        url = data["about"]
        return NewComplaint(data["words"], data["received_on"], due_at, self._happened.get(url, ""), url)


class CloseForm(forms.Form):
    """How a complaint ended."""

    outcome = _words(gettext_lazy("How it ended"), gettext_lazy("What was answered or done, and when."))


class ReleaseForm(forms.Form):
    """What is given to somebody outside, and on what ground."""

    recipient_kind = forms.ChoiceField(label=gettext_lazy("Who gets it"), choices=Release.Recipient.choices)
    recipient = CleanLineField(
        label=gettext_lazy("Name and address of the recipient"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    authority = _words(
        gettext_lazy("On what ground"),
        gettext_lazy("The paper that allows or demands it: from whom, of which day, and where it is filed."),
    )
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("What is given"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("No more than the paper asks for."),
        error_messages={"required": gettext_lazy("Please choose what is given.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        parts = [OF_THE_PERSON, *(one.name for one in holdings())]
        _offer(self.fields["scope"], [(part, called(part)) for part in parts])

    def new(self) -> NewRelease:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        return NewRelease(data["recipient_kind"], data["recipient"], data["authority"], tuple(data["scope"]))


class ConsentForm(forms.Form):
    """What somebody said of being written to or rung up at one contact."""

    contact = forms.ChoiceField(label=gettext_lazy("Contact"))
    purpose = forms.ChoiceField(label=gettext_lazy("About what"), choices=Consent.Purpose.choices)
    is_given = forms.TypedChoiceField(
        label=gettext_lazy("What was said"),
        choices=[("yes", gettext_lazy("Agrees")), ("no", gettext_lazy("Does not agree, or takes it back"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose one of the two.")},
    )
    said_on = day_field(gettext_lazy("Said on"), required=True)
    how = CleanLineField(
        label=gettext_lazy("How the practice knows"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Such as: said at the desk, signed on the form, wrote an e-mail."),
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, contacts: Iterable[Contact]) -> None:
        today = timezone.localdate(clock.now())
        super().__init__(data, initial={"said_on": today})
        self._today = today
        self._contacts = {f"{one.kind}:{one.normalised}": one for one in contacts}
        _offer(self.fields["contact"], [(key, one.value) for key, one in self._contacts.items()])

    def clean_said_on(self) -> object:
        """Return the day. Raises ValidationError for one that is still to come."""
        if self.cleaned_data["said_on"] > self._today:
            raise ValidationError(_("This day is still to come."))
        return self.cleaned_data["said_on"]

    def said(self) -> Said:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        contact = self._contacts[data["contact"]]
        return Said(contact.kind, contact.normalised, data["purpose"], data["is_given"], data["said_on"], data["how"])
