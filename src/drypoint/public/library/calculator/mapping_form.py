"""What is asked of a table from elsewhere: which column is what, how it writes numbers, and which sheet it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from drypoint.knowledge.evidence.mapping import (
    LooseTable,
    Signs,
    fitting_measures,
    guessed_roles,
    guessed_signs,
    kept_names,
    missing_for,
    number_columns,
    roles,
)
from drypoint.public.library.calculator.forms import measures_by_columns

DECIMALS: Final[dict[str, Promise]] = {
    ".": gettext_lazy("a point: 0.5"),
    ",": gettext_lazy("a comma: 0,5"),
}
THOUSANDS: Final[dict[str, Promise]] = {
    "": gettext_lazy("nothing: 1500"),
    ".": gettext_lazy("a point: 1.500"),
    ",": gettext_lazy("a comma: 1,500"),
    " ": gettext_lazy("a space: 1 500"),
    "'": gettext_lazy("an apostrophe: 1'500"),
}
ROLES: Final[dict[str, Promise]] = {
    "study": gettext_lazy("name of the study"),
    "n1": gettext_lazy("people, first group"),
    "m1": gettext_lazy("mean, first group (or before)"),
    "sd1": gettext_lazy("standard deviation, first group (or before)"),
    "n2": gettext_lazy("people, second group"),
    "m2": gettext_lazy("mean, second group (or after)"),
    "sd2": gettext_lazy("standard deviation, second group (or after)"),
    "ai": gettext_lazy("with the event, first group"),
    "bi": gettext_lazy("without the event, first group"),
    "ci": gettext_lazy("with the event, second group"),
    "di": gettext_lazy("without the event, second group"),
    "x1i": gettext_lazy("events over time, first group"),
    "t1i": gettext_lazy("person-time, first group"),
    "x2i": gettext_lazy("events over time, second group"),
    "t2i": gettext_lazy("person-time, second group"),
    "xi": gettext_lazy("events, one group"),
    "ni": gettext_lazy("people, one group"),
    "ti": gettext_lazy("person-time, one group"),
    "ri": gettext_lazy("correlation"),
    "yi": gettext_lazy("effect"),
    "vi": gettext_lazy("variance of the effect"),
    "sei": gettext_lazy("standard error of the effect"),
}
_KEPT: Final = gettext_lazy("none of these: keep it under its name")


def kept_word() -> str:
    """Return the word behind the name of a column that is read as nothing although its name means something."""
    return pgettext("behind the name of a column", "extra")


class MappingForm(forms.Form):
    """The columns of one table. Unbound it shows what was guessed; what could not be told has no value yet."""

    measure = forms.ChoiceField(
        label=gettext_lazy("Measure"),
        choices=lambda: [("", _("Please choose")), *measures_by_columns()],
        error_messages={"required": gettext_lazy("Choose what is to be calculated.")},
    )
    # A question whose answer was guessed offers no blank choice, and can be confirmed as it is.
    decimal = forms.ChoiceField(
        label=gettext_lazy("Decimals are written with"),
        choices=[("", gettext_lazy("Please choose")), *DECIMALS.items()],
        error_messages={"required": gettext_lazy("Say which sign writes decimals; the table alone does not tell.")},
    )
    thousands = forms.ChoiceField(
        label=gettext_lazy("Thousands are set apart by"),
        choices=[(key or "none", name) for key, name in THOUSANDS.items()],
    )

    def __init__(self, table: LooseTable, data: Mapping[str, str] | None = None, *, measure: str = "") -> None:
        super().__init__(data)
        self.table = table
        self.guessed = guessed_roles(table.header)
        fitting = fitting_measures(self.guessed)
        wanted = measure if measure in fitting else fitting[0] if len(fitting) == 1 else ""
        numbers = number_columns(table)
        signs = guessed_signs(cell for place in numbers for cell in table.column(place))
        self.guessed_signs = signs
        measures, decimals, thousands = (self.fields[name] for name in ("measure", "decimal", "thousands"))
        measures.initial = wanted
        thousands.initial = (signs.thousands if signs else "") or "none"
        if signs is not None:
            decimals.initial = signs.decimal
            decimals.widget.choices = [*DECIMALS.items()]
        kept = kept_names(table, kept_word())
        for place, (own, role) in enumerate(zip(table.header, self.guessed, strict=True)):
            has_own = kept[place] == own.lower() or not own
            keep = _KEPT if has_own else _("none of these: it is kept as “%(name)s”") % {"name": kept[place]}
            self.fields[f"column{place}"] = forms.ChoiceField(
                label=own or _("Column %(number)d, without a name") % {"number": place + 1},
                choices=[("", keep), *((name, f"{ROLES[name]} ({name})") for name in roles())],
                initial=role,
                required=False,
            )

    def clean(self) -> dict[str, object]:
        """Refuse one role for two columns, signs that cannot be told apart, and a measure that lacks a column."""
        cleaned: dict[str, object] = super().clean() or {}
        chosen = [role for role in self.roles().values() if role]
        if twice := sorted(role for role, times in Counter(chosen).items() if times > 1):
            names = ", ".join(str(ROLES[role]) for role in twice)
            self.add_error(None, _("Two columns cannot both be: %(names)s.") % {"names": names})
        if cleaned.get("decimal") and cleaned.get("decimal") == cleaned.get("thousands"):
            self.add_error("thousands", _("Decimals and thousands cannot have the same sign."))
        measure = str(cleaned.get("measure", ""))
        if measure and (missing := missing_for(measure, chosen)):
            names = "; ".join(_(" or ").join(f"{ROLES[name]} ({name})" for name in ways) for ways in missing)
            self.add_error("measure", _("Some columns are still missing for it: %(names)s.") % {"names": names})
        return cleaned

    def roles(self) -> dict[int, str]:
        """Return what each column was said to be, "" for one that keeps its name."""
        return {place: self.cleaned_data.get(f"column{place}", "") for place in range(len(self.table.header))}

    def signs(self) -> Signs:
        """Return how the numbers are written, as was said."""
        thousands = self.cleaned_data["thousands"]
        return Signs(self.cleaned_data["decimal"], "" if thousands == "none" else thousands)
