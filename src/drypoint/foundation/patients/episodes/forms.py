"""What staff fill in about a problem and a referral."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from drypoint.foundation.core import clock
from drypoint.foundation.core.contact_details import year_of
from drypoint.foundation.core.text_input import LARGEST_COUNT
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.foundation.patients.episodes.actions import EpisodeFacts, ReferralFacts
from drypoint.foundation.patients.episodes.queries import who_may_answer_for_one
from drypoint.foundation.patients.models import Episode, Person, Referral
from drypoint.foundation.practice.fields import day_field

MOST_SESSIONS = 999
_OFF = {"autocomplete": "off"}


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, min_value=0, max_value=LARGEST_COUNT, widget=forms.HiddenInput)


class EpisodeForm(forms.Form):
    """A problem. Only what it is is needed."""

    problem = CleanLineField(
        label=gettext_lazy("Problem"),
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
        help_text=gettext_lazy("In the words of the practice, such as: shoulder, worse at night."),
        error_messages={"required": gettext_lazy("Please write what the problem is.")},
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Side"),
        required=False,
        choices=[("", pgettext_lazy("patient's side", "not noted")), *Episode.Side.choices],
        help_text=gettext_lazy("The patient's left and right."),
    )
    since_year = CleanLineField(
        label=gettext_lazy("Since: year"),
        required=False,
        max_length=4,
        widget=forms.TextInput(attrs={**_OFF, "inputmode": "numeric"}),
    )
    since_month = forms.TypedChoiceField(
        label=gettext_lazy("Since: month"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", pgettext_lazy("month", "not noted")), *MONTHS.items()],
    )
    goal = CleanTextField(
        label=gettext_lazy("Goal"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What the patient wants to be able to do again."),
    )
    is_planned = forms.BooleanField(label=gettext_lazy("Treatment has not begun yet"), required=False)
    expected_version = _version()

    def __init__(self, data: QueryDict | dict[str, str] | None, *, person: Person, episode: Episode | None) -> None:
        names = ("problem", "side", "since_year", "since_month", "goal")
        initial = {name: getattr(episode, name) for name in names} if episode else {}
        if episode is not None:
            initial |= {"responsible": str(episode.responsible_id or ""), "expected_version": episode.version}
        super().__init__(data, initial=initial)
        self._born = person.year_of_birth
        people = {str(one.pk): one.name for one in who_may_answer_for_one()}
        if episode is not None and episode.responsible is not None:
            people.setdefault(str(episode.responsible_id), episode.responsible.name)
        self.fields["responsible"] = forms.ChoiceField(
            label=_("Responsible"), required=False, choices=[("", _("nobody yet")), *people.items()]
        )
        if episode is not None:
            del self.fields["is_planned"]
        self.order_fields(["problem", "side", "since_year", "since_month", "goal", "responsible", "is_planned"])

    def clean_since_year(self) -> int | None:
        """Return the year. Raises ValidationError for one that has not come, or in which the patient did not live."""
        text: str = self.cleaned_data["since_year"]
        if not text:
            return None
        year = year_of(text, clock.now().year)
        if year is None:
            raise forms.ValidationError(_("Please write the year in four digits, such as 2024."))
        if self._born is not None and year < self._born:
            raise forms.ValidationError(_("This is before the patient was born."))
        return year

    def clean(self) -> dict[str, object]:
        """Refuse a month without its year, and one that has not come."""
        data = super().clean() or self.cleaned_data
        month, today = data.get("since_month"), clock.now()
        if month and data.get("since_year") is None and "since_year" not in self.errors:
            self.add_error("since_year", _("Please write the year of this month too."))
        elif month and (data.get("since_year"), month) > (today.year, today.month):
            self.add_error("since_month", _("This month has not come yet."))
        return data

    def facts(self) -> EpisodeFacts:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        responsible = int(data["responsible"]) if data["responsible"] else None
        return EpisodeFacts(
            data["problem"], data["side"], data["since_year"], data["since_month"], data["goal"], responsible
        )


class ReferralForm(forms.Form):
    """What a doctor sent a patient with."""

    number = CleanLineField(
        label=gettext_lazy("Number of the referral"), required=False, max_length=64, widget=forms.TextInput(attrs=_OFF)
    )
    doctor = CleanLineField(
        label=gettext_lazy("Doctor who referred"), required=False, max_length=120, widget=forms.TextInput(attrs=_OFF)
    )
    diagnosis = CleanLineField(
        label=gettext_lazy("Diagnosis, as it stands there"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=_OFF),
    )
    payer = CleanLineField(
        label=gettext_lazy("Who pays"), required=False, max_length=120, widget=forms.TextInput(attrs=_OFF)
    )
    sessions_allowed = forms.IntegerField(
        label=gettext_lazy("Sessions allowed"),
        required=False,
        min_value=1,
        max_value=MOST_SESSIONS,
        help_text=gettext_lazy("Leave it empty where none are counted."),
    )
    sessions_used = forms.IntegerField(
        label=gettext_lazy("Sessions used so far"), required=False, min_value=0, max_value=MOST_SESSIONS
    )
    valid_until = day_field(gettext_lazy("Valid until"), required=False)
    expected_version = _version()

    NAMES = ("number", "doctor", "diagnosis", "payer", "sessions_allowed", "sessions_used", "valid_until")

    def __init__(self, data: QueryDict | dict[str, str] | None, *, referral: Referral | None) -> None:
        initial = {name: getattr(referral, name) for name in self.NAMES} if referral else {"sessions_used": 0}
        super().__init__(data, initial=initial | ({"expected_version": referral.version} if referral else {}))

    def clean(self) -> dict[str, object]:
        """Refuse an empty referral, and more sessions used than allowed."""
        data = super().clean() or self.cleaned_data
        data["sessions_used"] = data.get("sessions_used") or 0
        allowed = data.get("sessions_allowed")
        if allowed is not None and data["sessions_used"] > allowed:
            self.add_error("sessions_used", _("More were used than are allowed. Please correct one of them."))
        if not self.errors and not any(data.get(name) for name in self.NAMES):
            raise forms.ValidationError(_("Nothing is filled in yet."))
        return data

    def sent(self) -> ReferralFacts:
        """Return what was filled in, for the action."""
        return ReferralFacts(**{name: self.cleaned_data[name] for name in self.NAMES})
