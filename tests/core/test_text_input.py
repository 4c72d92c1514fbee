"""What stands in a line besides letters that anybody sees."""

from __future__ import annotations

import pytest

from drypoint.foundation.core.text_input import without_invisible_marks


@pytest.mark.parametrize("sign", ["\u3164", "\uffa0", "\u115f", "\u2800", "\U000e0041", "\u034f", "\u200b", "\u2066"])
def test_a_name_of_signs_that_nobody_sees_is_no_name(sign: str) -> None:
    assert without_invisible_marks(sign * 3) == ""
    assert without_invisible_marks(f"A{sign}na") == "Ana"


@pytest.mark.parametrize("name", ["Ana Anić", "Đuro Žižić", "می‌خواهم", "김하늘", "O’Neill"])
def test_names_that_people_have_stay_as_they_are(name: str) -> None:
    assert without_invisible_marks(name) == name
