"""What is decided about pain drawings from values alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from drypoint.care.intake import rules

BACK, BESIDE, KNEE = "lumbar_spine_left", "loin_left", "kneecap_left"


@pytest.mark.parametrize(
    ("strokes", "ticks", "is_marked"),
    [([], [], False), ([0], [], True), ([], [0], True), ([0], [0], True)],
)
def test_a_sheet_is_marked_by_a_stroke_or_by_a_tick(strokes: list[int], ticks: list[int], is_marked: bool) -> None:
    assert rules.has_marks(strokes, ticks) is is_marked


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ([BACK], [BACK], True),
        ([BACK], [BESIDE], True),
        ([KNEE, BACK], [BESIDE], True),
        ([BACK], [KNEE], False),
        ([], [KNEE], True),
        ([BACK], [], True),
        ([], [], True),
    ],
)
def test_two_drawings_are_of_one_problem_where_they_meet_or_one_marks_nothing(
    one: list[str], other: list[str], is_one: bool
) -> None:
    assert rules.is_same_problem(one, other) is is_one
    assert rules.is_same_problem(other, one) is is_one


def test_a_device_draws_for_two_hours_and_a_sheet_without_a_mark_is_kept_for_a_day() -> None:
    assert (timedelta(hours=2), timedelta(days=1)) == (rules.OPEN_LIFETIME, rules.EMPTY_KEPT)
    assert rules.MOST_NOTE == 2_000
