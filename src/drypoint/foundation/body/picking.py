"""Choosing from the body map: regions, or the muscles that send pain there.

The list is the way in for everybody; where JavaScript runs a map stands above it (static/body/drawing/picker.js).
"""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from drypoint.foundation.body.drawing import views_of
from drypoint.foundation.body.words import SIDE_NAMES
from drypoint.knowledge.atlas import load
from drypoint.knowledge.atlas.model import ZonePart
from drypoint.knowledge.bodymap.parts import PARTS, keys_by_part
from drypoint.knowledge.bodymap.regions import OPPOSITE, SIDES, Side, region_id, regions
from drypoint.knowledge.language import sort_key
from drypoint.knowledge.plain import Json


class _MapInput(forms.SelectMultiple):
    """Boxes to tick for the left and the right of each place, grouped; figures as for the drawing tool."""

    template_name = "body/drawing/picker.html"
    kind = ""
    input_type = "checkbox"

    def __init__(self, attrs: Json | None = None, *, figures: str = "") -> None:
        super().__init__(attrs)
        self.figures = figures

    def use_required_attribute(self, initial: object) -> bool:  # noqa: ARG002 (Django's signature)
        """Say no: a box that must be ticked would mean every box."""
        return False

    def groups_of(self, language: str | None) -> list[Json]:
        """Return the groups: {"name", "rows": [{"name", "note", "boxes": [{"value", "side", "regions"}]}]}."""
        raise NotImplementedError

    def get_context(self, name: str, value: Iterable[str] | None, attrs: Json | None) -> Json:
        """Add the groups, each box knowing whether it is ticked."""
        context = super(forms.Select, self).get_context(name, value, attrs)
        ticked = set(value or ())
        groups = self.groups_of(get_language())
        for group in groups:
            for row in group["rows"]:
                for box in row["boxes"]:
                    box["is_ticked"] = box["value"] in ticked
            group["is_open"] = any(box["is_ticked"] for row in group["rows"] for box in row["boxes"])
        views = [(one["name"], *one["edges"]) for one in views_of("neutral")[:2]]
        context["widget"].update(groups=groups, kind=self.kind, figures=self.figures, views=views)
        return context


class RegionsInput(_MapInput):
    """Every region of the body map, by part of the body."""

    kind = "regions"

    def groups_of(self, language: str | None) -> list[Json]:
        """Return the regions head to foot."""
        return [
            {
                "name": part.name.in_(language),
                "rows": [
                    {
                        "name": regions()[region_id(key, "left")].name.in_(language),
                        "note": "",
                        "boxes": [_box(region_id(key, side), side, [region_id(key, side)]) for side in SIDES],
                    }
                    for key in keys_by_part()[part.key]
                ],
            }
            for part in PARTS
        ]


class MusclesInput(_MapInput):
    """Every muscle of the atlas, by the part of the body in which its pain is mostly felt."""

    kind = "muscles"

    def groups_of(self, language: str | None) -> list[Json]:
        """Return the muscles by name; each box knows the regions in which the muscle makes pain felt."""
        part_of = {key: part for part, keys in keys_by_part().items() for key in keys}
        rows: dict[str, list[Json]] = {part.key: [] for part in PARTS}
        for muscle in load().muscles.values():
            felt = muscle.keys("essential")
            parts = [part_of[key] for key in felt]
            home = max(parts, key=lambda part, parts=parts: (parts.count(part), -parts.index(part)))  # type: ignore[misc]  # bound on purpose
            rows[home].append(
                {
                    "name": muscle.name.in_(language),
                    "note": muscle.name_la,
                    "boxes": [
                        _box(f"{muscle.id}:{side}", side, [_side_of(part, side) for part in muscle.zone])
                        for side in SIDES
                    ],
                }
            )
        return [
            {
                "name": part.name.in_(language),
                "rows": sorted(rows[part.key], key=lambda row: sort_key(row["name"], language)),
            }
            for part in PARTS
            if rows[part.key]
        ]


def _side_of(part: ZonePart, side: Side) -> str:
    return region_id(part.key, OPPOSITE[side] if part.opposite else side)


def _box(value: str, side: Side, places: list[str]) -> Json:
    return {"value": value, "side": SIDE_NAMES[side], "regions": " ".join(places)}


class RegionsField(forms.Field):
    """Ids of regions, in the order of the body map, each once."""

    widget = RegionsInput

    def to_python(self, value: Iterable[str] | None) -> list[str]:
        """Return the ids. Raises ValidationError for a region that the map does not have."""
        chosen = set(value or ())
        if chosen - set(regions()):
            raise ValidationError(_("One of these places is not on the body map. Please choose again."), code="invalid")
        return [region for region in regions() if region in chosen]


class MusclesField(forms.Field):
    """Muscles with their side, as (muscle, side), each once."""

    widget = MusclesInput

    def to_python(self, value: Iterable[str] | None) -> list[tuple[str, str]]:
        """Return the muscles. Raises ValidationError for one that the atlas does not have."""
        known = load().muscles
        pairs: list[tuple[str, str]] = []
        for text in dict.fromkeys(value or ()):
            muscle, _colon, side = str(text).partition(":")
            if muscle not in known or side not in SIDES:
                raise ValidationError(
                    _("One of these muscles is not in the atlas. Please choose again."), code="invalid"
                )
            pairs.append((muscle, side))
        return pairs
