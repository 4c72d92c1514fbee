"""The practice's own words about itself, as a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from drypoint.foundation.look.contact_fields import AddressField
from drypoint.foundation.practice.models import Practice
from drypoint.foundation.practice.rules import DAYS, OpenTime, open_times

DAY_NAMES = {
    "mo": _("Monday"),
    "tu": _("Tuesday"),
    "we": _("Wednesday"),
    "th": _("Thursday"),
    "fr": _("Friday"),
    "sa": _("Saturday"),
    "su": _("Sunday"),
}


# Django's own class takes no parameter at run time.
if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Practice]
else:
    _ModelForm = forms.ModelForm


class PracticeForm(_ModelForm):
    """Name, address, numbers, languages and hours; the hours are one line a day."""

    has_hours = True

    languages = forms.MultipleChoiceField(
        label=_("Languages of the site"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    main_language = forms.ChoiceField(label=_("Main language"), choices=settings.LANGUAGES)

    class Meta:
        model = Practice
        fields = (
            "name",
            "street",
            "postcode",
            "town",
            "country",
            "email",
            "phone",
            "emergency_number",
            "answer_within_hours",
            "enquiry_kept_days",
            "languages",
            "main_language",
            "uses_own_counts",
        )
        field_classes: ClassVar = {"email": AddressField}
        help_texts: ClassVar = {
            "answer_within_hours": _(
                "Counted while you are open, and said so to whoever writes: 8 hours may be one working day."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = {one.day: one for one in open_times(self.instance.opening_hours)}
        for day in DAYS if self.has_hours else ():
            for edge, label in (
                ("opens", pgettext_lazy("opening hours", "from")),
                ("closes", pgettext_lazy("opening hours", "until")),
            ):
                self.fields[f"{day}_{edge}"] = forms.TimeField(
                    label=_("%(day)s, %(edge)s") % {"day": DAY_NAMES[day], "edge": label},
                    required=False,
                    initial=getattr(hours[day], edge) if day in hours else None,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                )

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """Return every field but the hours, for the template."""
        return [self[name] for name in PracticeForm.Meta.fields if name in self.fields]

    @property
    def hour_rows(self) -> list[tuple[str | Promise, forms.BoundField, forms.BoundField]]:
        """Return (day, opening field, closing field) for the template."""
        return [(DAY_NAMES[day], self[f"{day}_opens"], self[f"{day}_closes"]) for day in DAYS if self.has_hours]

    def clean(self) -> dict[str, object]:
        """Read the hours, and hold the main language to the chosen ones."""
        cleaned = super().clean() or self.cleaned_data
        hours = []
        for day in DAYS:
            opens, closes = cleaned.get(f"{day}_opens"), cleaned.get(f"{day}_closes")
            if opens is None and closes is None:
                continue
            if opens is None or closes is None or closes <= opens:
                self.add_error(f"{day}_closes", _("Give both times, the second later than the first, or neither."))
            else:
                hours.append(OpenTime(day, opens, closes).as_json())
        cleaned["opening_hours"] = hours
        if cleaned.get("languages") and cleaned.get("main_language") not in cleaned["languages"]:
            self.add_error("main_language", _("The main language must be one of the languages of the site."))
        return cleaned

    def values(self) -> dict[str, object]:
        """Return what an action takes, once the form is valid."""
        names = (*PracticeForm.Meta.fields, "opening_hours")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
