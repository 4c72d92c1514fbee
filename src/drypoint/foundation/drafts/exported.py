"""What is kept of texts that were not sent, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.utils.translation import pgettext_lazy

from drypoint.foundation.core.registries.places import places
from drypoint.foundation.patients.export_fields import Field


def _place_in_words(name: object) -> list[str]:
    known = places.get(str(name))
    return [str(known.called) if known else str(name)]


def _typed_in_words(typed: object) -> list[str]:
    if not isinstance(typed, Mapping):
        return [str(typed)]
    return [text for texts in cast("Mapping[str, list[str]]", typed).values() for text in texts if text.strip()]


FIELDS = (
    Field("where", pgettext_lazy("record", "Form"), in_words=_place_in_words),
    Field("by", pgettext_lazy("record", "Typed by")),
    Field("changed_at", pgettext_lazy("record", "Last changed"), "moment"),
    Field("typed", pgettext_lazy("record", "Text"), "open", in_words=_typed_in_words),
)
