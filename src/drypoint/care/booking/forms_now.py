"""What staff fill in about the week as it is: somebody is here now, somebody who treats is away."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from drypoint.care.booking.absences import Absence
from drypoint.care.booking.forms_desk import LONGEST_REASON
from drypoint.care.booking.walk_ins import WalkIn
from drypoint.foundation.core import clock
from drypoint.foundation.look.contact_fields import PhoneField, email_field
from drypoint.foundation.look.fields import CleanLineField
from drypoint.foundation.patients.actions import Particulars
from drypoint.foundation.patients.forms import not_these
from drypoint.foundation.patients.models import Person
from drypoint.foundation.practice import rules
from drypoint.foundation.practice.actions import OtherDay
from drypoint.foundation.practice.fields import day_field
from drypoint.foundation.practice.models import Practitioner, Service

_NEWCOMER = ("name", "phone", "email", "language")


class HereNowForm(forms.Form):
    """Who is here, for what, and with whom; a patient who is known already is not asked who they are."""

    name = CleanLineField(
        label=gettext_lazy("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = PhoneField(autocomplete="off", required=False)
    email = email_field(autocomplete="off")
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    service = forms.ChoiceField(label=gettext_lazy("What"))
    practitioner = forms.ChoiceField(label=gettext_lazy("With whom"))
    reason = CleanLineField(
        label=gettext_lazy("Reason, if it is off hours or over others"), max_length=LONGEST_REASON, required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        person: Person | None,
        services: Sequence[Service],
        people: Sequence[Practitioner],
    ) -> None:
        super().__init__(data, initial={"language": get_language()})
        self._person, self._data = person, data
        self._offered = {str(one.pk): one for one in services}
        if person is not None:
            for name in _NEWCOMER:
                del self.fields[name]
        _choose(self, "service", [(str(one.pk), one.name_in(get_language())) for one in services])
        _choose(self, "practitioner", [(str(one.pk), one.name) for one in people])

    def clean(self) -> dict[str, object]:
        """Refuse who does not offer what is wanted."""
        data = super().clean() or self.cleaned_data
        service, who = self._offered.get(str(data.get("service"))), data.get("practitioner")
        if service is not None and who and not service.practitioners.filter(pk=int(str(who))).exists():
            self.add_error("practitioner", _("This person does not offer what is chosen."))
        return data

    def walk_in(self) -> WalkIn:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        newcomer = None if self._person else Particulars(**{name: data[name] for name in _NEWCOMER})
        return WalkIn(
            int(data["service"]),
            int(data["practitioner"]),
            person_id=self._person.pk if self._person else None,
            newcomer=newcomer,
            not_these=not_these(self._data) if self._data is not None else frozenset(),
            reason=data["reason"],
        )


class AbsenceForm(forms.Form):
    """Who is away, and when."""

    practitioner = forms.ChoiceField(label=gettext_lazy("Who is away"))
    first = day_field(gettext_lazy("First day"), required=True)
    last = day_field(gettext_lazy("Last day"), required=True)
    reason = CleanLineField(label=gettext_lazy("Reason, seen by staff alone"), max_length=120, required=False)

    def __init__(self, data: QueryDict | None = None, *, people: Sequence[Practitioner]) -> None:
        super().__init__(data)
        _choose(self, "practitioner", [(str(one.pk), one.name) for one in people])

    def clean_first(self) -> object:
        """Refuse a day that is over: nothing can become of what was booked on it."""
        if self.cleaned_data["first"] < timezone.localdate(clock.now()):
            raise ValidationError(_("This day is over. Please give today or a later day."))
        return self.cleaned_data["first"]

    def clean(self) -> dict[str, object]:
        """Refuse too many days, and a last day before the first."""
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last"):
            try:
                rules.days_between(data["first"], data["last"])
            except ValueError:
                self.add_error("last", _("Please give a last day that is not before the first, and at most 92 days."))
        return data

    def absence(self) -> Absence:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        return Absence(int(data["practitioner"]), OtherDay(data["first"], data["last"], reason=data["reason"]))


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 (tells the type checker)
    field.choices = list(choices)
