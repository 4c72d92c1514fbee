"""Rooms, people, services and hours as forms of the desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from drypoint.foundation.accounts.models import User
from drypoint.foundation.core import clock
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.foundation.practice import rules
from drypoint.foundation.practice.actions import Opening, OtherDay
from drypoint.foundation.practice.fields import CellsField, ClockField, MoneyField, day_field
from drypoint.foundation.practice.forms import DAY_NAMES
from drypoint.foundation.practice.models import (
    CELL_MINUTES,
    Practitioner,
    Service,
    TreatmentRoom,
)
from drypoint.foundation.practice.queries import languages_of_site, the_practice
from drypoint.knowledge.language import FALLBACK

_LARGEST_PLACE = 999
_LONGEST_MINUTES = 600
_LONGEST_NOTICE = 60 * 24 * 30


class _InLanguages(forms.Form):
    """A form that asks some of its words in every language of the site."""

    def ask_in_languages(self, name: str, label: str, words: Mapping[str, str], *, is_long: bool, needed: bool) -> None:
        """Add a field for each language; where it is needed, in the main one."""
        practice = the_practice()
        main = practice.main_language if practice else FALLBACK
        said = dict(settings.LANGUAGES)
        for code in languages_of_site():
            field = CleanTextField if is_long else CleanLineField
            self.fields[f"{name}_{code}"] = field(
                label=_("%(what)s, %(language)s") % {"what": label, "language": said.get(code, code)},
                required=needed and code == main,
                max_length=600 if is_long else 80,
                initial=words.get(code, ""),
            )
            if is_long:
                self.fields[f"{name}_{code}"].widget.attrs["rows"] = 2

    def words(self, name: str, before: Mapping[str, str]) -> dict[str, str]:
        """Return what was written, by language; languages that the site does not speak keep theirs."""
        written = {code: str(self.cleaned_data[f"{name}_{code}"]) for code in languages_of_site()}
        return {code: words for code, words in {**before, **written}.items() if words}


class RoomForm(forms.Form):
    """A room."""

    name = CleanLineField(label=gettext_lazy("Name of the room"), max_length=80)
    place = forms.IntegerField(
        label=gettext_lazy("Place in the list"),
        min_value=0,
        max_value=_LARGEST_PLACE,
        initial=0,
        help_text=gettext_lazy("The free room with the smallest number is given out first."),
    )
    is_used = forms.BooleanField(label=gettext_lazy("The room is in use"), required=False, initial=True)

    def __init__(self, data: QueryDict | None = None, *, room: TreatmentRoom | None = None) -> None:
        initial = {"name": room.name, "place": room.place, "is_used": room.is_used} if room else None
        super().__init__(data, initial=initial)


class PractitionerForm(_InLanguages):
    """Somebody who treats."""

    name = CleanLineField(label=gettext_lazy("Name, as patients see it"), max_length=120)
    user = forms.ModelChoiceField(
        label=gettext_lazy("Signs in as"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody of the staff"),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Speaks"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    daily_cap = forms.IntegerField(
        label=gettext_lazy("Most appointments a day"),
        min_value=1,
        max_value=200,
        required=False,
        help_text=gettext_lazy("Leave it empty for any number."),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=0, max_value=_LARGEST_PLACE, initial=0
    )
    is_active = forms.BooleanField(label=gettext_lazy("Can be booked"), required=False, initial=True)

    def __init__(self, data: QueryDict | None = None, *, practitioner: Practitioner | None = None) -> None:
        names = ("name", "user", "languages", "daily_cap", "place", "is_active")
        super().__init__(data, initial={name: getattr(practitioner, name) for name in names} if practitioner else None)
        self._before: dict[str, str] = practitioner.titles if practitioner else {}
        others = Practitioner.objects.exclude(pk=practitioner.pk) if practitioner else Practitioner.objects.all()
        users = User.objects.filter(is_active=True).exclude(practitioner__in=others)
        self._user_field.queryset = users.order_by("name")
        self.ask_in_languages("title", _("Title"), self._before, is_long=False, needed=False)
        self.order_fields(["name", *(f"title_{code}" for code in languages_of_site())])

    @property
    def _user_field(self) -> forms.ModelChoiceField[User]:
        field = self.fields["user"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 (tells the type checker)
        return field

    def values(self) -> dict[str, object]:
        """Return what the action stores."""
        names = ("name", "user", "languages", "daily_cap", "place", "is_active")
        return {**{name: self.cleaned_data[name] for name in names}, "titles": self.words("title", self._before)}


class ServiceForm(_InLanguages):
    """What can be booked, how long it takes, and by which rules."""

    minutes = CellsField(label=gettext_lazy("Length in minutes"), least=CELL_MINUTES, most=_LONGEST_MINUTES)
    before_minutes = CellsField(
        label=gettext_lazy("Free minutes before"),
        least=0,
        most=120,
        hint=gettext_lazy("They belong to the appointment: nobody else is booked into them."),
    )
    after_minutes = CellsField(label=gettext_lazy("Free minutes after"), least=0, most=120)
    step_minutes = CellsField(
        label=gettext_lazy("Minutes from one start to the next"), least=CELL_MINUTES, most=_LONGEST_MINUTES
    )
    price = MoneyField(label=gettext_lazy("Price"), required=False, max_length=12)
    currency = forms.RegexField(
        label=gettext_lazy("Currency"),
        regex=r"\A[A-Z]{3}\Z",
        initial="EUR",
        error_messages={"invalid": gettext_lazy("Please write three capital letters, such as EUR.")},
    )
    practitioners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who offers it"),
        queryset=Practitioner.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    rooms = forms.ModelMultipleChoiceField(
        label=gettext_lazy("In which rooms"),
        queryset=TreatmentRoom.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("Tick none if it needs no room."),
    )
    is_on_request = forms.BooleanField(
        label=gettext_lazy("Only on request: we approve each booking first"), required=False
    )
    is_for_new_people = forms.BooleanField(
        label=gettext_lazy("People who were never here may book it"), required=False, initial=True
    )
    notice_minutes = forms.IntegerField(
        label=gettext_lazy("Shortest notice in minutes"), min_value=0, max_value=_LONGEST_NOTICE
    )
    horizon_days = forms.IntegerField(label=gettext_lazy("Days that can be booked ahead"), min_value=1, max_value=365)
    change_minutes = forms.IntegerField(
        label=gettext_lazy("Patients may move or cancel until so many minutes before"),
        min_value=0,
        max_value=_LONGEST_NOTICE,
        help_text=gettext_lazy("1440 is a day. Later they are asked to call."),
    )
    place = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=0, max_value=_LARGEST_PLACE, initial=0
    )
    is_offered = forms.BooleanField(label=gettext_lazy("Can be booked"), required=False, initial=True)

    _PLAIN = (
        "minutes", "before_minutes", "after_minutes", "step_minutes", "currency", "is_on_request", "is_for_new_people",
        "notice_minutes", "horizon_days", "change_minutes", "place", "is_offered",
    )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, service: Service | None = None) -> None:
        shown = service or Service()
        initial: dict[str, object] = {name: getattr(shown, name) for name in self._PLAIN}
        initial["price"] = "" if shown.price_cents is None else rules.amount_of(shown.price_cents)
        if service is not None:
            initial |= {"practitioners": service.practitioners.all(), "rooms": service.rooms.all()}
        super().__init__(data, initial=initial)
        self._before = shown
        self.ask_in_languages("name", _("Name"), shown.names, is_long=False, needed=True)
        self.ask_in_languages("text", _("What it is"), shown.texts, is_long=True, needed=False)
        words = [f"{name}_{code}" for name in ("name", "text") for code in languages_of_site()]
        self.order_fields(words)

    def values(self) -> dict[str, object]:
        """Return what the action stores, besides who and where."""
        return {
            **{name: self.cleaned_data[name] for name in self._PLAIN},
            "price_cents": self.cleaned_data["price"],
            "names": self.words("name", self._before.names),
            "texts": self.words("text", self._before.texts),
        }


class HoursForm(forms.Form):
    """An opening of several weekdays at once."""

    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        choices=[(str(number), name) for number, name in enumerate(DAY_NAMES.values())],
        widget=forms.CheckboxSelectMultiple,
    )
    begins = ClockField(label=pgettext_lazy("opening hours", "from"))
    ends = ClockField(label=pgettext_lazy("opening hours", "until"), is_end=True)
    valid_from = day_field(gettext_lazy("From this day on"), required=False)
    valid_until = day_field(gettext_lazy("Until this day"), required=False)

    def clean(self) -> dict[str, object]:
        """Refuse what ends before it begins."""
        data = super().clean() or self.cleaned_data
        _refuse_backwards(self, data)
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first. Please correct one of them."))
        return data

    def opening(self) -> Opening:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        weekdays = tuple(sorted(int(day) for day in data["weekdays"]))
        return Opening(weekdays, data["begins"], data["ends"], data["valid_from"], data["valid_until"])


class OtherDayForm(forms.Form):
    """Days on which it is other than usual: closed without times, else open just then."""

    first = day_field(gettext_lazy("First day"), required=True)
    last = day_field(gettext_lazy("Last day"), required=False)
    begins = ClockField(label=gettext_lazy("Open from"), required=False)
    ends = ClockField(label=gettext_lazy("Open until"), is_end=True, required=False)
    reason = CleanLineField(label=gettext_lazy("Reason, seen by staff alone"), max_length=120, required=False)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["begins"].help_text = _("Leave both times empty for closed days.")
        self.fields["last"].help_text = _("Leave it empty for one day.")

    def clean(self) -> dict[str, object]:
        """Refuse one time without the other, and too many days."""
        data = super().clean() or self.cleaned_data
        if "begins" in data and "ends" in data and (data["begins"] is None) != (data["ends"] is None):
            self.add_error("ends", _("Give both times, or neither for closed days."))
        _refuse_backwards(self, data)
        if data.get("first"):
            try:
                rules.days_between(data["first"], data.get("last") or data["first"])
            except ValueError:
                self.add_error("last", _("Please give a last day that is not before the first, and at most 92 days."))
            if (data.get("last") or data["first"]) < timezone.localdate(clock.now()):
                self.add_error(
                    "last" if data.get("last") else "first", _("These days are over. Nothing comes of them.")
                )
        return data

    def day(self) -> OtherDay:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        return OtherDay(data["first"], data["last"] or data["first"], data["begins"], data["ends"], data["reason"])


class _DecisionField(forms.ChoiceField):
    """A question that is always asked, and that may be left undecided."""

    def validate(self, value: str) -> None:
        """Take a blank for undecided. Raises ValidationError for what is no choice."""
        if value:
            super().validate(value)


class HolidaysForm(forms.Form):
    """What the practice decides of each public holiday that is proposed: closed, open as usual, or not yet.

    Closed is proposed where nothing stands on the day; where something does, staff decide themselves.
    """

    year = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None = None, *, days: Sequence[tuple[date, str]], standing: Collection[date], year: int
    ) -> None:
        super().__init__(data, initial={"year": year})
        self.days = {f"day{day.isoformat()}": day for day, _words in days}
        for day, words in days:
            self.fields[f"day{day.isoformat()}"] = _DecisionField(
                label=words,
                choices=[
                    ("", pgettext_lazy("holiday", "not decided yet")),
                    ("closed", pgettext_lazy("holiday", "closed")),
                    ("open", pgettext_lazy("holiday", "open as usual")),
                ],
                initial="" if day in standing else "closed",
            )

    def chosen(self, decision: str) -> list[date]:
        """Return the days of which staff decided so: "closed" or "open"."""
        return [day for name, day in self.days.items() if self.cleaned_data[name] == decision]


class CredentialForm(forms.Form):
    """What somebody may do by a course or a register."""

    name = CleanLineField(
        label=gettext_lazy("Course, register or region"),
        max_length=120,
        help_text=gettext_lazy("Write it alike for everybody who has it, so that one can stand in for another."),
    )
    valid_until = day_field(gettext_lazy("Valid until"), required=False)


def _refuse_backwards(form: forms.Form, data: Mapping[str, object]) -> None:
    begins, ends = data.get("begins"), data.get("ends")
    if isinstance(begins, int) and isinstance(ends, int) and ends <= begins:
        form.add_error("ends", _("The end must be later than the beginning. Midnight as the end is 00:00."))
