"""Opening hours."""

from datetime import time

import pytest

from drypoint.foundation.practice.rules import DayRange, day_ranges, open_times


def row(day: str, opens: str = "08:00", closes: str = "16:00") -> dict[str, str]:
    return {"day": day, "opens": opens, "closes": closes}


def test_neighbouring_days_with_the_same_hours_are_one_line() -> None:
    times = open_times([row("fr"), row("mo"), row("tu"), row("we", "12:00", "20:00"), row("th", "12:00", "20:00")])
    assert day_ranges(times) == [
        DayRange("mo", "tu", time(8), time(16)),
        DayRange("we", "th", time(12), time(20)),
        DayRange("fr", "fr", time(8), time(16)),
    ]


def test_a_day_with_a_break_stands_on_its_own() -> None:
    times = open_times(
        [row("mo"), row("tu", "08:00", "12:00"), row("tu", "14:00", "18:00"), row("we", "14:00", "18:00")]
    )
    assert [(one.first_day, one.last_day) for one in day_ranges(times)] == [
        ("mo", "mo"),
        ("tu", "tu"),
        ("tu", "tu"),
        ("we", "we"),
    ]


def test_days_apart_and_a_second_opening_after_equal_hours_are_lines_of_their_own() -> None:
    assert [(one.first_day, one.last_day) for one in day_ranges(open_times([row("mo"), row("we")]))] == [
        ("mo", "mo"),
        ("we", "we"),
    ]
    weekend = open_times([row("su"), row("mo"), row("tu"), row("tu", "18:00", "20:00"), row("sa")])
    assert [(one.first_day, one.last_day, one.opens.hour) for one in day_ranges(weekend)] == [
        ("mo", "mo", 8),
        ("tu", "tu", 8),
        ("tu", "tu", 18),
        ("sa", "su", 8),
    ]


def test_hours_are_kept_as_they_were_read() -> None:
    assert [one.as_json() for one in open_times([row("mo", "08:05", "16:30")])] == [row("mo", "08:05", "16:30")]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (row("xx"), "'xx' is not a day of the week"),
        (row("mo", "25:00"), "hour"),
        (row("mo", "16:00", "08:00"), "closing time must be after"),
        (row("mo", "08:00", "08:00"), "closing time must be after"),
    ],
)
def test_hours_that_cannot_be_are_refused(bad: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        open_times([bad])
