"""What is asked: a table, a measure, a model. Everything has a default that metafor's users know."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.knowledge.evidence.analysis import TABLE_METHODS, Question
from drypoint.knowledge.evidence.effects import MEASURES, AddTo
from drypoint.knowledge.evidence.pooling import Options, Prediction
from drypoint.public.library.calculator.words import MEASURE_NAMES, METHOD_NAMES

MOST_BYTES: Final = 256 * 1024
MOST_MODERATORS: Final = 5


def is_too_large(text: str) -> bool:
    """Tell whether a text is more than this page takes for a table."""
    return len(text.encode()) > MOST_BYTES


def measures_by_columns() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the measures under the columns that they need, as a select shows them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, measure in MEASURES.items():
        groups.setdefault(", ".join(measure.columns), []).append((code, f"{MEASURE_NAMES[code]} ({code})"))
    return list(groups.items())


class CalculatorForm(forms.Form):
    """A table of studies and how to pool it."""

    table = forms.CharField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy(
            "A line of column names, then a line for each study. Commas, semicolons or tabs; decimal points or commas."
        ),
        error_messages={"required": gettext_lazy("Paste a table, choose a file, or begin with an example.")},
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off", "class": "mono"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        help_text=gettext_lazy("CSV, TSV or Excel (.xlsx), at most 256 KB. It is read and forgotten."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,text/csv"}),
    )
    measure = forms.ChoiceField(label=gettext_lazy("Measure"), choices=measures_by_columns, initial="RR")
    method = forms.ChoiceField(label=gettext_lazy("Model"), choices=METHOD_NAMES, initial="REML")
    adjustment = forms.ChoiceField(
        label=gettext_lazy("Interval of the pool"),
        choices={
            "normal": gettext_lazy("Normal distribution"),
            "hk": gettext_lazy("Knapp–Hartung"),
            "hk_floor": gettext_lazy("Knapp–Hartung with a scale of at least 1"),
        },
        initial="normal",
    )
    prediction = forms.ChoiceField(
        label=gettext_lazy("Prediction interval"),
        choices={"riley": gettext_lazy("t with k − 2 degrees of freedom"), "metafor": gettext_lazy("as metafor")},
        initial="riley",
    )
    level = forms.FloatField(label=gettext_lazy("Confidence level in percent"), initial=95, localize=True)
    add = forms.FloatField(
        label=gettext_lazy("Added to zero cells"),
        help_text=gettext_lazy("Blank: as metafor, 0.5 for ratios."),
        required=False,
        localize=True,
    )
    to = forms.ChoiceField(
        label=gettext_lazy("Added to whom"),
        choices={
            "only0": gettext_lazy("studies with a zero"),
            "if0all": gettext_lazy("all, if one has a zero"),
            "all": gettext_lazy("all studies"),
            "none": gettext_lazy("nobody"),
        },
        initial="only0",
    )
    by = forms.CharField(label=gettext_lazy("Subgroups by column"), required=False, max_length=60)
    moderators = forms.CharField(
        label=gettext_lazy("Moderators (meta-regression)"),
        help_text=gettext_lazy("Names of columns, with commas between them."),
        required=False,
        max_length=300,
    )

    left = forms.CharField(
        label=gettext_lazy("Below the axis, left"),
        help_text=gettext_lazy("Such as “needling better”. Both may be blank."),
        required=False,
        max_length=40,
    )
    right = forms.CharField(label=gettext_lazy("Below the axis, right"), required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A file counts before the text.
        self.fields["table"].required = not self.files

    def clean_file(self) -> UploadedFile[bytes] | None:
        """Refuse a file that is too large."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is not None and (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 256 KB. The command line has no such limit."))
        return file

    def clean_table(self) -> str:
        """Refuse a text that is too long."""
        text: str = self.cleaned_data["table"]
        if is_too_large(text):
            raise forms.ValidationError(_("The table is larger than 256 KB. The command line has no such limit."))
        return text

    def clean_moderators(self) -> list[str]:
        """Return the names of the columns, each once."""
        named = [name.strip().lower() for name in self.cleaned_data["moderators"].replace(";", ",").split(",")]
        moderators = list(dict.fromkeys(name for name in named if name))
        if len(moderators) > MOST_MODERATORS:
            raise forms.ValidationError(
                _("This page takes up to %(most)d moderators. The command line has no such limit.")
                % {"most": MOST_MODERATORS}
            )
        return moderators

    def content(self) -> bytes:
        """Return the table as it was sent."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        text: str = self.cleaned_data["table"]
        return text.encode() if file is None else bytes(file.read())

    def sides(self) -> tuple[str, str]:
        """Return the words left and right below the axis of the forest plot."""
        return self.cleaned_data["left"], self.cleaned_data["right"]

    def question(self) -> Question:
        """Return what is asked. Raises EvidenceError where the choices do not go together."""
        asked = self.cleaned_data
        method: str = asked["method"]
        prediction: Prediction = "metafor" if asked["prediction"] == "metafor" else "riley"
        to: AddTo = asked["to"]
        options = Options(
            method="EE" if method in TABLE_METHODS else method,
            hk=asked["adjustment"] == "hk",
            hk_floor=asked["adjustment"] == "hk_floor",
            prediction=prediction,
            level=asked["level"],
        )
        by = asked["by"].strip().lower() or None
        return Question(asked["measure"], method, options, asked["add"], to, by, tuple(asked["moderators"]))
