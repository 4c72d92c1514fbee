"""What staff fill in about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from drypoint.foundation.core import clock
from drypoint.foundation.core.text_input import LARGEST_COUNT
from drypoint.foundation.look.contact_fields import BirthYearField, PhoneField, email_field
from drypoint.foundation.look.fields import CleanLineField, CleanTextField
from drypoint.foundation.patients import rules
from drypoint.foundation.patients.actions import Particulars
from drypoint.foundation.patients.merging import NOTE_OF_BOTH
from drypoint.foundation.patients.models import Contact, Figure, Identifier, Person, Sex
from drypoint.foundation.patients.presenters import Difference

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as _Words

MOST_OTHER_CONTACTS = 10
KEPT, GONE, BOTH = "kept", "gone", "both"


def _line(label: _Words, *, longest: int = 120, hint: _Words = "") -> CleanLineField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return CleanLineField(label=label, required=False, max_length=longest, widget=widget, help_text=hint)


def _phone(label: _Words) -> PhoneField:
    field = PhoneField(autocomplete="off", required=False)
    field.label = label
    return field


def _take_as_much(field: forms.Field, length: int) -> None:
    """Let a field take a text of this length, if it would take less."""
    if isinstance(field, forms.CharField) and field.max_length is not None and length > field.max_length:
        field.max_length = length
        field.widget.attrs["maxlength"] = str(length)
        others = [one for one in field.validators if not isinstance(one, MaxLengthValidator)]
        field.validators = [*others, MaxLengthValidator(length)]


def not_these(data: QueryDict) -> frozenset[int]:
    """Return of whom somebody has said that they are somebody else: the numbers in the answer of _alike.html."""
    numbers = " ".join(data.getlist("not_these")).split()
    return frozenset(int(one) for one in numbers if one.isascii() and one.isdecimal() and len(one) < 19)


class ContactsField(CleanTextField):
    """Telephone numbers and e-mail addresses, one in a line."""

    most = MOST_OTHER_CONTACTS

    def clean(self, value: object) -> tuple[str, ...]:
        """Return them as they were written. Raises ValidationError for the first line that is neither."""
        lines = [line.strip() for line in str(super().clean(value)).split("\n") if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(_("Please keep to %(most)d further contacts.") % {"most": self.most})
        return tuple(self._one(line) for line in lines)

    def _one(self, line: str) -> str:
        try:
            written: str = email_field().clean(line) if "@" in line else PhoneField().clean(line)
        except ValidationError as error:
            sentence = _("“%(line)s” is neither a telephone number nor an e-mail address.") % {"line": line}
            raise ValidationError(sentence) from error
        return written


class PersonForm(forms.Form):
    """Who somebody is, and how they are reached. Only the name is needed, or its two parts."""

    name = CleanLineField(
        label=gettext_lazy("Name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("As it is shown. It may be left empty where both parts are given."),
    )
    given_name = _line(gettext_lazy("Given name"))
    family_name = _line(gettext_lazy("Family name"))
    known_as = _line(gettext_lazy("Known as"), hint=gettext_lazy("How the person wants to be called."))
    born_on = forms.DateField(
        label=gettext_lazy("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Please write the date as day, month and year.")},
    )
    birth_year = BirthYearField(
        autocomplete="off", required=False, help_text=gettext_lazy("If only the year is known.")
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), required=False, choices=[("", gettext_lazy("not noted")), *Sex.choices]
    )
    figure = forms.ChoiceField(
        label=gettext_lazy("Figure for drawings"),
        required=False,
        choices=[("", gettext_lazy("not noted")), *Figure.choices],
        help_text=gettext_lazy("On which figure a new pain drawing begins."),
    )
    phone = PhoneField(autocomplete="off", required=False)
    email = email_field(autocomplete="off")
    other_contacts = ContactsField(
        label=gettext_lazy("Further telephone numbers and e-mail addresses"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=gettext_lazy("One in a line."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("In which the person gets pages and mails."),
    )
    other_languages = _line(gettext_lazy("Other languages that the person speaks"))
    street = _line(gettext_lazy("Street and number"))
    postcode = _line(gettext_lazy("Postcode"), longest=16)
    town = _line(gettext_lazy("Town"), longest=80)
    country = _line(gettext_lazy("Country"), longest=80)
    oib = _line(gettext_lazy("OIB"), longest=32, hint=gettext_lazy("The Croatian personal number, 11 digits."))
    insurance_number = _line(gettext_lazy("Insurance number"), longest=32)
    referring_doctor = _line(gettext_lazy("Referring doctor"))
    contact_person = _line(gettext_lazy("Contact person"))
    contact_person_phone = _phone(gettext_lazy("Telephone of the contact person"))
    is_contact_guardian = forms.BooleanField(
        label=gettext_lazy("The contact person is the guardian, and decides for the patient"), required=False
    )
    note = CleanTextField(
        label=gettext_lazy("Note for reception"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands at the head of the patient's page. Nothing about the illness."),
    )
    is_deceased = forms.BooleanField(label=gettext_lazy("The patient has died"), required=False)
    expected_version = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST_COUNT, widget=forms.HiddenInput
    )

    # Columns that a field of the same name fills in.
    SAME = (
        "name", "given_name", "family_name", "known_as", "born_on", "birth_year", "sex", "figure", "phone", "email",
        "language", "other_languages", "street", "postcode", "town", "country", "referring_doctor", "contact_person",
        "contact_person_phone", "is_contact_guardian", "note",
    )  # fmt: skip
    IDENTIFIERS = {"oib": Identifier.Kind.OIB, "insurance_number": Identifier.Kind.INSURANCE}

    @classmethod
    def of(
        cls,
        person: Person,
        contacts: list[Contact],
        identifiers: dict[str, str],
        typed: Mapping[str, str] | None = None,
    ) -> PersonForm:
        """Return the form filled with what is known, or typed; contacts and identifiers are all that the person has.

        A record that was merged may hold more than is asked of others: then that much is taken.
        """
        kept_in_row = Particulars(name=person.name, email=person.email, phone=person.phone).preferred_contacts()
        others = [one.value for one in contacts if (one.kind, one.normalised) not in kept_in_row]
        form = cls(
            typed,
            initial={
                **{name: getattr(person, name) for name in cls.SAME},
                **{name: identifiers.get(kind, "") for name, kind in cls.IDENTIFIERS.items()},
                "other_contacts": "\n".join(others),
                "is_deceased": person.state == Person.State.DECEASED,
                "expected_version": person.version,
            },
        )
        further = form.fields["other_contacts"]
        if isinstance(further, ContactsField):
            further.most = max(further.most, len(others))
        # Of all contacts, since a long one may change places with the preferred one.
        _take_as_much(further, len("\n".join(one.value for one in contacts)))
        _take_as_much(form.fields["note"], len(person.note))
        return form

    def clean_oib(self) -> str:
        """Return the eleven digits. Raises ValidationError where the last does not follow from the others."""
        number = "".join(self.cleaned_data["oib"].split())
        if number and not rules.is_oib(number):
            raise ValidationError(_("This is no OIB: please compare its 11 digits, one of them is mistyped."))
        return number

    def clean_insurance_number(self) -> str:
        """Return the number without spaces."""
        return "".join(self.cleaned_data["insurance_number"].split())

    def clean(self) -> dict[str, object]:
        """Hold the name to its parts and the year to the date; refuse a birth in the future."""
        data = super().clean() or self.cleaned_data
        given, family = data.get("given_name", ""), data.get("family_name", "")
        if not data.get("name") and given and family:
            data["name"] = f"{given} {family}"[:120]
        if not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Please write the person's name."))
        elif (given or family) and data.get("name") and not rules.is_split_of(data["name"], given, family):
            self.add_error("name", _("Given name and family name hold other words than this. Please correct one."))
        born_on, birth_year = data.get("born_on"), data.get("birth_year")
        if born_on is not None and (born_on > clock.now().date() or born_on.year < 1900):
            self.add_error("born_on", _("Nobody who is alive was born on this day. Please check the year."))
        elif born_on is not None and birth_year is not None:
            if born_on.year != birth_year:
                self.add_error("birth_year", _("The date of birth says another year. Please correct one of them."))
            data["birth_year"] = None
        if data.get("is_contact_guardian") and not data.get("contact_person"):
            self.add_error("contact_person", _("Please write who the guardian is."))
        return data

    def particulars(self) -> Particulars:
        """Return what was filled in, for the action."""
        data = self.cleaned_data
        return Particulars(
            **{name: data[name] for name in self.SAME},
            state=Person.State.DECEASED if data["is_deceased"] else Person.State.ACTIVE,
            other_contacts=data["other_contacts"],
            identifiers={str(kind): data[name] for name, kind in self.IDENTIFIERS.items()},
        )


class NameSplitForm(forms.Form):
    """The parts of a name, as they were shown to whoever says that they are right."""

    given_name = CleanLineField(max_length=120)
    family_name = CleanLineField(max_length=120)
    expected_version = forms.IntegerField(min_value=0, max_value=LARGEST_COUNT)


class MergeForm(forms.Form):
    """For everything in which two records differ, whose is kept: the choices are what the two say."""

    kept_version = forms.IntegerField(min_value=0, max_value=LARGEST_COUNT, widget=forms.HiddenInput)
    gone_version = forms.IntegerField(min_value=0, max_value=LARGEST_COUNT, widget=forms.HiddenInput)

    @classmethod
    def between(
        cls, kept: Person, gone: Person, differences: Sequence[Difference], data: QueryDict | None
    ) -> MergeForm:
        """Return the form of two records; nothing is chosen where only one of them says something."""
        form = cls(data, initial={"kept_version": kept.version, "gone_version": gone.version})
        for one in differences:
            choices: list[tuple[str, str | Promise]] = [
                (KEPT, one.kept or pgettext_lazy("value", "nothing")),
                (GONE, one.gone or pgettext_lazy("value", "nothing")),
            ]
            if one.unit == "note" and one.kept and one.gone:
                choices.append((BOTH, gettext_lazy("both, one below the other")))
            form.fields[one.unit] = forms.ChoiceField(
                label=str(one.label),
                choices=choices,
                initial=KEPT if one.kept else GONE,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Please choose one of the two.")},
            )
        return form

    def from_gone(self) -> frozenset[str]:
        """Return what is taken from the record that goes."""
        chosen = self.cleaned_data
        both = {NOTE_OF_BOTH} if chosen.get("note") == BOTH else set()
        return frozenset({unit for unit, whose in chosen.items() if whose == GONE} | both)

    def versions(self) -> tuple[int, int]:
        """Return the versions that were looked at, of the kept record first."""
        return self.cleaned_data["kept_version"], self.cleaned_data["gone_version"]
