"""The drawing tool as a form field: strokes on the body map, drawn by mouse, finger or pen.

The field's value is a tuple of strokes. Its widget is a hidden field and, where JavaScript runs, the tool that fills it
(static/body/drawing/tool.js). Without JavaScript the strokes stay as they were, and places are chosen from the list
of `foundation.body.picking`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, TypedDict

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.body.words import QUALITY_NAMES, VIEW_NAMES
from drypoint.knowledge.bodymap.drawing import Stroke
from drypoint.knowledge.bodymap.outlines import VIEWS, figure
from drypoint.knowledge.bodymap.sheet import QUALITIES, SheetError, read_strokes, strokes_as_json
from drypoint.knowledge.bodymap.skeleton import SEXES

QUALITY_CHOICES: Final = [(quality, QUALITY_NAMES[quality]) for quality in QUALITIES]
# Which side of the person lies at the left and at the right edge of each view.
_SIDES: Final[Mapping[str, tuple[str, str]]] = {
    "front": ("right", "left"),
    "back": ("left", "right"),
    **{name: (name.rpartition("_")[2],) * 2 for name in VIEWS if name not in ("front", "back")},
}
_YOUR_SIDE: Final = {"left": _("your left"), "right": _("your right")}


class FigureView(TypedDict):
    """A view as the tool reads it: name, label, box of a figure, and the side of the person at each edge."""

    name: str
    label: str
    box: list[float]
    edges: list[str]


def views_of(sex: str) -> list[FigureView]:
    """Return what the tool needs to know of each view: name, label, box of a figure, and the side at each edge."""
    if sex not in SEXES:
        raise ValueError(f"There is no figure {sex}.")
    drawn = figure(sex)
    return [
        {
            "name": name,
            "label": str(VIEW_NAMES[name]),
            "box": [round(value, 2) for value in drawn[name].box],
            "edges": [str(_YOUR_SIDE[side]) for side in _SIDES[name]],
        }
        for name in VIEWS
    ]


class StrokesInput(forms.HiddenInput):
    """The hidden field with the tool around it.

    figures is the address of the drawn views, "…/SEX/VIEW.svg" with these two words in place of what is wanted; ticks
    are regions that were chosen from the list and are shown as marked.
    """

    template_name = "body/drawing/tool.html"

    def __init__(self, attrs: dict[str, object] | None = None, *, figures: str = "") -> None:
        super().__init__(attrs)
        self.figures = figures
        self.ticks: Mapping[str, int] = {}

    @property
    def is_hidden(self) -> bool:
        """Say no: the tool is shown, with its label."""
        return False

    def format_value(self, value: str | tuple[Stroke, ...] | None) -> str:
        """Return the text of the hidden field; what was sent and could not be read stays as it was."""
        if value is None or isinstance(value, str):
            return value or "[]"
        return json.dumps(strokes_as_json(value), separators=(",", ":"))

    def get_context(self, name: str, value: object, attrs: dict[str, object] | None) -> dict[str, object]:
        """Add views, boxes of every figure, and qualities."""
        context = super().get_context(name, value, attrs)
        context["widget"]["data"] = {
            "figures": self.figures,
            "views": views_of("neutral"),
            "boxes": {sex: {one["name"]: one["box"] for one in views_of(sex)} for sex in SEXES},
            "ticks": dict(self.ticks),
            "language": get_language(),
        }
        context["widget"]["data_id"] = f"{context['widget']['attrs'].get('id', name)}-data"
        context["widget"]["qualities"] = QUALITY_CHOICES
        context["widget"]["whole_views"] = views_of("neutral")[:4]
        context["widget"]["insets"] = views_of("neutral")[4:]
        return context


class StrokesField(forms.Field):
    """Strokes on the body map, as a tuple."""

    widget = StrokesInput
    default_error_messages = {
        "invalid": _("The drawing did not arrive whole. Please reload the page; what was saved is still there."),
    }

    def to_python(self, value: str | tuple[Stroke, ...] | None) -> tuple[Stroke, ...]:
        """Return the strokes. Raises ValidationError for what is no drawing."""
        if isinstance(value, tuple):
            return value
        try:
            return read_strokes(json.loads(value or "[]"))
        except (ValueError, RecursionError, SheetError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def validate(self, value: object) -> None:
        """Take an empty drawing: whether anything must be marked is for the form to say."""
