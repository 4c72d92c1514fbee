"""The sheet that a person fills in: drawn, or chosen from a list."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from drypoint.care.intake import rules
from drypoint.care.intake.actions import SheetContents
from drypoint.care.intake.models import PainDrawing
from drypoint.foundation.body.drawing import QUALITY_CHOICES, StrokesField, StrokesInput
from drypoint.foundation.body.picking import MusclesField, RegionsField
from drypoint.foundation.core.text_input import LARGEST_COUNT
from drypoint.foundation.look.fields import CleanTextField
from drypoint.foundation.patients.models import Figure
from drypoint.knowledge.bodymap.drawing import Quality
from drypoint.knowledge.bodymap.regions import MAP_VERSION, VERSIONS
from drypoint.knowledge.bodymap.sheet import MOST_INTENSITY, Tick, read_ticks

_INTENSITIES = [
    ("0", gettext_lazy("0: no pain")),
    *((str(number), str(number)) for number in range(1, MOST_INTENSITY)),
    ("10", gettext_lazy("10: the worst")),
]


def figures_address() -> str:
    """Return where the tool finds the drawn views, SEX and VIEW standing for what is wanted."""
    return reverse("intake:figure", args=["SEX", "VIEW"])


class SheetForm(forms.Form):
    """Where it hurts, how much and in which way.

    Fields of the list (regions, intensity, quality) are added to the ticks that the sheet has already. The strokes that
    are sent lie on the map of map_version; a page that was opened before the field existed shows those of the sheet.
    """

    sex = forms.ChoiceField(label=gettext_lazy("Figure"), choices=Figure.choices)
    strokes = StrokesField(label=gettext_lazy("Drawing"), required=False)
    regions = RegionsField(label=gettext_lazy("Places"), required=False)
    intensity = forms.ChoiceField(
        label=gettext_lazy("How strong is it there?"), choices=_INTENSITIES, initial="5", required=False
    )
    quality = forms.ChoiceField(
        label=gettext_lazy("How does it feel there?"), choices=QUALITY_CHOICES, initial="aching", required=False
    )
    note = CleanTextField(
        label=gettext_lazy("Anything else about it"),
        max_length=rules.MOST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Such as since when, and what makes it better or worse."),
    )
    nothing_hurts = forms.BooleanField(label=gettext_lazy("Nothing hurts today"), required=False)
    revision = forms.IntegerField(
        min_value=0, max_value=LARGEST_COUNT, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
    )
    map_version = forms.ChoiceField(
        choices=[(version, version) for version in VERSIONS], required=False, widget=forms.HiddenInput
    )
    save_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, drawing: PainDrawing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drawing = drawing
        self.ticks = list(read_ticks(drawing.ticks))
        tool = cast("StrokesInput", self.fields["strokes"].widget)
        tool.figures = figures_address()
        tool.ticks = {tick.region: tick.intensity for tick in self.ticks}
        self.fields["regions"].widget.figures = figures_address()

    @classmethod
    def of(cls, drawing: PainDrawing, save_key: str, **changed: object) -> SheetForm:
        """Return the form filled with what the sheet has."""
        initial = {
            "sex": drawing.sex,
            "strokes": drawing.strokes_today(),
            "map_version": MAP_VERSION,
            "note": drawing.note,
            "intensity": "5",
            "quality": "aching",
            "revision": drawing.revision,
            "save_key": save_key,
        }
        return cls(initial=initial | changed, drawing=drawing)

    def sheet(self, *, do: str, untick: str = "") -> SheetContents:
        """Return the sheet as it stands after what the button does, once the form is valid.

        "tick" and "hand_in" add the ticked places to the list; `untick` takes one out of it.
        """
        data = self.cleaned_data
        ticks = {tick.region: tick for tick in self.ticks if tick.region != untick}
        if do in {"tick", "hand_in"}:
            for region in data["regions"]:
                ticks.pop(region, None)
                ticks[region] = Tick(region, int(data["intensity"] or 5), cast("Quality", data["quality"] or "aching"))
        return SheetContents(
            sex=data["sex"],
            strokes=data["strokes"],
            ticks=tuple(ticks.values()),
            note=data["note"],
            nothing_hurts=data["nothing_hurts"] and do == "hand_in",
            map_version=data["map_version"] or self.drawing.map_version,
        )

    def check_nothing_hurts(self, sheet: SheetContents) -> bool:
        """Refuse a sheet that marks places and says that nothing hurts; return whether it may be handed in."""
        if sheet.nothing_hurts and rules.has_marks(sheet.strokes, sheet.ticks):
            self.add_error(
                "nothing_hurts",
                ValidationError(_("You have marked places. Please take them back, or do not tick this.")),
            )
            return False
        return True


class OtherMusclesForm(forms.Form):
    """Muscles that a clinician found and the atlas did not suggest."""

    muscles = MusclesField(label=gettext_lazy("Muscles"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["muscles"].widget.figures = figures_address()
        self.fields["muscles"].error_messages["required"] = _("Please choose at least one muscle.")


@lru_cache(maxsize=8)
def blank_picker(language: str) -> SafeString:
    """Return the picker of muscles with nothing chosen: two hundred choices that are the same on every page."""
    with translation.override(language):
        return SafeString(OtherMusclesForm()["muscles"])
