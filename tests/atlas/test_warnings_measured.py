"""The release gate of the warnings, on the simulated drawings that were kept apart while the rules were written."""

from functools import cache

import pytest

from drypoint.knowledge.atlas.drawn_dangers import Drawn, dangerous_drawings, muscle_drawings
from drypoint.knowledge.atlas.warnings_report import (
    INTENSITIES,
    LEAST_NAMED,
    MOST_ASKS,
    MOST_FLAGGED,
    SEED,
    at_intensity,
    measure_dangerous,
    measure_plain,
)


@cache
def muscles() -> tuple[Drawn, ...]:
    return tuple(muscle_drawings("second", 8, SEED))


def test_dangerous_drawings_that_were_kept_apart_are_named_by_what_stands_unfolded() -> None:
    assert measure_dangerous(dangerous_drawings("second", 40, SEED)).named >= LEAST_NAMED


def test_most_dangerous_drawings_are_named_on_the_coarse_map_too() -> None:
    coarse = [one.in_segments() for one in dangerous_drawings("second", 20, SEED)]
    assert measure_dangerous(coarse).named >= 0.88


@pytest.mark.parametrize("intensity", INTENSITIES)
def test_few_plain_muscle_drawings_are_flagged_at_any_number(intensity: int | None) -> None:
    said = measure_plain(at_intensity(muscles(), intensity))
    assert said.flagged <= MOST_FLAGGED
    assert said.asks <= MOST_ASKS


def test_the_halves_share_no_drawing_and_are_about_as_large() -> None:
    first, second = dangerous_drawings("first", 20, SEED), dangerous_drawings("second", 20, SEED)
    assert {one.half for one in first} == {"first"}
    assert {one.half for one in second} == {"second"}
    assert 0.8 < len(first) / len(second) < 1.25
