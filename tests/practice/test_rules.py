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


@pytest.mark.parametrize("bad", [row("xx"), row("mo", "25:00"), row("mo", "16:00", "08:00")])
def test_hours_that_cannot_be_are_refused(bad: dict[str, str]) -> None:
    with pytest.raises(ValueError):
        open_times([bad])
