"""Words of the body are said once, in every language that a page can speak."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from drypoint.foundation.body.words import (
    CONFIDENCE,
    QUALITY_NAMES,
    SIDE_NAMES,
    VIEW_NAMES,
    confidence_name,
    place_name,
)
from drypoint.knowledge.atlas.model import CONFIDENCES, Confidence
from drypoint.knowledge.bodymap.outlines import VIEWS
from drypoint.knowledge.bodymap.regions import SIDES
from drypoint.knowledge.bodymap.sheet import QUALITIES


def test_every_confidence_quality_side_and_view_has_its_word() -> None:
    assert set(CONFIDENCE) == set(CONFIDENCES)
    assert set(QUALITY_NAMES) == set(QUALITIES)
    assert set(SIDE_NAMES) == set(SIDES)
    assert set(VIEW_NAMES) == set(VIEWS)


@pytest.mark.parametrize("confidence", sorted(CONFIDENCES))
def test_how_sure_a_fact_is_differs_in_croatian(confidence: Confidence) -> None:
    with override("en"):
        english = str(confidence_name(confidence))
    with override("hr"):
        assert str(confidence_name(confidence)) != english


def test_a_place_is_named_without_its_side() -> None:
    assert place_name("shoulder_front", "en") == "Front of the shoulder"
    assert "lijev" not in place_name("shoulder_front", "hr").lower()
