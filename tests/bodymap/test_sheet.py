"""The sheet as it is stored: what can be drawn comes back the same, what cannot is refused with a sentence."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drypoint.knowledge.bodymap.drawing import Stroke, _span, from_strokes
from drypoint.knowledge.bodymap.outlines import VIEWS
from drypoint.knowledge.bodymap.parts import PARTS, keys_by_part
from drypoint.knowledge.bodymap.regions import keys, regions
from drypoint.knowledge.bodymap.sheet import (
    QUALITIES,
    SheetError,
    Tick,
    drawing_from_json,
    marks_as_json,
    read_sheet,
    read_strokes,
    read_ticks,
    strokes_as_json,
)

GOOD = {"view": "front", "width": 250, "intensity": 5, "quality": "aching", "points": [5000, 5000, 5100, 5200]}
WHOLE = st.integers(0, 10_000)
STROKES = st.builds(
    dict,
    view=st.sampled_from(VIEWS),
    width=st.integers(1, 10_000),
    intensity=st.integers(0, 10),
    quality=st.sampled_from(QUALITIES),
    points=st.lists(st.tuples(WHOLE, WHOLE), min_size=1, max_size=6).map(lambda pairs: [v for xy in pairs for v in xy]),
)


@given(st.lists(STROKES, max_size=4))
def test_stored_strokes_come_back_as_they_were(raw: list[dict[str, Any]]) -> None:
    assert strokes_as_json(read_strokes(raw)) == raw


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        ({"view": "top"}, "no view"),
        ({"view": 3}, "name"),
        ({"points": []}, "points between 0 and 1"),
        ({"points": [1]}, "pairs"),
        ({"points": [1.5, 2]}, "whole"),
        ({"points": [True, 2]}, "whole"),
        ({"points": [-1, 2]}, "points between 0 and 1"),
        ({"width": 0}, "width"),
        ({"width": "9"}, "whole"),
        ({"intensity": 11}, "Intensity"),
        ({"quality": "sad"}, "aching"),
        ({"colour": "red"}, "consists of"),
    ],
)
def test_a_stroke_that_cannot_be_drawn_is_refused_with_a_sentence(spoilt: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SheetError, match=sentence):
        read_strokes([{**GOOD, **spoilt}])


@pytest.mark.parametrize("raw", [{}, "x", None, [[]], [GOOD] * 1001, [{**GOOD, "points": [1, 1] * 40_001}]])
def test_what_is_no_list_of_strokes_or_too_much_is_refused(raw: object) -> None:
    with pytest.raises(SheetError):
        read_strokes(raw)


def test_ticks_and_strokes_join_and_the_stronger_says_how_it_feels() -> None:
    strokes = read_strokes([{**GOOD, "intensity": 8, "quality": "burning"}])
    drawn = next(iter(from_strokes("neutral", strokes).marks))
    weak, other = Tick(drawn, 3, "numb"), Tick("heel_left", 6, "tingling")
    joined = read_sheet("neutral", strokes, [weak, other])
    assert (joined.marks[drawn].coverage, joined.marks[drawn].intensity, joined.marks[drawn].quality) == (
        1.0,
        8,
        "burning",
    )
    assert (joined.marks["heel_left"].coverage, joined.marks["heel_left"].quality) == (1.0, "tingling")
    assert read_sheet("neutral", strokes, [Tick(drawn, 9, "numb")]).marks[drawn].quality == "numb"


def test_stored_marks_come_back_and_a_region_of_another_map_is_not_swallowed() -> None:
    drawing = read_sheet("female", read_strokes([GOOD]), [Tick("heel_left", 4)])
    stored = marks_as_json(drawing)
    again = drawing_from_json("female", stored, "1")
    assert marks_as_json(again) == stored
    with pytest.raises(ValueError, match="wing_left"):
        drawing_from_json("female", {"wing_left": stored["heel_left"]}, "0")


def test_ticks_of_regions_that_are_gone_are_left_out() -> None:
    assert read_ticks([{"region": "wing_left", "intensity": 5, "quality": "aching"}]) == ()
    with pytest.raises(SheetError, match="wing_left"):
        Tick("wing_left", 5)


def test_every_region_stands_in_one_part_of_the_body() -> None:
    listed = [key for part in PARTS for key in keys_by_part()[part.key]]
    assert sorted(listed) == sorted(keys())
    assert len(listed) * 2 == len(regions())


COORDINATE = st.floats(-40, 40, allow_nan=False)
PLACE = st.tuples(COORDINATE, COORDINATE)


@given(PLACE, PLACE, st.floats(0.5, 20), PLACE)
def test_a_row_lies_in_a_stroke_exactly_where_its_points_are_near_enough(
    start: tuple[float, float], end: tuple[float, float], radius: float, point: tuple[float, float]
) -> None:
    (x, y), (dx, dy) = point, (end[0] - start[0], end[1] - start[1])
    size = dx * dx + dy * dy
    share = 0.0 if size == 0 else max(0.0, min(1.0, ((x - start[0]) * dx + (y - start[1]) * dy) / size))
    distance = math.hypot(start[0] + share * dx - x, start[1] + share * dy - y)
    span = _span(start, end, radius, y)
    if abs(distance - radius) > 1e-6:
        assert (span is not None and span[0] <= x <= span[1]) == (distance < radius)


def test_a_hand_that_rests_marks_no_more_than_its_dot() -> None:
    one = Stroke("front", ((0.5, 0.5),), 0.03, 5)
    resting = Stroke("front", ((0.5, 0.5),) * 500, 0.03, 5)
    assert from_strokes("neutral", [one]).marks == from_strokes("neutral", [resting]).marks
