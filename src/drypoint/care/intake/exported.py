"""What pain drawings hold about a patient, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as now

from drypoint.care.intake.models import Judgement, PainDrawing
from drypoint.foundation.body.words import QUALITY_NAMES
from drypoint.foundation.patients.export_fields import Field, codes
from drypoint.foundation.patients.models import Figure
from drypoint.knowledge.atlas.load import load
from drypoint.knowledge.bodymap import regions


def _regions_in_words(marks: object) -> list[str]:
    language = get_language() or ""
    said = []
    for region, mark in cast("Mapping[str, Mapping[str, object]]", marks).items():
        known = regions().get(region)
        quality = QUALITY_NAMES.get(str(mark["quality"]), str(mark["quality"]))
        said.append(
            now("%(place)s: %(quality)s, %(intensity)s of 10")
            % {
                "place": known.name.in_(language) if known else region,
                "quality": quality,
                "intensity": mark["intensity"],
            }
        )
    return said


def _muscle_in_words(muscle: object) -> list[str]:
    known = load().muscles.get(str(muscle))
    return [known.name.in_(get_language() or "") if known else str(muscle)]


FIELDS = (
    Field("id", pgettext_lazy("record", "Number"), is_for_machines=True),
    Field("episode", pgettext_lazy("record", "Number of the problem"), is_for_machines=True),
    Field("drawn_by", pgettext_lazy("record", "Drawn by"), codes=codes(PainDrawing.DrawnBy.choices)),
    Field("made_at", pgettext_lazy("record", "Opened"), "moment"),
    Field("finished_at", pgettext_lazy("record", "Handed in"), "moment"),
    Field("figure", pgettext_lazy("record", "Figure"), codes=codes(Figure.choices)),
    Field("map_version", pgettext_lazy("record", "Version of the body map"), is_for_machines=True),
    Field("strokes", pgettext_lazy("record", "Strokes"), "open", is_for_machines=True),
    Field("ticks", pgettext_lazy("record", "Places from the list"), "open", is_for_machines=True),
    Field("regions", pgettext_lazy("record", "Marked"), "open", in_words=_regions_in_words),
    Field("nothing_hurts", pgettext_lazy("record", "Nothing hurts"), "yes_no"),
    Field("note", pgettext_lazy("record", "Note")),
    Field(
        "judgements",
        pgettext_lazy("record", "What was found of muscles"),
        is_list=True,
        fields=(
            Field("muscle", pgettext_lazy("record", "Muscle"), in_words=_muscle_in_words),
            Field("side", pgettext_lazy("record", "Side"), codes=codes(Judgement.Side.choices)),
            Field("verdict", pgettext_lazy("record", "Found"), codes=codes(Judgement.Verdict.choices)),
            Field("at", pgettext_lazy("record", "When"), "moment"),
            Field("rank", pgettext_lazy("record", "Place in the list of the atlas"), "number", is_for_machines=True),
            Field("probability", pgettext_lazy("record", "Weight that the atlas gave"), "number", is_for_machines=True),
        ),
    ),
)
